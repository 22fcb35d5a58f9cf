"""The answer to one line at the counter: what it is, what it still needs, what the act records of it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
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
from ambroise.domain.fraction import Part
from ambroise.domain.gs1 import CodeBoite
from ambroise.domain.marge_etroite import MENTION_MTE_PH, find_refus_mte_ph
from ambroise.domain.posologie import Posologie
from ambroise.domain.posologie_brouillon import PosologieIllisible
from ambroise.domain.posologie_saisie import parse_posologie
from ambroise.domain.posologie_texte import render_posologie
from ambroise.domain.unites import unite_of_forme
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
    proposees: int = 0
    """How many boxes may leave today; 0 is all that remain of the line."""
    part: Part | None = None
    """The units of a fraction that whole packs cannot give; ``boites`` is then the packs it comes from."""
    motif: MotifRefus | None = None
    accord_de: str = ""
    accord_par: str = ""
    commentaire: str = ""
    bipees: tuple[CodeBoite, ...] = ()
    """The packs scanned, each of the pack chosen."""
    unites: Decimal | None = None
    """What one pack holds, counted by hand when the base does not say it."""
    posologie: str = ""
    """The posology agreed in place of the one prescribed, as typed; empty when it stays."""
    mte_ph: bool = False
    """The pharmacist excludes the substitution himself."""
    exceptionnel: bool = False
    """The order is over: a month more is given (CSP R5123-2-1)."""
    justifie: bool = False
    """The pharmacist judged that stopping the treatment would harm."""
    valide: bool = False

    @property
    def posologie_lue(self) -> Posologie | None:
        """Return the posology agreed, None when there is none.

        Raises:
            PosologieIllisible: what is typed is no posology.
        """
        if self.reponse is not ReponseLigne.MODIFIE or not self.posologie.strip():
            return None
        forme = self.boite.denomination.partition(", ")[2] if self.boite is not None else ""
        return parse_posologie(self.posologie, unite_of_forme(forme))


def missing(ligne: LigneConsultee, choix: Choix) -> str:
    """Return what an answer still needs, empty when it is complete."""
    if choix.reponse is None:
        return "Répondez par un chiffre de 1 à 5."
    if choix.reponse is ReponseLigne.REFUSE:
        return "" if choix.motif is not None else "Choisissez le motif du refus."
    if choix.boite is None:
        return "Choisissez la boîte délivrée."
    if choix.exceptionnel and not choix.justifie:
        return "Cochez la case\u00a0: c’est à vous d’en juger."
    if choix.reponse is ReponseLigne.PARTIEL and not 1 <= choix.boites < proposed(ligne, choix):
        return "Une délivrance partielle laisse au moins une boîte due."
    if choix.mte_ph and not choix.boite.is_reference:
        return find_refus_mte_ph(exclue_par_prescripteur=False, marge_etroite=True, reference=False)
    if choix.reponse is ReponseLigne.MODIFIE and not (choix.accord_de.strip() and choix.accord_par.strip()):
        return "Notez qui a donné son accord, et comment."
    try:
        choix.posologie_lue  # noqa: B018 - refuses what is no posology
    except PosologieIllisible as erreur:
        return f"Posologie\u00a0: {erreur}"
    if choix.boite.is_a_compter and not choix.unites:
        return "Comptez les unités d’une boîte\u00a0: la base ne les dit pas."
    return ""


def proposed(ligne: LigneConsultee, choix: Choix) -> int:
    """Return how many boxes may leave today, as far as it is known."""
    return choix.proposees or ligne.boites_restantes


def reopened(ligne: LigneConsultee, choix: Choix) -> LigneConsultee:
    """Return a line that is over as one more month opens it."""
    if not choix.exceptionnel:
        return ligne
    return replace(ligne, is_soldee=False, boites=max(1, choix.boites), boites_delivrees=0)


def is_prescribed(ligne: LigneConsultee, boite: BoiteGroupe) -> bool:
    """Tell whether a pack is of the product that the line names, or of the common name it says."""
    return not ligne.code_cis or boite.presentation.code_cis == ligne.code_cis


def answer_words(reponse: ReponseLigne, boites: Iterable[BoiteGroupe]) -> str:
    """Return how an answer is called on a line: a biological has similar ones, not generics."""
    if reponse is ReponseLigne.SUBSTITUE and any(b.consigne for b in boites):
        return "Biosimilaire"
    return dict(REPONSES)[reponse]


def answered(ligne: LigneConsultee, choix: Choix) -> LigneConsultee:
    """Return the line as it is answered: another medicine, another posology, once agreed."""
    if choix.reponse is not ReponseLigne.MODIFIE:
        return ligne
    boite = choix.boite
    if boite is not None and boite.presentation.code_cis != ligne.code_cis:
        ligne = replace(ligne, code_cis=boite.presentation.code_cis, libelle=boite.denomination)
    mots = understood(choix)
    return replace(ligne, posologie=mots, posologie_structuree=choix.posologie_lue) if mots else ligne


def understood(choix: Choix) -> str:
    """Return the posology agreed in words, empty when there is none or while it is being typed."""
    try:
        posologie = choix.posologie_lue
    except PosologieIllisible:
        return ""
    return render_posologie(posologie) if posologie is not None else ""


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
    dues, a_venir = left(ligne, choix)
    return DispensationLigne(
        UUID(ligne.id),
        choix.reponse,
        _deliveries(choix.boite, choix),
        commentaire=choix.commentaire,
        accord=accord,
        posologie=choix.posologie_lue,
        boites_dues=dues,
        mte_ph=choix.mte_ph,
        boites_a_venir=a_venir,
        is_exceptionnelle=choix.exceptionnel,
        unites_a_venir=choix.part.a_venir if choix.part is not None else Decimal(0),
    )


def left(ligne: LigneConsultee, choix: Choix) -> tuple[int, int]:
    """Return the boxes owed since today, and those that may only leave later."""
    if choix.part is not None:
        return 0, 0
    aujourdhui = proposed(ligne, choix)
    dues = aujourdhui - choix.boites if choix.reponse is ReponseLigne.PARTIEL else 0
    return dues, ligne.boites_restantes - choix.boites - dues


def _deliveries(boite: BoiteGroupe, choix: Choix) -> tuple[Delivrance, ...]:
    """Return one delivery for each pack scanned, with its lot, and one for those that were not."""
    bipees = [code for code in choix.bipees if code.code_cip13 == boite.presentation.code_cip13]
    unites = choix.unites if boite.is_a_compter else boite.presentation.unites
    if choix.part is not None and unites:
        return _opened(boite, choix.part, unites, bipees)
    deliveries = [_delivery(boite, 1, unites, code) for code in bipees[: choix.boites]]
    reste = choix.boites - len(deliveries)
    plusieurs = unites * reste if unites is not None else None
    return tuple(deliveries + ([_delivery(boite, reste, plusieurs)] if reste else []))


def _opened(
    boite: BoiteGroupe, part: Part, unites: Decimal, bipees: list[CodeBoite]
) -> tuple[Delivrance, ...]:
    """Return the deliveries of a fraction: its whole packs, then the units of the one that is opened."""
    entieres, detail = divmod(part.unites, unites)
    tailles = [unites] * int(entieres) + ([detail] if detail else [])
    codes = [*bipees, *[None] * len(tailles)]
    return tuple(
        _delivery(boite, int(taille == unites), taille, code)
        for taille, code in zip(tailles, codes, strict=False)
    )


def _delivery(
    boite: BoiteGroupe, boites: int, unites: Decimal | None, code: CodeBoite | None = None
) -> Delivrance:
    presentation = boite.presentation
    return Delivrance(
        presentation.code_cip13,
        presentation.code_cis,
        boite.denomination,
        boites,
        unites,
        lot=code.lot if code else None,
        peremption=code.peremption if code else None,
        numero_serie=code.numero_serie if code else None,
        prix=presentation.prix_public,
    )


def units_words(unites: Decimal) -> str:
    """Return a count of units; a patch, a capsule or an ampoule, as the pack holds them."""
    return f"{unites.normalize():f}\u00a0{'unités' if unites > 1 else 'unité'}"


def summary(ligne: LigneConsultee, choix: Choix) -> str:
    """Return what leaves for a line, once answered."""
    if choix.reponse is ReponseLigne.REFUSE:
        return MOTIFS[choix.motif] if choix.motif else ""
    if choix.boite is None:
        return ""
    combien = plural(choix.boites, "boîte") if choix.part is None else units_words(choix.part.unites)
    mots = f"{choix.boite.denomination} · {combien}"
    dues, a_venir = left(ligne, choix)
    if dues:
        mots += f", reste dû {plural(dues, 'boîte')}"
    if a_venir:
        mots += f", {plural(a_venir, 'boîte')} plus tard"
    if choix.part is not None and choix.part.a_venir:
        mots += f", {units_words(choix.part.a_venir)} plus tard"
    if choix.mte_ph:
        mots += f", {MENTION_MTE_PH[0].lower()}{MENTION_MTE_PH[1:]}"
    if choix.bipees:
        mots += f", {len(choix.bipees)} bipée{'s' if len(choix.bipees) > 1 else ''}"
    return mots
