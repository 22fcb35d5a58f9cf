"""Nothing that leaves is lost or doubled: services down then up, and the process killed while it delivers."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from ambroise.bootstrap.lecteurs import LECTEUR_CPS
from ambroise.demo.monde import BOITE_CONFRERE, CODE_PORTEUR, Monde
from ambroise.demo.verification import fetch_mail
from ambroise.domain.envoi import Envoi, EtatEnvoi
from ambroise.domain.identite import Sexe, TraitsIdentite, TypeJustificatif
from ambroise.domain.ligne_ordonnance import LigneOrdonnance
from ambroise.domain.ordonnance import ConsentementConsultation
from ambroise.domain.patient import Patient
from ambroise.domain.produit_prescrit import ProduitLibre
from ambroise.usecases.envois import PolitiqueEnvoi
from ambroise.usecases.envois_ordonnance import Destinataires
from ambroise.usecases.errors import ServiceInjoignable
from ambroise.usecases.ports_identite import InsTrouvee
from tests.fakes.patience import ATTENTE_S

RACINE = Path(__file__).parents[2]
SERVICES = ("insi", "dmp", "psc_relais", "mssante", "ordonnance_numerique")
ZOE = TraitsIdentite("ADRUN", "ZOE", Sexe.FEMININ, date(1975, 12, 31), "63220")
POLITIQUE = PolitiqueEnvoi(base=timedelta(milliseconds=20), maximum=timedelta(milliseconds=80))


@pytest.fixture
def monde(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Monde]:
    """A practice and its sandbox, with in-process readers: the cards are not what is tried here."""
    monkeypatch.setenv("AMBROISE_LECTEURS_INTERNES", "1")
    travail = tmp_path / "travail"
    travail.mkdir()
    with Monde(travail, tmp_path / "resultat") as monde:
        monde.insert("cps-libre", LECTEUR_CPS)
        monde.medecin.session.open(CODE_PORTEUR)
        yield monde


def qualify(monde: Monde, patient: Patient) -> None:
    trouvee = monde.medecin.identites.search_insi(patient.id)
    assert isinstance(trouvee, InsTrouvee)
    monde.medecin.identites.accept(patient.id, ins=trouvee.identite, justificatif=TypeJustificatif.PASSEPORT)


def sign(monde: Monde, patient: Patient, destinataires: Destinataires) -> None:
    app = monde.medecin
    ligne = LigneOrdonnance(app.contexte.new_id(), ProduitLibre("Sérum physiologique"), boites=1)
    consentement = ConsentementConsultation(date(2026, 6, 4), opposition=False)
    brouillon = app.ordonnances.draft(patient.id).edit(lignes=(ligne,), consentement=consentement)
    app.ordonnances.sign(brouillon, destinataires)


def outbox(monde: Monde) -> list[Envoi]:
    with monde.medecin.contexte.uow() as uow:
        return list(uow.envois.list())


def require_exactly_once(monde: Monde, envois: list[Envoi]) -> None:
    """Compare what the outbox says with what each service holds; the mail is counted in the boxes."""
    comptes = Counter[str]()
    for service in ("ordonnance_numerique", "dmp"):
        comptes.update(monde.accepted(service))
    for boite in (BOITE_CONFRERE, "275126322074974@patient.mssante.fr"):
        comptes.update(str(m["Message-ID"]).strip() for m in fetch_mail(monde.bac.adresses, boite))
    fautifs = {e.libelle: comptes[e.cle_idempotence] for e in envois if comptes[e.cle_idempotence] != 1}
    assert fautifs == {}


def test_with_every_service_down_the_work_goes_on_and_everything_leaves_at_their_return(monde: Monde) -> None:
    app = monde.medecin
    for service in SERVICES:
        monde.control(service, down=True)
    patient = app.identites.create(ZOE)
    with pytest.raises(ServiceInjoignable):
        app.identites.search_insi(patient.id)
    with pytest.raises(ServiceInjoignable):
        app.psc.connect()
    app.patients.save_consultation(patient.id, motif="Toux", note="Hors ligne.")
    sign(monde, patient, Destinataires(correspondants=(BOITE_CONFRERE,)))
    app.deliver_due(POLITIQUE)
    assert {e.etat for e in outbox(monde)} <= {EtatEnvoi.EN_ATTENTE, EtatEnvoi.A_REPRENDRE}

    for service in SERVICES:
        monde.control(service, down=False)
    app.psc.connect()
    qualify(monde, patient)
    sign(monde, patient, Destinataires(patient=True))
    app.session.open(CODE_PORTEUR)
    deadline = time.monotonic() + ATTENTE_S
    while any(e.etat is EtatEnvoi.EN_ATTENTE for e in outbox(monde)) and time.monotonic() < deadline:
        app.deliver_due(POLITIQUE)
    envois = outbox(monde)
    assert [e.etat for e in envois] == [EtatEnvoi.REMIS] * 5, [(e.libelle, e.erreur) for e in envois]
    require_exactly_once(monde, envois)


def test_killed_ten_times_while_delivering_nothing_is_lost_nor_doubled(monde: Monde, tmp_path: Path) -> None:
    app = monde.medecin
    patient = app.identites.create(ZOE)
    qualify(monde, patient)
    for _ in range(5):
        sign(monde, patient, Destinataires(patient=True, correspondants=(BOITE_CONFRERE,)))
    profil = app.profil.racine
    monde.release_medecin()
    for service in ("dmp", "ordonnance_numerique", "mssante"):
        monde.control(service, slow=0.03)
    hasard = random.Random(20260604)
    for _ in range(10):
        livreur = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "tests.integration.livreur",
                str(profil),
                str(monde.pret),
                monde.phrase_medecin,
            ],
            cwd=RACINE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": f"desktop{os.pathsep}integrations"},
        )
        assert livreur.stdout is not None
        assert livreur.stdout.readline().decode().strip() == "prêt"
        time.sleep(hasard.uniform(0.0, 0.45))
        livreur.send_signal(signal.SIGKILL)
        livreur.wait()
        livreur.stdout.close()
    for service in ("dmp", "ordonnance_numerique", "mssante"):
        monde.control(service, slow=0)
    app = monde.reopen_medecin()
    app.session.open(CODE_PORTEUR)
    app.psc.connect()
    deadline = time.monotonic() + ATTENTE_S
    while any(e.etat is EtatEnvoi.EN_ATTENTE for e in outbox(monde)) and time.monotonic() < deadline:
        app.deliver_due(POLITIQUE)
    envois = outbox(monde)
    assert len(envois) == 20
    autres = [
        (e.libelle, e.etat.value, e.erreur)
        for e in envois
        if e.etat is not EtatEnvoi.REMIS and "avant celui" not in e.erreur
    ]
    assert not autres, autres
    require_exactly_once(monde, envois)
    with app.contexte.uow() as uow:
        assert not uow.audit.verify()
