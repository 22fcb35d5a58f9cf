"""How a dose is typed: ``1-0-1``, ``1 à 2 cp``, ``15 mg/kg``, ``30-20-10 par 5j``, and its ceilings."""

import re
from decimal import Decimal

from ambroise.domain import posologie_lexique as lexique
from ambroise.domain.posologie import Dose, Duree, Moment, MomentPrise, UnitePrise
from ambroise.domain.posologie_brouillon import Groupe
from ambroise.domain.posologie_lecture import Lecture
from ambroise.domain.posologie_valeurs import read_nombre, read_nombres


def schema(lecture: Lecture, found: re.Match[str]) -> None:
    """``1-0-1`` and ``1-0-1-1``: morning, noon, evening, bedtime; ``30-20-10 par 5j``: one step each."""
    values = [read_nombre(v) for v in re.split(r"\s*-\s*", found["valeurs"])]
    unit = lecture.read_unite(found["unite"])
    if found["pas"]:
        _paliers(lecture, values, unit, lecture.make_duree(read_nombre(found["pas"]), None, found["temps"]))
        return
    if len(values) not in (3, 4):
        lecture.fail(
            f"«\u00a0{found['valeurs']}\u00a0»\u00a0: écrivez matin-midi-soir, avec ou sans coucher."
        )
    if not any(values):
        lecture.fail("Toutes les doses sont nulles.")
    slots = (Moment.MATIN, Moment.MIDI, Moment.SOIR, Moment.COUCHER)
    for value, slot in zip(values, slots, strict=False):
        if value:
            lecture.groupe.start(lecture.make_dose(value, None, unit or lecture.unite))
            lecture.etape.moments.append(MomentPrise(slot))


def dose(lecture: Lecture, found: re.Match[str]) -> None:
    unit = lecture.read_unite(found["unite"]) or lecture.unite
    lecture.groupe.start(lecture.make_dose(*read_nombres(found), unit))


def par_kg(lecture: Lecture, found: re.Match[str]) -> None:
    unit = lecture.read_unite(found["unite"])
    assert unit is not None
    lecture.groupe.start_par_kg(lecture.make_dose(*read_nombres(found), unit))


def maximum(lecture: Lecture, found: re.Match[str]) -> None:
    unit = lecture.read_unite(found["unite"]) or lecture.groupe.unite or lecture.unite
    what = {"prise": "max_par_prise", "total": "max_total"}.get(found["quoi"] or "", "max_par_24h")
    value = read_nombre(found["n"])
    if value <= 0:
        lecture.fail("Un maximum nul ne se prescrit pas.")
    lecture.groupe.set(what, Dose(value, unit), lecture.fail, "deux maximums")
    more = lexique.SUITE_MAXIMUM.match(lecture.flat, lecture.position)
    if more:
        lecture.position = more.end()
        maximum(lecture, more)


def _paliers(lecture: Lecture, values: list[Decimal], unit: UnitePrise | None, step: Duree) -> None:
    if any(v <= 0 for v in values):
        lecture.fail("Un palier nul ne se prescrit pas.")
    if not lecture.groupe.is_empty:
        lecture.groupes.append(Groupe())
    for rank, value in enumerate(values):
        if rank:
            lecture.groupes.append(Groupe())
        lecture.groupe.start(Dose(value, unit or lecture.unite))
        lecture.groupe.set("duree", step, lecture.fail, "deux durées")
