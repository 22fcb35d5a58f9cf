"""The answer to one line at the counter: what it is, what it still needs, what the act records of it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

from ambroise.domain.dispensation import (
    AccordPrescripteur,
    Delivrance,
    DispensationLigne,
    MotifRefus,
    ReponseLigne,
)
from ambroise.domain.gs1 import CodeBoite
from ambroise.ui.comptoir.ports import BoiteGroupe
from ambroise.ui.words import plural
from ambroise.usecases.ports_actes import LigneConsultee

REPONSES: Final = (
    (ReponseLigne.TEL_QUEL, "Tel quel"),
    (ReponseLigne.SUBSTITUE, "Générique"),
    (ReponseLigne.MODIFIE, "Modifié"),
    (ReponseLigne.PARTIEL, "Partiel"),
    (ReponseLigne.REFUSE, "Refusé"),
)

MOTIFS: Final = {
    MotifRefus.RUPTURE: "Rupture",
    MotifRefus.DEJA_EN_POSSESSION: "Déjà en possession",
    MotifRefus.REFUS_PATIENT: "Refus du patient",
    MotifRefus.CONTRE_INDICATION: "Contre-indication",
    MotifRefus.REFUS_PHARMACEUTIQUE: "Refus pharmaceutique",
}


@dataclass(frozen=True)
class Choix:
    """The answer being given to one line; ``valide`` once the user said so."""

    reponse: ReponseLigne | None = None
    boite: BoiteGroupe | None = None
    boites: int = 0
    motif: MotifRefus | None = None
    accord_de: str = ""
    accord_par: str = ""
    commentaire: str = ""
    bipees: tuple[CodeBoite, ...] = ()
    """The packs scanned, each of the pack chosen."""
    unites: Decimal | None = None
    """What one pack holds, counted by hand when the base does not say it."""
    valide: bool = False


def missing(ligne: LigneConsultee, choix: Choix) -> str:
    """Return what an answer still needs, empty when it is complete."""
    if choix.reponse is None:
        return "Répondez par un chiffre de 1 à 5."
    if choix.reponse is ReponseLigne.REFUSE:
        return "" if choix.motif is not None else "Choisissez le motif du refus."
    if choix.boite is None:
        return "Choisissez la boîte délivrée."
    if choix.reponse is ReponseLigne.PARTIEL and not 1 <= choix.boites < ligne.boites_restantes:
        return "Une délivrance partielle laisse au moins une boîte due."
    if choix.reponse is ReponseLigne.MODIFIE and not (choix.accord_de.strip() and choix.accord_par.strip()):
        return "Notez qui a donné son accord, et comment."
    if choix.boite.is_a_compter and not choix.unites:
        return "Comptez les unités d’une boîte\u00a0: la base ne les dit pas."
    return ""


def to_dispensation(ligne: LigneConsultee, choix: Choix, le: date) -> DispensationLigne:
    """Return the answer to one line; :func:`missing` says beforehand what it needs."""
    assert choix.reponse is not None
    if choix.reponse is ReponseLigne.REFUSE:
        return DispensationLigne(
            UUID(ligne.id), choix.reponse, motif=choix.motif, commentaire=choix.commentaire
        )
    assert choix.boite is not None
    accord = None
    if choix.reponse is ReponseLigne.MODIFIE:
        accord = AccordPrescripteur(choix.accord_de.strip(), le, choix.accord_par.strip())
    dues = ligne.boites_restantes - choix.boites if choix.reponse is ReponseLigne.PARTIEL else 0
    return DispensationLigne(
        UUID(ligne.id),
        choix.reponse,
        _deliveries(choix.boite, choix),
        commentaire=choix.commentaire,
        accord=accord,
        boites_dues=dues,
    )


def _deliveries(boite: BoiteGroupe, choix: Choix) -> tuple[Delivrance, ...]:
    """Return one delivery for each pack scanned, with its lot, and one for those that were not."""
    bipees = [code for code in choix.bipees if code.code_cip13 == boite.presentation.code_cip13]
    unites = choix.unites if boite.is_a_compter else boite.presentation.unites
    deliveries = [_delivery(boite, 1, unites, code) for code in bipees[: choix.boites]]
    reste = choix.boites - len(deliveries)
    return tuple(deliveries + ([_delivery(boite, reste, unites)] if reste else []))


def _delivery(
    boite: BoiteGroupe, boites: int, unites: Decimal | None, code: CodeBoite | None = None
) -> Delivrance:
    presentation = boite.presentation
    return Delivrance(
        presentation.code_cip13,
        presentation.code_cis,
        boite.denomination,
        boites,
        unites * boites if unites is not None else None,
        lot=code.lot if code else None,
        peremption=code.peremption if code else None,
        numero_serie=code.numero_serie if code else None,
        prix=presentation.prix_public,
    )


def summary(ligne: LigneConsultee, choix: Choix) -> str:
    """Return what leaves for a line, once answered."""
    if choix.reponse is ReponseLigne.REFUSE:
        return MOTIFS[choix.motif] if choix.motif else ""
    if choix.boite is None:
        return ""
    mots = f"{choix.boite.denomination} · {plural(choix.boites, 'boîte')}"
    reste = ligne.boites_restantes - choix.boites
    if choix.reponse is ReponseLigne.PARTIEL and reste:
        mots += f", reste dû {plural(reste, 'boîte')}"
    if choix.bipees:
        mots += f", {len(choix.bipees)} bipée{'s' if len(choix.bipees) > 1 else ''}"
    return mots
