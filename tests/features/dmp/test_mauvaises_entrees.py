"""Every bad input that documents and the DMP must stand has its test, by its name."""

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[2]
LECTURE = "unit/esante/cda/test_lecture_hostile.py"
MTOM = "unit/esante/dmp/test_mtom.py"
CLIENT = "unit/esante/dmp/test_client.py"

ENTREES = (
    ("bombe XML, entités", LECTURE, "test_what_is_not_a_document_is_refused"),
    ("entités cachées par l’encodage", LECTURE, "test_a_doctype_hidden_in_another_encoding_is_refused"),
    ("XInclude", LECTURE, "test_xinclude_is_only_text"),
    ("feuille de style qui charge ou exécute", LECTURE, "test_nothing_of_a_document_runs_or_fetches"),
    ("document de 200 Mo", LECTURE, "test_a_document_beyond_measure_is_refused_before_it_is_parsed"),
    ("encodage trompeur", LECTURE, "test_another_declared_encoding_reads"),
    ("base64 illisible", LECTURE, "test_base64_garbage_gives_no_file"),
    (
        "image qui n’en est pas une, ou démesurée",
        "ui/test_inline_images.py",
        "test_what_is_no_bounded_raster_picture_is_not_shown",
    ),
    ("pièce MTOM absente", MTOM, "test_a_missing_part_and_false_base64_are_refused"),
    ("pièces MTOM échangées", MTOM, "test_parts_that_are_exchanged_are_refused"),
    ("pièce MTOM répétée", MTOM, "test_a_message_that_lies_is_refused"),
    ("document répété, ou non demandé", MTOM, "test_the_same_document_twice_or_one_nobody_asked_is_refused"),
    (
        "réponse du registre pour un autre patient",
        CLIENT,
        "test_an_entry_of_another_patient_refuses_the_whole_answer",
    ),
    ("PartialSuccess", CLIENT, "test_partial_success_is_a_refusal_with_its_reasons"),
    (
        "heure d’été, côté registre",
        "unit/esante/xds/test_metadonnees.py",
        "test_registry_time_is_utc_whatever_the_season",
    ),
    (
        "heure d’été, côté document",
        "unit/esante/cda/test_ordonnance.py",
        "test_instants_are_local_with_their_offset_on_both_sides_of_summer_time",
    ),
    ("horloge décalée", "integration/dmp/test_refus.py", "test_a_clock_off_by_the_hour_of_summer_is_refused"),
    (
        "seul le SAN du serveur est juste",
        "integration/test_nom_serveur.py",
        "test_a_certificate_whose_san_alone_is_right_is_believed",
    ),
    (
        "seul le CN du serveur est juste",
        "integration/test_nom_serveur.py",
        "test_a_certificate_whose_cn_alone_is_right_is_refused",
    ),
    (
        "serveur d’une autre autorité",
        "integration/dmp/test_refus.py",
        "test_a_server_of_another_authority_is_refused",
    ),
    (
        "réponse perdue après le dépôt",
        "integration/test_alimentation.py",
        "test_an_answer_lost_after_storage_never_doubles_a_document",
    ),
)


@pytest.mark.parametrize(("entree", "fichier", "test"), ENTREES, ids=[e[0] for e in ENTREES])
def test_each_bad_input_has_its_test(entree: str, fichier: str, test: str) -> None:
    texte = (TESTS / fichier).read_text(encoding="utf-8")
    assert re.search(rf"^def {test}\(", texte, re.MULTILINE), entree
