"""The forms of the accounts: one account to open or change, and the first two of an office."""

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from ambroise.domain.droits import Compte, Role
from ambroise.ui.comptes.ports import CompteSaisi, EtatComptes
from ambroise.ui.journee.dates import read_date
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.form_card import FormCard
from ambroise.ui.widgets.forms import Form
from ambroise.ui.widgets.layouts import column, fill, frame, label, row

_LABELS = 130
_IDENTIFIANT = "RPPS à 11 chiffres, ou un nom court sans carte"


class CompteCard(FormCard):
    """One account; ``asked`` carries the CompteSaisi. The identifier of a known one does not change."""

    asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Enregistrer le compte", _LABELS, parent)
        self.nom, self.identifiant, self.du, self.au = (QLineEdit() for _ in range(4))
        self._lu: Compte | None = None
        self.role = QComboBox()
        for role in Role:
            self.role.addItem(role.value.capitalize(), role)
        self.add("&Nom", self.nom, "Anne Roy", first=True)
        self.add("&Identifiant", self.identifiant, _IDENTIFIANT)
        self.add("&Rôle", self.role)
        self.add("&Du", self.du, "dès aujourd’hui s’il est vide")
        self.add("&Au", self.au, "sans fin s’il est vide")
        self.accepted.connect(self._ask)

    def open_on(self, compte: Compte | None) -> None:
        """Unfold on a new account, or on a known one to change."""
        self._lu = compte
        self.nom.setText(compte.nom if compte else "")
        self.identifiant.setText(compte.numero_rpps or compte.identifiant if compte else "")
        self.identifiant.setReadOnly(compte is not None)
        self.role.setCurrentIndex(list(Role).index(compte.role if compte else Role.SECRETAIRE))
        for champ, jour in (
            (self.du, compte.du if compte else None),
            (self.au, compte.au if compte else None),
        ):
            champ.setText(f"{jour:%d/%m/%Y}" if jour else "")
        self.open()

    def write_over(self, actuel: Compte) -> None:
        """Keep what is typed; asking again writes it over what another seat wrote meanwhile."""
        self._lu = actuel

    def _ask(self) -> None:
        lus = [self._read(champ) for champ in (self.du, self.au)]
        ok = _require(self.form, self.nom, "Le nom de la personne.") & _require(
            self.form, self.identifiant, "Un identifiant, propre à cette personne."
        )
        if not ok or False in lus:
            return
        du, au = (jour if isinstance(jour, date) else None for jour in lus)
        self.asked.emit(
            CompteSaisi(
                self._lu.identifiant if self._lu else identifier_of(self.identifiant.text()),
                self.nom.text().strip(),
                self._role(),
                du,
                au,
                self._lu,
            )
        )

    def _role(self) -> Role:
        return Role(self.role.currentData())

    def _read(self, champ: QLineEdit) -> date | bool | None:
        """Return the day typed, None without any, False when it cannot be read."""
        texte = champ.text().strip()
        jour = read_date(texte) if texte else None
        faux = bool(texte) and jour is None
        self.form.show_error(champ, "La date s’écrit jour, mois, année\u00a0: 13/07/2026." if faux else "")
        return False if faux else jour


class FondationCard(QWidget):
    """Who cares and who administers; ``asked`` carries both, as CompteSaisi."""

    asked = Signal(object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._role = Role.PRATICIEN
        self.nom, self.identifiant, self.admin, self.admin_id = (QLineEdit() for _ in range(4))
        self._form = Form(_LABELS)
        self._form.add("&Soignant", self.nom, "Dr Max Libre")
        self._form.add("Son &RPPS", self.identifiant, "onze chiffres")
        self._form.add("&Administrateur", self.admin, "Paule Vidal")
        self._form.add("Son &identifiant", self.admin_id, "admin")
        for champ in (self.nom, self.identifiant, self.admin, self.admin_id):
            champ.returnPressed.connect(self._ask)
        bouton = Button("Déclarer les comptes", key="Return", variant="primary")
        bouton.clicked.connect(lambda _checked=False: self._ask())
        carte = frame("card")
        layout = column(carte, margins=(20, 16, 20, 16), gap=12)
        boutons = row()
        fill(boutons, 0, bouton)
        fill(
            layout,
            label("Ce cabinet n’a pas encore de comptes", "section"),
            label(
                "Qui ouvre Ambroise ici peut tout lire et tout écrire. Avec des comptes, chacun a les droits "
                "de son rôle, et rien ne se lit sans session. "
                "L’administrateur ouvre et ferme les comptes, il ne lit aucun dossier.",
                "secondary",
                wrap=True,
            ),
            self._form,
            boutons,
        )
        fill(column(self), carte)

    def show_first(self, etat: EtatComptes) -> None:
        """Propose who works here as the first practitioner."""
        self._role = etat.role
        if not self.nom.text():
            self.nom.setText(etat.nom)
            self.identifiant.setText(etat.identifiant.removeprefix("8"))

    def _ask(self) -> None:
        form = self._form
        numero = identifier_of(self.identifiant.text())
        if not _is_rpps(numero):
            form.show_error(self.identifiant, "Onze chiffres, ceux de la carte CPS.")
            return
        form.show_error(self.identifiant, "")
        champs = (self.nom, self.admin, self.admin_id)
        remplis = [_require(form, champ, "À remplir.") for champ in champs]
        if all(remplis):
            admin = CompteSaisi(self.admin_id.text().strip(), self.admin.text().strip(), Role.ADMINISTRATEUR)
            self.asked.emit(CompteSaisi(numero, self.nom.text().strip(), self._role), admin)


def identifier_of(texte: str) -> str:
    """Return the PS_IdNat of a typed RPPS number, anything else as it is."""
    serre = texte.replace(" ", "").replace("\u00a0", "")
    return f"8{serre}" if len(serre) == 11 and serre.isascii() and serre.isdigit() else texte.strip()


def _is_rpps(identifiant: str) -> bool:
    return len(identifiant) == 12 and identifiant.isascii() and identifiant.isdigit()


def _require(form: Form, champ: QLineEdit, sentence: str) -> bool:
    vide = not champ.text().strip()
    form.show_error(champ, sentence if vide else "")
    return not vide
