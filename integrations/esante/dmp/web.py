"""Open the web DMP on a patient (TD0.9): an address for a card, a form for Pro Santé Connect."""

from enum import StrEnum
from html import escape

from esante.dmp.environnement import EnvironnementDmp
from esante.dmp.models import PatientDmp
from esante.errors import Unsupported


class PageWeb(StrEnum):
    """The pages that can be opened directly."""

    TABLEAU_DE_BORD = "TableauDeBord"
    DOSSIER = "DossierPatient"
    DOCUMENTS = "Documents"
    PARCOURS = "Parcoursdesoins"
    HISTORIQUE = "HistoriqueAcces"
    GESTION = "GestionDMPPatient"
    VOLONTES = "volontesetdroits"
    VACCINATION = "CarnetVaccination"


def url_carte(environnement: EnvironnementDmp, page: PageWeb, patient: PatientDmp) -> str:
    """Return the address to open in the browser that holds the card."""
    return (
        f"{environnement.web_cps}/AccesDirect/{page.value}/{patient.matricule}/{_oid(environnement, patient)}"
    )


def formulaire_psc(environnement: EnvironnementDmp, page: PageWeb, patient: PatientDmp) -> str:
    """Return a page that posts itself: the matricule never appears in an address."""
    action = escape(f"{environnement.web_psc}/AccesDirect/{page.value}", quote=True)
    fields = "".join(
        f'<input type="hidden" name="{name}" value="{escape(value, quote=True)}">'
        for name, value in (("INS", patient.matricule), ("typeINS", _oid(environnement, patient)))
    )
    return (
        '<!DOCTYPE html>\n<html lang="fr"><head><meta charset="utf-8"><title>Mon espace santé</title></head>'
        f'<body onload="document.forms[0].submit()"><form method="post" action="{action}">{fields}'
        "<noscript><button>Ouvrir</button></noscript></form></body></html>\n"
    )


def _oid(environnement: EnvironnementDmp, patient: PatientDmp) -> str:
    oid = environnement.oids_ins.get(patient.oid)
    if oid is None or not patient.matricule.isalnum():
        raise Unsupported("l’INS de ce patient ne peut pas être envoyée à cet environnement du DMP")
    return oid
