"""A calendar that comes in is shown first; it never double books, and never undoes what the office wrote."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from ambroise.domain.agenda import EtatRendezVous, RendezVous
from ambroise.domain.reglage_agenda import TYPES_PROPOSES, ReglageAgenda
from ambroise.usecases.import_agenda import (
    CalendrierLu,
    LigneRefusee,
    Sort,
    import_agenda,
    preview_import,
    write_import,
)
from tests.fakes.ecrans import ident
from tests.unit.ambroise.usecases.conftest import ZOE, Cabinet

NEUF = datetime(2026, 6, 8, 9, tzinfo=UTC)
QUART = timedelta(minutes=15)


def event(nom: str, debut: datetime = NEUF, **autres: object) -> RendezVous:
    return RendezVous(ident(nom), debut, debut + QUART, nom, **autres)  # type: ignore[arg-type]


def fates(cabinet: Cabinet, *lus: RendezVous) -> list[Sort]:
    return [ligne.sort for ligne in preview_import(cabinet.contexte, CalendrierLu(lus), "m").lignes]


def bring(cabinet: Cabinet, *lus: RendezVous) -> None:
    import_agenda(cabinet.contexte, CalendrierLu(lus), "m", "m")


def held(cabinet: Cabinet, nom: str) -> RendezVous:
    with cabinet.contexte.uow() as uow:
        return uow.rendez_vous.get(ident(nom))


def test_each_line_says_what_becomes_of_it_and_nothing_is_written(cabinet: Cabinet) -> None:
    bring(cabinet, event("pris", NEUF + 4 * QUART))
    lu = CalendrierLu(
        (event("a"), event("b", NEUF + timedelta(minutes=5)), event("c", NEUF + 4 * QUART)),
        (LigneRefusee("Réunion", "Il n’a pas de début."),),
    )
    apercu = preview_import(cabinet.contexte, lu, "m")
    assert [ligne.sort for ligne in apercu.lignes] == [Sort.REFUSE, Sort.NOUVEAU, Sort.CONFLIT, Sort.CONFLIT]
    assert apercu.lignes[2].raison.startswith("Déjà pris de")
    assert apercu.a_ecrire == 1
    assert len(cabinet.base.tables.rendez_vous) == 1
    bilan = write_import(cabinet.contexte, apercu, "m")
    assert (bilan.crees, len(bilan.conflits), len(bilan.refus)) == (1, 2, 1)


def test_a_second_import_changes_nothing_and_a_moved_event_moves(cabinet: Cabinet) -> None:
    bring(cabinet, event("a"), event("b", NEUF + QUART))
    assert fates(cabinet, event("a"), event("b", NEUF + QUART)) == [Sort.INCHANGE, Sort.INCHANGE]
    assert fates(cabinet, event("a", NEUF + 2 * QUART), event("c")) == [Sort.CHANGE, Sort.NOUVEAU]
    bring(cabinet, event("a", NEUF + 2 * QUART))
    assert held(cabinet, "a").debut == NEUF + 2 * QUART


def test_an_event_cancelled_in_its_calendar_is_cancelled_here(cabinet: Cabinet) -> None:
    annule = event("a", etat=EtatRendezVous.ANNULE)
    assert fates(cabinet, annule) == [Sort.INCHANGE]
    bring(cabinet, event("a"))
    assert fates(cabinet, annule) == [Sort.ANNULE]
    bring(cabinet, annule)
    assert held(cabinet, "a").etat is EtatRendezVous.ANNULE


def test_what_the_office_wrote_of_a_patient_is_kept(ouvert: Cabinet) -> None:
    zoe = ouvert.identites.create(ZOE).id
    bring(ouvert, event("a"))
    with ouvert.contexte.uow() as uow:
        uow.rendez_vous.save(
            replace(held(ouvert, "a"), patient_id=zoe, motif="Suivi", etat=EtatRendezVous.EN_SALLE)
        )
        uow.commit()
    assert fates(ouvert, event("a")) == [Sort.INCHANGE]
    bring(ouvert, event("a", NEUF + QUART))
    garde = held(ouvert, "a")
    assert (garde.patient_id, garde.motif, garde.etat) == (zoe, "Suivi", EtatRendezVous.EN_SALLE)
    assert garde.debut == NEUF + QUART


def test_an_appointment_of_another_agenda_is_refused(cabinet: Cabinet) -> None:
    import_agenda(cabinet.contexte, CalendrierLu((event("a"),)), "autre", "m")
    assert fates(cabinet, event("a")) == [Sort.REFUSE]


def test_a_time_given_between_the_preview_and_the_writing_is_left_out(cabinet: Cabinet) -> None:
    apercu = preview_import(cabinet.contexte, CalendrierLu((event("a"), event("b", NEUF + QUART))), "m")
    bring(cabinet, event("entre-temps"))
    bilan = write_import(cabinet.contexte, apercu, "m")
    assert (bilan.crees, [r.motif for r in bilan.conflits]) == (1, ["a"])


def test_a_calendar_never_moves_an_appointment_into_a_room_that_is_taken(cabinet: Cabinet) -> None:
    plus_tard = NEUF + 4 * QUART
    bring(cabinet, event("a"))
    with cabinet.contexte.uow() as uow:
        uow.reglages_agenda.save(ReglageAgenda(types=TYPES_PROPOSES, salles=("Écho",)))
        uow.rendez_vous.save(replace(held(cabinet, "a"), lieu="Écho"))
        uow.commit()
    deplace = event("a", plus_tard)
    apercu = preview_import(cabinet.contexte, CalendrierLu((deplace,)), "m")
    assert [ligne.sort for ligne in apercu.lignes] == [Sort.CHANGE]
    with cabinet.contexte.uow() as uow:
        uow.rendez_vous.save(event("autre", plus_tard, praticien="n", lieu="Écho"))
        uow.commit()
    assert write_import(cabinet.contexte, apercu, "m").modifies == 0
    (ligne,) = preview_import(cabinet.contexte, CalendrierLu((deplace,)), "m").lignes
    assert (ligne.sort, "est déjà prise" in ligne.raison) == (Sort.CONFLIT, True)
    assert held(cabinet, "a").debut == NEUF
