"""How the times of a dose are typed: how often, at what moments and hours, on which days."""

import re
from datetime import time
from decimal import Decimal

from ambroise.domain import posologie_valeurs as valeurs
from ambroise.domain.posologie import Dose, Duree, Moment, MomentPrise, Parite
from ambroise.domain.posologie_lecture import Lecture
from ambroise.domain.posologie_valeurs import UNITE_TEMPS, read_nombre

FREQUENCE_MAXIMALE = 100
"""More intakes in one period are a slip of the hand."""


def frequence(lecture: Lecture, found: re.Match[str]) -> None:
    """``3/j``, ``3 fois par jour``, ``x3/j``, ``1 à 2 fois par jour``."""
    count, high = int(read_nombre(found["n"])), int(read_nombre(found["m"])) if found["m"] else None
    if not 1 <= count <= FREQUENCE_MAXIMALE or (high is not None and high <= count):
        lecture.fail(f"«\u00a0{found[0].strip()}\u00a0» n’est pas une fréquence.")
    period = lecture.make_duree(
        read_nombre(found["p"] or "1"), read_nombre(found["q"]) if found["q"] else None, found["temps"]
    )
    if not lecture.etape.has_dose:
        lecture.groupe.start(Dose(Decimal(1), lecture.unite))
    lecture.set_rythme(frequence=count, frequence_maximale=high, periode=period)


def nombre_par(lecture: Lecture, found: re.Match[str]) -> None:
    """``2/j``: one, twice a day; ``1/2/j``: half of one, once a day; ``1 3/j``: three intakes."""
    value = read_nombre(found["n"])
    period = Duree(Decimal(1), UNITE_TEMPS[found["temps"]])
    whole = value == value.to_integral_value() and value > 0
    if lecture.etape.has_dose and not lecture.etape.has_rythme:
        if not whole or value > FREQUENCE_MAXIMALE:
            lecture.fail(f"«\u00a0{found[0].strip()}\u00a0» n’est pas une fréquence.")
        lecture.set_rythme(frequence=int(value), periode=period)
        return
    if value <= 0:
        lecture.fail("Une dose nulle ne se prescrit pas.")
    if value > FREQUENCE_MAXIMALE:
        lecture.fail(f"«\u00a0{found[0].strip()}\u00a0» n’est pas une fréquence.")
    lecture.groupe.start(Dose(Decimal(1) if whole else value, lecture.unite))
    lecture.set_rythme(frequence=int(value) if whole else 1, periode=period)


def par(lecture: Lecture, found: re.Match[str]) -> None:
    """``1 comprimé par jour``, ``1 comprimé/sem``."""
    lecture.set_rythme(frequence=1, periode=Duree(Decimal(1), UNITE_TEMPS[found["temps"]]))


def toutes(lecture: Lecture, found: re.Match[str]) -> None:
    """``toutes les 6 h``, ``/8h``, ``tous les 2 jours``, ``tous les jours``."""
    lecture.set_rythme(frequence=1, periode=lecture.read_etendue(found))


def sur(lecture: Lecture, found: re.Match[str]) -> None:
    """``1j/2``, ``un jour sur deux``, ``5j/7``."""
    on, out_of = int(read_nombre(found["n"])), int(read_nombre(found["m"]))
    lecture.set_cycle(tuple(range(1, on + 1)), out_of)


def un_sur(lecture: Lecture, found: re.Match[str]) -> None:
    """``un jour sur deux``."""
    lecture.set_cycle((1,), int(read_nombre(found["m"])))


def cycle(lecture: Lecture, found: re.Match[str]) -> None:
    """``j1 j8 j15/28``, ``les jours 1, 8 et 15 d’un cycle de 28 jours``."""
    lecture.set_cycle(tuple(int(d) for d in re.findall(r"\d+", found["jours"])), int(found["longueur"]))


def heures(lecture: Lecture, found: re.Match[str]) -> None:
    hour, minute = int(found["h"]), int(found["min"] or 0)
    if hour > 23 or minute > 59:
        lecture.fail(f"«\u00a0{found[0].strip()}\u00a0» n’est pas une heure.")
    lecture.need_dose()
    lecture.etape.heures.append(time(hour, minute))


def moment(lecture: Lecture, found: re.Match[str]) -> None:
    lecture.need_dose()
    lapse = 0
    if found["ecart"]:
        minutes = lecture.make_duree(read_nombre(found["ecart"]), None, found["temps"]).minutes
        lapse = int(minutes)
    try:
        lecture.etape.moments.append(MomentPrise(valeurs.read_moment(found["moment"]), lapse))
    except ValueError:
        lecture.fail(f"«\u00a0{found[0].strip()}\u00a0»\u00a0: un écart se compte avant ou après un repas.")


def initiales(lecture: Lecture, found: re.Match[str]) -> None:
    """``mms``: matin, midi, soir; ``ms``: matin et soir."""
    lecture.need_dose()
    slots = {"mms": (Moment.MATIN, Moment.MIDI, Moment.SOIR), "ms": (Moment.MATIN, Moment.SOIR)}
    lecture.etape.moments.extend(MomentPrise(m) for m in slots[found["mot"]])


def jours(lecture: Lecture, found: re.Match[str]) -> None:
    lecture.need_dose()
    lecture.etape.jours.extend(valeurs.read_jours(found[0]))


def parite(lecture: Lecture, found: re.Match[str]) -> None:
    lecture.need_dose()
    lecture.set_rythme(parite=Parite.IMPAIRS if found["im"] else Parite.PAIRS)


def jours_mois(lecture: Lecture, found: re.Match[str]) -> None:
    days = tuple(int(d) for d in re.findall(r"\d+", found["jours"])) or (1,)
    if any(not 1 <= d <= 31 for d in days):
        lecture.fail(f"«\u00a0{found[0].strip()}\u00a0» n’est pas un jour du mois.")
    lecture.need_dose()
    lecture.set_rythme(jours_mois=days)


def administration(lecture: Lecture, found: re.Match[str]) -> None:
    lecture.set_rythme(duree_administration=lecture.read_etendue(found))


def repas(lecture: Lecture, found: re.Match[str]) -> None:
    """``au cours des repas`` beside moments of the day says how, not when."""
    if lecture.etape.moments or lecture.etape.heures or lecture.etape.has_rythme:
        lecture.groupe.complement = lecture.words(found)
    else:
        lecture.need_dose()
        lecture.etape.moments.append(MomentPrise(Moment.REPAS))
