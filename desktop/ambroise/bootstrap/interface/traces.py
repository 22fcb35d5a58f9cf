"""What the screens of the trail ask, over one application."""

from collections.abc import Collection, Sequence
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING
from uuid import UUID

from ambroise.domain.audit import FiltreTraces, TraceRangee
from ambroise.domain.droits import Droit
from ambroise.domain.posologie_texte import render_date
from ambroise.printing.texte import PageTexte, render_texte
from ambroise.ui.traces.mots import ACTIONS, place_words
from ambroise.ui.traces.objets import object_words
from ambroise.ui.traces.ports import Restriction
from ambroise.ui.words import author_words
from ambroise.usecases.comptes import CompteService
from ambroise.usecases.traces import EditionAcces, LignesTraces, TraceService

if TYPE_CHECKING:
    from ambroise.bootstrap.application import Application


class TracesEcran:
    """``ui.traces.ports.Acces`` and ``Journal``."""

    def __init__(self, app: "Application") -> None:
        self._app = app
        self._service = TraceService(app.contexte, app.session, app.name_of)

    def accesses(self, patient_id: UUID, filtre: FiltreTraces) -> LignesTraces:
        return self._service.accesses(patient_id, filtre)

    def journal(self, filtre: FiltreTraces) -> LignesTraces:
        return self._service.journal(filtre)

    def verify(self) -> Sequence[str]:
        return self._app.veille_traces.verify()

    def restriction(self, patient_id: UUID) -> Restriction:
        app = self._app
        jour = app.contexte.horloge().astimezone().date()
        with app.contexte.uow() as uow:
            comptes = tuple(c for c in uow.comptes.list() if c.is_allowed(Droit.LIRE_CLINIQUE, jour))
            return Restriction(comptes, frozenset(uow.comptes.readers(patient_id)), app.session.auteur)

    def restrict(self, patient_id: UUID, lecteurs: Collection[str]) -> Restriction:
        app = self._app
        CompteService(app.contexte, app.session.auteur, app.empreintes).restrict(patient_id, sorted(lecteurs))
        return self.restriction(patient_id)

    def render(self, patient_id: UUID) -> bytes:
        """Return the PDF of every access to a file; making it is traced."""
        edition = self._service.edit(patient_id)
        return render_texte(page_of(edition, self._app.contexte.horloge().astimezone()))


def page_of(edition: EditionAcces, instant: datetime) -> PageTexte:
    """Return the accesses to a file as a document, day by day, the newest first."""
    traits = edition.patient.identite.traits
    noms = edition.lignes.noms

    def line(trace: TraceRangee) -> str:
        entree = trace.entree
        heure = entree.instant.astimezone()
        return (
            f"{heure:%H:%M}  {author_words(entree.auteur, noms)} {ACTIONS[entree.action]}\u00a0: "
            f"{object_words(entree, noms)} ({place_words(entree)})"
        )

    jours = groupby(edition.lignes.traces, lambda t: t.entree.instant.astimezone().date())
    return PageTexte(
        titre="Accès au dossier",
        entete=(
            f"{traits.nom_naissance} {traits.premier_prenom}, né(e) le {render_date(traits.date_naissance)}",
            f"{len(edition.lignes.traces)} accès, à la date du {render_date(instant.date())}",
        ),
        parties=[(render_date(jour), [line(trace) for trace in traces]) for jour, traces in jours],
        pied="Liste tirée du journal chaîné d’Ambroise, à remettre au patient seul.",
        auteur="Ambroise",
        instant=instant,
    )
