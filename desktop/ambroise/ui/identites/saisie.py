"""What is typed of a new patient, and the traits it makes or the sentence of each field that is wrong."""

import re
from dataclasses import dataclass, field
from datetime import date

from ambroise.domain.coordonnees_saisie import find_erreurs, tidy
from ambroise.domain.identite import Sexe, TraitsIdentite
from ambroise.domain.patient import Coordonnees
from ambroise.domain.saisie_traits import (
    TraitInvalide,
    complete_date,
    normalize_lieu,
    normalize_nom,
    normalize_prenoms,
)

_DATE = re.compile(r"(?:(?:(\d{1,2})\s*[/. -]\s*)?(\d{1,2})\s*[/. -]\s*)?(\d{4})")
_COMPACTE = re.compile(r"(\d{2})(\d{2})(\d{4})")

NOM, PRENOMS, DATE, SEXE, LIEU, TELEPHONE = "nom", "prenoms", "date", "sexe", "lieu", "telephone"


@dataclass(frozen=True)
class SaisiePatient:
    """The fields, as typed."""

    nom: str = ""
    prenoms: str = ""
    date: str = ""
    sexe: Sexe | None = None
    lieu: str = ""
    nom_utilise: str = ""
    telephone: str = ""

    @property
    def coordonnees(self) -> Coordonnees:
        """The numbers typed, each followed by its label."""
        return tidy(Coordonnees(telephone=self.telephone))


@dataclass(frozen=True)
class LectureSaisie:
    """The traits when each of them is right; what is missing and what is wrong, by field."""

    traits: TraitsIdentite | None = None
    erreurs: dict[str, str] = field(default_factory=dict)
    manques: tuple[str, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether a file can be made of it; a wrong number keeps nobody from being looked for."""
        return self.traits is not None and not self.erreurs


def read_date(texte: str, aujourdhui: date) -> tuple[date, bool]:
    """Return a birth date typed whole, as month and year, or as a year; and whether it is estimated.

    Raises:
        TraitInvalide: not a date, or one to come.
    """
    texte = texte.strip()
    trouve = _COMPACTE.fullmatch(texte) or _DATE.fullmatch(texte)
    if trouve is None:
        raise TraitInvalide("date_naissance", "La date s’écrit jour, mois, année, par exemple 31/12/1975.")
    jour, mois, annee = (int(part) if part else None for part in trouve.groups())
    assert annee is not None
    lue, estimee = complete_date(annee, mois, jour)
    if (date(annee, 1, 1) if estimee else lue) > aujourdhui:
        raise TraitInvalide("date_naissance", "Cette date est à venir.")
    if annee < aujourdhui.year - 130:
        raise TraitInvalide("date_naissance", "Cette date est trop ancienne.")
    return lue, estimee


def read_saisie(saisie: SaisiePatient, aujourdhui: date) -> LectureSaisie:
    """Make the traits as INSi writes them; nothing typed is dropped silently."""
    erreurs: dict[str, str] = {}
    manques = [
        mots
        for mots, valeur in (
            ("le nom de naissance", saisie.nom.strip()),
            ("le prénom", saisie.prenoms.strip()),
            ("la date de naissance", saisie.date.strip()),
            ("le sexe", saisie.sexe),
        )
        if not valeur
    ]
    nom = prenoms = lieu = ""
    naissance, estimee = date.min, False
    try:
        nom = normalize_nom(saisie.nom) if saisie.nom.strip() else ""
    except TraitInvalide as error:
        erreurs[NOM] = error.raison
    try:
        prenoms = normalize_prenoms(saisie.prenoms) if saisie.prenoms.strip() else ""
    except TraitInvalide as error:
        erreurs[PRENOMS] = error.raison
    try:
        if saisie.date.strip():
            naissance, estimee = read_date(saisie.date, aujourdhui)
    except TraitInvalide as error:
        erreurs[DATE] = error.raison
    try:
        lieu = normalize_lieu(saisie.lieu)
    except TraitInvalide as error:
        erreurs[LIEU] = error.raison
    telephone = find_erreurs(saisie.coordonnees)
    if erreurs or manques or saisie.sexe is None:
        return LectureSaisie(None, erreurs | telephone, tuple(manques))
    traits = TraitsIdentite(nom, prenoms, saisie.sexe, naissance, lieu, date_estimee=estimee)
    return LectureSaisie(traits, telephone)
