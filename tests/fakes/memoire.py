"""An in-memory store that keeps the promises of the ports: rollback, optimistic locking, unique INS."""

from collections.abc import Callable, Iterable, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Self, TypeVar
from uuid import UUID

from ambroise.domain.agenda import RendezVous
from ambroise.domain.audit import EntreeAudit, FiltreTraces, TraceRangee
from ambroise.domain.code_compte import CodeCompte
from ambroise.domain.dispensation import Dispensation
from ambroise.domain.dossier import Allergie, Constante, Consultation, Document
from ambroise.domain.doublons import Repere, as_repere
from ambroise.domain.droits import Compte
from ambroise.domain.entrees import EchangeInsi, Entree
from ambroise.domain.envoi import Envoi, EnvoiNomme, EtatEnvoi
from ambroise.domain.identite import MatriculeIns, TraitsIdentite
from ambroise.domain.message import EnteteMessage, RoleDossier
from ambroise.domain.ordonnance import Ordonnance, StatutOrdonnance
from ambroise.domain.patient import Patient
from ambroise.domain.reglage_agenda import ReglageAgenda
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.errors import ActeFinal, ConflitVersion, CreneauOccupe, DoublonIns, Introuvable
from ambroise.usecases.ports import ResultatPatient
from ambroise.usecases.ports_reception import EtatCopie
from tests.fakes.messages import MessagesMemoire

T = TypeVar("T", bound=Entree)


@dataclass
class Tables:
    """All that was committed."""

    patients: dict[UUID, Patient] = field(default_factory=dict)
    consultations: list[Consultation] = field(default_factory=list)
    constantes: list[Constante] = field(default_factory=list)
    allergies: list[Allergie] = field(default_factory=list)
    documents: dict[UUID, Document] = field(default_factory=dict)
    contenus: dict[str, bytes] = field(default_factory=dict)
    ordonnances: dict[UUID, Ordonnance] = field(default_factory=dict)
    dispensations: list[Dispensation] = field(default_factory=list)
    ordonnancier: int = 0
    envois: dict[UUID, Envoi] = field(default_factory=dict)
    audit: list[EntreeAudit] = field(default_factory=list)
    brouillons: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    entrees: dict[UUID, Entree] = field(default_factory=dict)
    comptes: dict[str, Compte] = field(default_factory=dict)
    codes: dict[UUID, CodeCompte] = field(default_factory=dict)
    lecteurs: dict[UUID, tuple[str, ...]] = field(default_factory=dict)
    rendez_vous: dict[UUID, RendezVous] = field(default_factory=dict)
    reglages_agenda: dict[str, ReglageAgenda] = field(default_factory=dict)
    messages: dict[str, EnteteMessage] = field(default_factory=dict)
    courriers: dict[str, bytes] = field(default_factory=dict)
    echanges_insi: list[EchangeInsi] = field(default_factory=list)
    copies: dict[tuple[str, RoleDossier], EtatCopie] = field(default_factory=dict)

    def snapshot(self) -> "Tables":
        """Return an independent copy; the values themselves are frozen."""
        return Tables(**{nom: copy(valeur) for nom, valeur in vars(self).items()})


class _Patients:
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


class _Fusions:
    """No file was ever merged in this store; merges are tested on the database."""

    def resolve(self, patient_id: UUID) -> UUID:
        return patient_id


class _Dossiers:
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


class _Ordonnances:
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


class _Dispensations:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def add(self, dispensation: Dispensation) -> None:
        self._tables.dispensations.append(dispensation)

    def list(self, numero_ordonnance: str) -> Sequence[Dispensation]:
        return [d for d in self._tables.dispensations if d.numero_ordonnance == numero_ordonnance]

    def since(self, instant: datetime) -> Sequence[Dispensation]:
        return sorted(
            (d for d in self._tables.dispensations if d.instant >= instant), key=lambda d: d.instant
        )

    def next_numero_ordonnancier(self) -> int:
        self._tables.ordonnancier += 1
        return self._tables.ordonnancier


class _Envois:
    def __init__(self, tables: Tables) -> None:
        self._lignes = tables.envois

    def add(self, envoi: Envoi) -> None:
        assert all(
            (e.type, e.cle_idempotence) != (envoi.type, envoi.cle_idempotence) for e in self._lignes.values()
        )
        self._lignes[envoi.id] = envoi

    def get(self, id_: UUID) -> Envoi:
        return self._lignes[id_]

    def list(
        self, etats: Iterable[EtatEnvoi] = (), limite: int | None = 500, patient_id: UUID | None = None
    ) -> Sequence[Envoi]:
        voulus = frozenset(etats)
        return [
            e
            for e in self._lignes.values()
            if (not voulus or e.etat in voulus) and patient_id in (None, e.patient_id)
        ][:limite]

    def list_named(self, patient_id: UUID | None = None, limite: int = 500) -> Sequence[EnvoiNomme]:
        mine = [e for e in self._lignes.values() if patient_id in (None, e.patient_id)]
        return [EnvoiNomme(replace(e, contenu=b""), "", "", e.cree_le) for e in mine][:limite]

    def take(self, maintenant: datetime, reprise_avant: datetime) -> Envoi | None:
        for envoi in self._lignes.values():
            if envoi.apres and self._lignes[envoi.apres].etat is not EtatEnvoi.REMIS:
                continue
            due = envoi.etat is EtatEnvoi.EN_ATTENTE and (envoi.prochaine or maintenant) <= maintenant
            abandonne = envoi.etat is EtatEnvoi.EN_COURS and (envoi.prochaine or maintenant) < reprise_avant
            if due or abandonne:
                pris = replace(
                    envoi,
                    etat=EtatEnvoi.EN_COURS,
                    essais=envoi.essais + 1,
                    prochaine=maintenant,
                    version=envoi.version + 1,
                )
                self._lignes[envoi.id] = pris
                return pris
        return None

    def save(self, envoi: Envoi) -> None:
        if self._lignes[envoi.id].version != envoi.version:
            raise ConflitVersion("", None)
        self._lignes[envoi.id] = replace(envoi, version=envoi.version + 1)

    def followers(self, id_: UUID) -> Sequence[Envoi]:
        return [e for e in self._lignes.values() if e.apres == id_]

    def next_due(self) -> datetime | None:
        return min(
            (e.prochaine for e in self._lignes.values() if e.etat is EtatEnvoi.EN_ATTENTE and e.prochaine),
            default=None,
        )

    def count(self) -> dict[EtatEnvoi, int]:
        etats = [e.etat for e in self._lignes.values()]
        return {etat: etats.count(etat) for etat in set(etats)}


class _Audit:
    def __init__(self, tables: Tables) -> None:
        self._lignes = tables.audit

    def append(self, entree: EntreeAudit) -> None:
        self._lignes.append(entree)

    def list(self, patient_id: UUID | None = None, limite: int = 1000) -> Sequence[EntreeAudit]:
        return [e for e in reversed(self._lignes) if patient_id in (None, e.patient_id)][:limite]

    def accesses(self, patient_id: UUID, filtre: FiltreTraces) -> Sequence[TraceRangee]:
        return [t for t in self.journal(filtre) if t.entree.patient_id == patient_id]

    def journal(self, filtre: FiltreTraces) -> Sequence[TraceRangee]:
        rangees = [TraceRangee(rang, e) for rang, e in enumerate(self._lignes, 1)]
        return [
            t
            for t in reversed(rangees)
            if (not filtre.actions or t.entree.action in filtre.actions)
            and filtre.auteur in ("", t.entree.auteur)
        ][: filtre.limite]

    def verify(self) -> Sequence[str]:
        return []


class _Brouillons:
    def __init__(self, tables: Tables) -> None:
        self._lignes = tables.brouillons

    def save(self, cle: str, contenu: str, maintenant: datetime) -> None:
        self._lignes[cle] = (contenu, maintenant)

    def get(self, cle: str) -> tuple[str, datetime] | None:
        return self._lignes.get(cle)

    def delete(self, cle: str) -> None:
        self._lignes.pop(cle, None)


class _Entrees:
    """Entries by kind, newest first; versions are checked as the database does."""

    def __init__(self, tables: Tables) -> None:
        self._lignes = tables.entrees

    def save(self, entree: T) -> T:
        former = self._lignes.get(entree.id)
        if (former.version if former else 0) != entree.version:
            raise ConflitVersion("", None)
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


class _Agenda:
    def __init__(self, tables: Tables) -> None:
        self._lignes = tables.rendez_vous

    def save(self, rendez_vous: RendezVous) -> RendezVous:
        for autre in self._lignes.values():
            croise = autre.debut < rendez_vous.fin and rendez_vous.debut < autre.fin
            meme = autre.praticien == rendez_vous.praticien and autre.id != rendez_vous.id
            if meme and croise and not (autre.is_libre or rendez_vous.is_libre):
                raise CreneauOccupe("Un autre rendez-vous occupe ce créneau.")
        connu = self._lignes.get(rendez_vous.id)
        if (connu.version if connu else 0) != rendez_vous.version:
            raise ConflitVersion("un autre", None)
        ecrit = replace(rendez_vous, version=rendez_vous.version + 1)
        self._lignes[rendez_vous.id] = ecrit
        return ecrit

    def get(self, id_: UUID) -> RendezVous:
        if id_ not in self._lignes:
            raise Introuvable("Ce rendez-vous n’existe pas.")
        return self._lignes[id_]

    def list(self, du: datetime, au: datetime, praticien: str | None = None) -> Sequence[RendezVous]:
        lignes = self._lignes.values()
        touches = [r for r in lignes if r.debut < au and r.fin > du and praticien in (None, r.praticien)]
        return sorted(touches, key=lambda r: r.debut)

    def serie(self, id_: UUID) -> Sequence[RendezVous]:
        return sorted((r for r in self._lignes.values() if r.serie == id_), key=lambda r: r.debut)

    def praticiens(self) -> Sequence[str]:
        return sorted({r.praticien for r in self._lignes.values()})


class _ReglagesAgenda:
    def __init__(self, tables: Tables) -> None:
        self._lignes = tables.reglages_agenda

    def get(self, praticien: str) -> ReglageAgenda:
        return self._lignes.get(praticien, ReglageAgenda(praticien))

    def save(self, reglage: ReglageAgenda) -> ReglageAgenda:
        if self.get(reglage.praticien).version != reglage.version:
            raise ConflitVersion("un autre", None)
        self._lignes[reglage.praticien] = replace(reglage, version=reglage.version + 1)
        return self._lignes[reglage.praticien]


class _Comptes:
    """Accounts and restrictions, outside of any transaction."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def save(self, compte: Compte) -> Compte:
        self._tables.comptes[compte.identifiant] = suivant = replace(compte, version=compte.version + 1)
        return suivant

    def find(self, identifiant: str) -> Compte | None:
        return self._tables.comptes.get(identifiant)

    def list(self) -> Sequence[Compte]:
        return sorted(self._tables.comptes.values(), key=lambda c: c.nom)

    def restrict(self, patient_id: UUID, identifiants: Iterable[str]) -> None:
        self._tables.lecteurs[patient_id] = tuple(sorted(set(identifiants)))

    def readers(self, patient_id: UUID) -> Sequence[str]:
        return self._tables.lecteurs.get(patient_id, ())

    def code(self, compte_id: UUID) -> CodeCompte | None:
        return self._tables.codes.get(compte_id)

    def codes(self) -> Sequence[CodeCompte]:
        return tuple(self._tables.codes.values())

    def note_try(self, code: CodeCompte) -> None:
        self._tables.codes[code.compte_id] = code

    give_code = note_try


class _EchangesInsi:
    def __init__(self, tables: Tables) -> None:
        self._lignes = tables.echanges_insi

    def add(self, echange: EchangeInsi) -> None:
        self._lignes.append(echange)

    def list(self, patient_id: UUID) -> Sequence[EchangeInsi]:
        return [e for e in reversed(self._lignes) if e.patient_id == patient_id]

    def purge(self, avant: datetime) -> None:
        self._lignes[:] = [e for e in self._lignes if e.instant >= avant]


class UnitOfWorkMemoire:
    """One transaction on a copy of the tables, put in place by ``commit``."""

    def __init__(self, base: "BaseMemoire") -> None:
        self._base = base

    def __enter__(self) -> Self:
        self._travail = t = self._base.tables.snapshot()
        self.patients = _Patients(t)
        self.fusions = _Fusions()
        self.dossiers = _Dossiers(t)
        self.ordonnances = _Ordonnances(t)
        self.dispensations = _Dispensations(t)
        self.envois = _Envois(t)
        self.echanges_insi = _EchangesInsi(t)
        self.audit = _Audit(t)
        self.brouillons = _Brouillons(t)
        self.messages = MessagesMemoire(t.messages, t.courriers, t.copies)
        self.entrees = _Entrees(t)
        self.comptes = _Comptes(t)
        self.rendez_vous = _Agenda(t)
        self.reglages_agenda = _ReglagesAgenda(t)
        return self

    def commit(self) -> None:
        self._base.tables = self._travail.snapshot()

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        return None


class BaseMemoire:
    """Gives units of work, like the real store."""

    def __init__(self) -> None:
        self.tables = Tables()

    def __call__(self) -> UnitOfWorkMemoire:
        return UnitOfWorkMemoire(self)


def make_contexte(base: BaseMemoire, debut: datetime = datetime(2026, 6, 4, 9, 29, tzinfo=UTC)) -> Contexte:
    """Return a context whose clock advances one second at each look and whose identifiers count."""
    secondes = iter(range(10**6))
    numeros = iter(range(1, 10**6))
    horloge: Callable[[], datetime] = lambda: debut + timedelta(seconds=next(secondes))  # noqa: E731
    return Contexte(base, horloge, lambda: UUID(int=next(numeros)), "poste-1")
