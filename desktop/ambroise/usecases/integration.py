"""Take from a received document what the user chose: results, treatments, allergies, problems."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from typing import Protocol
from uuid import UUID

from ambroise.domain.apports import AllergieProposee, Apport, Propositions
from ambroise.domain.audit import ActionAudit
from ambroise.domain.dossier import Allergie, Constante
from ambroise.domain.entrees import Entree, Probleme, ResultatBiologie, TraitementDeclare
from ambroise.domain.patient import Patient
from ambroise.domain.rattachement import PatientAnnonce, rattacher
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.errors import AccesRefuse
from ambroise.usecases.ports import GenerateurId, UnitOfWork
from ambroise.usecases.sessions import SessionService

AUTRE_PATIENT = "Ce document est celui d’une autre personne\u202f: rien n’en est proposé à ce dossier."


@dataclass(frozen=True)
class DocumentPropose:
    """A document as the use case reads it."""

    patient: PatientAnnonce
    titre: str
    apports: tuple[Apport, ...]


class PortApports(Protocol):
    """Reads what documents propose. Raises ReponseInvalide."""

    def read(self, contenu: bytes, patient_id: UUID, new_id: GenerateurId) -> DocumentPropose: ...


class IntegrationService:
    """Proposing is reading; accepting is an act of who is logged in, each thing traced."""

    def __init__(self, contexte: Contexte, session: SessionService, port: PortApports) -> None:
        self._contexte = contexte
        self._session = session
        self._port = port

    def propose(self, patient_id: UUID, contenu: bytes) -> Propositions:
        """Return what a document proposes to a file, and what the file already says of it."""
        lu = self._port.read(contenu, patient_id, self._contexte.new_id)
        with self._contexte.uow() as uow:
            if not _is_same_person(uow.patients.get(patient_id), lu.patient):
                return Propositions(ecart=AUTRE_PATIENT)
            connus = _known(uow, patient_id)
        return Propositions(tuple(replace(a, is_connu=_key(a) in connus) for a in lu.apports))

    def accept(self, patient_id: UUID, contenu: bytes, choisis: Sequence[Apport]) -> int:
        """Write what was chosen, in one transaction; return how many things entered the file.

        Raises:
            AccesRefuse: the document is another person's.
        """
        if self.propose(patient_id, contenu).ecart:
            raise AccesRefuse(AUTRE_PATIENT)
        with self._contexte.uow() as uow:
            connus = _known(uow, patient_id)
            nouveaux = [a for a in choisis if _key(a) not in connus]
            for apport in nouveaux:
                self._write(uow, patient_id, apport)
            uow.commit()
        return len(nouveaux)

    def _write(self, uow: UnitOfWork, patient_id: UUID, apport: Apport) -> None:
        contenu = apport.contenu
        if isinstance(contenu, AllergieProposee):
            uow.dossiers.add_allergie(
                Allergie(
                    self._contexte.new_id(),
                    patient_id,
                    contenu.libelle,
                    self._contexte.horloge(),
                    code_substance=contenu.code,
                )
            )
        else:
            entree: Entree = contenu
            uow.entrees.save(entree)
        if apport.constante is not None and isinstance(contenu, ResultatBiologie):
            type_, valeur = apport.constante
            instant = datetime.combine(contenu.le, time(12), UTC)
            uow.dossiers.add_constante(Constante(self._contexte.new_id(), patient_id, type_, valeur, instant))
        self._contexte.trace(
            uow,
            self._session.auteur,
            ActionAudit.CREATION,
            f"{apport.genre.name.lower()} repris d’un document",
            patient_id=patient_id,
        )


def _is_same_person(patient: Patient, annonce: PatientAnnonce) -> bool:
    """Same traits, and no other matricule than the file's."""
    ins = patient.identite.ins
    if ins is not None and annonce.matricule and annonce.matricule != ins.matricule.numero:
        return False
    (proposition,) = rattacher(annonce, [patient]).propositions
    return not proposition.ecarts and bool(annonce.nom_naissance and annonce.date_naissance)


def _known(uow: UnitOfWork, patient_id: UUID) -> set[tuple[str, ...]]:
    known: set[tuple[str, ...]] = {
        ("ALLERGIE", a.libelle.casefold()) for a in uow.dossiers.allergies(patient_id)
    }
    known |= {("PROBLEME", p.libelle.casefold()) for p in uow.entrees.list(Probleme, patient_id)}
    known |= {("TRAITEMENT", t.libelle.casefold()) for t in uow.entrees.list(TraitementDeclare, patient_id)}
    known |= {_result_key(r) for r in uow.entrees.list(ResultatBiologie, patient_id)}
    return known


def _key(apport: Apport) -> tuple[str, ...]:
    if isinstance(apport.contenu, ResultatBiologie):
        return _result_key(apport.contenu)
    return apport.genre.name, apport.contenu.libelle.casefold()


def _result_key(resultat: ResultatBiologie) -> tuple[str, ...]:
    return "RESULTAT", resultat.code or resultat.libelle.casefold(), resultat.le.isoformat(), resultat.valeur
