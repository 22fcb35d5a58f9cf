"""A typed line of care as a line of an order, and back; what the kind asks goes by the label of its field."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from ambroise.domain.acte_saisi import OUI, SaisieActe, read_rythme
from ambroise.domain.formulaire_acte import FORMULAIRES
from ambroise.domain.ligne_ordonnance import LigneOrdonnance
from ambroise.domain.options_ligne import OptionsLigne, options_of
from ambroise.domain.posologie_texte import render_duree
from ambroise.domain.produit_prescrit import ActePrescrit, DispositifPrescrit, Produit, ProduitLibre
from ambroise.domain.type_ordonnance import TypeOrdonnance

SEPARATEUR_COTE = ", côté "
"""Between a device and its side: a device has no other place for it."""
_CASES = ("a_domicile", "dimanches_et_feries", "urgent")
_PROPRES = frozenset({*_CASES, "nombre", "frequence", "duree"})
"""The fields that an act or its line holds themselves; the others are kept beside their label."""
COTE = "Côté"
"""The label under which the side is kept: it is written beside the act, never below it."""


def to_ligne(type_: TypeOrdonnance, saisie: SaisieActe, ligne_id: UUID) -> LigneOrdonnance:
    """Return the line of the order that was typed."""
    etape = read_rythme(duree) if (duree := saisie.valeur("duree")) else None
    ligne = LigneOrdonnance(
        ligne_id,
        _produit(type_, saisie),
        duree_traitement=etape.duree if etape else None,
        instructions_patient=saisie.consigne,
    )
    return saisie.options.apply(ligne)


def to_saisie(type_: TypeOrdonnance, ligne: LigneOrdonnance) -> SaisieActe:
    """Return what the form of a line shows, and its options."""
    match ligne.produit:
        case DispositifPrescrit() as dispositif:
            valeurs = _of_dispositif(ligne, dispositif)
        case ActePrescrit() as acte:
            valeurs = _of_acte(type_, acte)
        case _:
            valeurs = {}
    if ligne.duree_traitement is not None and type_ in FORMULAIRES and FORMULAIRES[type_].champ("duree"):
        valeurs["duree"] = render_duree(ligne.duree_traitement)
    saisie = SaisieActe(_base(ligne), consigne=ligne.instructions_patient, options=_options(ligne))
    for champ in FORMULAIRES[type_].champs if type_ in FORMULAIRES else ():
        saisie = saisie.with_valeur(champ.cle, valeurs.get(champ.cle, ""))
    return saisie


def _produit(type_: TypeOrdonnance, saisie: SaisieActe) -> Produit:
    if type_ is TypeOrdonnance.LIBRE:
        return ProduitLibre(saisie.libelle)
    if type_ is TypeOrdonnance.DISPOSITIFS:
        cote = saisie.valeur("cote")
        return DispositifPrescrit(
            f"{saisie.libelle}{SEPARATEUR_COTE}{cote}" if cote else saisie.libelle,
            saisie.valeur("code_lpp") or None,
            saisie.valeur("quantite"),
            saisie.valeur("conditions"),
        )
    nombre = saisie.valeur("nombre")
    acte = ActePrescrit(
        saisie.libelle,
        int(nombre) if nombre.isdecimal() else None,
        saisie.valeur("frequence"),
        details=tuple(
            (champ.libelle, saisie.valeur(champ.cle))
            for champ in FORMULAIRES[type_].champs
            if champ.cle not in _PROPRES and saisie.valeur(champ.cle)
        ),
    )
    cases: dict[str, Any] = {cle: saisie.valeur(cle) == OUI for cle in _CASES}
    return replace(acte, **cases)


def _base(ligne: LigneOrdonnance) -> str:
    """Return the label without the side of a device, which its form asks apart."""
    return ligne.libelle.partition(SEPARATEUR_COTE)[0]


def _options(ligne: LigneOrdonnance) -> OptionsLigne:
    """Return the options of a line; the packs of a device are its quantity."""
    options = options_of(ligne)
    return replace(options, boites=None) if isinstance(ligne.produit, DispositifPrescrit) else options


def _of_dispositif(ligne: LigneOrdonnance, dispositif: DispositifPrescrit) -> dict[str, str]:
    boites = f"{ligne.boites} boîte{'s' if ligne.boites > 1 else ''}" if ligne.boites else ""
    return {
        "quantite": dispositif.quantite or boites,
        "code_lpp": dispositif.code_lpp or "",
        "conditions": dispositif.conditions,
        "cote": dispositif.designation.partition(SEPARATEUR_COTE)[2],
    }


def _of_acte(type_: TypeOrdonnance, acte: ActePrescrit) -> dict[str, str]:
    details = dict(acte.details)
    formulaire = FORMULAIRES.get(type_)
    valeurs = {c.cle: details.get(c.libelle, "") for c in (formulaire.champs if formulaire else ())}
    valeurs |= {cle: OUI if getattr(acte, cle) else "" for cle in _CASES}
    return valeurs | {"nombre": str(acte.nombre or ""), "frequence": acte.frequence}
