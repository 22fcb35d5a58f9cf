"""From the card to a qualified identity: create, ask INSi, record the proof shown."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from ambroise.domain.audit import ActionAudit
from ambroise.domain.entrees import InsLue
from ambroise.domain.identite import (
    AttributIdentite,
    Identite,
    IdentiteIns,
    Justificatif,
    TraitsIdentite,
    TypeJustificatif,
)
from ambroise.domain.patient import Coordonnees, Patient
from ambroise.domain.rattachement import PatientAnnonce
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.echanges_insi import interroge, keep_in_file
from ambroise.usecases.errors import AmbroiseError, DoublonIns, ServiceError
from ambroise.usecases.ins_lues import find_lecture, note_lecture, require_concordance
from ambroise.usecases.ports import UnitOfWork
from ambroise.usecases.ports_cartes import BeneficiaireVitale
from ambroise.usecases.ports_identite import PortInsi, ResultatInsi
from ambroise.usecases.retenue import outdate_envois
from ambroise.usecases.sessions import SessionService


class IdentiteService:
    """Identity acts; each is one transaction with its trace."""

    def __init__(self, contexte: Contexte, session: SessionService, insi: PortInsi) -> None:
        self._contexte = contexte
        self._session = session
        self._insi = insi

    def find_by_vitale(self, beneficiaire: BeneficiaireVitale) -> tuple[Patient, ...]:
        """Return the known patients the card may be of, by birth date and any of their names.

        The card's name may be a birth or a used name, and its number the insured's: neither is proof.
        """
        nom = beneficiaire.nom_naissance or beneficiaire.nom
        if beneficiaire.date_naissance is None:
            return ()
        jour = f"{beneficiaire.date_naissance:%d/%m/%Y}"
        with self._contexte.uow() as uow:
            trouves = uow.patients.search(f"{nom} {beneficiaire.prenom} {jour}")
            patients = (uow.patients.get(t.id) for t in trouves)
            return tuple(
                p for p in patients if p.identite.traits.date_naissance == beneficiaire.date_naissance
            )

    def create(
        self,
        traits: TraitsIdentite,
        *,
        nom_utilise: str = "",
        prenom_utilise: str = "",
        coordonnees: Coordonnees | None = None,
        nir_facturation: str = "",
        attributs: frozenset[AttributIdentite] = frozenset(),
        malgre_homonyme: bool = False,
        lue: PatientAnnonce | None = None,
    ) -> Patient:
        """Create a file from traits that a person stated or confirmed; ``lue`` is what they were read from.

        Raises:
            SessionFermee: nobody is logged in.
            AmbroiseError: a file with the same birth name, sex and birth date exists and
                ``malgre_homonyme`` does not say that this is another person.
        """
        patient = Patient(
            id=self._contexte.new_id(),
            identite=Identite(traits, nom_utilise, prenom_utilise, attributs=attributs),
            coordonnees=coordonnees or Coordonnees(),
            nir_facturation=nir_facturation,
        )
        with self._contexte.uow() as uow:
            if not malgre_homonyme and uow.patients.find_by_traits(traits):
                raise AmbroiseError(
                    "Un dossier porte déjà ce nom de naissance, ce sexe et cette date de naissance.",
                    remede="Ouvrez ce dossier, ou confirmez qu’il s’agit d’une autre personne.",
                )
            uow.patients.add(patient)
            if lue is not None:
                note_lecture(self._contexte, uow, patient.id, lue)
            self._trace(uow, ActionAudit.CREATION, "identité", patient.id)
            uow.commit()
        return patient

    def search_insi(self, patient_id: UUID) -> ResultatInsi:
        """Ask INSi by the traits of the file; nothing changes in it, but the question is traced and kept.

        Raises:
            ServiceError: INSi did not answer, or refused.
            AmbroiseError: the identity is doubtful or fictive.
        """
        auteur = self._session.auteur
        with self._contexte.uow() as uow:
            patient = uow.patients.get(patient_id)
        if patient.identite.is_bloquee:
            raise AmbroiseError(
                "Une identité douteuse ou fictive n’interroge pas l’INSi.",
                remede="Levez d’abord le doute avec la personne.",
            )
        question = interroge(self._insi, patient.identite.traits)
        if isinstance(question.reponse, ServiceError) and not question.echanges:
            raise question.reponse
        with self._contexte.uow() as uow:
            self._contexte.trace(
                uow,
                auteur,
                ActionAudit.INTERROGATION,
                f"INSi {question.code}",
                patient_id=patient_id,
            )
            keep_in_file(self._contexte, uow, patient_id, question)
            uow.commit()
        if isinstance(question.reponse, ServiceError):
            raise question.reponse
        return question.reponse

    def accept(
        self,
        patient_id: UUID,
        *,
        ins: IdentiteIns | None = None,
        justificatif: TypeJustificatif | None = None,
        presente_le: date | None = None,
    ) -> Patient:
        """Take what INSi answered, the proof shown, or both, in one transaction; the status follows.

        Raises:
            SessionFermee, Introuvable, ConflitVersion.
            QualificationRefusee: a proof was recorded for traits that differ from INSi's.
            DoublonIns: another active file bears this matricule; nothing changed.
            LectureDifferente: another matricule was read when the patient arrived; nothing changed.
        """
        auteur = self._session.auteur
        with self._contexte.uow() as uow:
            patient = uow.patients.get(patient_id)
            identite = patient.identite
            if ins:
                require_concordance(uow, patient_id, ins)
                autre = uow.patients.find_by_ins(ins.matricule)
                if autre and autre.id != patient_id:
                    raise DoublonIns(
                        "Un autre dossier porte déjà cette identité nationale de santé.",
                        remede="Comparez les deux dossiers\u202f; s’il s’agit de la même personne, "
                        "fusionnez-les.",
                    )
                identite = identite.with_ins(ins)
                self._trace(uow, ActionAudit.MODIFICATION, "identité récupérée", patient_id)
            if justificatif:
                vu_le = presente_le or self._contexte.horloge().astimezone().date()
                identite = identite.with_justificatif(Justificatif(justificatif, vu_le, auteur))
                self._trace(uow, ActionAudit.MODIFICATION, f"justificatif {justificatif.code}", patient_id)
            patient = uow.patients.save(replace(patient, identite=identite))
            outdate_envois(self._contexte, uow, patient_id, auteur)
            uow.commit()
        return patient

    def find_lecture(self, patient_id: UUID) -> InsLue | None:
        """Return the INS read when the patient arrived, to be compared with what INSi answers."""
        with self._contexte.uow() as uow:
            return find_lecture(uow, patient_id)

    def note_lecture(self, patient_id: UUID, annonce: PatientAnnonce) -> None:
        """Keep the INS read for a file that bears none yet; one that bears an INS was compared when read.

        Raises:
            SessionFermee, Introuvable.
        """
        with self._contexte.uow() as uow:
            if uow.patients.get(patient_id).identite.ins is None and annonce.matricule:
                note_lecture(self._contexte, uow, patient_id, annonce)
                self._trace(uow, ActionAudit.MODIFICATION, "matricule lu", patient_id)
                uow.commit()

    def drop_lecture(self, patient_id: UUID) -> None:
        """Set a reading aside: the document was someone else's.

        Raises:
            SessionFermee.
        """
        with self._contexte.uow() as uow:
            lue = find_lecture(uow, patient_id)
            if lue is not None:
                uow.entrees.annul(lue.id, "lecture d’un autre document")
                self._trace(uow, ActionAudit.ANNULATION, "matricule lu écarté", patient_id)
                uow.commit()

    def _trace(self, uow: UnitOfWork, action: ActionAudit, objet: str, patient_id: UUID) -> None:
        self._contexte.trace(uow, self._session.auteur, action, objet, patient_id=patient_id)
