"""Who a locum replaces: named once, printed and deposited with each of his orders until the last day."""

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from ambroise.domain.professionnel import is_numero_rpps, remplacant_de
from ambroise.settings import ReglageRemplacement
from ambroise.ui.journee.dates import read_date
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.forms import Form
from ambroise.ui.widgets.layouts import column, fill, label, row

SANS_SESSION = "Ouvrez votre session\u00a0: le remplacement est celui de qui travaille."
SANS_REMPLACEMENT = "Laissez vide si vous exercez pour vous."
_RPPS_FAUX = "Onze chiffres, comme au bas d’une ordonnance."
_SOI_MEME = "C’est votre propre numéro."
_DATE_FAUSSE = "Écrivez le dernier jour, comme 31/08/2026, ou laissez vide."
_PASSEE = "Ce jour est passé."


class Remplacement(QWidget):
    """``changed`` carries the ReglageRemplacement of who works here; None when he replaces nobody."""

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._rpps, self._jour = "", date.min
        self._garde: ReglageRemplacement | None = None
        self.nom, self.rpps, self.au = QLineEdit(), QLineEdit(), QLineEdit()
        self._form = Form(label_width=120)
        self._form.add("&Nom", self.nom, "Dr Jeanne MARTIN")
        self._form.add("N° &RPPS", self.rpps, "11 chiffres")
        self._form.add("&Jusqu’au", self.au, "dernier jour compris, ou vide")
        self.fin = Button("Fin du remplacement", variant="quiet")
        self.fin.clicked.connect(self._end)
        self._etat = label("", "label", wrap=True)
        bas = row(gap=8)
        fill(bas, self.fin, 0)
        fill(column(self, gap=6), self._etat, self._form, bas)
        for champ in (self.nom, self.rpps, self.au):
            champ.editingFinished.connect(self._propose)

    def show_for(self, rpps: str, garde: ReglageRemplacement | None, jour: date) -> None:
        """Show what is kept for who works here, by his RPPS number; nothing can be said without a session."""
        self._rpps, self._garde, self._jour = rpps, garde, jour
        self._form.setEnabled(bool(rpps))
        self._form.clear_errors()
        self.nom.setText(garde.nom if garde else "")
        self.rpps.setText(garde.rpps if garde else "")
        au = date.fromisoformat(garde.au) if garde and garde.au else None
        self.au.setText(f"{au:%d/%m/%Y}" if au else "")
        self.fin.setVisible(garde is not None)
        self._etat.setText(self._say(au))

    def _say(self, au: date | None) -> str:
        if not self._rpps:
            return SANS_SESSION
        if self._garde is None:
            return SANS_REMPLACEMENT
        if au is not None and au < self._jour:
            return f"Fini depuis le {au:%d/%m/%Y}\u00a0: vos ordonnances sont de nouveau en votre nom."
        return f"Vos ordonnances portent «\u00a0{remplacant_de(self._garde.nom)}\u00a0»."

    def _propose(self) -> None:
        """Say what is wrong in what is written, and keep it once it says who."""
        nom, rpps, texte = self.nom.text().strip(), self.rpps.text().replace(" ", ""), self.au.text().strip()
        au = read_date(texte) if texte else None
        self._form.show_error(self.rpps, self._wrong_rpps(rpps))
        passee = au is not None and au < self._jour
        self._form.show_error(self.au, _DATE_FAUSSE if texte and not au else _PASSEE if passee else "")
        is_juste = bool(nom and rpps) and not self._wrong_rpps(rpps) and not passee
        voulu = ReglageRemplacement(rpps, nom, au.isoformat() if au else "") if is_juste else None
        if voulu is not None and bool(au) is bool(texte) and voulu != self._garde:
            self.changed.emit(voulu)

    def _wrong_rpps(self, rpps: str) -> str:
        if not rpps:
            return ""
        return _SOI_MEME if rpps == self._rpps else "" if is_numero_rpps(rpps) else _RPPS_FAUX

    def _end(self) -> None:
        self.changed.emit(None)
