"""A line of care between its typed words, its form and its value: the three say the same, field by field.

``irm du genou gauche q: lésion méniscale`` is a label, a side and a question. What no field reads stays in
the label; nothing is dropped.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from ambroise.domain.formulaire_acte import (
    FORMULAIRES,
    SANS_LIBELLE,
    Champ,
    Exigence,
    Formulaire,
    SorteChamp,
)
from ambroise.domain.ligne_ordonnance import LigneOrdonnance
from ambroise.domain.options_ligne import OptionsLigne, split_options, write_options
from ambroise.domain.posologie import EtapePosologie, Posologie, Rythme
from ambroise.domain.posologie_brouillon import PosologieIllisible
from ambroise.domain.posologie_saisie import read_etapes
from ambroise.domain.posologie_texte import render_duree, render_posologie
from ambroise.domain.posologie_valeurs import flatten
from ambroise.domain.produit_prescrit import ProduitLibre
from ambroise.domain.type_ordonnance import TypeOrdonnance

AUCUNE_OPTION = OptionsLigne()
OUI = "oui"
"""The value of a box that is ticked."""
_AVANT, _APRES = r"(?:(?<=[\s,;])|^)", r"(?=[\s,;.]|$)"
_MARQUES = (SorteChamp.NOMBRE, SorteChamp.CHOIX, SorteChamp.CASE)
_MOTS_MAXIMUM = 8
"""No frequency with its length takes more words."""


@dataclass(frozen=True, slots=True)
class SaisieActe:
    """What one typed line of care says; ``valeurs`` are those of the form, in its order, without blanks."""

    libelle: str
    valeurs: tuple[tuple[str, str], ...] = ()
    consigne: str = ""
    options: OptionsLigne = AUCUNE_OPTION

    def valeur(self, cle: str) -> str:
        """Return the value of a field, empty when it has none."""
        return dict(self.valeurs).get(cle, "")

    def with_valeur(self, cle: str, valeur: str) -> "SaisieActe":
        """Return it with one field changed, or emptied."""
        autres = {c: v for c, v in self.valeurs if c != cle}
        if valeur.strip():
            autres[cle] = valeur.strip()
        return replace(self, valeurs=tuple(autres.items()))


def parse_acte(type_: TypeOrdonnance, texte: str) -> SaisieActe:
    """Read a typed line of care."""
    formulaire = FORMULAIRES.get(type_)
    texte, _, consigne = texte.partition(";")
    texte, options = split_options(f" {texte}")
    if formulaire is None:
        return SaisieActe(texte.strip(), (), consigne.strip(), options)
    if options.boites is not None and formulaire.champ("quantite"):
        texte = f"{texte} {options.boites} boîte{'s' if options.boites > 1 else ''}"
        options = replace(options, boites=None)
    lecture = _Lecture(texte.strip(" ,"), formulaire)
    lues = lecture.read()
    libelle, dedans = split_options(f" {lecture.libelle}")
    options = _merged(options, dedans)
    ordre = [champ.cle for champ in formulaire.champs]
    valeurs = sorted(lues.items(), key=lambda v: ordre.index(v[0]))
    return SaisieActe(libelle.strip(), tuple(valeurs), consigne.strip(), options)


def write_acte(type_: TypeOrdonnance, saisie: SaisieActe) -> str:
    """Return the line that reads back as this value."""
    formulaire = FORMULAIRES.get(type_)
    courts: list[str] = []
    longs: list[str] = []
    for champ in formulaire.champs if formulaire else ():
        valeur = saisie.valeur(champ.cle)
        if valeur:
            mots = champ.ecriture if champ.sorte is SorteChamp.CASE else champ.ecriture.format(valeur)
            (longs if champ.sorte is SorteChamp.TEXTE else courts).append(mots)
    vide = LigneOrdonnance(UUID(int=0), ProduitLibre(saisie.libelle))
    options = write_options(saisie.options.apply(vide))
    ligne = " ".join(filter(None, (saisie.libelle, *courts, *longs, options)))
    return f"{ligne} ; {saisie.consigne}" if saisie.consigne else ligne


def find_missing(type_: TypeOrdonnance, saisie: SaisieActe) -> Exigence | None:
    """Return what the line cannot do without and lacks; None when nothing."""
    if not saisie.libelle.strip():
        return SANS_LIBELLE
    formulaire = FORMULAIRES.get(type_)
    for exigence in formulaire.exigences if formulaire else ():
        if not any(saisie.valeur(cle) for cle in exigence.cles):
            return exigence
    return None


def missing_in(type_: TypeOrdonnance, saisie: SaisieActe) -> str:
    """Return what the line lacks, in one sentence; empty when nothing."""
    exigence = find_missing(type_, saisie)
    return exigence.phrase if exigence else ""


def read_rythme(texte: str) -> EtapePosologie | None:
    """Return the rhythm and the length that words say (« 1/j 10j »); None when they say neither."""
    try:
        etapes = read_etapes(f"1 {texte}")
    except (PosologieIllisible, ValueError):
        return None
    if len(etapes) != 1:
        return None
    etape = replace(etapes[0], dose=None)
    is_nu = etape == EtapePosologie(rythme=etape.rythme, duree=etape.duree)
    return etape if is_nu and (etape.rythme != Rythme() or etape.duree) else None


def _merged(dites: OptionsLigne, dedans: OptionsLigne) -> OptionsLigne:
    """Return the options typed at the end with those left inside the line."""
    noms = OptionsLigne.__dataclass_fields__
    ajouts: dict[str, Any] = {
        n: getattr(dedans, n) for n in noms if getattr(dedans, n) != getattr(AUCUNE_OPTION, n)
    }
    return replace(dites, **ajouts)


class _Lecture:
    """Takes the fields out of a line, one after the other; what is left is the label."""

    def __init__(self, texte: str, formulaire: Formulaire) -> None:
        self.libelle = texte
        self._formulaire = formulaire
        self._valeurs: dict[str, str] = {}

    def read(self) -> dict[str, str]:
        """Return the values by key."""
        self._take_marks(_MARQUES, partout=True)
        self._take_textes()
        self._take_marks((SorteChamp.NOMBRE,))
        if any(True for _ in self._of(SorteChamp.RYTHME, SorteChamp.DUREE)):
            self._take_rythme()
        self._take_marks((SorteChamp.CHOIX, SorteChamp.CASE))
        self.libelle = re.sub(r"\s+", " ", self.libelle).strip(" ,")
        return self._valeurs

    def _of(self, *sortes: SorteChamp) -> Iterable[Champ]:
        return (champ for champ in self._formulaire.champs if champ.sorte in sortes)

    def _take_marks(self, sortes: tuple[SorteChamp, ...], *, partout: bool = False) -> None:
        """Take numbers, choices and boxes: those read in free texts too, or those of the label alone."""
        for champ in [champ for champ in self._of(*sortes) if champ.partout is partout]:
            if champ.sorte is SorteChamp.CHOIX:
                self._take_choix(champ)
            elif (trouve := self._cut(champ.motif)) is not None:
                self._valeurs[champ.cle] = trouve[0] if trouve else OUI

    def _take_textes(self) -> None:
        """Take each free text from its mark to the next one."""
        marques = {m: champ for champ in self._of(SorteChamp.TEXTE) for m in champ.marque.split("|")}
        if not marques:
            return
        mots = "|".join(sorted(marques, key=len, reverse=True))
        motif = re.compile(rf"{_AVANT}(?P<m>{mots}) ?:\s*")
        trouvees = list(motif.finditer(flatten(self.libelle)))
        if not trouvees:
            return
        bornes = [t.start() for t in trouvees[1:]] + [len(self.libelle)]
        for trouvee, fin in zip(trouvees, bornes, strict=True):
            valeur = self.libelle[trouvee.end() : fin].strip(" ,")
            if valeur:
                self._valeurs.setdefault(marques[trouvee["m"]].cle, valeur)
        self.libelle = self.libelle[: trouvees[0].start()]

    def _take_choix(self, champ: Champ) -> None:
        for choix in champ.choix:
            if self._cut(choix.motif) is not None:
                self._valeurs[champ.cle] = choix.valeur
                return

    def _take_rythme(self) -> None:
        """Take the longest run of words that says how often, how long."""
        mots = list(re.finditer(r"\S+", self.libelle))
        for longueur in range(min(_MOTS_MAXIMUM, len(mots)), 0, -1):
            for debut in range(len(mots) - longueur + 1):
                bornes = mots[debut].start(), mots[debut + longueur - 1].end()
                etape = read_rythme(self.libelle[slice(*bornes)])
                if etape is not None and self._is_asked(etape):
                    self._keep_rythme(etape)
                    self.libelle = f"{self.libelle[: bornes[0]]} {self.libelle[bornes[1] :]}"
                    return

    def _is_asked(self, etape: EtapePosologie) -> bool:
        """Tell whether the form has a place for all that the words say."""
        dits = {"frequence": etape.rythme != Rythme(), "duree": etape.duree is not None}
        return all(self._formulaire.champ(cle) for cle, dit in dits.items() if dit)

    def _keep_rythme(self, etape: EtapePosologie) -> None:
        if etape.duree is not None:
            self._valeurs["duree"] = render_duree(etape.duree)
        if etape.rythme != Rythme():
            self._valeurs["frequence"] = render_rythme(etape)

    def _cut(self, motif: str) -> tuple[str, ...] | None:
        """Take out of the label what a pattern reads, and return the words it caught."""
        trouve = re.search(rf"{_AVANT}(?:{motif}){_APRES}", flatten(self.libelle))
        if trouve is None:
            return None
        lus = tuple(self.libelle[slice(*trouve.span(nom))] for nom in trouve.groupdict() if trouve[nom])
        self.libelle = f"{self.libelle[: trouve.start()]} {self.libelle[trouve.end() :]}"
        return lus


def render_rythme(etape: EtapePosologie) -> str:
    """Return how often an act is done, as it is read and typed (« 2 fois par jour »)."""
    mots = render_posologie(Posologie((replace(etape, duree=None),)))
    return f"1 fois {mots}" if mots.startswith("par ") else mots
