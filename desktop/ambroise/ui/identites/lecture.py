"""An identity just read, beside the file it may be of or what is typed; nothing is taken by itself."""

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from ambroise.domain.comparaison import compare_texts
from ambroise.domain.identite import Sexe
from ambroise.ui.identites.morceaux import spans_of
from ambroise.ui.identites.saisie import SaisiePatient
from ambroise.ui.identites.state import SEXES
from ambroise.ui.painting import REGULAR, SEMIBOLD
from ambroise.ui.tokens import Size, Tone
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.layouts import column, fill, label, row
from ambroise.ui.widgets.rows import Cell, Column, RowsModel
from ambroise.ui.widgets.tables import DataTable
from ambroise.usecases.identites_lues import IdentiteLue

_ROW: Final = 36
Ligne = tuple[str, str, str]
"""Trait, what was read, what stands beside it."""


class LectureCard(QFrame):
    """Shows what was read; ``opened`` carries the UUID of a file, ``taken`` asks to fill the form."""

    opened = Signal(object)
    taken = Signal()
    dropped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", "card")
        self.lue: IdentiteLue | None = None
        self._titre = label("", "section")
        self._phrase = label("", "secondary", wrap=True)
        self._model: RowsModel[Ligne] = RowsModel(_COLONNES, tint=_tint, parent=self)
        self._table: DataTable[Ligne] = DataTable(
            self._model, "Identité lue et ce qui est connu", row_height=_ROW
        )
        self._table.setSelectionMode(DataTable.SelectionMode.NoSelection)
        self.ouvrir = Button("Ouvrir ce dossier", icon="folder-open")
        self.ouvrir.clicked.connect(self._open)
        self.reprendre = Button("Remplir le formulaire", icon="pen-line")
        self.reprendre.clicked.connect(self.taken)
        ecarter = Button("Écarter", variant="flat")
        ecarter.clicked.connect(self.dropped)
        pied = row(gap=8)
        fill(pied, 0, ecarter, self.reprendre, self.ouvrir)
        layout = column(self, margins=(16, 12, 16, 12), gap=8)
        fill(layout, self._titre, self._phrase, self._table, pied)
        self.hide()

    def show_lecture(self, lue: IdentiteLue | None, saisie: SaisiePatient) -> None:
        """Show what was read beside the closest file, else beside what is typed; None folds the card."""
        self.lue = lue
        self.setVisible(lue is not None)
        if lue is None:
            return
        connue = bool(lue.rattachement.propositions)
        lignes = rows_of(lue, saisie)
        self._model.show_rows(lignes)
        self._table.setFixedHeight(Size.HEADER + len(lignes) * _ROW + 3)
        self._titre.setText(
            "Identité lue, à comparer au dossier" if connue else "Identité lue, sans dossier connu"
        )
        self._phrase.setText(phrase_of(lue))
        self.ouvrir.setVisible(connue)
        self.reprendre.setEnabled(not is_deja_portee(lue))
        (self.ouvrir if connue else self.reprendre).setFocus()

    def _open(self) -> None:
        if self.lue is not None and self.lue.rattachement.propositions:
            self.opened.emit(self.lue.rattachement.propositions[0].patient.id)


def is_deja_portee(lue: IdentiteLue) -> bool:
    """Tell whether an active file bears this INS already: no second file may be made of it."""
    return any(p.meme_ins for p in lue.rattachement.propositions)


def phrase_of(lue: IdentiteLue) -> str:
    """Return what the person may do with it."""
    if is_deja_portee(lue):
        ecarts = any(p.ecarts for p in lue.rattachement.propositions if p.meme_ins)
        fin = "des traits diffèrent, vérifiez la pièce présentée." if ecarts else "ouvrez-le."
        return f"Un dossier porte déjà cette INS\u00a0: {fin}"
    if lue.rattachement.propositions:
        return "Ce dossier ressemble\u00a0: ouvrez-le, ou remplissez le formulaire pour une autre personne."
    return "Une lecture ne prouve rien\u00a0: l’identité sera provisoire, puis INSi sera interrogé."


def saisie_of(lue: IdentiteLue) -> SaisiePatient:
    """Return the form as the reading fills it; the used name is never read."""
    sexe = {s.value: s for s in Sexe}.get(lue.annonce.sexe)
    return SaisiePatient(
        nom=lue.annonce.nom_naissance,
        prenoms=lue.prenoms or lue.annonce.prenom,
        date=_date(lue.annonce.date_naissance),
        sexe=sexe,
        lieu=lue.lieu_naissance,
    )


def rows_of(lue: IdentiteLue, saisie: SaisiePatient) -> list[Ligne]:
    """Return the traits read, each beside that of the closest file, else beside what is typed."""
    lu = saisie_of(lue)
    matricule = ""
    if lue.rattachement.propositions:
        identite = lue.rattachement.propositions[0].patient.identite
        traits = identite.traits
        autre = SaisiePatient(
            traits.nom_naissance,
            traits.prenoms_naissance,
            f"{traits.date_naissance:%d/%m/%Y}",
            traits.sexe,
            traits.lieu_naissance,
        )
        matricule = identite.ins.matricule.numero if identite.ins else ""
    else:
        autre = saisie
    return [
        ("Nom de naissance", lu.nom, autre.nom),
        ("Prénoms de naissance", lu.prenoms, autre.prenoms),
        ("Date de naissance", lu.date, autre.date),
        ("Sexe", SEXES[lu.sexe] if lu.sexe else "", SEXES[autre.sexe] if autre.sexe else ""),
        ("Lieu de naissance", lu.lieu, autre.lieu),
        ("Matricule INS", lue.annonce.matricule, matricule),
    ]


def _date(iso: str) -> str:
    annee, _, reste = iso.partition("-")
    mois, _, jour = reste.partition("-")
    return f"{jour}/{mois}/{annee}" if jour else iso


def _side(ligne: Ligne, *, gauche: bool) -> Cell:
    _, lu, autre = ligne
    texte = lu if gauche else autre
    comparaison = compare_texts(lu, autre)
    if comparaison.identique or not lu or not autre:
        return Cell.of(texte or "—", "text" if texte else "secondary")
    return Cell(spans_of(comparaison.gauche if gauche else comparaison.droite, True))


def _verdict(ligne: Ligne) -> Cell:
    _, lu, autre = ligne
    comparaison = compare_texts(lu, autre)
    if not lu or not autre:
        return Cell.of("—", "secondary")
    if comparaison.identique:
        return Cell.of("Identique", "success", REGULAR, "check")
    return Cell.of(comparaison.mot, "warning", SEMIBOLD, "equal-not")


def _tint(ligne: Ligne) -> Tone | None:
    _, lu, autre = ligne
    return "warning" if lu and autre and not compare_texts(lu, autre).identique else None


_COLONNES: Final[tuple[Column[Ligne], ...]] = (
    Column("Trait", lambda t: Cell.of(t[0], "secondary"), 164),
    Column("Lu", lambda t: _side(t, gauche=True), 0),
    Column("Connu", lambda t: _side(t, gauche=False), 0),
    Column("Comparaison", _verdict, 184),
)
