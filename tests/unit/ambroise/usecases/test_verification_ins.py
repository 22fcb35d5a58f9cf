"""The INS recorded is asked again: one file, or all of them at a pace, resumed where the batch stopped."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from ambroise.domain.identite import OID_INS_NIR, IdentiteIns, MatriculeIns, TraitsIdentite
from ambroise.usecases.echanges_insi import CONSERVATION, forget_old, list_echanges
from ambroise.usecases.errors import AmbroiseError, ServiceInjoignable
from ambroise.usecases.ports_identite import EchangeBrut, InsAbsente, InsMultiple, InsTrouvee, ResultatInsi
from ambroise.usecases.verification_ins import EtatLot, ResultatVerification, VerificationService
from tests.unit.ambroise.usecases.conftest import ZOE, Cabinet


@pytest.fixture
def service(cabinet: Cabinet) -> VerificationService:
    cabinet.session.open("1234")
    return VerificationService(cabinet.contexte, lambda: cabinet.session.auteur, cabinet.insi)


def found(cabinet: Cabinet, numero: str = "275126322074974", **change: object) -> InsTrouvee:
    traits = replace(ZOE, **change)  # type: ignore[arg-type]
    return InsTrouvee(IdentiteIns(MatriculeIns(numero, OID_INS_NIR), traits, cabinet.contexte.horloge()))


@pytest.mark.parametrize(
    ("answer", "expected", "traits"),
    [
        (lambda c: found(c), ResultatVerification.CONFORME, ()),
        (lambda c: found(c, lieu_naissance=""), ResultatVerification.CONFORME, ()),
        (
            lambda c: found(c, nom_naissance="ADRUM"),
            ResultatVerification.TRAITS_DIFFERENTS,
            ("nom_naissance",),
        ),
        (
            lambda c: found(c, date_naissance=date(1975, 12, 30)),
            ResultatVerification.TRAITS_DIFFERENTS,
            ("date_naissance",),
        ),
        (lambda c: found(c, "275126322074873"), ResultatVerification.AUTRE_MATRICULE, ()),
        (lambda c: InsAbsente(), ResultatVerification.ABSENTE, ()),
        (lambda c: InsMultiple(), ResultatVerification.AMBIGUE, ()),
    ],
)
def test_what_insi_says_today_is_compared_and_nothing_is_changed(
    cabinet: Cabinet,
    service: VerificationService,
    answer: Callable[[Cabinet], ResultatInsi],
    expected: ResultatVerification,
    traits: tuple[str, ...],
) -> None:
    patient = cabinet.qualified_zoe()
    cabinet.insi.resultat = answer(cabinet)
    verification = service.verify(patient.id)
    assert (verification.resultat, verification.traits) == (expected, traits)
    with cabinet.contexte.uow() as uow:
        assert uow.patients.get(patient.id) == patient
    assert f"interrogation vérification INS\u00a0: {expected.value}" in cabinet.traces(patient.id)


def test_a_file_without_ins_has_nothing_to_verify(cabinet: Cabinet, service: VerificationService) -> None:
    with pytest.raises(AmbroiseError, match="pas d’INS"):
        service.verify(cabinet.identites.create(ZOE).id)


class ByName:
    """INSi answering each name its own matricule; may be cut."""

    def __init__(self, cabinet: Cabinet) -> None:
        self._cabinet = cabinet
        self.asked: list[str] = []
        self.down_at: int | None = None

    def find_identite(
        self, traits: TraitsIdentite, on_echange: Callable[[EchangeBrut], None] = lambda _: None
    ) -> ResultatInsi:
        on_echange(EchangeBrut(b"question", b"answer"))
        if self.down_at is not None and len(self.asked) >= self.down_at:
            raise ServiceInjoignable("Le téléservice INSi ne répond pas.")
        self.asked.append(traits.nom_naissance)
        rank = ord(traits.nom_naissance[-1]) - ord("A")
        if rank == 3 and len(self.asked) > 6:
            return InsAbsente()
        numero = f"27512632207{rank:02d}00"
        return InsTrouvee(
            IdentiteIns(MatriculeIns(numero, OID_INS_NIR), traits, self._cabinet.contexte.horloge())
        )


@pytest.fixture
def insi(cabinet: Cabinet) -> ByName:
    return ByName(cabinet)


@pytest.fixture
def lot(cabinet: Cabinet, insi: ByName) -> VerificationService:
    """Six files that bear an INS, one that does not."""
    cabinet.session.open("1234")
    cabinet.identites = type(cabinet.identites)(cabinet.contexte, cabinet.session, insi)
    for letter in "ABCDEF":
        patient = cabinet.identites.create(replace(ZOE, nom_naissance=f"NOM{letter}"))
        trouvee = cabinet.identites.search_insi(patient.id)
        assert isinstance(trouvee, InsTrouvee)
        cabinet.identites.accept(patient.id, ins=trouvee.identite)
    cabinet.identites.create(replace(ZOE, nom_naissance="SANSINS"))
    insi.asked.extend(["-"])
    return VerificationService(cabinet.contexte, lambda: cabinet.session.auteur, insi)


def test_the_batch_verifies_every_file_with_an_ins_and_lists_the_differences(
    lot: VerificationService, insi: ByName
) -> None:
    progress: list[EtatLot] = []
    etat = lot.run_lot(lambda: False, on_progress=progress.append)
    assert etat.termine
    assert etat.faits == 6
    assert [resultat for _, resultat in etat.ecarts] == [ResultatVerification.ABSENTE.value]
    assert [p.faits for p in progress] == [1, 2, 3, 4, 5, 6, 6]
    assert "SANSINS" not in insi.asked


def test_the_batch_stops_when_asked_and_resumes_where_it_stopped(
    lot: VerificationService, insi: ByName
) -> None:
    calls = iter([False, True])
    first = lot.run_lot(lambda: next(calls))
    assert (first.faits, first.termine) == (2, False)
    second = lot.run_lot(lambda: False)
    assert (second.faits, second.termine) == (6, True)
    assert sorted(insi.asked[7:]) == [f"NOM{letter}" for letter in "ABCDEF"]


def test_a_service_down_stops_the_batch_at_the_same_file(lot: VerificationService, insi: ByName) -> None:
    insi.down_at = len(insi.asked) + 3
    stopped = lot.run_lot(lambda: False)
    assert (stopped.faits, stopped.termine) == (3, False)
    assert stopped.arret == "Le téléservice INSi ne répond pas."
    insi.down_at = None
    assert lot.read_lot() == stopped
    done = lot.run_lot(lambda: False)
    assert (done.faits, done.termine, done.arret) == (6, True, "")


def kept(cabinet: Cabinet, lettre: str) -> list[tuple[str, str]]:
    """Return operation and code of what was exchanged about a file, newest first."""
    with cabinet.contexte.uow() as uow:
        (patient,) = (
            p for p in map(uow.patients.get, uow.patients.all_ids()) if p.nom_affiche == f"NOM{lettre}"
        )
    lus = list_echanges(cabinet.contexte, patient.id, "899900063480")
    return [(lu.operation, lu.code) for lu in lus]


def test_the_batch_keeps_what_it_exchanged_a_difference_in_the_file_the_rest_for_a_time(
    cabinet: Cabinet, lot: VerificationService
) -> None:
    lot.run_lot(lambda: False)
    recherche = ("recherche par traits", "00")
    assert kept(cabinet, "A") == [("vérification", "00"), recherche]
    assert kept(cabinet, "D") == [("vérification", "01"), recherche]
    ouvert = cabinet.contexte.horloge()
    plus_tard = replace(cabinet.contexte, horloge=lambda: ouvert + CONSERVATION + timedelta(seconds=1))
    with plus_tard.uow() as uow:
        forget_old(plus_tard, uow)
        uow.commit()
    assert kept(cabinet, "A") == [recherche]
    assert kept(cabinet, "D") == [("vérification", "01"), recherche]


def test_the_batch_keeps_a_failure_too(cabinet: Cabinet, lot: VerificationService, insi: ByName) -> None:
    insi.down_at = len(insi.asked)
    lot.run_lot(lambda: False)
    assert sum(kept(cabinet, n)[0] == ("vérification", "Unreachable") for n in "ABCDEF") == 1


def test_a_finished_batch_starts_again_from_the_first_file(lot: VerificationService) -> None:
    assert lot.run_lot(lambda: False).termine
    assert lot.run_lot(lambda: False).faits == 6


def test_there_is_no_batch_before_the_first(service: VerificationService) -> None:
    assert service.read_lot() is None
