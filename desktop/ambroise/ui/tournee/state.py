"""What the tour shows: the homes, the one being visited, and what remains to do there."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from ambroise.domain.tournee import ABSENT, Passage, next_passage
from ambroise.ui.painting import REGULAR, SEMIBOLD, Span
from ambroise.ui.tokens import Tone
from ambroise.ui.widgets.lists import TwoLine
from ambroise.ui.words import clock, full_date, plural
from ambroise.usecases.tournees import PassagePrevu

MOTIFS: Final = ("Refus du patient", ABSENT, "Hospitalisé", "Matériel manquant", "Déjà fait")


@dataclass(frozen=True)
class EtatTournee:
    """The whole screen; every change gives another value."""

    prevus: tuple[PassagePrevu, ...]
    maintenant: datetime
    courant: UUID | None = None

    @property
    def ouvert(self) -> PassagePrevu | None:
        """The home being visited."""
        return next((p for p in self.prevus if p.passage.id == self.courant), None)

    @property
    def faits(self) -> int:
        """How many homes were left."""
        return sum(p.passage.is_termine for p in self.prevus)

    @property
    def titre(self) -> str:
        """« Jeudi 4 juin »."""
        mots = full_date(self.maintenant.date()).rpartition("\u00a0")[0]
        return mots.capitalize()

    @property
    def reste(self) -> str:
        """What the foot says of the home being visited."""
        ouvert = self.ouvert
        if ouvert is None:
            return ""
        if ouvert.passage.is_termine:
            return "Passage terminé."
        restants = ouvert.passage.restants
        return f"{plural(restants, 'soin')} à cocher" if restants else "Tous les soins ont leur réponse."

    @property
    def suivant(self) -> Passage | None:
        """The home to go to next."""
        return next_passage([p.passage for p in self.prevus], self.courant)

    def with_passage(self, passage: Passage) -> "EtatTournee":
        """Return the state with a home changed."""
        prevus = tuple(replace(p, passage=passage) if p.passage.id == passage.id else p for p in self.prevus)
        return replace(self, prevus=prevus)

    def opened_first(self) -> "EtatTournee":
        """Return the state with the first home to visit open."""
        premier = next_passage([p.passage for p in self.prevus])
        if premier is None and self.prevus:
            premier = self.prevus[0].passage
        return replace(self, courant=premier.id if premier else None)


def home_rows(etat: EtatTournee) -> list[TwoLine]:
    """Return the homes in the order of the tour."""
    ordre = sorted(etat.prevus, key=lambda p: p.passage.prevu_le)
    return [_row(rang, prevu) for rang, prevu in enumerate(ordre, 1)]


def _row(rang: int, prevu: PassagePrevu) -> TwoLine:
    passage, patient = prevu.passage, prevu.patient
    fini = passage.termine_le is not None
    ton: Tone = "secondary" if fini else "text"
    dessous = passage.adresse
    if passage.termine_le is not None:
        dessous = f"Fait à {clock(passage.termine_le.astimezone())}"
    return TwoLine(
        (
            Span(f"{rang}   ", SEMIBOLD, "secondary"),
            Span(f"{patient.nom_affiche} ", SEMIBOLD, ton, 16),
            Span(patient.prenom_affiche, REGULAR, ton, 16),
        ),
        (Span(dessous, tone="success" if fini else "secondary"),),
        "circle-check" if fini else "circle",
        "success" if fini else "secondary",
        right=(Span(clock(passage.prevu_le.astimezone()), SEMIBOLD, ton),),
        data=passage.id,
    )
