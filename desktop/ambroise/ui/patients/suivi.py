"""What follows the patient: long illnesses, problems, history, team; and what is left to do."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QWidget

from ambroise.domain.entrees import (
    Ald,
    Antecedent,
    ArretTraitement,
    Entree,
    Etiquette,
    MembreEquipe,
    Probleme,
    Tache,
    TraitementDeclare,
    Vaccination,
)
from ambroise.domain.terminologie import Terme
from ambroise.ui.patients.correction import CorrectionCard, Corrigible, read_day
from ambroise.ui.patients.injection import InjectionCard
from ambroise.ui.patients.suggestions import Suggestions
from ambroise.ui.widgets.buttons import IconButton
from ambroise.ui.widgets.form_card import FormCard
from ambroise.ui.widgets.layouts import card_head, clear, column, fill, frame, label
from ambroise.ui.widgets.lists import SectionList, TwoLine
from ambroise.ui.words import long_date, short_date
from ambroise.usecases.ports_terminologie import SansTerminologie, Terminologies
from ambroise.usecases.suivi import GenreSuivi


class SuiviCard(QWidget):
    """Shows the entries of a file; ``added`` carries a GenreSuivi, what was typed and the day if one was."""

    added = Signal(object, str, object)
    ticked = Signal(object, bool)
    """A Tache, and whether it is done."""
    corrected = Signal(object)
    """An entry as it should have been."""
    annulled = Signal(object, str)
    """The UUID of an entry that leaves the file, and why."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._termes: Terminologies = SansTerminologie()
        self._list = SectionList("Suivi du patient", lines=True)
        self._card = frame("card")
        column(self._card, margins=(1, 1, 1, 1)).addWidget(self._list)
        self._vide = label("Aucun antécédent ni problème noté.", "secondary", wrap=True)
        self._taches = QWidget()
        self._taches_layout = column(self._taches, gap=2)
        plus = IconButton("plus", "Noter un antécédent, un problème, une ALD…")
        plus.clicked.connect(self.open_form)
        head = card_head("Suivi", plus)
        self._formulaire = self._make_form()
        self.correction = CorrectionCard()
        self.injection = InjectionCard()
        for carte in (self.correction, self.injection):
            carte.corrected.connect(self.corrected)
            carte.annulled.connect(self.annulled)
        self._list.opened.connect(self.correct)
        layout = column(self, gap=4)
        fill(layout, head, self._card, self._vide, self.correction, self.injection)
        fill(layout, self._formulaire, self._taches)

    def show_entrees(self, entrees: Sequence[Entree], aujourdhui: date) -> None:
        """Show a file: what is active first, tasks below with their box."""
        rows = suivi_rows(entrees, aujourdhui)
        self._list.show_items(rows)
        self._list.setFixedHeight(self._list.content_height())
        self._card.setVisible(bool(rows))
        self._vide.setVisible(not rows)
        self._formulaire.hide()
        self.libelle.clear()  # what was begun for one file never waits in another
        self.le.clear()
        self.correction.hide()
        self.injection.hide()
        clear(self._taches_layout)
        taches = [e for e in entrees if isinstance(e, Tache) and e.faite_le is None]
        for tache in sorted(taches, key=lambda t: t.echeance):
            case = QCheckBox(tache.libelle.replace("&", "&&"))
            quand = "" if tache.echeance == aujourdhui else f"pour le {long_date(tache.echeance)}"
            case.setAccessibleDescription(quand)
            case.setToolTip(quand)
            case.clicked.connect(lambda oui, tache=tache: self.ticked.emit(tache, oui))
            self._taches_layout.addWidget(case)

    def open_form(self) -> None:
        """Ask what is to be followed."""
        self._formulaire.open()

    def show_termes(self, termes: Terminologies) -> None:
        """Take the terminologies that suggest words as one types."""
        self._termes = termes

    def open_vaccination(self) -> None:
        """Ask which vaccine was given."""
        self.genre.setCurrentIndex(list(GenreSuivi).index(GenreSuivi.VACCINATION))
        self._formulaire.open()

    def _make_form(self) -> FormCard:
        card = FormCard("Noter", 56)
        self.genre, self.libelle, self.le = QComboBox(), QLineEdit(), QLineEdit()
        for genre in GenreSuivi:
            self.genre.addItem(genre.value, genre)
        card.add("Genre", self.genre)
        card.add("Quoi", self.libelle, "diabète de type 2", first=True)
        self.suggestions = Suggestions(self.libelle, self._suggest)
        card.add("Date", self.le, "aujourd’hui, ou 12/03/2024")
        card.accepted.connect(self._add)
        return card

    def correct(self, entree: object) -> None:
        """Open an entry to be corrected or taken out."""
        if isinstance(entree, Vaccination):
            self.injection.ask(entree)
        elif isinstance(entree, Corrigible):
            self.correction.ask(entree)

    def correct_again(self, actuelle: object, saisie: object) -> None:
        """Open an entry that another seat changed, with what was typed here; nothing is typed twice."""
        if isinstance(actuelle, Corrigible) and isinstance(saisie, Corrigible):
            self.correction.ask(actuelle, saisie)
        else:
            self.correct(saisie)

    def _suggest(self, texte: str) -> Sequence[Terme]:
        match self.genre.currentData():
            case GenreSuivi.ALD:
                return self._termes.search_ald(texte)
            case GenreSuivi.PROBLEME | GenreSuivi.ANTECEDENT:
                return self._termes.search_maladies(texte)
            case _:
                return ()

    def _add(self) -> None:
        libelle = self.libelle.text().strip()
        if not libelle:
            self.libelle.setFocus()
            return
        try:
            le = read_day(self.le.text())
        except ValueError as erreur:
            self._formulaire.form.show_error(self.le, str(erreur))
            return
        self.libelle.clear()
        self.le.clear()
        self._formulaire.hide()
        self.added.emit(GenreSuivi[self.genre.currentData().name], libelle, le)


def suivi_rows(entrees: Sequence[Entree], aujourdhui: date) -> list[TwoLine]:
    """Return the entries as rows: ALD, active problems, history, treatments, team, tags."""
    montres = [e for e in entrees if type(e) in _RANGS and not is_over(e, aujourdhui)]
    return [_row(e, aujourdhui) for e in sorted(montres, key=lambda e: _RANGS[type(e)])]


_RANGS: Final[dict[type, int]] = {
    genre: rang
    for rang, genre in enumerate(
        (Ald, Probleme, Antecedent, TraitementDeclare, ArretTraitement, MembreEquipe, Etiquette)
    )
}


def is_over(entree: Entree, le: date) -> bool:
    """Tell whether an entry with an end is over."""
    return (
        isinstance(entree, Ald | Probleme | TraitementDeclare) and entree.fin is not None and entree.fin < le
    )


def _row(entree: Entree, aujourdhui: date) -> TwoLine:
    match entree:
        case Ald(libelle=libelle, debut=debut, numero=numero):
            quoi = f"ALD {numero}".strip() if numero else "ALD"
            return TwoLine.of(
                libelle, f"{quoi} · {short_date(debut, aujourdhui)}", icon="badge-check", data=entree
            )
        case Probleme(libelle=libelle, debut=debut, code_cim10=code):
            mots = ["Problème actif", *filter(None, [code]), short_date(debut, aujourdhui)]
            depuis = " · ".join(mots)
            return TwoLine.of(libelle, depuis, icon="activity", data=entree)
        case Antecedent(libelle=libelle, depuis=jour, lien=lien, code_cim10=code):
            mots = ["Antécédent" if not lien else f"Antécédent familial, {lien}", *filter(None, [code])]
            if jour is not None:
                mots.append(str(jour.year))
            return TwoLine.of(libelle, " · ".join(mots), icon="history", data=entree)
        case TraitementDeclare(libelle=libelle, debut=debut, prescripteur=prescripteur):
            mots = [f"Traitement déclaré · {short_date(debut, aujourdhui)}"]
            return TwoLine.of(
                libelle, " · ".join([*mots, *filter(None, [prescripteur])]), icon="pill", data=entree
            )
        case ArretTraitement(libelle=libelle, le=le, motif=motif):
            return TwoLine.of(
                libelle, f"Arrêté · {short_date(le, aujourdhui)} · {motif}", icon="circle-x", data=entree
            )
        case MembreEquipe(nom=nom, role=role, telephone=telephone):
            mots = [role.capitalize() or "Équipe de soins", *filter(None, [telephone])]
            return TwoLine.of(nom, " · ".join(mots), icon="users", data=entree)
        case Etiquette(libelle=libelle):
            return TwoLine.of(libelle, "Étiquette", icon="tag", data=entree)
        case _:
            return TwoLine.of("", data=entree)
