"""Two files read as one and separated again, on the real database: nothing lost, signed acts untouched."""

import hashlib
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest

from ambroise.domain.dossier import Consultation, Document, TypeDocument
from ambroise.domain.droits import Compte, Role
from ambroise.domain.envoi import EtatEnvoi, TypeEnvoi
from ambroise.domain.identite import OID_INS_NIR_TEST, MatriculeIns, StatutIdentite
from ambroise.domain.patient import Patient
from ambroise.persistence.ids import new_id
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.errors import ActeFinal, AmbroiseError, DoublonIns, Introuvable
from ambroise.usecases.fusions import FusionService
from ambroise.usecases.garde import Garde
from ambroise.usecases.identitovigilance import IdentitovigilanceService
from ambroise.usecases.patients import PatientService
from ambroise.usecases.ports import UnitOfWorkFactory
from ambroise.usecases.rectification import RectificationService
from ambroise.usecases.sessions import SessionService
from tests.fakes.dossiers import MAINTENANT, make_envoi, make_patient
from tests.fakes.services import FauxLecteurs
from tests.fakes.temps import HorlogeReglable
from tests.integration.persistence.test_patients import add, found, qualified
from tests.unit.ambroise.usecases.test_rectification import FauxRectification


class Bureau:
    """The merge and the reading of files, by a doctor logged in."""

    def __init__(self, uow: UnitOfWorkFactory, horloge: HorlogeReglable) -> None:
        self.uow = uow
        self.contexte = Contexte(uow, horloge, new_id, "poste-1")
        session = SessionService(self.contexte, FauxLecteurs())
        session.open("1234")
        self.fusions = FusionService(self.contexte, session)
        self.patients = PatientService(self.contexte, session)
        self.vigilance = IdentitovigilanceService(self.contexte, session)
        self.rectification = RectificationService(self.contexte, session, FauxRectification())

    def note(self, patient: Patient, motif: str) -> Consultation:
        return self.patients.save_consultation(patient.id, motif=motif, note=f"note {motif}")

    def motifs(self, patient_id: UUID) -> list[str]:
        return sorted(c.motif for c in self.patients.open(patient_id).consultations)

    def identity(self, patient: Patient) -> Patient:
        with self.uow() as u:
            return u.patients.get(patient.id)


@pytest.fixture
def bureau(uow: UnitOfWorkFactory, horloge: HorlogeReglable) -> Bureau:
    return Bureau(uow, horloge)


@pytest.fixture
def pair(bureau: Bureau) -> tuple[Patient, Patient]:
    """A file without INS and its duplicate, qualified under the name of a typing error."""
    kept = make_patient("NESSI", nom_utilise="DE VINCI", naissance=date(1977, 7, 14))
    absorbed = qualified(make_patient("NESSY", naissance=date(1977, 7, 14)))
    add(bureau.uow, kept, absorbed)
    bureau.note(kept, "toux")
    bureau.note(absorbed, "fièvre")
    return bureau.identity(kept), bureau.identity(absorbed)


def test_the_preview_says_what_the_merge_would_give(bureau: Bureau, pair: tuple[Patient, Patient]) -> None:
    kept, absorbed = pair
    apercu = bureau.fusions.preview(kept.id, absorbed.id)
    assert apercu.traits == ("nom_naissance",)
    assert apercu.contenus["consultations"] == (1, 1)
    assert apercu.garde.statut is StatutIdentite.QUALIFIEE
    assert apercu.garde.nom_utilise == "DE VINCI"
    assert apercu.obstacles == ()
    assert bureau.motifs(kept.id) == ["toux"]


def test_a_secretary_compares_two_files_without_learning_what_they_hold(
    bureau: Bureau, pair: tuple[Patient, Patient]
) -> None:
    kept, absorbed = pair
    with bureau.uow() as u:
        for identifiant, role in (("899900063480", Role.PRATICIEN), ("accueil", Role.SECRETAIRE)):
            u.comptes.save(Compte(new_id(), identifiant, role.value, role))
        u.commit()
    gardee = Garde(lambda: "accueil", bureau.contexte.horloge).guard(bureau.uow)
    session: Any = SimpleNamespace(auteur="accueil")
    fusions = FusionService(replace(bureau.contexte, uow=gardee), session)
    apercu = fusions.preview(kept.id, absorbed.id)
    assert (apercu.traits, apercu.contenus) == (("nom_naissance",), {})
    fusions.merge(kept.id, absorbed.id, "même personne")
    assert bureau.motifs(kept.id) == ["fièvre", "toux"]


def test_the_merged_file_reads_both_and_bears_the_best_identity(
    bureau: Bureau, pair: tuple[Patient, Patient]
) -> None:
    kept, absorbed = pair
    bureau.fusions.merge(kept.id, absorbed.id, "même personne")
    assert bureau.motifs(kept.id) == ["fièvre", "toux"]
    assert bureau.motifs(absorbed.id) == ["fièvre", "toux"]
    assert bureau.identity(kept).identite.statut is StatutIdentite.QUALIFIEE
    with bureau.uow() as u:
        assert absorbed.identite.ins is not None
        holder = u.patients.find_by_ins(absorbed.identite.ins.matricule)
        assert holder is not None
        assert holder.id == kept.id
        assert [r.id for r in u.patients.reperes()] == [kept.id]
        assert {p for _, p in u.dossiers.search_texts("note", kept.id)} == {kept.id, absorbed.id}
        assert [e.objet for e in u.audit.list(kept.id) if e.objet.startswith("fusion")] != []


def test_the_absorbed_file_is_no_longer_found(bureau: Bureau, pair: tuple[Patient, Patient]) -> None:
    kept, absorbed = pair
    assert len(found(bureau.uow, "14/07/1977")) == 2
    bureau.fusions.merge(kept.id, absorbed.id, "même personne")
    assert found(bureau.uow, "14/07/1977") == ["DE VINCI"]


def test_separated_the_files_are_as_before(bureau: Bureau, pair: tuple[Patient, Patient]) -> None:
    kept, absorbed = pair
    fusion = bureau.fusions.merge(kept.id, absorbed.id, "même personne")
    bureau.note(bureau.identity(kept), "après")
    bureau.fusions.undo(fusion.id, "deux sœurs")
    assert bureau.motifs(kept.id) == ["après", "toux"]
    assert bureau.motifs(absorbed.id) == ["fièvre"]
    assert bureau.identity(kept).identite == kept.identite
    assert bureau.identity(absorbed).identite == absorbed.identite
    assert len(found(bureau.uow, "14/07/1977")) == 2
    assert len(found(bureau.uow, "NESSY")) == 1
    with bureau.uow() as u:
        assert u.fusions.list() == []
        assert u.audit.verify() == []
    with pytest.raises(ActeFinal):
        bureau.fusions.undo(fusion.id, "encore")


def test_merges_are_read_however_deep(bureau: Bureau, pair: tuple[Patient, Patient]) -> None:
    kept, absorbed = pair
    last = make_patient("NESSIE", naissance=date(1977, 7, 14))
    add(bureau.uow, last)
    bureau.note(last, "vaccin")
    bureau.fusions.merge(kept.id, absorbed.id, "même personne")
    second = bureau.fusions.merge(last.id, kept.id, "même personne")
    assert bureau.motifs(absorbed.id) == ["fièvre", "toux", "vaccin"]
    bureau.fusions.undo(second.id, "erreur")
    assert bureau.motifs(last.id) == ["vaccin"]
    assert bureau.motifs(kept.id) == ["fièvre", "toux"]


def test_who_received_documents_of_the_absorbed_file_is_told_when_the_kept_one_is_corrected(
    bureau: Bureau, pair: tuple[Patient, Patient]
) -> None:
    kept, absorbed = pair
    ins = absorbed.identite.matricule_transmissible
    with bureau.uow() as u:
        u.envois.add(make_envoi(absorbed.id, "parti", type=TypeEnvoi.DMP, etat=EtatEnvoi.REMIS, ins=ins))
        u.envois.add(make_envoi(absorbed.id, "attend", type=TypeEnvoi.DMP, ins=ins))
        u.commit()
    fusion = bureau.fusions.merge(kept.id, absorbed.id, "même personne")
    faite = bureau.vigilance.disqualify(kept.id, "autre personne")
    assert [e.cle_idempotence for e in faite.retenus] == ["attend"]
    (parti,) = bureau.rectification.list_a_prevenir(kept.id)
    assert parti.envoi.cle_idempotence == "parti"
    (fait,) = bureau.rectification.rectify(kept.id, {parti.envoi.id})
    assert fait.patient_id == absorbed.id
    bureau.fusions.undo(fusion.id, "deux sœurs")
    with bureau.uow() as u:
        assert u.envois.list(patient_id=kept.id) == []
        assert len(u.envois.list_named(patient_id=absorbed.id)) == 3


def test_two_national_identities_are_never_merged(bureau: Bureau) -> None:
    one = qualified(make_patient("NESSI"))
    other = qualified(make_patient("NESSY"))
    assert other.identite.ins is not None
    ins = replace(other.identite.ins, matricule=MatriculeIns("277076322082910", OID_INS_NIR_TEST))
    other = replace(other, identite=replace(other.identite, ins=ins))
    add(bureau.uow, one, other)
    with pytest.raises(AmbroiseError, match="deux personnes"):
        bureau.fusions.merge(one.id, other.id, "même personne")


def test_a_file_kept_to_some_readers_is_not_merged_into_an_open_one(
    bureau: Bureau, pair: tuple[Patient, Patient]
) -> None:
    kept, absorbed = pair
    with bureau.uow() as u:
        u.comptes.restrict(absorbed.id, ["899900063480"])
        u.commit()
    with pytest.raises(AmbroiseError, match="lecteurs"):
        bureau.fusions.merge(kept.id, absorbed.id, "même personne")


def test_what_cannot_be_merged_says_why(bureau: Bureau, pair: tuple[Patient, Patient]) -> None:
    kept, absorbed = pair
    with pytest.raises(AmbroiseError, match="même dossier"):
        bureau.fusions.merge(kept.id, kept.id, "x")
    with pytest.raises(AmbroiseError, match="raison"):
        bureau.fusions.merge(kept.id, absorbed.id, " ")
    with pytest.raises(Introuvable):
        bureau.fusions.merge(kept.id, UUID(int=1), "x")
    bureau.fusions.merge(kept.id, absorbed.id, "x")
    with pytest.raises(ActeFinal):
        bureau.fusions.merge(kept.id, absorbed.id, "x")


def test_a_separation_is_refused_when_a_third_file_took_the_ins(
    bureau: Bureau, pair: tuple[Patient, Patient]
) -> None:
    kept, absorbed = pair
    fusion = bureau.fusions.merge(kept.id, absorbed.id, "même personne")
    merged = bureau.identity(kept)
    with bureau.uow() as u:
        u.patients.save(replace(merged, identite=merged.identite.without_ins()))
        u.commit()
    add(bureau.uow, qualified(make_patient("TIERS")))
    with pytest.raises(DoublonIns):
        bureau.fusions.undo(fusion.id, "erreur")
    assert bureau.motifs(kept.id) == ["fièvre", "toux"]


def test_a_document_filed_by_mistake_goes_to_the_right_file_with_a_trace_in_both(
    bureau: Bureau, pair: tuple[Patient, Patient]
) -> None:
    kept, absorbed = pair
    content = b"%PDF-1.7 resultat"
    digest = hashlib.sha256(content).hexdigest()
    document = Document(
        new_id(),
        kept.id,
        TypeDocument.AUTRE,
        "Biologie",
        "application/pdf",
        digest,
        len(content),
        MAINTENANT,
    )
    with bureau.uow() as u:
        u.dossiers.add_document(document, content)
        u.commit()
    bureau.fusions.move_document(document.id, kept.id, absorbed.id, "erreur de patient")
    with bureau.uow() as u:
        assert list(u.dossiers.documents(kept.id)) == []
        assert [d.titre for d in u.dossiers.documents(absorbed.id)] == ["Biologie"]
        assert u.dossiers.document_content(document.id) == content
        for patient in pair:
            assert any("déplacé" in e.objet for e in u.audit.list(patient.id))
        assert [v.contenu["patient_id"] for v in u.entrees.history(document.id)] == [str(kept.id)]
    with pytest.raises(Introuvable):
        bureau.fusions.move_document(UUID(int=9), kept.id, absorbed.id, "x")
    with pytest.raises(AmbroiseError, match="raison"):
        bureau.fusions.move_document(document.id, absorbed.id, kept.id, "")
    signe = replace(document, id=new_id(), type=TypeDocument.ORDONNANCE_PDF)
    with bureau.uow() as u:
        u.dossiers.add_document(signe, content)
        u.commit()
    with pytest.raises(ActeFinal, match="signé"):
        bureau.fusions.move_document(signe.id, kept.id, absorbed.id, "erreur de patient")
