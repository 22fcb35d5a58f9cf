"""A CPS pulled out while the outbox empties: what needs it waits with its sentence, then leaves once."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest

from ambroise.bootstrap.lecteurs import LECTEUR_CPS, SANS_PCSC
from ambroise.demo.monde import CODE_PORTEUR, Monde
from ambroise.domain.envoi import Envoi, EtatEnvoi, TypeEnvoi
from ambroise.domain.identite import Sexe, TraitsIdentite, TypeJustificatif
from ambroise.domain.ligne_ordonnance import LigneOrdonnance
from ambroise.domain.ordonnance import ConsentementConsultation
from ambroise.domain.produit_prescrit import ProduitLibre
from ambroise.usecases.envois import PolitiqueEnvoi, deliver_due
from ambroise.usecases.envois_ordonnance import Destinataires
from ambroise.usecases.errors import SessionFermee
from ambroise.usecases.ports_envois import Transmetteur
from ambroise.usecases.ports_identite import InsTrouvee
from esante.sandbox.pcscd import PrivatePcscd
from tests.fakes.patience import ATTENTE_S

ZOE = TraitsIdentite("ADRUN", "ZOE", Sexe.FEMININ, date(1975, 12, 31), "63220")
POLITIQUE = PolitiqueEnvoi(base=timedelta(milliseconds=20), maximum=timedelta(milliseconds=80))
PAR_CARTE = (TypeEnvoi.ORDONNANCE_NUMERIQUE, TypeEnvoi.DMP)


def open_monde(tmp_path: Path, demon: PrivatePcscd | None = None) -> Iterator[Monde]:
    """A practice whose doctor signed one order for a patient who has a DMP; nothing has left."""
    travail = tmp_path / "travail"
    travail.mkdir()
    with Monde(travail, tmp_path / "resultat", demon) as monde:
        monde.insert("cps-libre", LECTEUR_CPS)
        app = monde.medecin
        app.session.open(CODE_PORTEUR)
        patient = app.identites.create(ZOE)
        trouvee = app.identites.search_insi(patient.id)
        assert isinstance(trouvee, InsTrouvee)
        app.identites.accept(patient.id, ins=trouvee.identite, justificatif=TypeJustificatif.PASSEPORT)
        ligne = LigneOrdonnance(app.contexte.new_id(), ProduitLibre("Sérum physiologique"), boites=1)
        consentement = ConsentementConsultation(date(2026, 6, 4), opposition=False)
        brouillon = app.ordonnances.draft(patient.id).edit(lignes=(ligne,), consentement=consentement)
        app.ordonnances.sign(brouillon, Destinataires())
        yield monde


@pytest.fixture
def monde(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Monde]:
    """With in-process readers."""
    monkeypatch.setenv(SANS_PCSC, "1")
    yield from open_monde(tmp_path)


@pytest.fixture
def monde_pcscd(tmp_path: Path, pcscd: PrivatePcscd) -> Iterator[Monde]:
    """With the real PC/SC daemon, and the PKCS#11 module in its process."""
    yield from open_monde(tmp_path, pcscd)


@dataclass
class RetireLaCarte:
    """A transmitter whose card leaves the reader just as the transmission begins."""

    monde: Monde
    vrai: Transmetteur
    retiree: bool = False

    def is_deja_recu(self, envoi: Envoi) -> bool:
        return self.vrai.is_deja_recu(envoi)

    def transmettre(self, envoi: Envoi) -> str:
        if not self.retiree:
            self.monde.lecteurs.remove(LECTEUR_CPS)
            self.retiree = True
        return self.vrai.transmettre(envoi)


def outbox(monde: Monde) -> dict[TypeEnvoi, Envoi]:
    with monde.medecin.contexte.uow() as uow:
        return {envoi.type: envoi for envoi in uow.envois.list()}


def drain(monde: Monde) -> None:
    deadline = time.monotonic() + ATTENTE_S
    while any(e.etat is EtatEnvoi.EN_ATTENTE for e in outbox(monde).values()):
        assert time.monotonic() < deadline, [(e.libelle, e.erreur) for e in outbox(monde).values()]
        monde.medecin.deliver_due(POLITIQUE)


def wait_for_card(monde: Monde, *, present: bool) -> None:
    """Let the PC/SC daemon see the card come or go: it looks at its slots a few times a second."""
    deadline = time.monotonic() + ATTENTE_S
    while any(e.carte == "cps3" for e in monde.medecin.cartes.list_lecteurs()) is not present:
        assert time.monotonic() < deadline
        time.sleep(0.02)


def require_kept(monde: Monde) -> None:
    """Whatever needs the card waits for a person, says why, and no service holds it."""
    envois = outbox(monde)
    depot = envois[TypeEnvoi.ORDONNANCE_NUMERIQUE]
    assert depot.etat is EtatEnvoi.A_REPRENDRE, (depot.etat, depot.erreur)
    assert depot.erreur == "La carte n’est pas dans le lecteur."
    assert envois[TypeEnvoi.DMP].etat in (EtatEnvoi.EN_ATTENTE, EtatEnvoi.A_REPRENDRE)
    for type_envoi in PAR_CARTE:
        assert monde.accepted(type_envoi.value) == {}


def require_left_once(monde: Monde) -> None:
    """After the card is back and the code given, each document is at its receiver, once."""
    monde.lecteurs.remove(LECTEUR_CPS)
    wait_for_card(monde, present=False)
    monde.insert("cps-libre", LECTEUR_CPS)
    wait_for_card(monde, present=True)
    monde.medecin.deliver_due(POLITIQUE)
    require_kept(monde)  # the card alone opens nothing: the code comes first
    monde.medecin.session.open(CODE_PORTEUR)
    drain(monde)
    envois = outbox(monde)
    assert {e.etat for e in envois.values()} == {EtatEnvoi.REMIS}, [
        (e.libelle, e.erreur) for e in envois.values()
    ]
    for type_envoi in PAR_CARTE:
        recus = monde.accepted(type_envoi.value)
        assert recus[envois[type_envoi].cle_idempotence] == 1
        assert set(recus.values()) == {1}  # the DMP counts the submission besides the document


def test_card_pulled_before_the_delivery_keeps_it_until_the_next_login(monde: Monde) -> None:
    monde.lecteurs.remove(LECTEUR_CPS)
    monde.medecin.deliver_due(POLITIQUE)
    require_kept(monde)
    require_left_once(monde)


def test_card_pulled_as_the_delivery_begins_keeps_it_until_the_next_login(monde: Monde) -> None:
    app = monde.medecin
    transmetteurs: dict[TypeEnvoi, Transmetteur] = dict(app.transmetteurs)
    for type_envoi in PAR_CARTE:
        transmetteurs[type_envoi] = RetireLaCarte(monde, transmetteurs[type_envoi])
    deliver_due(app.contexte, transmetteurs, lambda: 0.5, POLITIQUE)
    require_kept(monde)
    require_left_once(monde)


def test_card_put_back_without_its_code_keeps_the_delivery_until_the_next_login(monde: Monde) -> None:
    monde.lecteurs.remove(LECTEUR_CPS)
    monde.insert("cps-libre", LECTEUR_CPS)
    monde.medecin.deliver_due(POLITIQUE)
    require_kept(monde)
    require_left_once(monde)


def test_closed_session_waits_for_the_next_login_without_trying_again(monde: Monde) -> None:
    app = monde.medecin
    app.session.close()
    app.deliver_due(POLITIQUE)
    depot = outbox(monde)[TypeEnvoi.ORDONNANCE_NUMERIQUE]
    assert (depot.etat, depot.erreur) == (EtatEnvoi.A_REPRENDRE, str(SessionFermee()))
    app.deliver_due(POLITIQUE)
    assert outbox(monde)[TypeEnvoi.ORDONNANCE_NUMERIQUE].essais == depot.essais
    app.session.open(CODE_PORTEUR)
    drain(monde)
    for type_envoi in PAR_CARTE:
        assert set(monde.accepted(type_envoi.value).values()) == {1}


def test_card_pulled_from_a_real_reader_keeps_the_delivery_until_the_next_login(monde_pcscd: Monde) -> None:
    assert monde_pcscd.lecteurs.reels
    monde_pcscd.lecteurs.remove(LECTEUR_CPS)
    monde_pcscd.medecin.deliver_due(POLITIQUE)
    require_kept(monde_pcscd)
    require_left_once(monde_pcscd)


def test_card_put_back_in_a_real_reader_without_its_code_keeps_the_delivery(monde_pcscd: Monde) -> None:
    monde_pcscd.lecteurs.remove(LECTEUR_CPS)
    monde_pcscd.insert("cps-libre", LECTEUR_CPS)
    monde_pcscd.medecin.deliver_due(POLITIQUE)
    require_kept(monde_pcscd)
    require_left_once(monde_pcscd)
