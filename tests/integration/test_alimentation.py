"""Every kind of document leaves the file for the DMP of the sandbox, with the card, and is found there."""

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import httpx
import pytest
from reportlab.pdfgen.canvas import Canvas

from ambroise.bootstrap.application import Application
from ambroise.bootstrap.interface.dmp import DmpEcran, PartagesEcran
from ambroise.domain.alimentation import ModeleSynthese, TypeDocumentPartage
from ambroise.domain.dmp import DocumentDmp, FiltreDmp, Visibilite
from ambroise.domain.entrees import Probleme, Vaccination
from ambroise.domain.envoi import EtatEnvoi
from ambroise.domain.identite import (
    OID_INS_NIR,
    IdentiteIns,
    MatriculeIns,
    Sexe,
    TraitsIdentite,
    TypeJustificatif,
)
from ambroise.usecases import envois
from ambroise.usecases.depot_document import deposit_document

TRAITS = TraitsIdentite("PAT-TROIS", "DOMINIQUE MARIE-LOUISE", Sexe.FEMININ, date(1979, 3, 28), "51215")
MATRICULE = MatriculeIns("279035121518989", OID_INS_NIR)


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Application]:
    monkeypatch.setenv("AMBROISE_PASSPHRASE", "essai")
    monkeypatch.setenv("AMBROISE_LECTEURS_INTERNES", "1")
    with Application(tmp_path / "profil") as app:
        app.insert_carte_cps("cps-libre")
        app.session.open("1234")
        yield app


@pytest.fixture
def patient(app: Application) -> UUID:
    created = app.identites.create(TRAITS)
    ins = IdentiteIns(MATRICULE, TRAITS, app.contexte.horloge())
    return app.identites.accept(created.id, ins=ins, justificatif=TypeJustificatif.PASSEPORT).id


def pdf() -> bytes:
    sortie = io.BytesIO()
    canvas = Canvas(sortie)
    canvas.drawString(72, 700, "Lettre d’adressage")
    canvas.save()
    return sortie.getvalue()


def write(app: Application, entree: Probleme | Vaccination) -> None:
    with app.contexte.uow() as uow:
        uow.entrees.save(entree)
        uow.commit()


def delivered(app: Application) -> list[EtatEnvoi]:
    app.deliver_due()
    with app.contexte.uow() as uow:
        return [n.envoi.etat for n in uow.envois.list_named()]


def test_every_kind_is_fed_found_replaced_and_withdrawn(app: Application, patient: UUID) -> None:
    new_id, service = app.contexte.new_id, app.alimentation
    vaccins = PartagesEcran(app).find_vaccins("revaxis")
    assert vaccins
    vaccination = Vaccination(new_id(), patient, "REVAXIS", date(2026, 5, 2), code_cis=vaccins[0].code_cis)
    write(app, vaccination)
    write(app, Probleme(new_id(), patient, "Hypertension artérielle", date(2020, 1, 1), code_cim10="I10"))
    lettre = deposit_document(
        app.contexte, patient, titre="Lettre", type_mime="application/pdf", contenu=pdf(), auteur="essai"
    )
    service.share_vaccination(patient, vaccination.id)
    for modele in ModeleSynthese:
        service.share_synthese(patient, modele)
    service.share_document(patient, lettre.id, TypeDocumentPartage.ADRESSAGE, Visibilite(masque_ps=True))
    assert delivered(app) == [EtatEnvoi.REMIS] * 4

    app.dossier_dmp.record_consentement(patient, declaration_lue=True)
    found = {d.type_code: d for d in app.documents_dmp.search(patient) if d.is_du_professionnel}
    assert {"87273-9", "60591-5", "SYNTH", "96349-6"} <= set(found)
    assert found["96349-6"].visibilite.masque_ps

    lu = DmpEcran(app).read(patient, found["60591-5"])
    assert "Hypertension" in lu.html
    assert all(a.is_connu for a in lu.propositions.apports if a.libelle.startswith("Hypertension"))

    write(app, replace(vaccination, version=1, lot="B13"))
    service.share_vaccination(patient, vaccination.id)
    assert delivered(app)[0] is EtatEnvoi.REMIS
    notes = [
        d
        for d in app.documents_dmp.search(patient, FiltreDmp(obsoletes=True))
        if d.type_code == "87273-9" and d.is_du_professionnel
    ]
    assert sorted(d.is_obsolete for d in notes) == [False, True]

    ligne = next(x for x in service.list(patient) if x.titre == "Lettre")
    PartagesEcran(app).withdraw(patient, ligne, confirmee=True)
    assert "96349-6" not in {d.type_code for d in app.documents_dmp.search(patient) if d.is_du_professionnel}
    assert next(x for x in service.list(patient) if x.titre == "Lettre").is_retire


def test_a_vaccination_taken_out_of_the_file_leaves_the_dmp(app: Application, patient: UUID) -> None:
    code = PartagesEcran(app).find_vaccins("revaxis")[0].code_cis
    vaccination = Vaccination(app.contexte.new_id(), patient, "REVAXIS", date(2026, 5, 2), code_cis=code)
    write(app, vaccination)
    app.alimentation.share_vaccination(patient, vaccination.id)
    assert delivered(app) == [EtatEnvoi.REMIS]
    app.suivi.correct(replace(vaccination, version=1, lot="B13"))
    app.suivi.undo(patient, vaccination.id)
    assert EtatEnvoi.EN_ATTENTE not in delivered(app)
    app.dossier_dmp.record_consentement(patient, declaration_lue=True)

    def notes() -> list[DocumentDmp]:
        found = app.documents_dmp.search(patient)
        return [d for d in found if d.type_code == "87273-9" and d.is_du_professionnel]

    assert len(notes()) == 1
    app.suivi.annul(patient, vaccination.id, "mauvais dossier")
    assert EtatEnvoi.EN_ATTENTE not in delivered(app)
    assert notes() == []


def test_an_answer_lost_after_storage_never_doubles_a_document(app: Application, patient: UUID) -> None:
    write(app, Probleme(app.contexte.new_id(), patient, "Asthme", date(2020, 1, 1)))
    envoi = app.alimentation.share_synthese(patient)
    httpx.post(f"{app.bac_a_sable.adresses.controle}/dmp", json={"lose_answers": 2}, trust_env=False)
    assert delivered(app) == [EtatEnvoi.EN_ATTENTE]
    envois.retry(app.contexte, envoi.id, app.session.auteur)
    assert delivered(app) == [EtatEnvoi.EN_ATTENTE]
    envois.retry(app.contexte, envoi.id, app.session.auteur)
    assert delivered(app) == [EtatEnvoi.REMIS]
    app.dossier_dmp.record_consentement(patient, declaration_lue=True)
    found = [d for d in app.documents_dmp.search(patient) if d.identifiant == envoi.cle_idempotence]
    assert len(found) == 1


def test_the_rights_and_the_records_are_listed_by_the_dmp(app: Application, patient: UUID) -> None:
    app.dossier_dmp.record_consentement(patient, declaration_lue=True)
    droits = app.droits_dmp.read_droits(patient)
    assert [(p.nom.upper(), p.etat) for p in droits.professionnels] == [("LIBRE", "ACTIVE")]
    assert (droits.oppose_bris_de_glace, droits.oppose_urgence) == (False, False)
    since = timedelta(days=1)
    assert patient in {ligne.patient_id for ligne in app.droits_dmp.list_dmp(since)}
    app.dossier_dmp.withdraw_consentement(patient)
    assert patient not in {ligne.patient_id for ligne in app.droits_dmp.list_dmp(since)}
