"""Everything that can break between a box and us: cuts at any byte, absence, certificates, secrets in
logs."""

import logging
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ambroise.adapters.reception import BoitesReception
from ambroise.domain.message import RoleDossier
from ambroise.usecases.releve import ReleveService
from esante.errors import EsanteError, Malformed, Refused, Rejected, Unreachable
from esante.mssante import tls
from esante.mssante.client import MssanteClient
from esante.mssante.diagnostic import check_serveurs
from esante.mssante.models import DocumentsJoints, PdfJoint, Serveur
from esante.mssante.synchronisation import EtatSynchro, synchronise
from esante.sandbox.autorite import Autorite
from esante.sandbox.mssante import boites
from esante.sandbox.mssante.coupure import Coupure
from esante.sandbox.serveur import Sandbox
from esante.sandbox.service import Reglages
from tests.fakes.memoire import BaseMemoire, make_contexte
from tests.integration.en_ligne.conftest import OpenBox
from tests.integration.en_ligne.test_messagerie import letter
from tests.integration.en_ligne.test_reception import Boite
from tests.unit.esante.xdm.test_archive import archive


@pytest.mark.parametrize("octets", [0, 10, 100, 1500, 3000, 4500, 5500, 6500])
def test_connection_cut_at_any_moment_is_unreachable_and_the_next_one_works(
    boxes: OpenBox, octets: int
) -> None:
    nurse = boxes(boites.INFIRMIER)
    relay = Coupure(nurse.compte.imap.port, Reglages())
    try:
        through = MssanteClient(
            replace(nurse.compte, imap=Serveur("localhost", relay.port)),
            nurse._jeton,
            nurse.tls,
            "AMBROISE-0.1",
        )
        relay.cut_after = octets

        def read_all() -> None:
            with through.open() as session:
                for _ in synchronise(session, "INBOX", EtatSynchro(), ()):
                    relay.cut_after = 0

        with pytest.raises((Unreachable, Malformed)):
            read_all()
        relay.cut_after = None
        with through.open() as session:
            assert session.select("INBOX").uidvalidity > 0
    finally:
        relay.close()


def test_connection_cut_at_every_command_loses_and_doubles_nothing(boxes: OpenBox) -> None:
    doctor, nurse = boxes(boites.MEDECIN), boxes(boites.INFIRMIER)
    document = DocumentsJoints(
        "Prescription",
        "PAT-TROIS",
        "DOMINIQUE",
        date(1979, 3, 28),
        ("57833-6",),
        True,
        archive(),
        (PdfJoint("20261122_CR_PAT-TROIS_DOMINIQUE.pdf", b"%PDF-1.4"),),
    )
    for rank in range(3):
        message = letter(f"coupure-{rank}", boites.INFIRMIER.adresse)
        doctor.send(replace(message, documents=document if rank else None))
    with nurse.open() as session:
        session.select("INBOX")
        expected = set(session.search_from(1))
    relay = Coupure(nurse.compte.imap.port, Reglages())
    through = MssanteClient(
        replace(nurse.compte, imap=Serveur("localhost", relay.port)),
        nurse._jeton,
        nurse.tls,
        "AMBROISE-0.1",
    )
    contexte = make_contexte(BaseMemoire())
    reading = BoitesReception([Boite(nurse.compte.adresse, through)])  # type: ignore[list-item]
    cuts = 0
    try:
        for commands in range(1, 200):
            relay.cut_at = commands
            if not ReleveService(contexte, reading).run().pannes:
                break
            cuts += 1
    finally:
        relay.close()
    assert cuts > 5, "each command was cut once"
    with contexte.uow() as uow:
        kept = uow.messages.list(RoleDossier.RECUS)
        assert {e.place[2] for e in kept} == expected
        assert len(kept) == len(expected)
        assert uow.messages.to_read(nurse.compte.adresse, 100) == []


def test_operator_down_then_up_delivers_once(sandbox: Sandbox, boxes: OpenBox) -> None:
    doctor, message = boxes(boites.MEDECIN), letter("panne-totale")
    sandbox.reglages["mssante"].down = True
    for _ in range(3):
        with pytest.raises(Unreachable):
            doctor.send(message)
    sandbox.reglages["mssante"].down = False
    assert not doctor.send(message).deja_envoye
    assert sandbox.compteurs["mssante"].accepted[message.identifiant] == 1


def test_open_connection_lost_while_the_operator_goes_down(sandbox: Sandbox, boxes: OpenBox) -> None:
    with boxes(boites.MEDECIN).open() as session:
        session.select("INBOX")
        sandbox.reglages["mssante"].down = True

        def go_on() -> None:
            for _ in range(3):
                session.select("INBOX")

        with pytest.raises(Unreachable):
            go_on()


def test_garbage_from_the_operator_is_no_success(sandbox: Sandbox, boxes: OpenBox) -> None:
    sandbox.reglages["mssante"].garbage = True
    with pytest.raises(EsanteError):
        boxes(boites.MEDECIN).send(letter("charabia"))


def test_refusal_of_the_operator_keeps_its_code(sandbox: Sandbox, boxes: OpenBox) -> None:
    sandbox.reglages["mssante"].refuse = "552"
    with pytest.raises(Rejected) as caught:
        boxes(boites.MEDECIN).send(letter("trop-plein"))
    assert caught.value.code == "552"


def test_servers_are_checked_without_any_token(sandbox: Sandbox, boxes: OpenBox, tmp_path: Path) -> None:
    box = boxes(boites.MEDECIN)
    assert check_serveurs(box.compte, box.tls).is_ok
    rogue = Autorite(tmp_path / "autre")
    strangers = tls.make_contexte(rogue.ca_file, rogue.crl_file, accept_test=True)
    state = check_serveurs(box.compte, strangers)
    assert isinstance(state.imap, Refused)
    assert isinstance(state.smtp, Refused)
    sandbox.reglages["mssante"].down = True
    state = check_serveurs(box.compte, box.tls)
    assert isinstance(state.imap, Unreachable)
    assert isinstance(state.smtp, Unreachable)


def test_revoked_operator_is_refused(tmp_path: Path, boxes: OpenBox, sandbox: Sandbox) -> None:
    # The lists of the sandbox itself, with its own server revoked, seen by this client alone.
    box = boxes(boites.MEDECIN)
    copy = tmp_path / "autorite"
    copy.mkdir()
    for path in sandbox.autorite.folder.iterdir():
        (copy / path.name).write_bytes(path.read_bytes())
    twin = Autorite(copy)
    twin.revoke(twin.server().certificate)
    context = tls.make_contexte(twin.ca_file, twin.crl_file, accept_test=True)
    with pytest.raises(Refused, match="revoked"):
        MssanteClient(box.compte, lambda: "jeton", context, "AMBROISE-0.1").open()


def test_no_token_and_no_address_in_any_log(
    boxes: OpenBox, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.INFO)
    tokens: list[str] = []
    doctor = boxes(boites.MEDECIN)
    give = doctor._jeton
    assert give is not None

    def remember() -> str:
        tokens.append(give())
        return tokens[-1]

    patient = "277076322082910@patient.mssante.fr"
    MssanteClient(doctor.compte, remember, doctor.tls, "AMBROISE-0.1").send(letter("journal", patient))
    printed = caplog.text + "".join(capfd.readouterr())
    assert tokens
    assert not any(token in printed for token in tokens)
    assert "277076322082910" not in printed
