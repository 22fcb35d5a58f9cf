"""Messages through a real Dovecot and the sandbox's submission service."""

from dataclasses import replace
from datetime import UTC, date, datetime
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from esante.errors import Refused, Rejected, Unreachable, Unsupported
from esante.mssante import tls
from esante.mssante.adresses import AdresseMss, make_adresse_patient
from esante.mssante.boite import BoiteSession, DossierSpecial
from esante.mssante.client import MssanteClient
from esante.mssante.composition import make_identifiant
from esante.mssante.lecture import read_message
from esante.mssante.models import DocumentsJoints, Expediteur, Mecanisme, MessageMss, PdfJoint
from esante.mssante.releve import for_each_boite
from esante.mssante.soumission import submit
from esante.mssante.synchronisation import EtatSynchro, synchronise
from esante.sandbox.autorite import Autorite
from esante.sandbox.mssante import boites
from esante.sandbox.serveur import Sandbox
from tests.integration.en_ligne.conftest import OpenBox


def letter(seed: str, to: str = boites.CONFRERE.adresse) -> MessageMss:
    sender = AdresseMss(boites.MEDECIN.adresse)
    return MessageMss(
        make_identifiant(seed, sender),
        datetime(2026, 11, 22, 9, 30, tzinfo=UTC),
        Expediteur(sender, "LIBRE", "Max", "Dr"),
        (AdresseMss(to),),
        "Avis sur une patiente – suite",
        "Bonjour,\n\nVoici la suite.\n",
    )


def copies(box: MssanteClient, message_id: str, folder: str = "INBOX") -> list[bytes]:
    with box.open() as session:
        session.select(folder)
        found = [session.fetch_message(uid) for uid in session.search_identifiant(message_id)]
    return [content for content in found if content is not None]


@pytest.mark.parametrize("mecanisme", [Mecanisme.XOAUTH2, Mecanisme.OAUTHBEARER])
def test_message_reaches_the_colleague_once_and_a_copy_is_filed(
    sandbox: Sandbox, boxes: OpenBox, mecanisme: Mecanisme
) -> None:
    doctor, message = boxes(boites.MEDECIN, mecanisme), letter(f"simple-{mecanisme}")
    assert not doctor.send(message).deja_envoye
    (received,) = copies(boxes(boites.CONFRERE), message.identifiant)
    mail = message_from_bytes(received, policy=default)
    assert mail["Subject"] == "Avis sur une patiente – suite"
    assert mail["X-MSS-NIL"] == "AMBROISE-0.1"
    assert len(copies(doctor, message.identifiant, "Sent")) == 1
    assert copies(doctor, message.identifiant) == []


def test_sending_again_does_not_double(sandbox: Sandbox, boxes: OpenBox) -> None:
    doctor, message = boxes(boites.MEDECIN), letter("deux-fois")
    doctor.send(message)
    assert doctor.send(message).deja_envoye
    assert sandbox.compteurs["mssante"].accepted[message.identifiant] == 1
    assert len(copies(boxes(boites.CONFRERE), message.identifiant)) == 1


def test_lost_acknowledgement_is_found_in_the_box_and_nothing_is_doubled(
    sandbox: Sandbox, boxes: OpenBox
) -> None:
    doctor, message = boxes(boites.MEDECIN), letter("accuse-perdu")
    sandbox.reglages["mssante"].lose_answers = 1
    with pytest.raises(Unreachable):
        doctor.send(message)
    assert doctor.send(message).deja_envoye
    assert sandbox.compteurs["mssante"].received[message.identifiant] == 1
    assert len(copies(boxes(boites.CONFRERE), message.identifiant)) == 1


def test_two_failures_then_success_delivers_once(sandbox: Sandbox, boxes: OpenBox) -> None:
    doctor, message = boxes(boites.MEDECIN), letter("deux-pannes")
    sandbox.reglages["mssante"].fail_next = 2
    for _ in range(2):
        with pytest.raises(Unreachable):
            doctor.send(message)
    assert not doctor.send(message).deja_envoye
    assert len(copies(boxes(boites.CONFRERE), message.identifiant)) == 1


def test_patient_receives_documents_with_the_headers(boxes: OpenBox) -> None:
    address = make_adresse_patient("277076322082910")
    documents = DocumentsJoints(
        "Prescription de produits de santé",
        "NESSI",
        "Ruth",
        date(1977, 7, 14),
        ("57833-6",),
        True,
        b"PK\x05\x06" + bytes(18),
        (PdfJoint("20261122_Prescription_NESSI_Ruth.pdf", b"%PDF-1.4 essai"),),
    )
    message = replace(letter("patiente", address), documents=documents, fin_echange=True)
    boxes(boites.MEDECIN).send(message)
    box = next(boite for boite in boites.BOITES if boite.adresse == address)
    (received,) = copies(boxes(box), message.identifiant)
    mail = message_from_bytes(received, policy=default)
    assert mail["Subject"] == "XDM/1.0/DDM+Prescription de produits de santé NESSI Ruth 14/07/1977"
    assert (mail["X-MSS-INS"], mail["X-MSS-CODECDA"], mail["X-MSS-MES"]) == ("O", "57833-6", "FIN")
    assert [part.get_filename() for part in mail.iter_attachments()] == [
        "IHE_XDM.ZIP",
        "20261122_Prescription_NESSI_Ruth.pdf",
    ]


def test_unknown_patient_is_rejected_and_nobody_receives(sandbox: Sandbox, boxes: OpenBox) -> None:
    message = letter("inconnue", make_adresse_patient("255069999999934"))
    with pytest.raises(Rejected) as caught:
        boxes(boites.MEDECIN).send(message)
    assert caught.value.code == "550 5.1.1"
    assert copies(boxes(boites.MEDECIN), message.identifiant) == []


def test_domain_outside_the_trusted_space_is_rejected(boxes: OpenBox) -> None:
    with pytest.raises(Rejected) as caught:
        boxes(boites.MEDECIN).send(letter("dehors", "quelqu.un@exemple.fr"))
    assert caught.value.code == "550 5.7.1"


def test_one_bad_recipient_stops_the_message_for_all(sandbox: Sandbox, boxes: OpenBox) -> None:
    message = letter("un-mauvais")
    message = replace(
        message,
        destinataires=(*message.destinataires, AdresseMss("personne@medecin.formation.mssante.fr")),
    )
    with pytest.raises(Rejected):
        boxes(boites.MEDECIN).send(message)
    assert sandbox.compteurs["mssante"].received[message.identifiant] == 0


def test_stolen_token_opens_no_other_box(boxes: OpenBox) -> None:
    thief = boxes(boites.MEDECIN)
    stolen = MssanteClient(boxes(boites.PHARMACIEN).compte, thief._jeton, thief.tls, "AMBROISE-0.1")
    with pytest.raises(Refused):
        stolen.open()


def test_operator_of_another_branch_is_refused(
    sandbox: Sandbox, boxes: OpenBox, certificates: Path, tmp_path: Path
) -> None:
    rogue = Autorite(tmp_path / "autre")
    context = tls.make_contexte(rogue.ca_file, rogue.crl_file, accept_test=True)
    box = boxes(boites.MEDECIN)
    with pytest.raises(Refused, match="certificat"):
        MssanteClient(box.compte, lambda: "jeton", context, "AMBROISE-0.1").open()
    with pytest.raises(Refused, match="certificat"):
        submit(box.compte, "jeton", context, b"", ())


def test_production_store_without_the_branch_is_unsupported(certificates: Path) -> None:
    with pytest.raises(Unsupported, match="ELEMENTAIRE ORGANISATIONS"):
        tls.make_contexte(certificates, None, accept_test=False)


def test_special_folders_are_found_by_attribute(boxes: OpenBox) -> None:
    with boxes(boites.MEDECIN).open() as session:
        assert session.find_dossier(DossierSpecial.ENVOYES) == "Sent"
        assert session.find_dossier(DossierSpecial.CORBEILLE) == "Trash"


def test_idle_tells_that_a_message_came(boxes: OpenBox) -> None:
    colleague = boxes(boites.CONFRERE)
    with colleague.open() as session:
        assert isinstance(session, BoiteSession)
        session.select("INBOX")
        boxes(boites.MEDECIN).send(letter("idle"))
        assert session.wait_news(10)


def test_folder_is_brought_up_to_date_in_steps_that_can_be_cut(boxes: OpenBox) -> None:
    doctor, nurse = boxes(boites.MEDECIN), boxes(boites.INFIRMIER)
    for rank in range(5):
        doctor.send(letter(f"synchro-{rank}", boites.INFIRMIER.adresse))
    state, copy = EtatSynchro(), dict[int, frozenset[str]]()
    with nurse.open() as session:
        for step in synchronise(session, "INBOX", state, copy, lot=2):
            state = step.etat
            copy |= {e.uid: e.drapeaux for e in step.nouveaux}
            if len(copy) == 2:
                break  # the connection is cut here
    newest = max(copy)
    with nurse.open() as session:
        for step in synchronise(session, "INBOX", state, copy, lot=2):
            assert not step.recommencer
            state = step.etat
            copy |= {e.uid: e.drapeaux for e in step.nouveaux}
    assert len(copy) == 5
    assert newest == max(copy), "the newest come first"
    first, second, *_ = sorted(copy)
    with nurse.open() as session:
        session.select("INBOX", readonly=False)
        session.add_drapeau(first, "\\Flagged")
        session.move(second, "Archive")
    with nurse.open() as session:
        steps = list(synchronise(session, "INBOX", state, copy))
    assert [uid for step in steps for uid in step.disparus] == [second]
    assert dict(pair for step in steps for pair in step.drapeaux)[first] == {"\\Flagged"}
    assert not any(step.nouveaux for step in steps)
    state, copy = steps[-1].etat, {uid: copy[uid] for uid in copy if uid != second}
    with nurse.open() as session:
        assert list(synchronise(session, "INBOX", state, copy)) == [], "nothing changed: nothing is read"


def test_folder_made_anew_asks_to_start_again(boxes: OpenBox) -> None:
    with boxes(boites.INFIRMIER).open() as session:
        first, *_ = synchronise(session, "INBOX", EtatSynchro(uidvalidity=1), {1, 2})
    assert first.recommencer


def test_one_box_in_trouble_does_not_hold_the_others_back(boxes: OpenBox) -> None:
    good, bad = boxes(boites.MEDECIN), boxes(boites.PHARMACIEN)
    broken = MssanteClient(bad.compte, lambda: "jeton-faux", bad.tls, "AMBROISE-0.1")

    def count(client: MssanteClient) -> int:
        with client.open() as session:
            return session.select("INBOX").messages

    outcome = for_each_boite({good.compte.adresse: good, bad.compte.adresse: broken}, count)
    assert isinstance(outcome[good.compte.adresse], int)
    assert isinstance(outcome[bad.compte.adresse], Refused)


def test_received_document_is_read_from_the_box(boxes: OpenBox) -> None:
    message = letter("lecture")
    boxes(boites.MEDECIN).send(message)
    (received,) = copies(boxes(boites.CONFRERE), message.identifiant)
    read = read_message(received)
    assert read.expediteur is not None
    assert read.expediteur.nom == "Dr_Max_LIBRE"
    assert read.objet == "Avis sur une patiente – suite"
