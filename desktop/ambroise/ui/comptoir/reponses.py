"""What an answer needs: the pack that leaves, how many boxes, whose agreement, why it is refused."""

from dataclasses import replace
from decimal import Decimal
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QSpinBox, QWidget

from ambroise.domain.dispensation import MotifRefus, ReponseLigne
from ambroise.domain.renouvellement_exceptionnel import RenouvellementExceptionnel
from ambroise.ui.comptoir.choix import MOTIFS, Choix, missing, proposed, understood
from ambroise.ui.comptoir.exceptionnel import JugementCard
from ambroise.ui.comptoir.ports import BoiteGroupe
from ambroise.ui.comptoir.quantite import change_count, quantity_words, with_boite
from ambroise.ui.comptoir.state import EtatComptoir
from ambroise.ui.keys import is_enter
from ambroise.ui.ordonnances.state import price
from ambroise.ui.painting import SEMIBOLD, ChipText, Span
from ambroise.ui.tokens import Size
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.chips import KeyCap
from ambroise.ui.widgets.choices import Choice, ChoiceCard
from ambroise.ui.widgets.forms import Form
from ambroise.ui.widgets.layouts import column, fill, frame, label, row, rule
from ambroise.ui.widgets.rows import Cell, Column, RowsModel
from ambroise.ui.widgets.tables import DataTable
from ambroise.ui.words import plural, read_number
from ambroise.usecases.ports_actes import LigneConsultee

_ROW: Final = 44
_MAX: Final = 6


def _nom(boite: BoiteGroupe) -> Cell:
    """Return the name with its strength and, below, its part in the group and its code: neither is cut."""
    nom, _, forme = boite.denomination.partition(", ")
    chips: tuple[ChipText, ...] = ()
    role = "Référence" if boite.is_reference else "Générique"
    if boite.complement or boite.hors_groupe:
        mots = "Autre médicament" if boite.hors_groupe else "Autre dosage"
        role, chips = "", (ChipText(mots, "warning", "triangle-alert"),)
    elif boite.is_biosimilaire:
        nom = boite.denomination.replace("solution injectable en ", "")  # the device is what is chosen
        role, forme = "Biosimilaire", ""
    dessous = " · ".join(filter(None, (role, boite.presentation.code_cip13, boite.deja_recue, forme)))
    return Cell((Span(nom),), chips=chips, sub=(Span(dessous, tone="secondary", size=12),))


def _contenu(boite: BoiteGroupe) -> Cell:
    unites = boite.presentation.unites
    return Cell.of(f"{unites.normalize():f}" if unites is not None else "inconnu", "secondary")


def _prix(boite: BoiteGroupe) -> Cell:
    return Cell.of(price(boite.presentation.prix_public) or "prix libre", weight=SEMIBOLD)


COLONNES: Final[tuple[Column[BoiteGroupe], ...]] = (
    Column("Boîtes qui conviennent", _nom),
    Column("Unités", _contenu, 64, right=True),
    Column("Prix", _prix, 92, right=True),
)


class DetailReponse(QFrame):
    """Completes a Choix; Enter validates it."""

    changed = Signal(object)
    validated = Signal()
    other_wanted = Signal(str)
    """The words of another medicine, agreed with the prescriber."""

    def __init__(self, etat: EtatComptoir, ligne: LigneConsultee, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ligne, self._choix = ligne, etat.choix_de(ligne)
        self._prises, self._jour = etat.prises_de(ligne), etat.aujourdhui
        self._nombre: QSpinBox | None = None
        self._first: QWidget | None = None
        self._layout = column(self, gap=8)
        self._manque, self._comprise = label("", "label", "warning"), label("", "secondary", wrap=True)
        self._quantite = label("", "secondary", wrap=True)
        if (examen := etat.exceptionnel_de(ligne)) is not None and self._choix.exceptionnel:
            self._ask_judgement(examen)
        match self._choix.reponse:
            case ReponseLigne.REFUSE:
                self._ask_motif()
            case ReponseLigne.PARTIEL:
                self._ask_boites()
            case ReponseLigne.MODIFIE:
                self._ask_accord()
            case _:
                pass
        if self._choix.reponse is not ReponseLigne.REFUSE and _needs_pack(self._choix):
            self._ask_boite(etat)
        if self._choix.boite is not None and self._choix.boite.consigne:
            fill(self._layout, label(self._choix.boite.consigne, "strong", wrap=True))
        if (
            any(b.is_a_compter for b in etat.boites_de(ligne))
            and self._choix.reponse is not ReponseLigne.REFUSE
        ):
            self._ask_unites()
        fill(self._layout, self._quantite)
        bas = row(gap=8)
        self._valider = Button("Valider la réponse", key="Return", variant="soft")
        self._valider.clicked.connect(self.validated)
        fill(bas, self._manque, 0, self._valider)
        self._layout.addLayout(bas)
        self._show_missing()

    def focus_first(self) -> bool:
        """Go to the first thing to complete."""
        if self._first is not None:
            self._first.setFocus()
        return self._first is not None

    def count(self, pas: int) -> None:
        """Give a box more, or less."""
        choix = change_count(self._ligne, self._choix, pas)
        if self._nombre is not None:
            self._nombre.setValue(choix.boites)
        elif choix != self._choix:
            self._change(choix)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if is_enter(event):
            self.validated.emit()
            return
        super().keyPressEvent(event)

    def _ask_boite(self, etat: EtatComptoir) -> None:
        modifie = self._choix.reponse is ReponseLigne.MODIFIE
        boites = [b for b in etat.boites_de(self._ligne) if modifie or not b.hors_groupe]
        if not boites:
            fill(self._layout, label("La base ne connaît aucune boîte pour cette ligne.", "secondary"))
            return
        card = frame("card")
        inner = column(card, margins=(1, 1, 1, 1))
        model = RowsModel(COLONNES, boites, parent=card)
        table: DataTable[BoiteGroupe] = DataTable(
            model, "Boîtes qui conviennent", row_height=_ROW, framed=False
        )
        table.setFixedHeight(Size.HEADER + _ROW * min(len(boites), _MAX) + 1)
        if self._choix.boite in boites:
            table.select(boites.index(self._choix.boite))
        table.current_changed.connect(self._pick)
        table.opened.connect(self._pick)
        table.opened.connect(lambda _: self.validated.emit())
        foot = QWidget()
        foot.setFixedHeight(32)
        ligne = row(foot, margins=(12, 0, 12, 0), gap=8)
        libre = (
            "Pas de mention «\u00a0non substituable\u00a0»"
            if self._ligne.is_substituable
            else "Non substituable"
        )
        fill(ligne, KeyCap("Return"), label("choisir", "label"), 12)
        fill(ligne, label("Référence, puis prix et nom", "label"), 0, label(libre, "label"))
        fill(inner, table, rule(), foot)
        fill(self._layout, card)
        self._first = self._first or table

    def _ask_boites(self) -> None:
        form = Form(240)
        nombre = self._nombre = QSpinBox()
        proposees = proposed(self._ligne, self._choix)
        nombre.setRange(1, max(1, proposees - 1))
        nombre.setValue(self._choix.boites)
        nombre.setMaximumWidth(96)
        nombre.valueChanged.connect(lambda n: self._change(replace(self._choix, boites=n)))
        sur = plural(proposees, "boîte à donner", "boîtes à donner")
        form.add(f"&Délivrées, sur {sur}", nombre)
        fill(self._layout, form)
        self._first = nombre

    def _ask_unites(self) -> None:
        """Ask what one pack holds: the register of narcotics counts units."""
        form = Form(120)
        unites = QLineEdit(f"{self._choix.unites:f}" if self._choix.unites else "")
        unites.setMaximumWidth(240)
        form.add("&Unités par boîte", unites, "comptées dans la boîte, ou ml")
        unites.textChanged.connect(lambda t: self._change(replace(self._choix, unites=_read_count(t))))
        fill(self._layout, form)
        self._first = self._first or unites

    def _ask_accord(self) -> None:
        form = Form(120)
        qui, comment = QLineEdit(self._choix.accord_de), QLineEdit(self._choix.accord_par)
        quoi, posologie = QLineEdit(self._choix.commentaire), QLineEdit(self._choix.posologie)
        form.add("&Accord donné par", qui)
        form.add("&Moyen", comment, "téléphone, MSSanté…")
        form.add("Modi&fication", quoi, "ce qui change, et pourquoi")
        qui.textChanged.connect(lambda t: self._change(replace(self._choix, accord_de=t)))
        comment.textChanged.connect(lambda t: self._change(replace(self._choix, accord_par=t)))
        quoi.textChanged.connect(lambda t: self._change(replace(self._choix, commentaire=t)))
        autre = QLineEdit()
        form.add("A&utre médicament", autre, "son nom puis Entrée, ou bipez la boîte")
        autre.returnPressed.connect(lambda: self.other_wanted.emit(autre.text().strip()))
        form.add("&Posologie", posologie, "si elle change\u00a0: 1-0-1 7j")
        posologie.textChanged.connect(lambda t: self._change(replace(self._choix, posologie=t)))
        fill(self._layout, form, self._comprise)
        if self._choix.boite is not None and self._choix.boite.hors_groupe:
            mots = "Autre médicament\u00a0: les alertes tiennent compte de lui."
            fill(self._layout, label(mots, "strong", wrap=True))
        self._first = None if self._choix.accord_par.strip() else comment

    def _ask_judgement(self, examen: RenouvellementExceptionnel) -> None:
        card = JugementCard(examen, self._choix)
        card.judged.connect(lambda oui: self._change(replace(self._choix, justifie=oui)))
        fill(self._layout, card)
        self._first = card.jugement

    def _ask_motif(self) -> None:
        motifs = list(MOTIFS)
        card = ChoiceCard("Motif du refus", [Choice(m.value, MOTIFS[m]) for m in motifs])
        card.choose(self._choix.motif.value if self._choix.motif else None)
        card.pressed.connect(lambda cle: self._change(replace(self._choix, motif=MotifRefus(cle))))
        fill(self._layout, card)
        self._first = card.first

    def _pick(self, boite: object) -> None:
        if isinstance(boite, BoiteGroupe) and boite != self._choix.boite:
            self._change(with_boite(self._ligne, self._prises, self._choix, boite))

    def _change(self, choix: Choix) -> None:
        self._choix = replace(choix, valide=False)
        self._show_missing()
        self.changed.emit(self._choix)

    def _show_missing(self) -> None:
        manque = missing(self._ligne, self._choix)
        self._manque.setText(manque)
        comprise = understood(self._choix)
        self._comprise.setText(f"Comprise\u00a0: {comprise}")
        self._comprise.setVisible(bool(comprise))
        self._valider.setEnabled(not manque)
        self._show_quantity()

    def _show_quantity(self) -> None:
        mots, ton = quantity_words(self._ligne, self._prises, self._choix, self._jour) or ("", "secondary")
        self._quantite.setText(mots)
        self._quantite.setVisible(bool(mots))
        self._quantite.setProperty("tone", ton)
        self._quantite.style().polish(self._quantite)


def _read_count(texte: str) -> Decimal | None:
    nombre = read_number(texte)
    return nombre if nombre is not None and nombre > 0 else None


def _needs_pack(choix: Choix) -> bool:
    choisit = choix.exceptionnel or choix.reponse in (ReponseLigne.SUBSTITUE, ReponseLigne.MODIFIE)
    return choisit or choix.boite is None
