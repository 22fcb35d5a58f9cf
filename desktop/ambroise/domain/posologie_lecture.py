"""The reading under way of a posology: where it is, what it has gathered, what the rules ask of it."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import NoReturn

from ambroise.domain import posologie_valeurs as valeurs
from ambroise.domain.posologie import Dose, Duree, EtapePosologie, Posologie, UnitePrise
from ambroise.domain.posologie_brouillon import Etape, Groupe, PosologieIllisible
from ambroise.domain.posologie_valeurs import UNITE_TEMPS, read_nombres
from ambroise.domain.unites import find_unite

DOSE_MAXIMALE = 10_000_000


class Lecture:
    """One pass from left to right; ``flat`` is the text without accents, of the same length."""

    def __init__(self, texte: str, unite_prise: UnitePrise) -> None:
        self.texte = texte
        self.flat = valeurs.flatten(texte)
        self.unite = unite_prise
        self.position = 0
        self.groupes: list[Groupe] = [Groupe()]

    @property
    def groupe(self) -> Groupe:
        """Return the steps being read."""
        return self.groupes[-1]

    @property
    def etape(self) -> Etape:
        """Return the step being read."""
        return self.groupe.etapes[-1]

    def fail(self, message: str) -> NoReturn:
        """Say what is not understood. Raises PosologieIllisible."""
        raise PosologieIllisible(
            f"{message} Exemples\u00a0: «\u00a01-0-1 7j\u00a0», «\u00a02/j si douleur max 6\u00a0».",
            self.position,
        )

    def move_past(self, found: re.Match[str]) -> None:
        """Go on after what a rule matched, but for the stop that a sentence follows: « 10 mg. Croquer »."""
        self.position = found.end()
        if (
            len(found[0]) > 1
            and found[0].endswith(".")
            and self.texte[self.position :].lstrip()[:1].isupper()
        ):
            self.position -= 1

    def finish(self) -> Posologie:
        """Return the posology gathered. Raises PosologieIllisible."""
        if len(self.groupes) > 1 and self.groupe.is_empty:
            self.fail("Rien ne suit «\u00a0puis\u00a0».")
        etapes: list[EtapePosologie] = []
        for rank, groupe in enumerate(self.groupes, 1):
            etapes.extend(groupe.build(rank, self.fail))
        if not etapes:
            self.fail("Aucune dose n’est indiquée.")
        ranks = {s: i for i, s in enumerate(dict.fromkeys(e.sequence for e in etapes), 1)}
        return Posologie(tuple(replace(e, sequence=ranks[e.sequence]) for e in etapes))

    def set_rythme(self, **changes: object) -> None:
        """Note when the dose is taken, once."""
        self.need_dose()
        for name, value in changes.items():
            if value is not None and getattr(self.etape, name) not in (None, ()):
                self.fail("La ligne donne deux rythmes différents.")
            setattr(self.etape, name, value)

    def set_cycle(self, jours: tuple[int, ...], longueur: int) -> None:
        """Note the days of a cycle."""
        if not jours or longueur < 2 or any(not 1 <= j <= longueur for j in jours):
            self.fail("Le cycle n’est pas compris.")
        self.set_rythme(jours_cycle=jours, longueur_cycle=longueur)

    def need_dose(self) -> None:
        """Refuse a moment that no dose precedes."""
        if not self.etape.has_dose:
            self.fail("La dose manque avant le moment de la prise.")

    def make_dose(self, low: Decimal, high: Decimal | None, unite: UnitePrise) -> Dose:
        """Return a dose, or refuse the line."""
        if low <= 0:
            self.fail("Une dose nulle ne se prescrit pas.")
        if high is not None and high <= low:
            self.fail("Le maximum ne dépasse pas le minimum.")
        if (high or low) > DOSE_MAXIMALE:
            self.fail("La dose dépasse dix millions d’unités.")
        return Dose(low, unite, high)

    def make_duree(self, low: Decimal, high: Decimal | None, temps: str) -> Duree:
        """Return a length of time, or refuse the line."""
        try:
            return Duree(low, UNITE_TEMPS[temps], high)
        except ValueError as error:
            raise PosologieIllisible(f"{str(error).capitalize()}.", self.position) from error

    def read_etendue(self, found: re.Match[str]) -> Duree:
        """Return the length of time of a match, ranges included; « tous les jours » is one day."""
        low, high = read_nombres(found) if found["n"] else (Decimal(1), None)
        return self.make_duree(low, high, found["temps"])

    def make_date(self, found: re.Match[str]) -> date:
        """Return a date, or refuse the line."""
        try:
            return valeurs.read_date(found)
        except ValueError as error:
            raise PosologieIllisible("Cette date n’existe pas.", self.position) from error

    def read_unite(self, word: str | None) -> UnitePrise | None:
        """Return the unit a word names; None for no word."""
        if not word:
            return None
        found = find_unite(word.strip())
        if found is None:
            self.fail(f"«\u00a0{word.strip()}\u00a0» n’est pas une unité connue.")
        return found

    def words(self, found: re.Match[str]) -> str:
        """Return what a rule matched, as it was typed."""
        return " ".join(self.texte[found.start() : found.end()].split()).strip(" ,")
