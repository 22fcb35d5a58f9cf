"""One line of an order as it is printed: common name first, posology, then what the pharmacist needs."""

import re
from decimal import Decimal
from functools import lru_cache

from ambroise.domain.acte_texte import render_details, render_execution, render_titre
from ambroise.domain.ligne_ordonnance import LigneOrdonnance, MentionNonSubstituable
from ambroise.domain.mention_ligne import LIBELLES, MentionLigne, mentions_of, words_of
from ambroise.domain.nombres import letters
from ambroise.domain.ordonnance import TypeOrdonnance
from ambroise.domain.posologie import Dose
from ambroise.domain.posologie_calcul import compute_bilan
from ambroise.domain.posologie_texte import (
    render_date,
    render_dose,
    render_duree,
    render_posologie,
    render_quantite,
)
from ambroise.domain.produit_prescrit import ActePrescrit, DispositifPrescrit
from ambroise.domain.unites import find_unite
from ambroise.printing.page import LigneImprimee
from ambroise.resources import resource

_FORCES = re.compile(r"(\d[\d\u00a0 ]*(?:[.,]\d+)?)\s*(microgrammes?|milligrammes?|µg|mg|g|UI)(?![a-zA-Zé])")


def compose_ligne(
    ligne: LigneOrdonnance, type_: TypeOrdonnance = TypeOrdonnance.MEDICAMENTS, *, en_lettres: bool = False
) -> LigneImprimee:
    """Return the printed line; ``en_lettres`` writes doses, intakes and durations in words (R5132-29)."""
    if isinstance(ligne.produit, DispositifPrescrit | ActePrescrit):
        return LigneImprimee(
            titre=_as_sentence(render_titre(ligne)),
            posologie=render_execution(ligne, type_),
            consignes=tuple(filter(None, (ligne.instructions_patient,))),
            details=_quantites(ligne, en_lettres=False),
            mentions=(*render_details(ligne), *_mentions(ligne, en_lettres=False)),
        )
    quantites, mentions = _quantites(ligne, en_lettres), _mentions(ligne, en_lettres)
    if en_lettres:  # the quantity is then one of the mentions that R5132-29 wants
        quantites, mentions = (), (*_dosage(ligne), *quantites, *mentions)
    return LigneImprimee(
        titre=render_titre(ligne),
        posologie=_posologie(ligne, en_lettres),
        consignes=tuple(filter(None, (ligne.instructions_patient,))),
        details=quantites,
        mentions=mentions,
    )


def _as_sentence(titre: str) -> str:
    """Return « IRM du genou », « Pansement simple »: what was typed in a hurry, as it is printed."""
    premier, espace, reste = titre.partition(" ")
    capital = premier.upper() if premier.rstrip(",") in _sigles() else premier[:1].upper() + premier[1:]
    return f"{capital}{espace}{reste}"


@lru_cache(maxsize=1)
def _sigles() -> frozenset[str]:
    """Return the abbreviations of the usual names, in small letters."""
    usuels = resource("ordonnance/libelles.toml").read_text(encoding="utf-8")
    return frozenset(s.lower() for s in re.findall(r"\b[A-Z]{2,}\b", usuels))


def strength_in_letters(libelle: str) -> str:
    """Return the strengths of a product name in words: « vingt-cinq (25) microgrammes » (R5132-29)."""
    found = []
    for number, symbol in _FORCES.findall(libelle):
        unit = find_unite(symbol)
        if unit is not None:
            value = Decimal(number.replace("\u00a0", "").replace(" ", "").replace(",", "."))
            found.append(render_dose(Dose(value, unit), en_lettres=True))
    return " + ".join(dict.fromkeys(found))


def _posologie(ligne: LigneOrdonnance, en_lettres: bool) -> str:
    parts = []
    if ligne.posologie is not None:
        parts.append(render_posologie(ligne.posologie, en_lettres=en_lettres))
    has_length = ligne.posologie is not None and any(e.duree or e.fin for e in ligne.posologie.etapes)
    if ligne.duree_traitement and not has_length:
        parts.append(f"pendant {render_duree(ligne.duree_traitement, en_lettres=en_lettres)}")
    if ligne.date_debut:
        parts.append(f"à partir du {render_date(ligne.date_debut)}")
    return " ".join(parts)


def _dosage(ligne: LigneOrdonnance) -> tuple[str, ...]:
    strength = strength_in_letters(ligne.libelle)
    return (f"Dosage\u00a0: {strength}",) if strength else ()


def _quantites(ligne: LigneOrdonnance, en_lettres: bool) -> tuple[str, ...]:
    """Return the total, the boxes and the renewals, in one row."""
    details = []
    if ligne.posologie is not None:
        bilan = compute_bilan(ligne.posologie, ligne.date_debut, ligne.duree_traitement)
        if bilan.total is not None and bilan.unite is not None and not bilan.unite.code_ucum:
            details.append(render_quantite(bilan.total, bilan.unite, en_lettres=en_lettres))
    if ligne.boites is not None:
        count = f"{letters(ligne.boites, feminin=True)} ({ligne.boites})" if en_lettres else str(ligne.boites)
        details.append(f"{count}\u00a0boîte{'s' if ligne.boites > 1 else ''}")
    if ligne.renouvellements:
        details.append(f"à renouveler {ligne.renouvellements} fois")
    elif ligne.renouvellement_interdit:
        details.append("à ne pas renouveler")
    return (" · ".join(details),) if details else ()


def _mentions(ligne: LigneOrdonnance, en_lettres: bool) -> tuple[str, ...]:
    """Return how it is dispensed, who pays, and the mentions that a text imposes."""
    row = []
    if ligne.fraction_jours:
        days = (
            f"{letters(ligne.fraction_jours)} ({ligne.fraction_jours})"
            if en_lettres
            else str(ligne.fraction_jours)
        )
        row.append(f"Délivrance par fractions de {days} jours")
    elif ligne.delivrance_unique:
        row.append(LIBELLES[MentionLigne.UNE_FOIS])
    if ligne.chevauchement_autorise:
        row.append(LIBELLES[MentionLigne.CHEVAUCHEMENT])
    if ligne.date_prochain_diagnostic:
        row.append(f"Prochain diagnostic à faire avant le {render_date(ligne.date_prochain_diagnostic)}")
    return (*row, *_particularites(ligne))


_IMPRIMEES = {
    MentionLigne.HORS_AMM,
    MentionLigne.EXCEPTION,
    MentionLigne.NON_REMBOURSABLE,
    MentionLigne.ACCIDENT_TRAVAIL,
}
"""Those that stand beside the line; the others are said with the quantities."""


def _particularites(ligne: LigneOrdonnance) -> list[str]:
    found = []
    if ligne.mention_non_substituable is not None:
        found.append(f"Non substituable ({MentionNonSubstituable(ligne.mention_non_substituable).value})")
    found.extend(words_of(mentions_of(ligne) & _IMPRIMEES))
    if ligne.indication:
        found.append(f"Indication\u00a0: {ligne.indication}")
    if ligne.instructions_dispensateur:
        found.append(f"Au pharmacien\u00a0: {ligne.instructions_dispensateur}")
    return found
