"""The in-memory store, for the office: outbox, trail, drafts, agenda, accounts."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from ambroise.domain.agenda import RendezVous
from ambroise.domain.audit import EntreeAudit, FiltreTraces, TraceRangee
from ambroise.domain.code_compte import CodeCompte
from ambroise.domain.droits import Compte
from ambroise.domain.entrees import EchangeInsi
from ambroise.domain.envoi import Envoi, EnvoiNomme, EtatEnvoi
from ambroise.domain.reglage_agenda import ReglageAgenda
from ambroise.usecases.errors import ConflitVersion, CreneauOccupe, Introuvable
from tests.fakes.memoire_tables import Tables


class EnvoisMemoire:
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


class AuditMemoire:
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


class BrouillonsMemoire:
    def __init__(self, tables: Tables) -> None:
        self._lignes = tables.brouillons

    def save(self, cle: str, contenu: str, maintenant: datetime) -> None:
        self._lignes[cle] = (contenu, maintenant)

    def get(self, cle: str) -> tuple[str, datetime] | None:
        return self._lignes.get(cle)

    def delete(self, cle: str) -> None:
        self._lignes.pop(cle, None)


class AgendaMemoire:
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

    def in_salle(self, salle: str, du: datetime, au: datetime) -> Sequence[RendezVous]:
        return [r for r in self.list(du, au) if r.lieu == salle and not r.is_libre]

    def serie(self, id_: UUID) -> Sequence[RendezVous]:
        return sorted((r for r in self._lignes.values() if r.serie == id_), key=lambda r: r.debut)

    def praticiens(self) -> Sequence[str]:
        return sorted({r.praticien for r in self._lignes.values()})


class ReglagesAgendaMemoire:
    def __init__(self, tables: Tables) -> None:
        self._lignes = tables.reglages_agenda

    def get(self, praticien: str) -> ReglageAgenda:
        return self._lignes.get(praticien, ReglageAgenda(praticien))

    def save(self, reglage: ReglageAgenda) -> ReglageAgenda:
        if self.get(reglage.praticien).version != reglage.version:
            raise ConflitVersion("un autre", None)
        self._lignes[reglage.praticien] = replace(reglage, version=reglage.version + 1)
        return self._lignes[reglage.praticien]


class ComptesMemoire:
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


class EchangesInsiMemoire:
    def __init__(self, tables: Tables) -> None:
        self._lignes = tables.echanges_insi

    def add(self, echange: EchangeInsi) -> None:
        self._lignes.append(echange)

    def list(self, patient_id: UUID) -> Sequence[EchangeInsi]:
        return [e for e in reversed(self._lignes) if e.patient_id == patient_id]

    def purge(self, avant: datetime) -> None:
        self._lignes[:] = [e for e in self._lignes if e.instant >= avant]
