"""Backups: how old the last good one is, where they go, and how to give one back."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from ambroise.ui.actions import Command
from ambroise.ui.errors import Explanation
from ambroise.ui.sauvegardes.ports import VIEILLE, EtatSauvegardes, RestaurationVoulue
from ambroise.ui.screen import Context, Screen
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.chips import IconLabel
from ambroise.ui.widgets.forms import Form
from ambroise.ui.widgets.layouts import centred, clear, column, fill, frame, label, row, scroller
from ambroise.ui.widgets.lists import SectionList, TwoLine
from ambroise.ui.words import NBSP, NNBSP, clock, full_date, plural

_WIDTH: Final = 760
_LABELS: Final = 150

COMMANDS: Final = (
    Command("sauvegarder", "Sauvegarder maintenant", "hard-drive", "Ctrl+Return", "Vérifiée", "sauvegardes"),
    Command(
        "sauvegardes_cle",
        "Clé de secours",
        "key-round",
        "Ctrl+P",
        "À imprimer et à garder ailleurs",
        "sauvegardes",
    ),
    Command(
        "sauvegardes_changer_cle",
        "Changer la clé…",
        "rotate-cw",
        tip="Le cabinet se ferme, puis se rouvre",
        scope="sauvegardes",
    ),
    Command("sauvegardes_lister", "Voir les sauvegardes", "list", "Ctrl+F", "De ce lieu", "sauvegardes"),
)


class SauvegardesScreen(Screen):
    """Shows the age of the last good backup, makes one, and restores one into a new folder."""

    key, title = "sauvegardes", "Sauvegardes"
    commands = COMMANDS

    entered = Signal()
    make_wanted = Signal(str, str)
    """A place and its password, empty for the one kept."""
    list_wanted = Signal(str, str)
    key_wanted = Signal()
    """The recovery key, as a page to print."""
    new_key_wanted = Signal()
    """Asked and confirmed."""
    restore_wanted = Signal(object)
    """A RestaurationVoulue."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.lieu, self.secret = QLineEdit(), QLineEdit()
        self.dossier, self.cle = QLineEdit(), QLineEdit()
        self.secret.setEchoMode(QLineEdit.EchoMode.Password)
        self._etat = QWidget()
        self._etat_layout = row(self._etat, gap=10)
        self.list = SectionList("Sauvegardes de ce lieu", lines=True)
        self._liste = frame("card")
        column(self._liste, margins=(1, 1, 1, 1)).addWidget(self.list)
        self._cle_perimee = label("", "strong", "warning", wrap=True)
        self._cle_perimee.hide()
        self._restauration = QWidget()
        self._ou, self._quoi = Form(_LABELS), Form(_LABELS)
        self._restaurer = Button("Restaurer dans ce dossier", icon="download", variant="soft")
        self.put(self._build())
        self._show_found(None)
        self.actions_.on("sauvegarder", self._make)
        self.actions_.on("sauvegardes_lister", self._list)
        self.actions_.on("sauvegardes_cle", self.key_wanted.emit)
        self.actions_.on("sauvegardes_changer_cle", self._confirm_key)
        self._restaurer.clicked.connect(self._restore)
        self.lieu.textChanged.connect(lambda _: self._follow_lieu())
        self._follow_lieu()

    def enter(self, argument: object = None) -> None:
        self.entered.emit()

    def first_focus(self) -> QWidget:
        return self.lieu

    def show_etat(self, etat: EtatSauvegardes, maintenant: datetime) -> None:
        """Show how old the last good backup is; a place already typed stays."""
        if not self.lieu.text():
            self.lieu.setText(etat.lieu)
        self._cle_perimee.setText(etat.cle_a_imprimer)
        self._cle_perimee.setVisible(bool(etat.cle_a_imprimer))
        clear(self._etat_layout)
        ton, phrase = age_words(etat.derniere, maintenant)
        icone = "circle-check" if ton == "success" else "triangle-alert"
        fill(self._etat_layout, IconLabel(icone, ton), label(phrase, "strong", ton, wrap=True))  # type: ignore[arg-type]
        self._etat_layout.setStretch(1, 1)

    def show_found(self, noms: Sequence[str]) -> None:
        """Show the backups of the place, the newest chosen; below them, where to restore."""
        self._show_found(noms)
        if noms:
            self.list.setFocus()

    def show_busy(self, occupe: bool) -> None:
        """Hold the buttons while a backup or a restoration is under way."""
        for action in ("sauvegarder", "sauvegardes_lister", "sauvegardes_changer_cle"):
            self.actions_[action].setEnabled(not occupe)
        self._restaurer.setEnabled(not occupe)

    def _build(self) -> QWidget:
        content = QWidget()
        content.setFixedWidth(_WIDTH)
        layout = column(content, margins=(0, 24, 0, 24), gap=12)
        fill(layout, label("Sauvegarder", "title"), self._make_sauvegarde(), 12)
        fill(layout, label("Restaurer", "title"), self._make_restauration(), 12)
        fill(layout, label("Clé du cabinet", "title"), self._make_cle(), 0)
        return scroller(centred(content))

    def _make_sauvegarde(self) -> QWidget:
        self._ou.add("&Lieu", self.lieu, "dossier d’un disque, sftp://nom@serveur/dossier ou https://…")
        self._ou.add("&Mot de passe du lieu", self.secret, "gardé dans le trousseau de cette session")
        boutons = row(gap=8)
        sauver = Button.of(self.actions_["sauvegarder"], "primary")
        fill(boutons, 0, Button.of(self.actions_["sauvegardes_lister"]), sauver)
        carte = frame("card")
        inner = column(carte, margins=(16, 14, 16, 14), gap=12)
        mots = "Chiffrée comme la base, restaurée à part et vérifiée avant de compter."
        fill(inner, self._etat, label(mots, "secondary", wrap=True), self._ou)
        inner.addLayout(boutons)
        return carte

    def _make_cle(self) -> QWidget:
        carte = frame("card")
        inner = column(carte, margins=(16, 14, 16, 14), gap=12)
        mots = (
            "La clé de secours ouvre vos sauvegardes sur un autre ordinateur. "
            "Changez la clé du cabinet si vous avez perdu le papier où elle est imprimée."
        )
        boutons = row(gap=8)
        changer = Button.of(self.actions_["sauvegardes_changer_cle"])
        fill(boutons, 0, changer, Button.of(self.actions_["sauvegardes_cle"]))
        fill(inner, self._cle_perimee, label(mots, "secondary", wrap=True), boutons)
        return carte

    def _make_restauration(self) -> QWidget:
        carte = frame("card")
        inner = column(carte, margins=(16, 14, 16, 14), gap=12)
        self._vide = label("", "secondary", wrap=True)
        self._quoi.add("&Dossier neuf", self.dossier, "rien n’y est jamais écrasé")
        self._quoi.add("Clé de &secours", self.cle, "seulement sur un autre ordinateur")
        parcourir = Button("Parcourir…", icon="folder-open")
        parcourir.clicked.connect(self._browse)
        boutons = row(gap=8)
        fill(boutons, 0, parcourir, self._restaurer)
        dessous = column(self._restauration, gap=12)
        fill(dessous, self._liste, self._quoi)
        dessous.addLayout(boutons)
        fill(inner, self._vide, self._restauration)
        return carte

    def _show_found(self, noms: Sequence[str] | None) -> None:
        self._restauration.setVisible(bool(noms))
        self._vide.setVisible(not noms)
        self._vide.setText(
            "Choisissez le lieu, puis «\u00a0Voir les sauvegardes\u00a0» (Ctrl+F)."
            if noms is None
            else "Aucune sauvegarde dans ce lieu."
        )
        self.list.show_items([backup_row(nom) for nom in noms or ()])
        self.list.setFixedHeight(min(self.list.content_height(), 240))
        self.list.select_first()

    def _follow_lieu(self) -> None:
        self.secret.setEnabled("://" in self.lieu.text())

    def _make(self) -> None:
        if self._require(self._ou, self.lieu, f"Où sauvegarder{NNBSP}?"):
            self.make_wanted.emit(self.lieu.text().strip(), self.secret.text())

    def _list(self) -> None:
        if self._require(self._ou, self.lieu, f"De quel lieu{NNBSP}?"):
            self.list_wanted.emit(self.lieu.text().strip(), self.secret.text())

    def _restore(self) -> None:
        nom = self.list.current()
        if isinstance(nom, str) and self._require(self._quoi, self.dossier, "Choisissez un dossier neuf."):
            voulue = RestaurationVoulue(
                self.lieu.text().strip(),
                nom,
                Path(self.dossier.text().strip()).expanduser(),
                self.cle.text().strip(),
            )
            self.cle.clear()
            self.restore_wanted.emit(voulue)

    def _confirm_key(self) -> None:
        """Ask once: the practice closes for a while, and the paper of the former key is no longer enough."""
        oui = Button("Fermer et changer la clé", icon="rotate-cw", variant="primary")
        oui.clicked.connect(self.new_key_wanted)
        self.banners.clear()
        self.show_explanation(
            Explanation(
                f"Changer la clé du cabinet{NNBSP}?",
                "Ambroise se ferme, chiffre la base de nouveau, "
                "montre la nouvelle clé de secours et se rouvre.",
                "Les sauvegardes d’avant s’ouvrent toujours avec l’ancienne clé.",
                "warning",
                "key-round",
            ),
            oui,
        )
        oui.setFocus(Qt.FocusReason.OtherFocusReason)

    def _require(self, form: Form, field: QLineEdit, sentence: str) -> bool:
        vide = not field.text().strip()
        form.show_error(field, sentence if vide else "")
        if vide:
            field.setFocus()
        return not vide

    def _browse(self) -> None:
        choisi = QFileDialog.getExistingDirectory(self, "Dossier neuf", self.dossier.text())
        if choisi:
            self.dossier.setText(choisi)


def age_words(derniere: datetime | None, maintenant: datetime) -> tuple[str, str]:
    """Return the ink and the words of the age of the last good backup."""
    if derniere is None:
        return "danger", "Aucune sauvegarde de ce profil."
    locale = derniere.astimezone(maintenant.tzinfo)
    quand = f"le {full_date(locale.date())} à {clock(locale)}"
    jours = (maintenant - derniere).days
    if maintenant - derniere > VIEILLE:
        return "warning", f"La dernière bonne sauvegarde date de {plural(jours, 'jour')}, {quand}."
    return "success", f"Dernière bonne sauvegarde{NBSP}: {quand}."


def backup_row(nom: str) -> TwoLine:
    """Return the row of a backup: its instant, read from its name."""
    return TwoLine.of(instant_words(nom), nom, icon="hard-drive", data=nom)


def instant_words(nom: str) -> str:
    """Return « jeudi 4 juin 2026 à 18 h 02 », or the name when it tells no instant."""
    try:
        instant = datetime.strptime(nom + "+0000", "ambroise-%Y%m%dT%H%M%S%fZ.ambroise%z").astimezone()
    except ValueError:
        return nom
    return f"{full_date(instant.date())} à {clock(instant)}".capitalize()
