"""Each published refusal of the DMP becomes a sentence and an action; unknown ones are shown as they are."""

import csv

import pytest

from ambroise.adapters.dmp_erreurs import explain, explaining
from ambroise.resources import resource
from ambroise.usecases.errors import DemandeRejetee
from esante.cda.constat import Constat
from esante.dmp.models import ErreurRegistre
from esante.dmp.refus import DmpRejected, DocumentNonConforme

PUBLIES = [
    ("DMPAccessForbidden", "", "s’oppose"),
    ("DMPAccessDeniedByRightsService", "", "profession"),
    ("DMPAccessDeniedByExcededThreshold", "", "Trop de recherches"),
    ("DMPClosed", "", "fermé"),
    ("DMPInvalidCertificate", "", "certificat"),
    ("DMPFragmentCVAError", "", "vaccination"),
    ("XDSRegistryError", "Le champ Resource_id est incorrect", "matricule"),
    ("XDSRegistryError", "Structure introuvable ou Inactive", "structure"),
    ("XDSRegistryError", "PS et Structure non liés", "structure"),
    ("XDSRegistryError", "Aucune spécialité dans le vihf", "spécialité"),
    ("XDSRegistryMetadataError", "Aucun AuthorInstitution ne correspond à l'utilisateur du VIHF", "auteur"),
    ("XDSRegistryMetadataError", "Le code SA99 ne fait pas partie du domaine d'affinité", "code"),
    ("XDSRegistryMetadataError", "Le champ 'sourcePatientInfo PID5' est obligatoire", "nom de naissance"),
    ("XDSDocumentUniqueIdError", "", "ne connaît pas ce document"),
    ("XDSPatientIdDoesNotMatch", "", "ne concordent pas"),
    ("XDSUnknownPatientId", "", "n’a pas de DMP"),
    ("XDSRegistryError", "Erreur 42", "Erreur 42"),
    ("XDSRegistryMetadataError", "Erreur 43", "Erreur 43"),
]
"""Every error published with the samples and the FAQ of the DMP, by its code or by its words."""


@pytest.mark.parametrize(("code", "libelle", "mots"), PUBLIES)
def test_a_published_refusal_is_explained(code: str, libelle: str, mots: str) -> None:
    message, remede = explain(code, libelle)
    assert mots in message
    assert message.endswith(".")
    assert remede.endswith(".")
    assert "{" not in message


def test_an_unknown_refusal_is_shown_as_the_dmp_said_it() -> None:
    assert (
        explain("DMPNouveau", "Ceci est nouveau.")[0] == "Le DMP a refusé la demande\u00a0: Ceci est nouveau."
    )
    assert "DMPNouveau" in explain("DMPNouveau", "")[0]


def test_every_row_is_a_full_sentence_with_an_action() -> None:
    with resource("nomenclatures/erreurs_dmp.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) > 15
    for row in rows:
        assert row["message"].endswith(".")
        assert row["remede"].endswith(".")
        assert "'" not in row["message"] + row["remede"]


def test_refusals_keep_their_code_and_documents_their_rules() -> None:
    with pytest.raises(DemandeRejetee) as caught, explaining():
        raise DmpRejected([ErreurRegistre("DMPClosed", "Le DMP est fermé")])
    assert caught.value.code == "DMPClosed"
    with pytest.raises(DemandeRejetee, match="ins-oid") as caught, explaining():
        raise DocumentNonConforme([Constat("ins-oid", "x", "y")])
    assert "rien n’est parti" in caught.value.remede
