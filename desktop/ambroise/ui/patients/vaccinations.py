"""Vaccinations of a file beside the calendar: what is late, what is due, what comes, what was given."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ambroise.domain.calendrier_vaccinal import CalendrierVaccinal
from ambroise.domain.echeances_vaccinales import (
    EcheanceVaccinale,
    EtatEcheance,
    Grossesse,
    assess_vaccinations,
    unknown_vaccines,
)
from ambroise.domain.entrees import EtatMaternel, Vaccination
from ambroise.ui.painting import SEMIBOLD, Span
from ambroise.ui.patients.etat_dmp import AUCUN, EtatsDossier, with_etat
from ambroise.ui.tokens import Tone
from ambroise.ui.widgets.buttons import IconButton
from ambroise.ui.widgets.layouts import card_head, column, fill, frame, label
from ambroise.ui.widgets.lists import Heading, SectionList, TwoLine
from ambroise.ui.words import plural, short_date
from ambroise.usecases.patients import DossierPatient

HORIZON: Final = timedelta(days=366)
MONTREES: Final = 4
"""Injections shown before the rest is asked for."""


SUITE: Final = object()
"""What the last row of a folded list stands for."""


class VaccinationsCard(QWidget):
    """The doses that wait, then the injections noted, each of which opens to be corrected."""

    add_wanted = Signal()
    opened = Signal(object)
    """The Vaccination to correct."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        plus = IconButton("plus", "Noter une vaccination")
        plus.clicked.connect(self.add_wanted)
        self.list = SectionList("Vaccinations", lines=True)
        self.list.opened.connect(self._open)
        self._card = frame("card")
        column(self._card, margins=(1, 1, 1, 1)).addWidget(self.list)
        self._note = label("", "label", wrap=True)
        self._rows: list[TwoLine | Heading] = []
        fill(column(self, gap=4), card_head("Vaccinations", plus), self._card, self._note)

    def show_dossier(
        self,
        dossier: DossierPatient,
        aujourdhui: date,
        calendrier: CalendrierVaccinal | None,
        etats: EtatsDossier = AUCUN,
    ) -> None:
        """Show what the file knows, measured against the calendar when there is one."""
        noted = [e for e in dossier.entrees if isinstance(e, Vaccination)]
        waiting: Sequence[EcheanceVaccinale] = ()
        mots = ""
        if calendrier is not None:
            naissance = dossier.patient.identite.traits.date_naissance
            waiting = assess_vaccinations(
                calendrier, naissance, noted, aujourdhui, _pregnancy(dossier, aujourdhui)
            )
            mots = calendar_note(calendrier, noted)
        rows = vaccination_rows(waiting, noted, aujourdhui)
        self._rows = [with_etat(r, etats) if isinstance(r, TwoLine) else r for r in rows]
        self._show(folded_rows(self._rows))
        self._note.setText(mots or ("" if noted else "Aucune vaccination notée."))
        self._note.setVisible(bool(self._note.text()))

    def _show(self, rows: Sequence[TwoLine | Heading]) -> None:
        self.list.show_items(rows)
        self.list.setFixedHeight(self.list.content_height())
        self._card.setVisible(bool(rows))

    def _open(self, data: object) -> None:
        if isinstance(data, Vaccination):
            self.opened.emit(data)
        elif data is SUITE:
            self._show(self._rows)


def vaccination_rows(
    echeances: Sequence[EcheanceVaccinale], noted: Sequence[Vaccination], aujourdhui: date
) -> list[TwoLine | Heading]:
    """Return what waits, one row for the diseases one injection would cover, then what was given."""
    rows: list[TwoLine | Heading] = []
    groupes: dict[tuple[EtatEcheance, str, date], list[EcheanceVaccinale]] = {}
    for echeance in echeances:
        if echeance.etat is EtatEcheance.FAIT or echeance.le > aujourdhui + HORIZON:
            continue
        groupes.setdefault((echeance.etat, echeance.dose, echeance.le), []).append(echeance)
    ordre = (EtatEcheance.EN_RETARD, EtatEcheance.A_FAIRE, EtatEcheance.A_VENIR)
    for (etat, dose, le), groupe in sorted(groupes.items(), key=lambda g: (ordre.index(g[0][0]), g[0][2])):
        rows.append(_waiting(etat, dose, le, groupe, aujourdhui))
    if noted:
        if rows:
            rows.append(Heading("Faites"))
        rows += [_given(v, aujourdhui) for v in sorted(noted, key=lambda v: v.le, reverse=True)]
    return rows


def folded_rows(rows: Sequence[TwoLine | Heading]) -> list[TwoLine | Heading]:
    """Return the rows with the last injections only, and a row that unfolds the others."""
    given = [row for row in rows if isinstance(row, TwoLine) and isinstance(row.data, Vaccination)]
    reste = len(given) - MONTREES
    if reste < 2:
        return list(rows)
    suite = TwoLine.of(plural(reste, "autre injection", "autres injections"), icon="history", data=SUITE)
    return [*rows[: len(rows) - reste], suite]


def calendar_note(calendrier: CalendrierVaccinal, noted: Sequence[Vaccination]) -> str:
    """Return the edition that was followed and what it leaves out."""
    mots = [
        f"D’après le calendrier {calendrier.edition} et ce que note le dossier\u00a0;"
        " les situations particulières se décident à part."
    ]
    if inconnus := unknown_vaccines(calendrier, noted):
        mots.append(f"{plural(len(inconnus), 'injection non reconnue', 'injections non reconnues')}.")
    return " ".join(mots)


def _waiting(
    etat: EtatEcheance, dose: str, le: date, groupe: Sequence[EcheanceVaccinale], aujourdhui: date
) -> TwoLine:
    ton: Tone | None = None
    quand = short_date(le, aujourdhui)
    match etat:
        case EtatEcheance.EN_RETARD:
            mots, ton = "En retard", "warning"
        case EtatEcheance.A_FAIRE if all(e.sans_trace for e in groupe):
            mots = "À faire\u00a0? Rien de noté"
        case EtatEcheance.A_FAIRE:
            mots, ton = "À faire", "info"
        case _:
            mots = f"À partir du {quand}"
    suite = f" · {dose}" + (", obligatoire" if all(e.obligatoire for e in groupe) else "")
    return TwoLine(
        (Span(_names(groupe), SEMIBOLD),),
        (
            Span(mots, SEMIBOLD if ton else 400, ton or "secondary", 12),
            Span(suite, tone="secondary", size=12),
        ),
        "syringe",
        ton or "secondary",
        bar="warning" if ton == "warning" else None,
        spoken=_spoken(etat, quand, groupe),
    )


def _spoken(etat: EtatEcheance, quand: str, groupe: Sequence[EcheanceVaccinale]) -> str:
    """Return what the short line leaves out."""
    noms = ", ".join(e.libelle for e in groupe) if len(groupe) > 1 else ""
    return " ".join(filter(None, (noms, f"depuis le {quand}" if etat is EtatEcheance.EN_RETARD else "")))


def _names(groupe: Sequence[EcheanceVaccinale]) -> str:
    """Return one name whole, several short: they share a line."""
    if len(groupe) == 1:
        return groupe[0].libelle
    noms = ", ".join(e.abrege or e.libelle[:1].lower() + e.libelle[1:] for e in groupe)
    return noms[:1].upper() + noms[1:]


def _given(vaccination: Vaccination, aujourdhui: date) -> TwoLine:
    mots = [short_date(vaccination.le, aujourdhui), *filter(None, [_batch(vaccination)])]
    if vaccination.rappel_le is not None:
        mots.append(f"rappel {short_date(vaccination.rappel_le, aujourdhui)}")
    return TwoLine.of(vaccination.vaccin, " · ".join(mots), icon="check", data=vaccination)


def _batch(vaccination: Vaccination) -> str:
    return f"lot {vaccination.lot}" if vaccination.lot else ""


def _pregnancy(dossier: DossierPatient, aujourdhui: date) -> Grossesse | None:
    reponses = [e for e in dossier.entrees if isinstance(e, EtatMaternel)]
    derniere = max(reponses, key=lambda r: r.le, default=None)
    if derniere is None or not derniere.grossesse_on(aujourdhui):
        return None
    return Grossesse(derniere.terme)
