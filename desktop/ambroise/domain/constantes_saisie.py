"""Measures typed in one line as a doctor writes them: ``ta 138/84 fc 88 t 38,4 sat 97 p 74,5``.

Nothing is guessed: a word that is not known, a value out of the plausible range of its type or given twice
comes back as a refusal with a French sentence, and the rest of the line is still read.
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from ambroise.domain.dossier import TypeConstante
from ambroise.domain.fonction_renale import CREATININE_MG_PAR_L

_ABREVIATIONS: dict[str, TypeConstante | str] = {
    **dict.fromkeys(("ta", "pa", "tension"), "tension"),
    **dict.fromkeys(("fc", "pouls", "pls"), TypeConstante.FREQUENCE_CARDIAQUE),
    **dict.fromkeys(("t", "temp", "temperature"), TypeConstante.TEMPERATURE),
    **dict.fromkeys(("sat", "spo2", "sao2", "saturation"), TypeConstante.SATURATION),
    **dict.fromkeys(("p", "pds", "poids"), TypeConstante.POIDS),
    **dict.fromkeys(("tl", "taille"), TypeConstante.TAILLE),
    **dict.fromkeys(("gly", "glycemie", "dextro"), TypeConstante.GLYCEMIE),
    **dict.fromkeys(("hba1c", "hb"), TypeConstante.HBA1C),
    **dict.fromkeys(("creat", "creatinine", "creatininemie"), TypeConstante.CREATININE),
    **dict.fromkeys(("pc", "perimetre"), TypeConstante.PERIMETRE_CRANIEN),
}

_UNITES: dict[str, TypeConstante | str] = {
    "mmhg": "tension",
    "bpm": TypeConstante.FREQUENCE_CARDIAQUE,
    "/min": TypeConstante.FREQUENCE_CARDIAQUE,
    "°c": TypeConstante.TEMPERATURE,
    "°": TypeConstante.TEMPERATURE,
    "kg": TypeConstante.POIDS,
    "m": TypeConstante.TAILLE,
    "g/l": TypeConstante.GLYCEMIE,
    "µmol/l": TypeConstante.CREATININE,
    "μmol/l": TypeConstante.CREATININE,
    "umol/l": TypeConstante.CREATININE,
    "mg/l": TypeConstante.CREATININE,
}

_PARTAGEES = {
    "%": (TypeConstante.SATURATION, TypeConstante.HBA1C),
    "cm": (TypeConstante.TAILLE, TypeConstante.PERIMETRE_CRANIEN),
}
"""Units that several measures are written in."""

_MOT = re.compile(r"(?:hba1c|spo2|sao2|[a-z]+)")
_NOMBRE = r"\d{1,3}(?:[.,]\d{1,2})?"
_TENSION = re.compile(rf"({_NOMBRE})\s*/\s*({_NOMBRE})(?![\d/]|[.,]\d)")
_METRES = re.compile(r"([12])\s*m\s*(\d{1,2})(?![\d/]|[.,]\d)")
_VALEUR = re.compile(rf"({_NOMBRE})(?![\d/]|[.,]\d)")
_UNITE = re.compile(r"\s*(mmhg|bpm|/min|°c|°|%|kg|cm|[µμu]mol/l|mg/l|m|g/l)(?![a-z0-9])")
_SEPARATEUR = re.compile(r"[\s;:=+]+|,(?!\d)")
_ECART = re.compile(r"[^\s;]+")

_CENTIMETRES_DE_MERCURE = Decimal(30)


@dataclass(frozen=True)
class MesureSaisie:
    """One value read, in the unit of its type."""

    type: TypeConstante
    valeur: Decimal


@dataclass(frozen=True)
class RefusSaisie:
    """A piece of the line that was not kept, and why, in one French sentence."""

    texte: str
    raison: str


@dataclass(frozen=True)
class SaisieConstantes:
    """All that one line says."""

    mesures: tuple[MesureSaisie, ...] = ()
    refus: tuple[RefusSaisie, ...] = ()

    def valeur(self, type_: TypeConstante) -> Decimal | None:
        """Return the value of a type, None when the line does not give it."""
        return next((m.valeur for m in self.mesures if m.type is type_), None)


def parse_constantes(texte: str) -> SaisieConstantes:
    """Read a line of measures; the words may be abbreviated, the units left out, commas or points used."""
    lecteur = _Lecteur(_fold(texte))
    while lecteur.next_mesure():
        pass
    return SaisieConstantes(tuple(lecteur.mesures), tuple(lecteur.refus))


def _fold(texte: str) -> str:
    """Lower-case without accents, one character for one, so that positions stay those of the typed line."""
    plat = []
    for caractere in texte.lower():
        base = unicodedata.normalize("NFD", caractere)[0]
        plat.append({"₂": "2", "\u00a0": " ", "\u202f": " ", "º": "°"}.get(base, base))
    return "".join(plat)


class _Lecteur:
    """Reads the folded line from left to right."""

    def __init__(self, ligne: str) -> None:
        self.mesures: list[MesureSaisie] = []
        self.refus: list[RefusSaisie] = []
        self._ligne = ligne
        self._position = 0

    def next_mesure(self) -> bool:
        """Read one measure or refusal; False at the end of the line."""
        self._skip(_SEPARATEUR)
        if self._position >= len(self._ligne):
            return False
        mot = _MOT.match(self._ligne, self._position)
        if mot is None:
            self._refuse_ecart("Chaque valeur suit son abréviation, par exemple «\u00a0ta 138/84\u00a0».")
            return True
        type_ = _ABREVIATIONS.get(mot.group())
        if type_ is None:
            self._refuse_ecart("Cette abréviation n’est pas connue.")
            return True
        self._position = mot.end()
        self._skip(_SEPARATEUR)
        if type_ == "tension":
            self._read_tension(mot.group())
        elif isinstance(type_, TypeConstante):
            self._read_valeur(type_, mot.group())
        return True

    def _read_tension(self, mot: str) -> None:
        trouve = _TENSION.match(self._ligne, self._position)
        if trouve is None:
            self._refuse_valeur(
                mot, "La tension s’écrit avec deux valeurs, par exemple «\u00a0ta 138/84\u00a0»."
            )
            return
        self._position = trouve.end()
        haute, basse = _decimal(trouve.group(1)), _decimal(trouve.group(2))
        if haute < _CENTIMETRES_DE_MERCURE and basse < _CENTIMETRES_DE_MERCURE:
            haute, basse = haute * 10, basse * 10
        texte = f"{mot} {trouve.group()}"
        if not self._take_unite("tension", texte):
            return
        if basse >= haute:
            self.refus.append(RefusSaisie(texte, "La seconde valeur de la tension doit être la plus basse."))
            return
        if self._check(TypeConstante.TENSION_SYSTOLIQUE, haute, texte) and self._check(
            TypeConstante.TENSION_DIASTOLIQUE, basse, texte
        ):
            self.mesures.append(MesureSaisie(TypeConstante.TENSION_SYSTOLIQUE, haute))
            self.mesures.append(MesureSaisie(TypeConstante.TENSION_DIASTOLIQUE, basse))

    def _read_valeur(self, type_: TypeConstante, mot: str) -> None:
        metres = _METRES.match(self._ligne, self._position) if type_ is TypeConstante.TAILLE else None
        if metres is not None:
            self._position = metres.end()
            valeur = Decimal(metres.group(1)) * 100 + Decimal(metres.group(2).ljust(2, "0"))
            self._keep(type_, valeur, f"{mot} {metres.group()}")
            return
        trouve = _VALEUR.match(self._ligne, self._position)
        if trouve is None:
            self._refuse_valeur(mot, f"{type_.libelle}\u00a0: un nombre est attendu.")
            return
        self._position = trouve.end()
        valeur = _decimal(trouve.group())
        texte = f"{mot} {trouve.group()}"
        unite = _UNITE.match(self._ligne, self._position)
        if not self._take_unite(type_, texte):
            return
        if type_ is TypeConstante.TAILLE and (valeur < 3 or (unite is not None and unite.group(1) == "m")):
            valeur *= 100
        if type_ is TypeConstante.CREATININE and unite is not None and unite.group(1) == "mg/l":
            valeur = (valeur * CREATININE_MG_PAR_L).quantize(Decimal(1))
        self._keep(type_, valeur, texte)

    def _take_unite(self, type_: TypeConstante | str, texte: str) -> bool:
        """Step over a unit written after the value; refuse the measure when it is another measure's unit."""
        unite = _UNITE.match(self._ligne, self._position)
        if unite is None:
            return True
        self._position = unite.end()
        ecrite = unite.group(1)
        if type_ in _PARTAGEES[ecrite] if ecrite in _PARTAGEES else _UNITES[ecrite] == type_:
            return True
        self.refus.append(RefusSaisie(f"{texte} {ecrite}", "L’unité ne convient pas à cette mesure."))
        return False

    def _keep(self, type_: TypeConstante, valeur: Decimal, texte: str) -> None:
        if self._check(type_, valeur, texte):
            self.mesures.append(MesureSaisie(type_, valeur))

    def _check(self, type_: TypeConstante, valeur: Decimal, texte: str) -> bool:
        if any(m.type is type_ for m in self.mesures):
            self.refus.append(RefusSaisie(texte, f"{type_.libelle}\u00a0: la valeur est donnée deux fois."))
            return False
        if not type_.minimum <= valeur <= type_.maximum:
            bornes = f"{_ecrit(type_.minimum)} à {_ecrit(type_.maximum)}"
            raison = f"{type_.libelle}\u00a0: valeur impossible, attendue de {bornes}\u00a0{type_.unite}."
            self.refus.append(RefusSaisie(texte, raison))
            return False
        return True

    def _refuse_valeur(self, mot: str, raison: str) -> None:
        suite = _ECART.match(self._ligne, self._position)
        if suite is not None and suite.group()[0].isdigit():
            self._position = suite.end()
            mot = f"{mot} {suite.group()}"
        self.refus.append(RefusSaisie(mot, raison))

    def _refuse_ecart(self, raison: str) -> None:
        suite = _ECART.match(self._ligne, self._position)
        fin = suite.end() if suite is not None else self._position + 1
        self.refus.append(RefusSaisie(self._ligne[self._position : fin], raison))
        self._position = fin

    def _skip(self, motif: re.Pattern[str]) -> None:
        while trouve := motif.match(self._ligne, self._position):
            self._position = trouve.end()


def _decimal(texte: str) -> Decimal:
    return Decimal(texte.replace(",", "."))


def _ecrit(valeur: Decimal) -> str:
    return f"{valeur:f}".replace(".", ",")
