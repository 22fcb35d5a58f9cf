"""The national directory is imported at night, once, and only when something arrived."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event

import pytest

from ambroise.usecases.errors import ReponseInvalide
from ambroise.usecases.nuit_annuaire import NuitAnnuaire
from ambroise.usecases.ports_en_ligne import BilanAnnuaire, Correspondant
from tests.fakes.temps import HorlogeReglable

NUIT = datetime(2026, 6, 4, 3).astimezone()


class FauxAnnuaire:
    """Holds no line; counts the imports."""

    def __init__(self) -> None:
        self.nouveau = True
        self.imports: list[Path] = []
        self.panne: Exception | None = None
        self.stopped = False

    def search(
        self, texte: str, *, profession: str | None = None, commune: str | None = None, limite: int = 30
    ) -> Sequence[Correspondant]:
        return ()

    def date_donnees(self) -> datetime | None:
        return None

    def has_nouveautes(self, dossier: Path) -> bool:
        return self.nouveau

    def import_dossier(
        self, dossier: Path, on_avance: Callable[[int, int], None], annule: Event | None = None
    ) -> BilanAnnuaire:
        self.imports.append(dossier)
        if self.panne is not None:
            raise self.panne
        on_avance(1, 2)
        self.stopped = annule is not None and annule.is_set()
        self.nouveau = False
        return BilanAnnuaire(10, 10)


def make(annuaire: FauxAnnuaire, horloge: HorlogeReglable, dossier: str = "/extractions") -> NuitAnnuaire:
    return NuitAnnuaire(annuaire, lambda: dossier, 2, horloge)


def test_a_delivery_is_imported_once() -> None:
    annuaire, horloge = FauxAnnuaire(), HorlogeReglable(NUIT)
    nuit = make(annuaire, horloge)
    assert nuit.run_due(lambda _: False) == BilanAnnuaire(10, 10)
    assert nuit.run_due(lambda _: False) is None
    horloge.advance(timedelta(days=1))
    annuaire.nouveau = True
    assert nuit.run_due(lambda _: False) is not None
    assert annuaire.imports == [Path("/extractions")] * 2


@pytest.mark.parametrize("heure", [1, 7, 12, 23])
def test_it_waits_for_the_night(heure: int) -> None:
    annuaire = FauxAnnuaire()
    nuit = make(annuaire, HorlogeReglable(NUIT.replace(hour=heure)))
    assert nuit.run_due(lambda _: False) is None
    assert not annuaire.imports


def test_without_a_folder_nothing_is_read() -> None:
    annuaire = FauxAnnuaire()
    assert make(annuaire, HorlogeReglable(NUIT), "").run_due(lambda _: False) is None
    assert not annuaire.imports


def test_a_delivery_that_cannot_be_trusted_is_tried_once_a_night() -> None:
    annuaire = FauxAnnuaire()
    annuaire.panne = ReponseInvalide("archive illisible")
    nuit = make(annuaire, HorlogeReglable(NUIT))
    with pytest.raises(ReponseInvalide):
        nuit.run_due(lambda _: False)
    assert nuit.run_due(lambda _: False) is None
    assert len(annuaire.imports) == 1


def test_closing_the_application_stops_the_import() -> None:
    annuaire = FauxAnnuaire()
    make(annuaire, HorlogeReglable(NUIT)).run_due(lambda _: True)
    assert annuaire.stopped
