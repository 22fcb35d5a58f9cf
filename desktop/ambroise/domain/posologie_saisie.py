"""Read a posology typed in one line: ``1-0-1 7j``, ``2/j si douleur max 6``, ``30-20-10 par 5j``.

The same reader takes back what ``posologie_texte`` writes. What it does not understand is said, not guessed.
Grammar in words: steps apart by ``puis``; in a step, doses with their moments, then modifiers in any order;
a free sentence after ``;`` or a full stop is kept as it is.
"""

import re
from dataclasses import replace
from datetime import date, time
from decimal import Decimal
from functools import cache

from ambroise.domain import posologie_lexique as lexique
from ambroise.domain import posologie_valeurs as valeurs
from ambroise.domain.posologie import (
    Dose,
    Duree,
    EtapePosologie,
    Moment,
    MomentPrise,
    Parite,
    Posologie,
    UnitePrise,
)
from ambroise.domain.posologie_brouillon import Etape, Groupe, PosologieIllisible
from ambroise.domain.posologie_valeurs import UNITE_TEMPS, flatten, read_nombre
from ambroise.domain.unites import find_unite, unite

LONGUEUR_MAXIMALE = 500
DUREE_MAXIMALE_JOURS = 3660


__all__ = ["PosologieIllisible", "parse_posologie"]


def parse_posologie(texte: str, unite_prise: UnitePrise | None = None) -> Posologie:
    """Return the posology typed.

    Args:
        texte: what was typed.
        unite_prise: the unit of the product, for doses typed without one.

    Raises:
        PosologieIllisible: with a French sentence saying what is not understood.
    """
    if not texte.strip():
        raise PosologieIllisible("La posologie est vide.", 0)
    if len(texte) > LONGUEUR_MAXIMALE:
        raise PosologieIllisible(
            "La posologie est trop longue pour être lue ; saisissez-la en texte libre.", 0
        )
    return _Lecteur(texte, unite_prise or unite("unité")).read()


@cache
def _rules() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return the rules, compiled at the first line: one is read again at each key, from each of its words."""
    return tuple((re.compile(pattern, re.ASCII), name) for pattern, name in lexique.REGLES)


class _Lecteur:
    """One pass from left to right; ``flat`` is the text without accents, of the same length."""

    def __init__(self, texte: str, unite_prise: UnitePrise) -> None:
        self.texte = texte
        self.flat = flatten(texte)
        self.unite = unite_prise
        self.position = 0
        self.groupes: list[Groupe] = [Groupe()]

    def read(self) -> Posologie:
        while self.position < len(self.flat):
            for pattern, name in _rules():
                found = pattern.match(self.flat, self.position)
                if found and found.end() > self.position:
                    self.position = found.end()
                    getattr(self, name)(found)
                    break
            else:
                word = re.match(r"\S+", self.texte[self.position :])
                self.fail(f"« {word[0] if word else self.texte} » n’est pas compris.")
        etapes: list[EtapePosologie] = []
        for rank, groupe in enumerate(self.groupes, 1):
            etapes.extend(groupe.build(rank, self.unite, self.fail))
        if not etapes:
            self.fail("Aucune dose n’est indiquée.")
        return Posologie(tuple(self._renumber(etapes)))

    def fail(self, message: str) -> None:
        raise PosologieIllisible(
            f"{message} Exemples : « 1-0-1 7j », « 2/j si douleur max 6 ».", self.position
        )

    @property
    def groupe(self) -> Groupe:
        return self.groupes[-1]

    @property
    def etape(self) -> Etape:
        return self.groupe.etapes[-1]

    def skip(self, _found: re.Match[str]) -> None:
        """Words that carry nothing."""

    def puis(self, _found: re.Match[str]) -> None:
        if self.groupe.is_empty:
            self.fail("Rien ne précède « puis ».")
        self.groupes.append(Groupe())

    def libre(self, found: re.Match[str]) -> None:
        """Everything after ``;`` is a sentence for the patient."""
        self.groupe.complement = self.texte[found.end() :].strip().rstrip(".")
        self.position = len(self.flat)

    def phrase(self, found: re.Match[str]) -> None:
        """After a full stop, a known limit is still read; anything else is a sentence for the patient."""
        rest = self.flat[found.end() :]
        if rest.strip() and not re.match(lexique.SUITE_CONNUE, rest.lstrip()):
            self.libre(found)

    def schema(self, found: re.Match[str]) -> None:
        """``1-0-1`` and ``1-0-1-1``: morning, noon, evening, bedtime; ``30-20-10 par 5j``: one step each."""
        values = [read_nombre(v) for v in re.split(r"\s*-\s*", found["valeurs"])]
        unit = self._unite(found["unite"])
        if found["pas"]:
            self._paliers(values, unit, self._duree(read_nombre(found["pas"]), None, found["temps"]))
            return
        if len(values) not in (3, 4):
            self.fail(f"« {found['valeurs']} » : écrivez matin-midi-soir, avec ou sans coucher.")
        if not any(values):
            self.fail("Toutes les doses sont nulles.")
        slots = (Moment.MATIN, Moment.MIDI, Moment.SOIR, Moment.COUCHER)
        for value, slot in zip(values, slots, strict=False):
            if value:
                self.groupe.start(Dose(value, unit or self.unite))
                self.etape.moments.append(MomentPrise(slot))

    def dose(self, found: re.Match[str]) -> None:
        value = read_nombre(found["n"])
        high = read_nombre(found["m"]) if found["m"] else None
        if value <= 0:
            self.fail("Une dose nulle ne se prescrit pas.")
        if high is not None and high <= value:
            self.fail(f"« {found[0].strip()} » : le maximum ne dépasse pas le minimum.")
        unit = self._unite(found["unite"])
        self.groupe.start(Dose(value, unit or self.unite, high), explicite=unit is not None)

    def par_kg(self, found: re.Match[str]) -> None:
        unit = self._unite(found["unite"])
        assert unit is not None
        self.groupe.start_par_kg(Dose(read_nombre(found["n"]), unit))

    def frequence(self, found: re.Match[str]) -> None:
        """``3/j``, ``3 fois par jour``, ``x3/j``, ``1 à 2 fois par jour``."""
        count, high = int(read_nombre(found["n"])), int(read_nombre(found["m"])) if found["m"] else None
        if count < 1 or (high is not None and high <= count):
            self.fail(f"« {found[0].strip()} » n’est pas une fréquence.")
        period = self._duree(read_nombre(found["p"] or "1"), None, found["temps"])
        if not self.etape.has_dose:
            self.groupe.start(Dose(Decimal(1), self.unite))
        self._rythme(frequence=count, frequence_maximale=high, periode=period)

    def nombre_par(self, found: re.Match[str]) -> None:
        """``2/j``: one, twice a day; ``1/2/j``: half of one, once a day; ``1 3/j``: three intakes."""
        value = read_nombre(found["n"])
        period = Duree(Decimal(1), UNITE_TEMPS[found["temps"]])
        whole = value == value.to_integral_value() and value > 0
        if self.etape.has_dose and not self.etape.has_rythme:
            if not whole:
                self.fail(f"« {found[0].strip()} » n’est pas une fréquence.")
            self._rythme(frequence=int(value), periode=period)
            return
        if value <= 0:
            self.fail("Une dose nulle ne se prescrit pas.")
        self.groupe.start(Dose(Decimal(1) if whole else value, self.unite))
        self._rythme(frequence=int(value) if whole else 1, periode=period)

    def par(self, found: re.Match[str]) -> None:
        """``1 comprimé par jour``, ``1 comprimé/sem``."""
        self._rythme(frequence=1, periode=Duree(Decimal(1), UNITE_TEMPS[found["temps"]]))

    def toutes(self, found: re.Match[str]) -> None:
        """``toutes les 6 h``, ``/8h``, ``tous les 2 jours``, ``tous les jours``."""
        low = read_nombre(found["n"] or "1")
        high = read_nombre(found["m"]) if found["m"] else None
        self._rythme(frequence=1, periode=self._duree(low, high, found["temps"]))

    def sur(self, found: re.Match[str]) -> None:
        """``1j/2``, ``un jour sur deux``, ``5j/7``."""
        on, out_of = int(read_nombre(found["n"])), int(read_nombre(found["m"]))
        self._cycle(tuple(range(1, on + 1)), out_of)

    def un_sur(self, found: re.Match[str]) -> None:
        """``un jour sur deux``."""
        self._cycle((1,), int(read_nombre(found["m"])))

    def cycle(self, found: re.Match[str]) -> None:
        """``j1 j8 j15/28``, ``les jours 1, 8 et 15 d’un cycle de 28 jours``."""
        self._cycle(tuple(int(d) for d in re.findall(r"\d+", found["jours"])), int(found["longueur"]))

    def heures(self, found: re.Match[str]) -> None:
        hour, minute = int(found["h"]), int(found["min"] or 0)
        if hour > 23 or minute > 59:
            self.fail(f"« {found[0].strip()} » n’est pas une heure.")
        self._need_dose()
        self.etape.heures.append(time(hour, minute))

    def moment(self, found: re.Match[str]) -> None:
        self._need_dose()
        lapse = 0
        if found["ecart"]:
            minutes = self._duree(read_nombre(found["ecart"]), None, found["temps"]).minutes
            lapse = int(minutes)
        self.etape.moments.append(MomentPrise(valeurs.read_moment(found["moment"]), lapse))

    def initiales(self, found: re.Match[str]) -> None:
        """``mms``: matin, midi, soir; ``ms``: matin et soir."""
        self._need_dose()
        slots = {"mms": (Moment.MATIN, Moment.MIDI, Moment.SOIR), "ms": (Moment.MATIN, Moment.SOIR)}
        self.etape.moments.extend(MomentPrise(m) for m in slots[found["mot"]])

    def jours(self, found: re.Match[str]) -> None:
        self._need_dose()
        self.etape.jours.extend(valeurs.read_jours(found[0]))

    def parite(self, found: re.Match[str]) -> None:
        self._need_dose()
        self._rythme(parite=Parite.IMPAIRS if found["im"] else Parite.PAIRS)

    def jours_mois(self, found: re.Match[str]) -> None:
        days = tuple(int(d) for d in re.findall(r"\d+", found["jours"])) or (1,)
        if any(not 1 <= d <= 31 for d in days):
            self.fail(f"« {found[0].strip()} » n’est pas un jour du mois.")
        self._need_dose()
        self._rythme(jours_mois=days)

    def administration(self, found: re.Match[str]) -> None:
        self._rythme(duree_administration=self._duree(read_nombre(found["n"]), None, found["temps"]))

    def duree(self, found: re.Match[str]) -> None:
        low, high = read_nombre(found["n"]), read_nombre(found["m"]) if found["m"] else None
        length = self._duree(low, high, found["temps"])
        if length.jours > DUREE_MAXIMALE_JOURS:
            self.fail("La durée dépasse dix ans.")
        self.groupe.set("duree", length, self.fail, "deux durées")

    def delai(self, found: re.Match[str]) -> None:
        self.groupe.set(
            "delai", self._duree(read_nombre(found["n"]), None, found["temps"]), self.fail, "deux débuts"
        )

    def debut(self, found: re.Match[str]) -> None:
        self.groupe.set("debut", self._date(found), self.fail, "deux débuts")

    def fin(self, found: re.Match[str]) -> None:
        self.groupe.set("fin", self._date(found), self.fail, "deux fins")

    def maximum(self, found: re.Match[str]) -> None:
        unit = self._unite(found["unite"]) or self.groupe.unite or self.unite
        what = {"prise": "max_par_prise", "total": "max_total"}.get(found["quoi"] or "", "max_par_24h")
        value = read_nombre(found["n"])
        if value <= 0:
            self.fail("Un maximum nul ne se prescrit pas.")
        self.groupe.set(what, Dose(value, unit), self.fail, "deux maximums")
        more = lexique.SUITE_MAXIMUM.match(self.flat, self.position)
        if more:
            self.position = more.end()
            self.maximum(more)

    def ecart(self, found: re.Match[str]) -> None:
        lapse = self._duree(read_nombre(found["n"]), None, found["temps"])
        self.groupe.set("ecart_minimal", lapse, self.fail, "deux écarts")

    def besoin(self, found: re.Match[str]) -> None:
        text = "si besoin" if found[0].strip() == "sb" else self._original(found)
        self.groupe.set("si_besoin", text, self.fail, "deux conditions")

    def evenement_arret(self, found: re.Match[str]) -> None:
        self.groupe.set("evenement_arret", self._original(found), self.fail, "deux fins")

    def evenement_debut(self, found: re.Match[str]) -> None:
        self.groupe.set("evenement_debut", self._original(found), self.fail, "deux débuts")

    def voie(self, found: re.Match[str]) -> None:
        name, code = valeurs.read_voie(found["voie"])
        self.groupe.set("voie", name, self.fail, "deux voies")
        self.groupe.set("code_voie", code, self.fail, "deux voies")

    def site(self, found: re.Match[str]) -> None:
        self.groupe.set("site", self._original(found), self.fail, "deux sites")

    def repas(self, found: re.Match[str]) -> None:
        """``au cours des repas`` beside moments of the day says how, not when."""
        if self.etape.moments or self.etape.heures or self.etape.has_rythme:
            self.groupe.complement = self._original(found)
        else:
            self._need_dose()
            self.etape.moments.append(MomentPrise(Moment.REPAS))

    def _paliers(self, values: list[Decimal], unit: UnitePrise | None, step: Duree) -> None:
        if any(v <= 0 for v in values):
            self.fail("Un palier nul ne se prescrit pas.")
        if not self.groupe.is_empty:
            self.groupes.append(Groupe())
        for rank, value in enumerate(values):
            if rank:
                self.groupes.append(Groupe())
            self.groupe.start(Dose(value, unit or self.unite))
            self.groupe.set("duree", step, self.fail, "deux durées")
            self.groupe.palier = rank + 1

    def _rythme(self, **changes: object) -> None:
        self._need_dose()
        for name, value in changes.items():
            if value is not None and getattr(self.etape, name) not in (None, ()):
                self.fail("La ligne donne deux rythmes différents.")
            setattr(self.etape, name, value)

    def _cycle(self, jours: tuple[int, ...], longueur: int) -> None:
        if not jours or longueur < 2 or any(not 1 <= j <= longueur for j in jours):
            self.fail("Le cycle n’est pas compris.")
        self._rythme(jours_cycle=jours, longueur_cycle=longueur)

    def _need_dose(self) -> None:
        if not self.etape.has_dose:
            self.fail("La dose manque avant le moment de la prise.")

    def _unite(self, word: str | None) -> UnitePrise | None:
        if not word:
            return None
        found = find_unite(word.strip())
        if found is None:
            self.fail(f"« {word.strip()} » n’est pas une unité connue.")
        return found

    def _duree(self, low: Decimal, high: Decimal | None, temps: str) -> Duree:
        try:
            return Duree(low, UNITE_TEMPS[temps], high)
        except ValueError as error:
            raise PosologieIllisible(f"{str(error).capitalize()}.", self.position) from error

    def _date(self, found: re.Match[str]) -> date:
        try:
            return valeurs.read_date(found)
        except ValueError as error:
            raise PosologieIllisible("Cette date n’existe pas.", self.position) from error

    def _original(self, found: re.Match[str]) -> str:
        return " ".join(self.texte[found.start() : found.end()].split()).strip(" ,")

    @staticmethod
    def _renumber(etapes: list[EtapePosologie]) -> list[EtapePosologie]:
        ranks = {s: i for i, s in enumerate(dict.fromkeys(e.sequence for e in etapes), 1)}
        return [replace(e, sequence=ranks[e.sequence]) for e in etapes]
