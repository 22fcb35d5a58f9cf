"""Cancel or replace a signed order: by its author alone, before anyone executes it, once, and traced."""

from dataclasses import replace
from datetime import date

import pytest

from ambroise.domain.dossier import TypeDocument
from ambroise.domain.entrees import Tache
from ambroise.domain.envoi import Envoi, EtatEnvoi, TypeEnvoi
from ambroise.domain.ligne_ordonnance import LigneOrdonnance
from ambroise.domain.ordonnance import (
    ConsentementConsultation,
    Exemption,
    MotifExemption,
    Ordonnance,
    StatutOrdonnance,
)
from ambroise.domain.patient import Patient
from ambroise.domain.produit_prescrit import ProduitLibre
from ambroise.usecases.annulations import AnnulationService
from ambroise.usecases.desaccords import DesaccordService
from ambroise.usecases.documents import DocumentService
from ambroise.usecases.envois import deliver_due
from ambroise.usecases.envois_ordonnance import Destinataires
from ambroise.usecases.errors import ActeFinal, AmbroiseError, DemandeRejetee, SessionFermee
from ambroise.usecases.ordonnances import OrdonnanceSignee
from tests.fakes.services import FauxServiceOrdonnances, consultee
from tests.unit.ambroise.usecases.conftest import Cabinet
from tests.unit.ambroise.usecases.test_rectification import FauxRectification

CONSENT = ConsentementConsultation(date(2026, 6, 4), opposition=False)


class Monde:
    """A signed order, and who may withdraw it."""

    def __init__(self, cabinet: Cabinet) -> None:
        self.cabinet = cabinet
        self.zoe: Patient = cabinet.qualified_zoe()
        self.en_ligne = FauxServiceOrdonnances()

    @property
    def service(self) -> AnnulationService:
        return AnnulationService(
            self.cabinet.contexte, self.cabinet.session, FauxRectification(), self.en_ligne
        )

    def sign(self, brouillon: Ordonnance | None = None, **changes: object) -> OrdonnanceSignee:
        if brouillon is None:
            ligne = LigneOrdonnance(self.cabinet.contexte.new_id(), ProduitLibre("Sérum"), boites=1)
            brouillon = self.cabinet.ordonnances.draft(self.zoe.id).edit(lignes=(ligne,))
        brouillon = replace(brouillon.edit(consentement=CONSENT), **changes)  # type: ignore[arg-type]
        return self.cabinet.ordonnances.sign(brouillon, Destinataires(correspondants=("a@b.mssante.fr",)))

    def deliver(self) -> None:
        """Mark every envoi received."""
        for envoi in list(self.envois):
            self.cabinet.base.tables.envois[envoi.id] = replace(envoi, etat=EtatEnvoi.REMIS)

    @property
    def envois(self) -> list[Envoi]:
        return list(self.cabinet.base.tables.envois.values())

    def taches(self) -> list[Tache]:
        with self.cabinet.contexte.uow() as uow:
            return list(uow.entrees.list(Tache, self.zoe.id))

    def etats(self) -> dict[TypeEnvoi, EtatEnvoi]:
        return {e.type: e.etat for e in self.envois}

    def read(self, ordonnance: Ordonnance) -> Ordonnance:
        with self.cabinet.contexte.uow() as uow:
            return uow.ordonnances.get(ordonnance.id)


@pytest.fixture
def monde(ouvert: Cabinet) -> Monde:
    return Monde(ouvert)


def test_an_order_cancelled_before_it_leaves_never_leaves(monde: Monde) -> None:
    signee = monde.sign().acte.ordonnance
    retiree = monde.service.cancel(signee.id, "erreur de dosage")
    assert set(monde.etats().values()) == {EtatEnvoi.ANNULE}
    assert retiree.envois == ()
    gardee = monde.read(signee)
    assert gardee.statut is StatutOrdonnance.ANNULEE
    assert gardee.annulation is not None
    assert gardee.annulation.motif == "erreur de dosage"
    assert f"annulation ordonnance {signee.id}" in monde.cabinet.traces(monde.zoe.id)


def test_an_order_already_received_is_cancelled_where_it_went(monde: Monde) -> None:
    signee = monde.sign().acte.ordonnance
    monde.deliver()
    retiree = monde.service.cancel(signee.id, "erreur de patient")
    assert [e.type for e in retiree.envois] == [TypeEnvoi.ANNULATION_ORDONNANCE, TypeEnvoi.SUPPRESSION_DMP]
    assert retiree.envois[0].cle_idempotence == signee.numero
    assert {e.apres for e in retiree.envois} <= {e.id for e in monde.envois}
    assert [e.type for e in retiree.messages_partis] == [TypeEnvoi.MSSANTE]


def test_an_order_on_paper_leaves_the_dmp_it_went_to(monde: Monde) -> None:
    motif = Exemption(MotifExemption.TELESERVICE_INDISPONIBLE, monde.cabinet.contexte.horloge(), "moi")
    signee = monde.sign(exemption=motif).acte.ordonnance
    monde.deliver()
    retiree = monde.service.cancel(signee.id, "erreur")
    assert [e.type for e in retiree.envois] == [TypeEnvoi.SUPPRESSION_DMP]


def test_what_a_pharmacy_began_is_neither_cancelled_nor_replaced(monde: Monde) -> None:
    signee = monde.sign().acte.ordonnance
    monde.deliver()
    assert signee.numero
    monde.en_ligne = FauxServiceOrdonnances(replace(consultee(), numero=signee.numero, is_entamee=True))
    for geste in (
        lambda: monde.service.cancel(signee.id, "erreur"),
        lambda: monde.service.start_replacement(signee.id),
    ):
        with pytest.raises(AmbroiseError, match="déjà exécuté"):
            geste()
    assert monde.read(signee).statut is StatutOrdonnance.SIGNEE


def test_only_its_author_or_the_doctor_a_locum_replaced_withdraws_an_order(monde: Monde) -> None:
    autre = replace(monde.cabinet.ordonnances.draft(monde.zoe.id).prescripteur, numero_rpps="99900012345")
    etrangere = monde.sign(prescripteur=autre).acte.ordonnance
    with pytest.raises(AmbroiseError, match="Seul son auteur"):
        monde.service.cancel(etrangere.id, "erreur")
    remplacant = replace(autre, rpps_remplace="99900063480")
    sienne = monde.sign(prescripteur=remplacant).acte.ordonnance
    assert monde.service.cancel(sienne.id, "erreur").ordonnance.statut is StatutOrdonnance.ANNULEE


def test_a_cancellation_needs_a_reason_a_session_and_an_order_in_force(monde: Monde) -> None:
    signee = monde.sign().acte.ordonnance
    with pytest.raises(AmbroiseError, match="motif"):
        monde.service.cancel(signee.id, "  ")
    monde.service.cancel(signee.id, "erreur")
    with pytest.raises(AmbroiseError, match="en vigueur"):
        monde.service.cancel(signee.id, "encore")
    monde.cabinet.session.close()
    with pytest.raises(SessionFermee):
        monde.service.cancel(signee.id, "encore")


def test_a_replacement_takes_the_lines_and_cancels_the_former_with_its_deposit(monde: Monde) -> None:
    ancienne = monde.sign().acte
    monde.deliver()
    brouillon = monde.service.start_replacement(ancienne.ordonnance.id)
    assert [li.libelle for li in brouillon.lignes] == ["Sérum"]
    assert brouillon.lignes[0].id != ancienne.ordonnance.lignes[0].id
    assert monde.cabinet.ordonnances.draft(monde.zoe.id) == brouillon
    neuve = monde.sign(brouillon)
    assert neuve.acte.numero_remplace == ancienne.ordonnance.numero
    depot = next(e for e in neuve.envois if e.type is TypeEnvoi.ORDONNANCE_NUMERIQUE)
    assert depot.apres in {e.id for e in monde.envois}
    gardee = monde.read(ancienne.ordonnance)
    assert (gardee.statut, gardee.remplacee_par) == (StatutOrdonnance.REMPLACEE, neuve.acte.ordonnance.id)
    assert f"annulation ordonnance {ancienne.ordonnance.id}" in monde.cabinet.traces(monde.zoe.id)


def test_a_replacement_of_what_never_left_deposits_only_the_new_one(monde: Monde) -> None:
    ancienne = monde.sign().acte.ordonnance
    neuve = monde.sign(monde.service.start_replacement(ancienne.id))
    assert neuve.acte.numero_remplace == ""
    etats = {e.cle_idempotence: e.etat for e in monde.envois if e.type is TypeEnvoi.ORDONNANCE_NUMERIQUE}
    assert etats[ancienne.numero or ""] is EtatEnvoi.ANNULE
    assert etats[neuve.acte.ordonnance.numero or ""] is EtatEnvoi.EN_ATTENTE


def test_a_deposited_order_is_not_replaced_by_paper(monde: Monde) -> None:
    ancienne = monde.sign().acte.ordonnance
    monde.deliver()
    brouillon = monde.service.start_replacement(ancienne.id)
    motif = Exemption(MotifExemption.TELESERVICE_INDISPONIBLE, monde.cabinet.contexte.horloge(), "moi")
    with pytest.raises(AmbroiseError, match="papier"):
        monde.sign(brouillon, exemption=motif)
    assert monde.read(ancienne).statut is StatutOrdonnance.SIGNEE


def test_a_draft_under_way_is_never_overwritten_by_a_replacement(monde: Monde) -> None:
    ancienne = monde.sign().acte.ordonnance
    ligne = LigneOrdonnance(monde.cabinet.contexte.new_id(), ProduitLibre("Compresses"), boites=1)
    monde.cabinet.ordonnances.keep(monde.cabinet.ordonnances.draft(monde.zoe.id).edit(lignes=(ligne,)))
    with pytest.raises(AmbroiseError, match="en cours d’écriture"):
        monde.service.start_replacement(ancienne.id)


def test_the_stored_page_of_a_withdrawn_order_says_so_wherever_it_is_read(monde: Monde) -> None:
    ancienne = monde.sign().acte.ordonnance
    documents = DocumentService(
        monde.cabinet.contexte,
        monde.cabinet.session,
        barre=lambda pdf, mention: pdf + mention.encode(),
    )
    stocke = next(
        d
        for d in monde.cabinet.patients.open(monde.zoe.id).documents
        if d.type is TypeDocument.ORDONNANCE_PDF
    )
    intact = documents.read(stocke)
    assert monde.service.find(monde.zoe.id, stocke.ajoute_le) == ancienne
    neuve = monde.sign(monde.service.start_replacement(ancienne.id)).acte.ordonnance
    assert documents.read(stocke) == intact + "REMPLACÉE par l’ordonnance du 4\u00a0juin\u00a02026".encode()
    page = next(
        d
        for d in monde.cabinet.patients.open(monde.zoe.id).documents
        if d.type is TypeDocument.ORDONNANCE_PDF and d.ajoute_le == neuve.signee_le
    )
    monde.service.cancel(neuve.id, "allergie")
    assert documents.read_to_print(page).endswith("ANNULÉE le 4\u00a0juin\u00a02026\u00a0: allergie".encode())


class Service:
    """The national service: refuses while it has a reason to."""

    def __init__(self) -> None:
        self.refus: AmbroiseError | None = DemandeRejetee(
            "Une ligne est déjà exécutée.", code="DEJA_EXECUTEE"
        )

    def is_deja_recu(self, _envoi: Envoi) -> bool:
        return False

    def transmettre(self, _envoi: Envoi) -> str:
        if self.refus:
            raise self.refus
        return "3"


def test_a_cancellation_refused_is_said_reminded_of_and_asked_again_until_agreed(monde: Monde) -> None:
    contexte, service = monde.cabinet.contexte, Service()
    desaccords = DesaccordService(contexte, monde.cabinet.session)
    signee = monde.sign().acte.ordonnance
    monde.deliver()
    annulee = monde.service.cancel(signee.id, "erreur").ordonnance
    assert desaccords.find(annulee) is None, "nothing is refused before it is asked"

    deliver_due(contexte, {TypeEnvoi.ANNULATION_ORDONNANCE: service}, lambda: 0.0)
    desaccord = desaccords.find(annulee)
    assert desaccord is not None
    assert desaccord.is_reprenable
    assert "déjà exécutée" in desaccord.envoi.erreur
    assert [t.faite_le is None for t in monde.taches()] == [True]

    desaccords.ask_again(desaccord)
    deliver_due(contexte, {TypeEnvoi.ANNULATION_ORDONNANCE: service}, lambda: 0.0)
    assert [t.faite_le is None for t in monde.taches()] == [True], "the same task, once"

    service.refus = None
    again = desaccords.find(annulee)
    assert again is not None
    desaccords.ask_again(again)
    deliver_due(contexte, {TypeEnvoi.ANNULATION_ORDONNANCE: service}, lambda: 0.0)
    assert desaccords.find(annulee) is None
    assert [t.faite_le is None for t in monde.taches()] == [False]


def test_a_replacement_whose_deposit_is_refused_leaves_the_former_alive_there_and_says_so(
    monde: Monde,
) -> None:
    contexte = monde.cabinet.contexte
    desaccords = DesaccordService(contexte, monde.cabinet.session)
    ancienne = monde.sign().acte.ordonnance
    monde.deliver()
    monde.sign(monde.service.start_replacement(ancienne.id))
    remplacee = monde.read(ancienne)
    assert desaccords.find(remplacee) is None
    deliver_due(contexte, {TypeEnvoi.ORDONNANCE_NUMERIQUE: Service()}, lambda: 0.0)
    desaccord = desaccords.find(remplacee)
    assert desaccord is not None
    assert not desaccord.is_reprenable, "a deposit is signed again, not asked again"
    with pytest.raises(ActeFinal):
        desaccords.ask_again(desaccord)


def test_an_order_on_paper_has_nothing_to_disagree_about(monde: Monde) -> None:
    motif = Exemption(MotifExemption.TELESERVICE_INDISPONIBLE, monde.cabinet.contexte.horloge(), "moi")
    signee = monde.sign(exemption=motif).acte.ordonnance
    annulee = monde.service.cancel(signee.id, "erreur").ordonnance
    assert DesaccordService(monde.cabinet.contexte, monde.cabinet.session).find(annulee) is None
