"""What the home of the day shows at an instant, computed from the agenda."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Final
from uuid import UUID

from ambroise.domain.agenda import PASSES, CreneauLibre, EtatRendezVous, next_rendez_vous
from ambroise.domain.patient import Patient
from ambroise.ui.journee.ports import JourneeChargee, RendezVousDuJour, TacheAFaire
from ambroise.ui.painting import MEDIUM, REGULAR, SEMIBOLD, ChipText, Span
from ambroise.ui.tokens import Tone
from ambroise.ui.widgets.lists import TwoLine
from ambroise.ui.widgets.rows import Cell, Column
from ambroise.ui.words import NBSP, age, clock, plural, short_date

MONTRES_PASSES: Final = 2
"""How many past appointments stay in sight when the others are folded."""


class GenreLigne(Enum):
    """What a row of the day is."""

    PLI = "pli"
    RENDEZ_VOUS = "rendez-vous"
    PAUSE = "pause"
    LIBRE = "libre"


@dataclass(frozen=True)
class LigneJournee:
    """One row of the day."""

    genre: GenreLigne
    debut: datetime
    maintenant: datetime
    entree: RendezVousDuJour | None = None
    creneau: CreneauLibre | None = None
    phrase: str = ""

    @property
    def cle(self) -> UUID | tuple[GenreLigne, datetime]:
        """What the row stands for, whenever the day is read again."""
        return self.entree.rendez_vous.id if self.entree else (self.genre, self.debut)

    @property
    def patient(self) -> Patient | None:
        """Whose appointment it is."""
        return self.entree.patient if self.entree else None

    @property
    def etat(self) -> EtatRendezVous | None:
        """Where the appointment stands."""
        return self.entree.rendez_vous.etat if self.entree else None

    @property
    def is_passe(self) -> bool:
        """Whether nothing is expected of it any more."""
        return self.etat in PASSES


@dataclass(frozen=True)
class EtatJournee:
    """The whole screen."""

    chargee: JourneeChargee
    maintenant: datetime
    lignes: tuple[LigneJournee, ...]
    rang_maintenant: int | None
    suivant: RendezVousDuJour | None

    @property
    def comptes(self) -> str:
        """« 11 vus · 3 en salle · 10 attendus »."""
        etats = [r.rendez_vous.etat for r in self.chargee.rendez_vous if r.patient is not None]
        vus = sum(e in (EtatRendezVous.VU, EtatRendezVous.A_FACTURER) for e in etats)
        mots = [plural(vus, "vu")] if vus else []
        en_salle = etats.count(EtatRendezVous.EN_SALLE)
        if en_salle:
            mots.append(f"{en_salle}{NBSP}en salle")
        mots.append(plural(etats.count(EtatRendezVous.ATTENDU), "attendu"))
        return " · ".join(mots)


def present(chargee: JourneeChargee, maintenant: datetime, *, deplie: bool = False) -> EtatJournee:
    """Put the day in rows: the past folded unless asked, free times in their place."""
    lignes = [_ligne(entree, maintenant) for entree in chargee.rendez_vous]
    lignes += [
        LigneJournee(GenreLigne.LIBRE, c.debut, maintenant, creneau=c)
        for c in chargee.creneaux
        if c.fin > maintenant
    ]
    lignes.sort(key=lambda ligne: ligne.debut)
    if not deplie:
        lignes = _fold(lignes, maintenant)
    aujourdhui = chargee.jour == maintenant.astimezone().date()
    rang = max((n for n, ligne in enumerate(lignes) if ligne.debut <= maintenant), default=None)
    suivant = next_rendez_vous([e.rendez_vous for e in chargee.rendez_vous])
    entree = next((e for e in chargee.rendez_vous if e.rendez_vous is suivant), None)
    return EtatJournee(chargee, maintenant, tuple(lignes), rang if aujourdhui else None, entree)


def _ligne(entree: RendezVousDuJour, maintenant: datetime) -> LigneJournee:
    rdv = entree.rendez_vous
    if entree.patient is None:
        phrase = f"{rdv.motif} jusqu’à {clock(rdv.fin.astimezone())}"
        return LigneJournee(GenreLigne.PAUSE, rdv.debut, maintenant, entree, phrase=phrase)
    return LigneJournee(GenreLigne.RENDEZ_VOUS, rdv.debut, maintenant, entree)


def _fold(lignes: list[LigneJournee], maintenant: datetime) -> list[LigneJournee]:
    passees = 0
    while passees < len(lignes) and (lignes[passees].is_passe or lignes[passees].genre is GenreLigne.PAUSE):
        passees += 1
    pliees = lignes[: max(0, passees - MONTRES_PASSES)]
    if len(pliees) < MONTRES_PASSES:
        return lignes
    vus = sum(ligne.etat in (EtatRendezVous.VU, EtatRendezVous.A_FACTURER) for ligne in pliees)
    heures = f"de {clock(pliees[0].debut.astimezone())} à {clock(pliees[-1].debut.astimezone())}"
    phrase = f"{plural(vus, 'patient vu', 'patients vus')} {heures}"
    return [
        LigneJournee(GenreLigne.PLI, pliees[0].debut, maintenant, phrase=phrase),
        *lignes[len(pliees) :],
    ]


def waiting_minutes(ligne: LigneJournee) -> int | None:
    """Return for how long the patient of a row has been in the room."""
    attente = ligne.entree.rendez_vous.attente(ligne.maintenant) if ligne.entree else None
    return None if attente is None else int(attente.total_seconds() // 60)


def _heure(ligne: LigneJournee) -> Cell:
    if ligne.genre is GenreLigne.PLI:
        return Cell((Span(" ", tone="secondary"),), "chevron-right")
    a_venir = ligne.genre is GenreLigne.RENDEZ_VOUS and not ligne.is_passe
    return Cell.of(
        clock(ligne.debut.astimezone()), "text" if a_venir else "secondary", SEMIBOLD if a_venir else REGULAR
    )


def _patient(ligne: LigneJournee) -> Cell:
    match ligne.genre:
        case GenreLigne.PLI:
            return Cell.of(ligne.phrase, "secondary")
        case GenreLigne.PAUSE:
            return Cell.of(ligne.phrase, "secondary")
        case GenreLigne.LIBRE:
            return Cell.of("Créneau libre", "secondary")
        case _:
            patient = ligne.patient
            assert patient is not None
            ton: Tone = "secondary" if ligne.is_passe else "text"
            raye = ligne.etat is EtatRendezVous.ANNULE
            ans = age(patient.identite.traits.date_naissance, ligne.maintenant.astimezone().date())
            return Cell(
                (
                    Span(f"{patient.nom_affiche} ", SEMIBOLD, ton, struck=raye),
                    Span(patient.prenom_affiche, REGULAR, ton, struck=raye),
                    Span(f" · {ans}", REGULAR, "secondary", struck=raye, kept=True),
                )
            )


def _motif(ligne: LigneJournee) -> Cell:
    if ligne.genre is not GenreLigne.RENDEZ_VOUS or ligne.entree is None:
        return Cell()
    chips: tuple[ChipText, ...] = ()
    if ligne.patient is not None and not ligne.is_passe and not ligne.patient.identite.is_qualifiee:
        chips = (ChipText("À qualifier", "warning", "user-search"),)
    spans = [Span(ligne.entree.rendez_vous.motif, tone="secondary" if ligne.is_passe else "text")]
    if notes := " ".join(ligne.entree.rendez_vous.notes.split()):
        spans.append(Span(f" · {notes}", tone="secondary"))
    if ligne.entree.avec:
        spans.append(Span(f" · {ligne.entree.avec}", tone="secondary"))
    return Cell(tuple(spans), chips=chips)


def _etat(ligne: LigneJournee) -> Cell:
    if ligne.genre is GenreLigne.PLI:
        return Cell.of("Afficher", "accent", SEMIBOLD)
    if ligne.genre is GenreLigne.LIBRE:
        return Cell.of("Donner ce rendez-vous", "accent", SEMIBOLD, "plus")
    if ligne.genre is not GenreLigne.RENDEZ_VOUS or ligne.entree is None:
        return Cell()
    match ligne.entree.rendez_vous.etat:
        case EtatRendezVous.EN_SALLE:
            minutes = waiting_minutes(ligne)
            suite = () if minutes is None else (Span(f"  {minutes}{NBSP}min", tone="secondary"),)
            return Cell((Span("En salle", SEMIBOLD, "success"), *suite), "armchair", "success")
        case EtatRendezVous.EN_CONSULTATION:
            return Cell.of("En consultation", "accent", SEMIBOLD, "stethoscope")
        case EtatRendezVous.VU:
            return Cell.of("Vu", "secondary", SEMIBOLD, "check")
        case EtatRendezVous.A_FACTURER:
            return Cell.of("Vu · à facturer", "warning", SEMIBOLD, "receipt-text")
        case EtatRendezVous.ANNULE:
            return Cell.of("Annulé", "secondary", SEMIBOLD, "x")
        case EtatRendezVous.ABSENT:
            return Cell.of("Absent", "warning", SEMIBOLD, "x")
        case _ if ligne.entree.rendez_vous.teleconsultation:
            return Cell.of("Téléconsultation", "info", SEMIBOLD, "video")
        case _:
            return Cell.of("Attendu", "secondary", MEDIUM, "clock")


COLONNES: Final[tuple[Column[LigneJournee], ...]] = (
    Column("Heure", _heure, 80),
    Column("Patient", _patient, 0),
    Column("Motif", _motif, 0),
    Column("État", _etat, 200),
)


def tint(ligne: LigneJournee) -> Tone | None:
    """Return the fill of a row: a pause rests on the sunken surface."""
    return "secondary" if ligne.genre is GenreLigne.PAUSE else None


def tache_row(tache: TacheAFaire, maintenant: datetime) -> TwoLine:
    """Return a line of « À faire »."""
    titre: tuple[Span, ...] = (Span(tache.objet),)
    if tache.nom:
        titre = (Span(f"{tache.nom} ", SEMIBOLD), Span(f"{tache.prenom} · {tache.objet}"))
    droite: tuple[Span, ...] = ()
    if tache.action:
        droite = (Span(tache.action, SEMIBOLD, "accent"),)
    elif tache.le is not None:
        local, ici = tache.le.astimezone(), maintenant.astimezone()
        mots = clock(local) if local.date() == ici.date() else short_date(local.date(), ici.date())
        droite = (Span(mots, tone="secondary", size=12),)
    return TwoLine(
        titre,
        (Span(tache.detail, tone="secondary", size=12),) if tache.detail else (),
        tache.genre.icone,
        tache.genre.ton,
        right=droite,
        data=tache,
    )
