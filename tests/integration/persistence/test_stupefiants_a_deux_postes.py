"""Two seats of a pharmacy at once: the last narcotics and a pack leave once, the register has no gap."""

from collections.abc import Callable
from decimal import Decimal
from threading import Barrier, Thread
from uuid import UUID

from ambroise.domain.dispensation import Delivrance, Dispensation, DispensationLigne, ReponseLigne
from ambroise.domain.ordonnancier import EcritureStupefiant, SensMouvement
from ambroise.persistence.database import Database
from ambroise.persistence.ids import new_id
from ambroise.persistence.trace import Origine
from ambroise.usecases.boites_bipees import BoiteDejaDelivree
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.dispensations import DispensationService
from ambroise.usecases.ports import UnitOfWorkFactory
from ambroise.usecases.ports_actes import LigneConsultee
from ambroise.usecases.stupefiants import SortieSansEntree
from tests.fakes.base_medicaments import shipped_base
from tests.fakes.dossiers import MAINTENANT
from tests.fakes.services import PHARMACIENNE, FauxPreparation, consultee
from tests.fakes.temps import HorlogeReglable
from tests.integration.controles.test_registres import DUROGESIC
from tests.unit.ambroise.usecases.conftest import Cabinet

DOLIPRANE = ("60234100", "3400935955838")
"""On no list: the register takes no number for it."""
LIGNE = LigneConsultee(str(UUID(int=7)), 1, "FENTANYL 25 µg/h", "1 patch", boites=2, boites_delivrees=0)
REPONSE = DispensationLigne(
    UUID(int=7),
    ReponseLigne.TEL_QUEL,
    (Delivrance(DUROGESIC[1], DUROGESIC[0], "DUROGESIC 25", 2, Decimal(10)),),
)


def open_counter(uow: UnitOfWorkFactory, horloge: HorlogeReglable) -> DispensationService:
    cabinet = Cabinet()
    cabinet.lecteurs.porteur = PHARMACIENNE
    cabinet.session.open("1234")
    return DispensationService(
        Contexte(uow, horloge, new_id, "poste"),
        cabinet.session,
        service=cabinet.service,
        preparation=FauxPreparation(),
        base=shipped_base(),
    )


def together(*travaux: Callable[[], Dispensation]) -> list[Dispensation | Exception]:
    """Run each work in its thread, started together; return what each gave or raised."""
    depart, donnes = Barrier(len(travaux)), list[Dispensation | Exception]()

    def run(travail: Callable[[], Dispensation]) -> None:
        depart.wait()
        try:
            donnes.append(travail())
        except Exception as erreur:  # noqa: BLE001
            donnes.append(erreur)

    fils = [Thread(target=run, args=(travail,)) for travail in travaux]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    return donnes


def test_the_last_narcotics_leave_once_and_the_register_has_no_gap(
    base: Database, uow: UnitOfWorkFactory, horloge: HorlogeReglable
) -> None:
    autre = base.unit_of_work(lambda: Origine("899700366999", "poste-2"), horloge)
    shipped_base().find_specialite(DUROGESIC[0])  # opened before, so that both seats start together
    with uow() as u:
        u.entrees.save(
            EcritureStupefiant(
                new_id(),
                DUROGESIC[0],
                "DUROGESIC 25",
                MAINTENANT.date(),
                SensMouvement.RECEPTION,
                Decimal(10),
                "BL 12",
                instant=MAINTENANT,
            )
        )
        u.commit()
    comptoirs = [open_counter(fabrique, horloge) for fabrique in (uow, autre)]
    donnes = together(*(lambda c=c: c.dispense(consultee(LIGNE), (REPONSE,)) for c in comptoirs))
    (faite,) = (d for d in donnes if isinstance(d, Dispensation))
    assert [type(d) for d in donnes if d is not faite] == [SortieSansEntree]
    assert faite.lignes[0].numeros_ordonnancier == (1,)
    with uow() as u:
        assert u.dispensations.next_numero_ordonnancier() == 2, "what was refused gave its number back"
        assert len(u.dispensations.list(faite.numero_ordonnance)) == 1


def test_a_pack_scanned_at_two_seats_at_once_leaves_once(
    base: Database, uow: UnitOfWorkFactory, horloge: HorlogeReglable
) -> None:
    autre = base.unit_of_work(lambda: Origine("899700366999", "poste-2"), horloge)
    shipped_base().find_specialite(DOLIPRANE[0])
    comptoirs = [open_counter(fabrique, horloge) for fabrique in (uow, autre)]
    for serie in ("SN1", "SN2", "SN3", "SN4", "SN5"):
        bipee = Delivrance(DOLIPRANE[1], DOLIPRANE[0], "DOLIPRANE", 1, numero_serie=serie)
        reponse = DispensationLigne(UUID(int=7), ReponseLigne.TEL_QUEL, (bipee,))
        donnes = together(*(lambda c=c, r=reponse: c.dispense(consultee(LIGNE), (r,)) for c in comptoirs))
        (faite,) = (d for d in donnes if isinstance(d, Dispensation))
        assert [type(d) for d in donnes if d is not faite] == [BoiteDejaDelivree]
        assert faite.lignes[0].numeros_ordonnancier == (), "no list, no number: nothing else kept them apart"
