"""The coming week of a test practice: hours, places, appointments, a series of dressings."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Final
from uuid import UUID

from ambroise.bootstrap.application import Application
from ambroise.domain.horaires import local_time
from ambroise.domain.recurrence import Recurrence
from ambroise.domain.reglage_agenda import HorairesLieu
from ambroise.usecases.agenda import NouveauRendezVous
from ambroise.usecases.agendas import week_of
from ambroise.usecases.errors import CreneauOccupe

_HORAIRES: Final = (
    HorairesLieu("Cabinet", "lun-mer 8:30-12:30 14:00-18:30; jeu-ven 8:30-12:30"),
    HorairesLieu("Maison de santé", "jeu-ven 14:00-18:00"),
)
_PREVUS: Final = (
    (0, "9:00", "HERMANN", "Suivi d’hypertension", "consultation"),
    (0, "9:30", "CORSE", "Certificat de sport", "court"),
    (0, "10:15", "TCHITCHI", "Renouvellement", "court"),
    (0, "14:30", "ADRTROIS", "Suivi de diabète", "consultation"),
    (1, "9:00", "NESSI", "Première consultation", "long"),
    (1, "11:00", "ECETINSI", "Asthme, suivi", "video"),
    (2, "10:30", "HERMANN", "Résultats de biologie", "court"),
    (2, "15:00", "ADRUN", "Suivi", "consultation"),
    (3, "9:45", "CORSE", "Lombalgie", "consultation"),
    (3, "14:30", "NESSI", "Vaccination", "court"),
    (4, "9:00", "ADRTROIS", "Résultats de biologie", "court"),
    (4, "11:00", "TCHITCHI", "Renouvellement", "court"),
)


def fill_semaine(app: Application, patients: Mapping[str, UUID]) -> None:
    """Write the settings of the agenda and what the week after this one holds."""
    cabinet = app.agendas
    with app.contexte.uow() as uow:
        office, mien = cabinet.office(uow), uow.reglages_agenda.get(app.session.auteur)
    cabinet.save(replace(office, lieux=tuple(h.lieu for h in _HORAIRES)))
    cabinet.save(replace(mien, horaires=_HORAIRES))
    jours = week_of(app.contexte.horloge().astimezone().date() + timedelta(days=7))
    types = {type_.cle: type_ for type_ in office.types}
    for rang, heure, nom, motif, cle in _PREVUS:
        _give(app, jours[rang], heure, patients[nom], motif, types[cle].minutes, cle)
    pansements = Recurrence(fois=5)
    _give(app, jours[0], "12:00", patients["ADRUN"], "Pansement", 30, "visite", pansements)


def _give(
    app: Application,
    jour: date,
    heure: str,
    patient_id: UUID,
    motif: str,
    minutes: int,
    cle: str,
    recurrence: Recurrence | None = None,
) -> None:
    debut = local_time(jour, time.fromisoformat(heure.zfill(5)))
    fin = debut + timedelta(minutes=minutes)
    with suppress(CreneauOccupe):  # the demonstration was played before on this profile
        app.agenda.give(NouveauRendezVous(patient_id, debut, fin, motif, type=cle, recurrence=recurrence))
