"""Write what follows a patient from visit to visit: problems, history, long illnesses, vaccines, tasks."""

from dataclasses import replace
from datetime import date
from enum import Enum
from typing import Protocol
from uuid import UUID

from ambroise.domain.audit import ActionAudit
from ambroise.domain.entrees import (
    Ald,
    Antecedent,
    ArretTraitement,
    AucuneAllergieConnue,
    Entree,
    EtatMaternel,
    Etiquette,
    MembreEquipe,
    Probleme,
    Tache,
    TraitementDeclare,
    Vaccination,
)
from ambroise.domain.traitement import TraitementEnCours
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.errors import AmbroiseError
from ambroise.usecases.ports import UnitOfWork
from ambroise.usecases.ports_terminologie import SansTerminologie, Terminologies
from ambroise.usecases.sessions import SessionService


class GenreSuivi(Enum):
    """What can be written in one line: word shown."""

    PROBLEME = "Problème actif"
    ANTECEDENT = "Antécédent"
    ALD = "ALD"
    VACCINATION = "Vaccination"
    TRAITEMENT = "Traitement déclaré"
    EQUIPE = "Équipe de soins"
    ETIQUETTE = "Étiquette"
    TACHE = "À faire"


class SuitesDossier(Protocol):
    """What a change of the file entails outside of it."""

    def noted(self, vaccination: Vaccination) -> None: ...
    def corrected(self, vaccination: Vaccination) -> None: ...

    def withdrawn(self, uow: UnitOfWork, patient_id: UUID, objet: UUID) -> None:
        """Called in the transaction that takes an element out."""

    def left(self) -> None:
        """Called once that transaction is written."""


class SuiviService:
    """Acts on the entries of a file; each leaves its trace.

    Args:
        suites: what a change entails in the DMP.
        termes: the terminologies whose labels bring their code along.
    """

    def __init__(
        self,
        contexte: Contexte,
        session: SessionService,
        suites: SuitesDossier | None = None,
        termes: Terminologies | None = None,
    ) -> None:
        self._contexte = contexte
        self._session = session
        self._suites = suites
        self._termes = termes or SansTerminologie()

    def add(self, patient_id: UUID, genre: GenreSuivi, libelle: str, le: date | None = None) -> Entree:
        """Write a new entry, dated today unless told otherwise.

        Raises:
            SessionFermee: nobody is logged in.
            AmbroiseError: nothing was typed.
        """
        libelle = libelle.strip()
        if not libelle:
            raise AmbroiseError("Rien n’est écrit.", remede="Écrivez ce qui doit être suivi.")
        jour = le or self._contexte.horloge().astimezone().date()
        id_ = self._contexte.new_id()
        entree: Entree
        match genre:
            case GenreSuivi.PROBLEME:
                entree = Probleme(id_, patient_id, libelle, jour)
            case GenreSuivi.ANTECEDENT:
                entree = Antecedent(id_, patient_id, libelle, le)
            case GenreSuivi.ALD:
                entree = Ald(id_, patient_id, libelle, jour)
            case GenreSuivi.VACCINATION:
                entree = Vaccination(id_, patient_id, libelle, jour)
            case GenreSuivi.TRAITEMENT:
                entree = TraitementDeclare(id_, patient_id, libelle, jour)
            case GenreSuivi.EQUIPE:
                role, _, nom = (partie.strip() for partie in libelle.partition(":"))
                entree = MembreEquipe(id_, patient_id, role if nom else "", nom or role)
            case GenreSuivi.ETIQUETTE:
                entree = Etiquette(id_, patient_id, libelle)
            case GenreSuivi.TACHE:
                entree = Tache(id_, libelle, jour, patient_id)
        gardee = self._save(patient_id, self._coded(entree), ActionAudit.CREATION)
        if isinstance(gardee, Vaccination) and self._suites is not None:
            self._suites.noted(gardee)
        return gardee

    def declare_no_allergy(self, patient_id: UUID) -> Entree:
        """Record that the patient was asked and knows of no allergy.

        Raises:
            SessionFermee: nobody is logged in.
            AmbroiseError: an allergy is known.
        """
        with self._contexte.uow() as uow:
            if uow.dossiers.allergies(patient_id):
                raise AmbroiseError(
                    "Une allergie est notée dans ce dossier.", remede="Annulez-la d’abord si elle est fausse."
                )
        entree = AucuneAllergieConnue(
            self._contexte.new_id(), patient_id, self._contexte.horloge().astimezone().date()
        )
        return self._save(patient_id, entree, ActionAudit.CREATION)

    def tell_maternite(
        self, patient_id: UUID, *, grossesse: bool, allaitement: bool, terme: date | None = None
    ) -> Entree:
        """Record what the patient answers on pregnancy and breast-feeding; the controls of an order read it.

        Raises:
            SessionFermee: nobody is logged in.
        """
        jour = self._contexte.horloge().astimezone().date()
        etat = EtatMaternel(self._contexte.new_id(), patient_id, jour, grossesse, allaitement, terme)
        return self._save(patient_id, etat, ActionAudit.CREATION)

    def stop(self, patient_id: UUID, traitement: TraitementEnCours, motif: str) -> Entree:
        """Record that a medicine prescribed here is stopped from today on, and why.

        Raises:
            SessionFermee: nobody is logged in.
            AmbroiseError: no reason.
        """
        if not motif.strip():
            raise AmbroiseError(
                "Un arrêt sans motif n’apprend rien à personne.",
                remede="Dites pourquoi\u00a0: effet indésirable, inefficace, fin de l’indication…",
            )
        ligne, jour = traitement.ligne, self._contexte.horloge().astimezone().date()
        arret = ArretTraitement(
            self._contexte.new_id(), patient_id, ligne.id, ligne.nom_court, jour, motif.strip()
        )
        return self._save(patient_id, arret, ActionAudit.CREATION)

    def set_done(self, tache: Tache, *, faite: bool) -> Entree:
        """Tick a task, or tick it off.

        Raises:
            SessionFermee, ConflitVersion.
        """
        instant = self._contexte.horloge() if faite else None
        assert tache.patient_id is not None
        return self._save(tache.patient_id, replace(tache, faite_le=instant), ActionAudit.MODIFICATION)

    def correct(self, entree: Entree) -> Entree:
        """Write an entry as it should have been; what it was stays in its history.

        Raises:
            SessionFermee, Introuvable, ActeFinal.
            ConflitVersion: another seat changed it meanwhile.
        """
        patient_id = entree.patient_id
        assert patient_id is not None
        if isinstance(entree, Probleme | Antecedent | Ald) and self._is_renamed(entree):
            entree = self._coded(entree)
        gardee = self._save(patient_id, entree, ActionAudit.MODIFICATION)
        if isinstance(gardee, Vaccination) and self._suites is not None:
            self._suites.corrected(gardee)
        return gardee

    def undo(self, patient_id: UUID, id_: UUID) -> None:
        """Put an entry back as it was before its last change, by a further version.

        Raises:
            SessionFermee, Introuvable, ActeFinal.
        """
        with self._contexte.uow() as uow:
            uow.entrees.undo(id_)
            self._trace(uow, ActionAudit.MODIFICATION, f"entrée {id_} remise", patient_id)
            remises = [v for v in uow.entrees.list(Vaccination, patient_id) if v.id == id_]
            uow.commit()
        if self._suites is not None:
            for vaccination in remises:
                self._suites.corrected(vaccination)

    def annul(self, patient_id: UUID, id_: UUID, motif: str) -> None:
        """Take an entry, an encounter or an allergy out of the file, with its reason; nothing is deleted.

        Raises:
            SessionFermee, Introuvable, ActeFinal.
        """
        with self._contexte.uow() as uow:
            uow.entrees.annul(id_, motif)
            self._trace(uow, ActionAudit.ANNULATION, f"élément {id_}", patient_id)
            if self._suites is not None:
                self._suites.withdrawn(uow, patient_id, id_)
            uow.commit()
        if self._suites is not None:
            self._suites.left()

    def _coded(self, entree: Entree) -> Entree:
        """Return an entry under the code of its label, or under none: a code never outlives its words."""
        match entree:
            case Probleme() | Antecedent():
                maladie = self._termes.find_maladie(entree.libelle)
                return replace(entree, code_cim10=maladie.code if maladie else "")
            case Ald():
                ald = self._termes.find_ald(entree.libelle)
                return replace(entree, numero=ald.code if ald else "", code_cim10="")
            case _:
                return entree

    def _is_renamed(self, entree: Probleme | Antecedent | Ald) -> bool:
        with self._contexte.uow() as uow:
            return getattr(uow.entrees.get(entree.id), "libelle", "") != entree.libelle

    def _save(self, patient_id: UUID, entree: Entree, action: ActionAudit) -> Entree:
        with self._contexte.uow() as uow:
            uow.patients.get(patient_id)
            gardee = uow.entrees.save(entree)
            self._trace(uow, action, f"{type(entree).__name__} {entree.id}", patient_id)
            uow.commit()
        return gardee

    def _trace(self, uow: UnitOfWork, action: ActionAudit, objet: str, patient_id: UUID) -> None:
        self._contexte.trace(uow, self._session.auteur, action, objet, patient_id=patient_id)
