"""Write, control and sign an order without a mouse."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from ambroise.domain.ligne_ordonnance import LigneOrdonnance, MentionNonSubstituable
from ambroise.domain.ordonnance import MotifExemption, StatutOrdonnance
from ambroise.domain.produit_prescrit import ProduitLibre
from ambroise.ui.errors import ErrorDoor
from ambroise.ui.ordonnances.saisie import matched
from ambroise.ui.ordonnances.sous_titre import write_sous_titre
from ambroise.ui.ordonnances.state import EtatOrdonnance, Mesure, line_rows, price
from ambroise.ui.tasks import Tasks
from ambroise.ui.widgets.lists import Heading, TwoLine
from ambroise.usecases.errors import CarteAbsente
from tests.fakes import dossier as d
from tests.fakes import ecrans as e
from tests.fakes import ordonnance as o
from tests.ui.poste_ordonnance import CTRL, Poste


@pytest.fixture
def poste(qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor) -> Poste:
    """A seat ready to prescribe."""
    return Poste(qtbot, tmp_path, tasks, errors)


def test_renewal_of_all_due_is_one_key_then_consent_then_signature(qtbot: QtBot, poste: Poste) -> None:
    poste.open()
    poste.leave_entry()
    qtbot.keyClick(poste.screen, Qt.Key.Key_R)
    poste.settle()
    assert len(poste.ordonnance.lignes) == 3
    assert all(ligne.ligne_renouvelee is not None for ligne in poste.ordonnance.lignes)
    assert poste.prescription.controlees
    qtbot.keyClick(poste.screen, Qt.Key.Key_N)
    with qtbot.waitSignal(poste.controller.signed):
        qtbot.keyClick(poste.screen, Qt.Key.Key_Return, CTRL)
    (signee,) = poste.ordonnances.signees
    assert signee.statut is StatutOrdonnance.SIGNEE
    assert signee.consentement is not None
    assert not signee.consentement.opposition
    assert poste.shell.went == [("dossiers", e.ADRUN.id)]


def test_known_medicine_is_one_line_and_enter(poste: Poste) -> None:
    poste.open()
    poste.type("doliprane 1000 1-1-1 5j")
    poste.enter()
    (ligne,) = poste.ordonnance.lignes
    assert ligne.posologie is not None
    assert ligne.duree_traitement is not None
    assert ligne.duree_traitement.jours == 5
    assert poste.screen.entry.field.text() == ""


def test_enter_typed_before_the_search_answers_takes_what_was_typed(qtbot: QtBot, poste: Poste) -> None:
    poste.open()
    poste.type("clari 1-0-1 7j")
    poste.screen.entry.field.clear()
    qtbot.keyClicks(poste.screen.entry.field, "doliprane 1000 1-1-1 5j")
    qtbot.keyClick(poste.screen.entry.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(poste.ordonnance.lignes) == 1)
    assert "PARACÉTAMOL" in poste.ordonnance.lignes[0].libelle


def test_medicine_without_posology_asks_for_it_before_entering_the_order(qtbot: QtBot, poste: Poste) -> None:
    poste.open()
    poste.type("doliprane")
    poste.enter()
    assert poste.ordonnance.lignes == ()
    assert poste.screen.entry.field.text() == "DOLIPRANE 1000 mg · "
    qtbot.keyClicks(poste.screen.entry.field, "1 matin 3j")
    poste.enter()
    assert len(poste.ordonnance.lignes) == 1


def test_a_line_without_length_nor_boxes_stays_in_the_entry_with_a_sentence(
    qtbot: QtBot, poste: Poste
) -> None:
    poste.open()
    poste.type("doliprane 1000 1-1-1")
    poste.enter()
    assert poste.ordonnance.lignes == ()
    entry = poste.screen.entry
    assert entry.field.hasFocus()
    assert entry.said == "Ni durée ni nombre de boîtes\u00a0: écrivez «\u00a07j\u00a0» ou «\u00a02bt\u00a0»."
    qtbot.keyClicks(entry.field, " 2bt")
    poste.enter()
    (ligne,) = poste.ordonnance.lignes
    assert (ligne.boites, ligne.duree_traitement) == (2, None)


def test_a_medicine_the_base_does_not_know_is_free_words_with_its_length(qtbot: QtBot, poste: Poste) -> None:
    poste.open()
    poste.type("vaseline 1 matin")
    poste.enter()
    assert poste.ordonnance.lignes == ()
    qtbot.keyClicks(poste.screen.entry.field, " 10j")
    poste.enter()
    (ligne,) = poste.ordonnance.lignes
    assert isinstance(ligne.produit, ProduitLibre)
    assert ligne.libelle == "vaseline"
    assert ligne.duree_traitement is not None


def test_an_incomplete_line_from_elsewhere_comes_back_in_the_entry_at_the_signature(
    qtbot: QtBot, poste: Poste
) -> None:
    sans_duree = LigneOrdonnance(UUID(int=77), ProduitLibre("Sérum physiologique"))
    vide = poste.ordonnances.draft(e.ADRUN.id)
    poste.ordonnances.brouillons[e.ADRUN.id] = vide.edit(lignes=(sans_duree,))
    poste.open()
    poste.screen.consent_given.emit(False)
    assert poste.controller.etat is not None
    assert poste.controller.etat.empechement == "Ligne 1\u00a0: durée ou boîtes à écrire"
    qtbot.keyClick(poste.screen, Qt.Key.Key_Return, CTRL)
    poste.settle()
    assert poste.ordonnances.signees == []
    assert poste.screen.entry.field.hasFocus()
    assert poste.screen.entry.field.text().startswith("Sérum physiologique")
    assert poste.screen.entry.said.startswith("La ligne 1 n’a ni durée ni nombre de boîtes")


def test_options_are_typed_after_the_posology_and_given_back_with_the_line(poste: Poste) -> None:
    poste.open()
    poste.type("doliprane 1000 1-1-1 5j ar2 ns mte ald")
    poste.enter()
    (ligne,) = poste.ordonnance.lignes
    assert (ligne.renouvellements, ligne.en_rapport_ald) == (2, True)
    assert ligne.mention_non_substituable is MentionNonSubstituable.MTE
    poste.screen.line_edited.emit(ligne.id)
    poste.settle()
    assert poste.screen.entry.field.text().endswith("ar2 ns mte ald")


def test_an_unreadable_posology_is_said_and_kept_as_typed(qtbot: QtBot, poste: Poste) -> None:
    poste.open()
    poste.type("doliprane 1000")
    poste.enter()
    qtbot.keyClicks(poste.screen.entry.field, "1 zut 7j")
    poste.enter()
    assert poste.ordonnance.lignes == ()
    assert poste.screen.entry.field.text() == "DOLIPRANE 1000 mg · 1 zut 7j"
    assert "n’est pas compris" in poste.screen.entry.said


def test_letters_typed_in_the_entry_are_not_commands(poste: Poste) -> None:
    poste.open()
    poste.type("doliR")
    assert poste.ordonnance.lignes == ()
    assert poste.ordonnance.consentement is None


def test_consent_is_never_answered_in_the_patient_s_place(poste: Poste) -> None:
    poste.open(renew=True)
    assert poste.screen.pied.consent.current is None
    assert poste.controller.etat is not None
    assert poste.controller.etat.empechement == "Consentement à demander"


def test_paper_needs_its_legal_reason_and_then_no_consent(poste: Poste) -> None:
    poste.open(renew=True)
    poste.screen.exemption_wanted.emit(MotifExemption.CONNEXION_INSUFFISANTE)
    assert poste.screen.actions_["ordonnance_sign"].isEnabled()
    poste.screen.exemption_wanted.emit(None)
    assert not poste.screen.actions_["ordonnance_sign"].isEnabled()


def test_failed_signature_keeps_the_order_and_says_why(qtbot: QtBot, poste: Poste) -> None:
    poste.open(renew=True)
    poste.ordonnances.panne = CarteAbsente("La carte CPS n’est pas dans le lecteur.")
    poste.screen.consent_given.emit(True)
    poste.screen.sign_wanted.emit()
    qtbot.waitUntil(lambda: len(poste.screen.banners.shown) == 1)
    assert len(poste.ordonnance.lignes) == 3
    assert poste.screen.actions_["ordonnance_sign"].isEnabled()


def test_order_of_another_patient_never_keeps_the_lines(qtbot: QtBot, poste: Poste) -> None:
    poste.open(renew=True)
    autre = replace(d.DOSSIER, patient=e.CORSE, ordonnances=())
    poste.controller.open(autre)
    qtbot.waitUntil(lambda: poste.ordonnance.patient_id == e.CORSE.id)
    assert poste.ordonnance.lignes == ()


def test_each_change_is_kept_and_found_again_after_a_crash(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor, poste: Poste
) -> None:
    poste.open(renew=True)
    poste.settle()
    apres = Poste(qtbot, tmp_path / "apres", tasks, errors)
    apres.ordonnances.brouillons = poste.ordonnances.brouillons
    apres.open()
    assert len(apres.ordonnance.lignes) == 3
    assert apres.prescription.controlees


def test_edited_line_comes_back_in_the_entry(poste: Poste) -> None:
    poste.open()
    poste.type("doliprane 1000 1-1-1 5j")
    poste.enter()
    poste.screen.line_edited.emit(poste.ordonnance.lignes[0].id)
    poste.settle()
    assert poste.ordonnance.lignes == ()
    assert poste.screen.entry.field.text().startswith("PARACÉTAMOL 1000 mg")


def test_bizone_order_has_two_headings() -> None:
    titres = [row.text for row in line_rows(o.etat()) if isinstance(row, Heading)]
    assert titres == ["En rapport avec l’ALD", "Sans rapport avec l’ALD"]


def test_a_line_has_the_number_that_it_will_have_on_paper(poste: Poste) -> None:
    poste.open()
    for texte in ("doliprane 1000 1-1-1 5j", "clari 1-0-1 7j ald"):
        poste.type(texte)
        poste.enter()
    assert [ligne.en_rapport_ald for ligne in poste.ordonnance.lignes] == [True, False]
    assert poste.controller.etat is not None
    rows = [row for row in line_rows(poste.controller.etat) if isinstance(row, TwoLine)]
    rangs = [row.title[0].text.strip() for row in rows]
    assert rangs == ["1", "2"]


def test_price_and_matched_letters_are_written_as_in_french_shops() -> None:
    assert price(o.DOLIPRANES[0].prix) == "4,36\u00a0€"
    assert price(None) == ""
    assert [(s.text, s.underlined) for s in matched("DOLIPRANE 1000 mg", ("doli", "1000"))] == [
        ("DOLI", True),
        ("PRANE ", False),
        ("1000", True),
        (" mg", False),
    ]


@pytest.mark.parametrize(
    ("prix", "total"),
    [
        (("4.36", "2.10"), (Decimal("6.46"), True)),
        (("4.36", None), (Decimal("4.36"), False)),
        ((None, None), (None, False)),
    ],
)
def test_total_of_an_order_says_what_it_cannot_count(
    prix: tuple[str | None, ...], total: tuple[Decimal | None, bool]
) -> None:
    lignes = o.ORDONNANCE.lignes[: len(prix)]
    mesures = {
        li.id: Mesure(prix=None if p is None else Decimal(p)) for li, p in zip(lignes, prix, strict=True)
    }
    ordonnance = replace(o.ORDONNANCE, lignes=lignes)
    etat = EtatOrdonnance(ordonnance, d.DOSSIER, e.JOUR, lambda _: "", lambda ligne: mesures[ligne.id])
    assert etat.total == total


def test_a_name_chosen_elsewhere_waits_in_the_entry_and_adds_nothing(qtbot: QtBot, poste: Poste) -> None:
    poste.controller.open(d.DOSSIER, saisie="CORDARONE 200 mg")
    qtbot.waitUntil(lambda: poste.screen.entry.field.text() == "CORDARONE 200 mg ")
    assert poste.ordonnance.lignes == ()
    poste.controller.open(d.DOSSIER, saisie="CORVASAL 2 mg")
    assert poste.screen.entry.field.text() == "CORVASAL 2 mg ", "the order being written is kept"
    poste.controller.open(d.DOSSIER)
    assert poste.screen.entry.field.text() == "CORVASAL 2 mg ", "coming back does not type again"


def test_the_title_says_for_whom_a_locum_writes() -> None:
    etat = EtatOrdonnance(o.ORDONNANCE, d.DOSSIER, e.JOUR, lambda _: "", lambda _: Mesure())
    assert "remplace" not in write_sous_titre(etat)
    locum = replace(o.ORDONNANCE.prescripteur, rpps_remplace="99900012345", nom_remplace="Dr Jeanne MARTIN")
    remplacant = replace(etat, ordonnance=replace(o.ORDONNANCE, prescripteur=locum))
    assert write_sous_titre(remplacant).endswith(", en remplacement de Dr Jeanne MARTIN")
    sans_nom = replace(locum, nom_remplace="")
    assert write_sous_titre(replace(etat, ordonnance=replace(o.ORDONNANCE, prescripteur=sans_nom))).endswith(
        "99900012345"
    )


@pytest.mark.parametrize("largeur", [1205, 1290, 1364])
def test_the_foot_of_a_long_order_overlaps_nothing(qtbot: QtBot, poste: Poste, largeur: int) -> None:
    lignes = tuple(replace(o.LIGNES[n % 4], id=UUID(int=n + 1)) for n in range(60))
    poste.screen.resize(largeur, 656)
    poste.screen.show_etat(replace(o.etat(), ordonnance=replace(o.ORDONNANCE, lignes=lignes)))
    pied = poste.screen.pied
    question = next(mots for mots in pied.findChildren(QLabel) if "oppose" in mots.text())
    qtbot.waitUntil(lambda: question.geometry().right() < pied.consent.x())
    raison = next(mots for mots in pied.findChildren(QLabel) if mots.text() == "1\u00a0alerte à traiter")
    assert raison.height() < 2 * raison.fontMetrics().height(), "une seule ligne"
