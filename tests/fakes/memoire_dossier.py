"""The in-memory store, by file: patients, what is noted, orders, dispensings."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from ambroise.domain.dispensation import Dispensation
from ambroise.domain.dossier import Allergie, Constante, Consultation, Document
from ambroise.domain.doublons import Repere, as_repere
from ambroise.domain.entrees import Entree
from ambroise.domain.identite import MatriculeIns, TraitsIdentite
from ambroise.domain.ordonnance import Ordonnance, StatutOrdonnance
from ambroise.domain.patient import Patient
from ambroise.usecases.errors import ActeFinal, ConflitVersion, DoublonIns, Introuvable
from ambroise.usecases.ports import ResultatPatient
from tests.fakes.memoire_tables import Tables

T = TypeVar("T", bound=Entree)


class PatientsMemoire:
    def __init__(self, tables: Tables) -> None:
        self._lignes = tables.patients

    def get(self, id_: UUID) -> Patient:
        try:
            return self._lignes[id_]
        except KeyError:
            raise Introuvable("Ce patient n’existe pas dans ce profil.") from None

    def add(self, patient: Patient) -> None:
        self._require_unique(patient)
        self._lignes[patient.id] = replace(patient, version=1)

    def save(self, patient: Patient) -> Patient:
        if self.get(patient.id).version != patient.version:
            raise ConflitVersion("", None)
        self._require_unique(patient)
        self._lignes[patient.id] = suivant = replace(patient, version=patient.version + 1)
        return suivant

    def _require_unique(self, patient: Patient) -> None:
        if patient.identite.ins:
            autre = self.find_by_ins(patient.identite.ins.matricule)
            if autre and autre.id != patient.id:
                raise DoublonIns("Un autre dossier porte cette identité.")

    def all_ids(self) -> Sequence[UUID]:
        return sorted(self._lignes)

    def find_by_ins(self, matricule: MatriculeIns) -> Patient | None:
        for patient in self._lignes.values():
            if patient.identite.ins and patient.identite.ins.matricule == matricule:
                return patient
        return None

    def find_by_traits(self, traits: TraitsIdentite) -> Sequence[Patient]:
        def cle(t: TraitsIdentite) -> tuple[object, ...]:
            return t.nom_naissance, t.sexe, t.date_naissance

        return [p for p in self._lignes.values() if cle(p.identite.traits) == cle(traits)]

    def search(self, texte: str, limite: int = 30) -> Sequence[ResultatPatient]:
        def mots_de(p: Patient) -> str:
            t = p.identite.traits
            noms = f"{t.nom_naissance} {p.identite.nom_utilise} {t.prenoms_naissance}"
            return f"{noms} {t.date_naissance:%d/%m/%Y}".upper()

        mots = texte.upper().split()
        trouves = [p for p in self._lignes.values() if all(m in mots_de(p) for m in mots)]
        return [
            ResultatPatient(
                id=p.id,
                nom_naissance=p.identite.traits.nom_naissance,
                nom_utilise=p.identite.nom_utilise,
                prenom=p.prenom_affiche,
                date_naissance=p.identite.traits.date_naissance,
                sexe=p.identite.traits.sexe,
                statut=p.identite.statut,
            )
            for p in trouves[:limite]
        ]

    def reperes(self) -> Iterable[Repere]:
        return [as_repere(p) for p in self._lignes.values()]

    def ids_with_ins(self, apres: UUID | None, limite: int) -> Sequence[UUID]:
        ids = sorted(p.id for p in self._lignes.values() if p.identite.ins)
        return [i for i in ids if apres is None or i > apres][:limite]


class FusionsMemoire:
    """No file was ever merged in this store; merges are tested on the database."""

    def resolve(self, patient_id: UUID) -> UUID:
        return patient_id


class DossiersMemoire:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def add_consultation(self, consultation: Consultation) -> None:
        self._tables.consultations.append(consultation)
        self._tables.constantes.extend(consultation.constantes)

    def consultations(self, patient_id: UUID) -> Sequence[Consultation]:
        return [c for c in reversed(self._tables.consultations) if c.patient_id == patient_id]

    def read_suivi(self, patient_id: UUID) -> tuple[Sequence[Consultation], Sequence[Constante]]:
        return self.consultations(patient_id), self.constantes(patient_id)

    def add_constante(self, constante: Constante) -> None:
        self._tables.constantes.append(constante)

    def constantes(self, patient_id: UUID) -> Sequence[Constante]:
        return [c for c in reversed(self._tables.constantes) if c.patient_id == patient_id]

    def add_allergie(self, allergie: Allergie) -> None:
        self._tables.allergies.append(allergie)

    def allergies(self, patient_id: UUID) -> Sequence[Allergie]:
        return [a for a in reversed(self._tables.allergies) if a.patient_id == patient_id]

    def add_document(self, document: Document, contenu: bytes) -> None:
        self._tables.documents[document.id] = document
        self._tables.contenus[document.empreinte] = contenu

    def documents(self, patient_id: UUID) -> Sequence[Document]:
        return [d for d in reversed(self._tables.documents.values()) if d.patient_id == patient_id]

    def document_content(self, id_: UUID) -> bytes:
        return self._tables.contenus[self._tables.documents[id_].empreinte]


class OrdonnancesMemoire:
    def __init__(self, tables: Tables) -> None:
        self._lignes = tables.ordonnances

    def save(self, ordonnance: Ordonnance) -> None:
        ancienne = self._lignes.get(ordonnance.id)
        if ancienne and ancienne.is_figee and ordonnance.statut is StatutOrdonnance.BROUILLON:
            raise ActeFinal("Une ordonnance signée se remplace, elle ne se modifie pas.")
        self._lignes[ordonnance.id] = ordonnance

    def get(self, id_: UUID) -> Ordonnance:
        try:
            return self._lignes[id_]
        except KeyError:
            raise Introuvable("Cette ordonnance n’existe pas.") from None

    def find_by_numero(self, numero: str) -> Ordonnance | None:
        return next((o for o in self._lignes.values() if o.numero == numero), None)

    def list(self, patient_id: UUID) -> Sequence[Ordonnance]:
        return [o for o in reversed(self._lignes.values()) if o.patient_id == patient_id]

    def signed_by(self, numero_rpps: str, du: date, au: date) -> Sequence[Ordonnance]:
        siennes = [
            o
            for o in self._lignes.values()
            if o.statut is StatutOrdonnance.SIGNEE
            and o.prescripteur.numero_rpps == numero_rpps
            and du <= o.date <= au
        ]
        return sorted(siennes, key=lambda o: o.date, reverse=True)


class DispensationsMemoire:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def add(self, dispensation: Dispensation) -> None:
        self._tables.dispensations.append(dispensation)

    def list(self, numero_ordonnance: str) -> Sequence[Dispensation]:
        return [d for d in self._tables.dispensations if d.numero_ordonnance == numero_ordonnance]

    def find_by_boite(self, code_cip13: str, numero_serie: str) -> Dispensation | None:
        def has(dispensation: Dispensation) -> bool:
            livrees = [livree for ligne in dispensation.lignes for livree in ligne.delivrances]
            return (code_cip13, numero_serie) in {(li.code_cip13, li.numero_serie) for li in livrees}

        return min(filter(has, self._tables.dispensations), key=lambda d: d.instant, default=None)

    def since(self, instant: datetime) -> Sequence[Dispensation]:
        return sorted(
            (d for d in self._tables.dispensations if d.instant >= instant), key=lambda d: d.instant
        )

    def hold(self) -> None:
        """One seat alone is played in memory."""

    def next_numero_ordonnancier(self) -> int:
        self._tables.ordonnancier += 1
        return self._tables.ordonnancier


class EntreesMemoire:
    """Entries by kind, newest first; versions are checked as the database does."""

    def __init__(self, tables: Tables) -> None:
        self._lignes = tables.entrees

    def save(self, entree: T) -> T:
        former = self._lignes.get(entree.id)
        if (former.version if former else 0) != entree.version:
            raise ConflitVersion("", None, former)
        suivante = replace(entree, version=entree.version + 1)
        self._lignes.pop(entree.id, None)
        self._lignes[entree.id] = suivante
        return suivante

    def get(self, id_: UUID) -> Entree:
        if id_ not in self._lignes:
            raise Introuvable("Aucune entrée de cet identifiant.")
        return self._lignes[id_]

    def list(self, genre: type[T], patient_id: UUID | None = None) -> Sequence[T]:
        return [
            e
            for e in reversed(self._lignes.values())
            if isinstance(e, genre) and patient_id in (None, e.patient_id)
        ]

    def annul(self, id_: UUID, motif: str) -> None:
        assert motif
        del self._lignes[id_]

    def all(self, patient_id: UUID) -> Sequence[Entree]:
        return [e for e in reversed(self._lignes.values()) if e.patient_id == patient_id]
