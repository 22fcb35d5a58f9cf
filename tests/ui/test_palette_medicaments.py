"""The palette offers medicines only when a file is open, and choosing one signs and adds nothing."""

from collections.abc import Sequence
from decimal import Decimal

import pytest

from ambroise.bootstrap.interface.palette import medicaments_provider
from ambroise.usecases.patients import DossierPatient
from ambroise.usecases.ports_medicaments import ResumeMedicament, SorteMedicament
from tests.fakes.dossier import DOSSIER

CORDARONE = ResumeMedicament(
    SorteMedicament.SPECIALITE,
    "60012345",
    "CORDARONE 200 mg, comprimé sécable",
    "amiodarone",
    "comprimé sécable",
    "amiodarone",
    False,
    True,
    False,
    Decimal("5.10"),
    65,
    Decimal(30),
    None,
)


class Base:
    """A base of one medicine, which notes what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, int]] = []

    def search(self, texte: str, limite: int) -> Sequence[ResumeMedicament]:
        self.asked.append((texte, limite))
        return [CORDARONE]


def test_a_medicine_is_offered_for_the_open_file_and_typed_in_its_order() -> None:
    typed: list[tuple[DossierPatient, str]] = []
    provider = medicaments_provider(Base().search, lambda: DOSSIER, lambda d, nom: typed.append((d, nom)))
    (found,) = provider.find("cord")
    assert (found.title, found.strong) == ("CORDARONE 200 mg", "CORDARONE")
    assert found.detail == "comprimé sécable, amiodarone"
    assert DOSSIER.patient.identite.traits.nom_naissance in provider.title()
    found.do()
    assert typed == [(DOSSIER, "CORDARONE 200 mg")]


@pytest.mark.parametrize(("texte", "dossier"), [("co", DOSSIER), ("", DOSSIER), ("cordarone", None)])
def test_nothing_is_searched_for_two_letters_or_without_a_file(
    texte: str, dossier: DossierPatient | None
) -> None:
    base = Base()
    provider = medicaments_provider(base.search, lambda: dossier, lambda _d, _n: None)
    assert provider.find(texte) == []
    assert base.asked == []
    assert provider.title().startswith("Prescrire")
