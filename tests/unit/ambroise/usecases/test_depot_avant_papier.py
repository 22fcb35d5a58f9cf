"""A page with a code waits for the base to hold it; a number is never deposited twice nor left behind."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from ambroise.adapters.ordonnance_numerique import OrdonnanceNumerique
from ambroise.adapters.rectification import Rectification
from ambroise.adapters.transmetteurs_ordonnance import (
    JAMAIS_RECUE,
    TransmetteurAnnulation,
    TransmetteurDepot,
)
from ambroise.domain.dossier import Document, TypeDocument
from ambroise.domain.envoi import Envoi, EtatEnvoi, TypeEnvoi
from ambroise.domain.ligne_ordonnance import LigneOrdonnance
from ambroise.domain.ordonnance import ConsentementConsultation, MotifExemption, Ordonnance, StatutOrdonnance
from ambroise.domain.produit_prescrit import ProduitLibre
from ambroise.usecases.annulations import AnnulationService, deposit_of
from ambroise.usecases.depot_avant_papier import PATIENCE, DepotNonAccuse, DepotService
from ambroise.usecases.envois import PolitiqueEnvoi, cancel, deliver_due
from ambroise.usecases.envois_ordonnance import Destinataires
from ambroise.usecases.errors import AmbroiseError
from ambroise.usecases.ordonnances import OrdonnanceService
from ambroise.usecases.ports_actes import ActeSigne, EnvoiPrepare, EtatEnLigne
from tests.fakes.service_ordonnance import AccesTransport, ServiceOrdonnance
from tests.fakes.services import FauxDocuments, FauxNumeros, FauxPreparation
from tests.unit.ambroise.usecases.conftest import Cabinet
from tests.unit.ambroise.usecases.test_rectification import FauxRectification

CODES = {
    TypeEnvoi.ORDONNANCE_NUMERIQUE: TransmetteurDepot,
    TypeEnvoi.ANNULATION_ORDONNANCE: TransmetteurAnnulation,
}


class Preparation(FauxPreparation):
    """Freezes the true deposit."""

    def __init__(self, numerique: OrdonnanceNumerique) -> None:
        super().__init__()
        self._numerique = numerique

    def prepare_depot(self, acte: ActeSigne) -> EnvoiPrepare:
        return self._numerique.prepare_depot(acte)


class Annulation(FauxRectification):
    """Freezes the true cancellation."""

    def prepare_annulation(self, parti: Envoi, motif: str) -> EnvoiPrepare:
        return Rectification("", "", datetime.now).prepare_annulation(parti, motif)


class Monde:
    """A doctor, the true service, and the line between them."""

    def __init__(self, cabinet: Cabinet, service: ServiceOrdonnance) -> None:
        self.cabinet, self.service = cabinet, service
        ecart = cabinet.contexte.horloge() - datetime.now(UTC)
        service.reglages.clock_offset = ecart.total_seconds()
        self.zoe = cabinet.qualified_zoe()
        self.acces = AccesTransport(service, lambda: cabinet.session.courante)
        self.numerique = OrdonnanceNumerique(self.acces)
        self.ordonnances = OrdonnanceService(
            cabinet.contexte,
            cabinet.session,
            numeros=FauxNumeros(),
            documents=FauxDocuments(),
            preparation=Preparation(self.numerique),
            service=self.numerique,
        )
        self.annulations = AnnulationService(cabinet.contexte, cabinet.session, Annulation(), self.numerique)
        self.attentes = 0
        self.depots = DepotService(
            cabinet.contexte, cabinet.session, self.ordonnances, self.annulations, self.deliver, self.wait
        )

    def wait(self, _secondes: float) -> None:
        self.attentes += 1

    def sign(self, brouillon: Ordonnance | None = None) -> Ordonnance:
        if brouillon is None:
            ligne = LigneOrdonnance(self.cabinet.contexte.new_id(), ProduitLibre("Sérum"), boites=1)
            brouillon = self.ordonnances.draft(self.zoe.id).edit(lignes=(ligne,))
        consentement = ConsentementConsultation(brouillon.date, opposition=False)
        signee = self.ordonnances.sign(brouillon.edit(consentement=consentement), Destinataires(dmp=False))
        return signee.acte.ordonnance

    def deliver(self) -> None:
        politique = PolitiqueEnvoi(essais_illisibles=2)
        transmetteurs = {type_: classe(self.acces) for type_, classe in CODES.items()}
        deliver_due(self.cabinet.contexte, transmetteurs, lambda: 0.0, politique)

    def page_of(self, ordonnance: Ordonnance) -> Document:
        with self.cabinet.contexte.uow() as uow:
            return next(
                d
                for d in uow.dossiers.documents(self.zoe.id)
                if d.type is TypeDocument.ORDONNANCE_PDF and d.ajoute_le == ordonnance.signee_le
            )

    def print(self, ordonnance: Ordonnance) -> None:
        self.depots.require_depose(self.page_of(ordonnance))

    def read(self, ordonnance: Ordonnance) -> Ordonnance:
        with self.cabinet.contexte.uow() as uow:
            return uow.ordonnances.get(ordonnance.id)

    def etat_en_ligne(self, ordonnance: Ordonnance) -> EtatEnLigne:
        assert ordonnance.numero is not None
        return self.numerique.consult(ordonnance.numero).etat

    @property
    def deposits(self) -> list[str]:
        """The numbers deposited, as often as they reached the service."""
        return [r.rpartition("/")[2] for r in self.service.recues if r.startswith("PUT")]


@pytest.fixture
def monde(ouvert: Cabinet, tmp_path: Path) -> Iterator[Monde]:
    service = ServiceOrdonnance(tmp_path)
    yield Monde(ouvert, service)
    service.forget_all()


def cut(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("coupé", request=request)


def test_the_page_of_a_new_order_leaves_once_the_service_holds_it(monde: Monde) -> None:
    signee = monde.sign()
    assert monde.deposits == []
    monde.print(signee)
    assert monde.etat_en_ligne(signee) is EtatEnLigne.DEPOSEE
    monde.print(signee)
    assert monde.deposits == [signee.numero]


def test_a_silent_service_holds_the_page_back_and_the_same_number_leaves_again(monde: Monde) -> None:
    signee = monde.sign()
    monde.service.panne = cut
    with pytest.raises(DepotNonAccuse, match="pas encore accusé réception") as refus:
        monde.print(signee)
    assert refus.value.is_remediable
    assert monde.attentes == PATIENCE
    monde.service.panne = None
    monde.print(signee)
    assert monde.deposits == [signee.numero]


def test_an_acknowledgement_lost_after_the_deposit_is_asked_for_not_sent_again(monde: Monde) -> None:
    signee = monde.sign()
    monde.service.perdu = httpx.ReadTimeout("trop lent")
    with pytest.raises(DepotNonAccuse):
        monde.print(signee)
    monde.service.perdu = None
    monde.print(signee)
    assert monde.deposits == [signee.numero], "unknown whether stored: the service was asked first"


def test_a_refused_order_never_prints_and_says_why(monde: Monde) -> None:
    signee = monde.sign()
    monde.service.reglages.refuse = "ON-LIGNE-REFUSEE"
    with pytest.raises(DepotNonAccuse, match="a refusé cette ordonnance") as refus:
        monde.print(signee)
    assert "Une ligne est refusée" in refus.value.message
    assert "Ctrl+R" in refus.value.remede
    assert not refus.value.is_remediable


def test_a_cancelled_deposit_never_prints_with_its_code(monde: Monde) -> None:
    signee = monde.sign()
    with monde.cabinet.contexte.uow() as uow:
        depot = deposit_of(uow, signee)
    assert depot is not None
    cancel(monde.cabinet.contexte, depot.id, monde.cabinet.session.auteur)
    with pytest.raises(DepotNonAccuse, match="a été annulé"):
        monde.print(signee)


def test_other_documents_and_withdrawn_orders_never_wait(monde: Monde) -> None:
    signee = monde.sign()
    page = monde.page_of(signee)
    monde.service.panne = cut
    monde.depots.require_depose(replace(page, type=TypeDocument.AUTRE))
    monde.annulations.cancel(signee.id, "erreur")
    monde.print(signee)
    assert monde.attentes == 0


@pytest.mark.parametrize("stockee", [True, False])
def test_signed_without_its_code_the_numbered_order_is_withdrawn_wherever_it_went(
    monde: Monde, stockee: bool
) -> None:
    signee = monde.sign()
    if stockee:
        monde.service.perdu = httpx.ReadTimeout("trop lent")
    else:
        monde.service.panne = cut
    with pytest.raises(DepotNonAccuse) as refus:
        monde.print(signee)
    page = monde.depots.sign_sans_code(refus.value.ordonnance_id)
    monde.depots.require_depose(page)
    assert monde.read(signee).statut is StatutOrdonnance.ANNULEE
    with monde.cabinet.contexte.uow() as uow:
        papier = next(
            o for o in uow.ordonnances.list(monde.zoe.id) if o.signee_le == page.ajoute_le and o.exemption
        )
    assert papier.numero is None
    assert papier.exemption is not None
    assert papier.exemption.motif is MotifExemption.TELESERVICE_INDISPONIBLE
    assert [li.libelle for li in papier.lignes] == ["Sérum"]
    monde.service.perdu = monde.service.panne = None
    monde.deliver()
    with monde.cabinet.contexte.uow() as uow:
        (annulation,) = [e for e in uow.envois.list(limite=None) if e.type is TypeEnvoi.ANNULATION_ORDONNANCE]
    assert annulation.etat is EtatEnvoi.REMIS
    if stockee:
        assert monde.etat_en_ligne(signee) is EtatEnLigne.ANNULEE
    else:
        assert (monde.deposits, annulation.accuse) == ([], JAMAIS_RECUE)


def test_an_order_acknowledged_meanwhile_keeps_its_code(monde: Monde) -> None:
    signee = monde.sign()
    monde.deliver()
    with pytest.raises(AmbroiseError, match="vient d’accuser réception"):
        monde.depots.sign_sans_code(signee.id)
    assert monde.read(signee).statut is StatutOrdonnance.SIGNEE


def test_an_order_that_may_be_stored_is_replaced_after_it_and_cancelled_by_it(monde: Monde) -> None:
    ancienne = monde.sign()
    monde.service.perdu = httpx.ReadTimeout("trop lent")
    with pytest.raises(DepotNonAccuse):
        monde.print(ancienne)
    monde.service.perdu = None
    neuve = monde.sign(monde.annulations.start_replacement(ancienne.id))
    monde.print(neuve)
    assert monde.etat_en_ligne(ancienne) is EtatEnLigne.ANNULEE
    assert monde.etat_en_ligne(neuve) is EtatEnLigne.DEPOSEE
    assert monde.deposits == [ancienne.numero, neuve.numero], "each number reached it once"
