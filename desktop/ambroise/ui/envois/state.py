"""What the outbox screen says of each envoi, computed from its row and the present instant."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from ambroise.domain.envoi import Envoi, EtatEnvoi, TypeEnvoi
from ambroise.ui.envois.ports import EnvoiSuivi
from ambroise.ui.errors import Explanation
from ambroise.ui.painting import SEMIBOLD, Span, named
from ambroise.ui.tokens import Tone
from ambroise.ui.widgets.rows import Cell, Column, Section
from ambroise.ui.words import NBSP, clock, short_date

SERVICES: Final = {
    TypeEnvoi.ORDONNANCE_NUMERIQUE: "Assurance Maladie",
    TypeEnvoi.EXECUTION_ORDONNANCE: "Assurance Maladie",
    TypeEnvoi.DMP: "DMP",
    TypeEnvoi.MSSANTE: "MSSanté",
    TypeEnvoi.RECTIFICATION: "MSSanté",
    TypeEnvoi.SUPPRESSION_DMP: "DMP",
    TypeEnvoi.ANNULATION_ORDONNANCE: "Assurance Maladie",
}

_ICONES: Final = {
    TypeEnvoi.ORDONNANCE_NUMERIQUE: "pill",
    TypeEnvoi.EXECUTION_ORDONNANCE: "package-check",
    TypeEnvoi.DMP: "file-text",
    TypeEnvoi.MSSANTE: "mail",
    TypeEnvoi.RECTIFICATION: "mail",
    TypeEnvoi.SUPPRESSION_DMP: "file-x",
    TypeEnvoi.ANNULATION_ORDONNANCE: "file-x",
}

FILTRES: Final = (("a_voir", "À voir"), ("jour", "Aujourd’hui"), ("semaine", "7 jours"), ("tous", "Tous"))

PERIME: Final = Explanation(
    "Cet envoi portait un autre INS que celui du patient.",
    "Il est annulé avec ceux qui en dépendent, rien n’est parti.",
    "Signez de nouveau le document\u202f; une tâche vous le rappelle dans le dossier.",
    tone="warning",
    icon="shield-alert",
)

_OUVERTS: Final = (EtatEnvoi.REFUSE, EtatEnvoi.A_REPRENDRE, EtatEnvoi.EN_ATTENTE, EtatEnvoi.EN_COURS)


@dataclass(frozen=True)
class LigneEnvoi:
    """One row, and what its detail says."""

    suivi: EnvoiSuivi
    maintenant: datetime
    etat: str
    icone: str
    ton: Tone
    suite: str

    @property
    def envoi(self) -> Envoi:
        """The row of the outbox."""
        return self.suivi.envoi

    @property
    def destinataire(self) -> str:
        """Who receives: the person or the service."""
        return self.suivi.destinataire or SERVICES[self.envoi.type]

    @property
    def cree(self) -> str:
        """When it was made: the hour today, else the day."""
        return _quand(self.envoi.cree_le, self.maintenant)

    @property
    def titre(self) -> str:
        """The sentence at the head of the detail."""
        match self.envoi.etat:
            case EtatEnvoi.REFUSE:
                return f"{self.destinataire}{NBSP}: envoi refusé"
            case EtatEnvoi.A_REPRENDRE:
                return f"{self.destinataire}{NBSP}: cet envoi attend votre réponse"
            case EtatEnvoi.EN_ATTENTE if self.envoi.essais:
                return f"{self.destinataire} n’a pas répondu, l’envoi sera repris seul"
            case EtatEnvoi.EN_ATTENTE:
                return "Cet envoi partira seul"
            case EtatEnvoi.EN_COURS:
                return "Cet envoi est en route"
            case EtatEnvoi.REMIS:
                return f"{self.destinataire} a accusé réception"
            case EtatEnvoi.ANNULE:
                return "Cet envoi a été annulé"

    @property
    def ce_qui_s_est_passe(self) -> str:
        """What happened, in the words of the outbox."""
        if self.envoi.erreur and self.envoi.etat is not EtatEnvoi.REMIS:
            return self.envoi.erreur
        match self.envoi.etat:
            case EtatEnvoi.REMIS:
                return "Le document est arrivé, une seule fois."
            case EtatEnvoi.ANNULE:
                return "Il n’est pas parti et ne partira pas."
            case EtatEnvoi.EN_COURS:
                return "La transmission a commencé."
            case EtatEnvoi.EN_ATTENTE if self.envoi.apres is not None:
                return "Il attend que l’envoi dont il dépend soit arrivé."
            case _:
                return "Rien d’anormal."

    @property
    def ce_qui_est_sur(self) -> str:
        """What is safe, whatever happens."""
        if self.envoi.type is TypeEnvoi.ANNULATION_ORDONNANCE and self.envoi.etat is EtatEnvoi.REFUSE:
            return "L’ordonnance est annulée ici, mais pas là-bas\u202f: elle peut encore être délivrée."
        if self.envoi.type is TypeEnvoi.EXECUTION_ORDONNANCE and self.envoi.etat is EtatEnvoi.REFUSE:
            return "La délivrance est à l’ordonnancier, mais l’Assurance Maladie ne l’a pas prise."
        if self.envoi.etat in (EtatEnvoi.REFUSE, EtatEnvoi.A_REPRENDRE):
            return "Le document est dans le dossier, rien n’est perdu. Il n’a pas été remis."
        return "Le document est dans le dossier. Il ne partira jamais deux fois."

    @property
    def que_faire(self) -> str:
        """What the user may do, or that there is nothing to do."""
        match self.envoi.etat:
            case EtatEnvoi.REFUSE if self.envoi.type is TypeEnvoi.ANNULATION_ORDONNANCE:
                return "Appelez la pharmacie, puis relancez si elle n’a rien délivré."
            case EtatEnvoi.REFUSE if self.envoi.type is TypeEnvoi.EXECUTION_ORDONNANCE:
                return "Présentez de nouveau l’ordonnance au comptoir, qui dit ce qui reste à délivrer."
            case EtatEnvoi.REFUSE if self.envoi.type is TypeEnvoi.ORDONNANCE_NUMERIQUE:
                return "Ne remettez pas son papier. Ouvrez l’ordonnance, reprenez-la (Ctrl+R) et signez."
            case EtatEnvoi.REFUSE if self.can_retry:
                return "Appelez le destinataire, puis relancez."
            case EtatEnvoi.REFUSE:
                return "Corrigez ce qui est dit ci-dessus, puis signez de nouveau le document."
            case EtatEnvoi.ANNULE if self.envoi.is_perime:
                return "Signez de nouveau le document. Une tâche vous le rappelle dans le dossier."
            case EtatEnvoi.A_REPRENDRE if self.envoi.is_retenu:
                return "Répondez à ce qui est dit ci-dessus, puis relancez. Vous pouvez aussi annuler."
            case EtatEnvoi.A_REPRENDRE:
                return "Remettez votre carte ou corrigez, puis relancez. Vous pouvez aussi annuler."
            case EtatEnvoi.EN_ATTENTE:
                return "Rien. Vous pouvez l’envoyer maintenant ou l’annuler."
            case _:
                return "Rien."

    @property
    def can_retry(self) -> bool:
        """Whether asking again makes sense."""
        return self.envoi.is_reprenable

    @property
    def parcours(self) -> tuple[tuple[str, Tone, str, str], ...]:
        """The steps so far: icon, ink, words, hour."""
        pas: list[tuple[str, Tone, str, str]] = [
            ("check", "success", "Créé et enregistré", clock(self.envoi.cree_le.astimezone()))
        ]
        if self.envoi.essais:
            essais = "1 essai" if self.envoi.essais == 1 else f"{self.envoi.essais}{NBSP}essais"
            pas.append(("send", "secondary", essais, ""))
        heure = clock(self.suivi.remis_le.astimezone()) if self.suivi.remis_le else ""
        pas.append((self.icone, self.ton, self.etat if not heure else "Accusé de réception", heure))
        return tuple(pas)


def present(suivi: EnvoiSuivi, maintenant: datetime) -> LigneEnvoi:
    """Say where an envoi stands."""
    envoi = suivi.envoi
    ton: Tone
    match envoi.etat:
        case EtatEnvoi.REFUSE:
            etat, icone, ton, suite = "Refusé", "circle-x", "danger", "Attend votre réponse"
        case EtatEnvoi.A_REPRENDRE:
            etat, icone, ton, suite = "À reprendre", "triangle-alert", "warning", "Attend votre réponse"
        case EtatEnvoi.EN_ATTENTE if envoi.essais:
            etat, icone, ton = "Nouvel essai", "refresh-cw", "warning"
            suite = _prochain(envoi, maintenant)
        case EtatEnvoi.EN_ATTENTE:
            etat, icone, ton = "En attente", "clock", "secondary"
            suite = "Attend l’envoi précédent" if envoi.apres is not None else _prochain(envoi, maintenant)
        case EtatEnvoi.EN_COURS:
            etat, icone, ton, suite = "En cours", "loader", "info", "Transmission en cours"
        case EtatEnvoi.REMIS:
            etat, icone, ton = "Reçu", "circle-check", "success"
            suite = f"Accusé à {clock(suivi.remis_le.astimezone())}" if suivi.remis_le else "Accusé reçu"
        case EtatEnvoi.ANNULE:
            suite = "À signer de nouveau" if envoi.is_perime else "Ne partira pas"
            etat, icone, ton = "Annulé", "x", "warning" if envoi.is_perime else "secondary"
    return LigneEnvoi(suivi, maintenant, etat, icone, ton, suite)


def arrange(suivis: Sequence[EnvoiSuivi], filtre: str, maintenant: datetime) -> list[LigneEnvoi | Section]:
    """Return the rows of a filter: what needs someone first, what arrived under its heading."""
    lignes = [present(s, maintenant) for s in suivis if _FILTRES[filtre](s, maintenant)]
    lignes.sort(key=lambda ligne: ligne.envoi.cree_le, reverse=True)
    ouverts: list[LigneEnvoi | Section] = []
    for etat in _OUVERTS:
        ouverts += [ligne for ligne in lignes if ligne.envoi.etat is etat]
    recus = [ligne for ligne in lignes if ligne.envoi.etat is EtatEnvoi.REMIS]
    annules = [ligne for ligne in lignes if ligne.envoi.etat is EtatEnvoi.ANNULE]
    if recus:
        ouverts += [Section("Reçus aujourd’hui" if filtre == "jour" else "Reçus"), *recus]
    if annules:
        ouverts += [Section("Annulés"), *annules]
    return ouverts


def count(suivis: Sequence[EnvoiSuivi], filtre: str, maintenant: datetime) -> int:
    """Return how many envois a filter keeps."""
    return sum(1 for s in suivis if _FILTRES[filtre](s, maintenant))


COLONNES: Final[tuple[Column[LigneEnvoi], ...]] = (
    Column("État", lambda e: Cell.of(e.etat, e.ton, SEMIBOLD, e.icone), 148),
    Column("Document", lambda e: Cell((Span(e.envoi.libelle),), _ICONES[e.envoi.type]), 0),
    Column("Patient", lambda e: Cell(named(e.suivi.nom, e.suivi.prenom) if e.suivi.nom else ()), 216),
    Column("Destinataire", lambda e: Cell.of(e.destinataire, "secondary"), 188),
    Column("Créé", lambda e: Cell.of(e.cree, "secondary"), 100),
    Column("Essais", lambda e: Cell.of(str(e.envoi.essais), "secondary"), 68, right=True),
    Column("Suite", lambda e: Cell.of(e.suite), 220),
)


def identifiant_court(id_: UUID) -> str:
    """Return the identifier to read out on the telephone."""
    return str(id_).upper()[:13]


def _prochain(envoi: Envoi, maintenant: datetime) -> str:
    if envoi.prochaine is None or envoi.prochaine <= maintenant + timedelta(seconds=20):
        return "Part dans quelques secondes"
    return f"Prochain essai à {clock(envoi.prochaine.astimezone())}"


def _quand(instant: datetime, maintenant: datetime) -> str:
    local, ici = instant.astimezone(), maintenant.astimezone()
    return clock(local) if local.date() == ici.date() else short_date(local.date(), ici.date())


def _is_ouvert(suivi: EnvoiSuivi) -> bool:
    return suivi.envoi.etat in _OUVERTS


_FILTRES: Final[dict[str, Callable[[EnvoiSuivi, datetime], bool]]] = {
    "a_voir": lambda s, _: _is_ouvert(s),
    "jour": lambda s, now: _is_ouvert(s) or s.envoi.cree_le.astimezone().date() == now.astimezone().date(),
    "semaine": lambda s, now: _is_ouvert(s) or now - s.envoi.cree_le < timedelta(days=7),
    "tous": lambda _s, _now: True,
}
