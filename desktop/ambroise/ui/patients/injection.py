"""All that is known of one injection, to complete or correct; the note for the DMP says the same."""

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from ambroise.domain.entrees import Vaccination
from ambroise.domain.vaccination import SiteVaccination, TypeInjection, VoieVaccination
from ambroise.ui.patients.correction import read_day, write_day
from ambroise.ui.widgets.form_card import FormCard


class InjectionCard(FormCard):
    """Shows one vaccination; with a reason typed instead, it leaves the file, and the DMP."""

    corrected = Signal(object)
    annulled = Signal(object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Corriger", 92, parent)
        self._vaccination: Vaccination | None = None
        self.vaccin, self.le, self.rappel_le, self.lot, self.rang = (QLineEdit() for _ in range(5))
        self.vaccinateur, self.commentaire, self.motif = (QLineEdit() for _ in range(3))
        self.type_injection, self.voie, self.site = QComboBox(), QComboBox(), QComboBox()
        for choix, valeurs in (
            (self.type_injection, TypeInjection),
            (self.voie, VoieVaccination),
            (self.site, SiteVaccination),
        ):
            choix.addItem("Non précisé", "")
            for valeur in valeurs:
                choix.addItem(valeur.libelle, valeur.code)
        self.add("&Vaccin", self.vaccin, first=True)
        self.add("&Date", self.le, "12/03/2024, 03/2024 ou 2024")
        self.add("&Lot", self.lot, "numéro imprimé sur la boîte")
        self.add("Ran&g", self.rang, "1, 2, 3…")
        self.add("&Injection", self.type_injection)
        self.add("V&oie", self.voie)
        self.add("&Site", self.site)
        self.add("Vaccina&teur", self.vaccinateur, "vide si c’est vous")
        self.add("Co&mmentaire", self.commentaire, "tolérance, incident")
        self.add("Ra&ppel", self.rappel_le, "12/03/2034")
        self.add("&Retirer", self.motif, "motif, pour l’ôter du dossier et du DMP")
        self.accepted.connect(self._accept)
        self.motif.textChanged.connect(
            lambda texte: self.ok.setText("Retirer du dossier" if texte.strip() else "Corriger")
        )

    def ask(self, vaccination: Vaccination) -> None:
        """Show a vaccination, ready to be completed."""
        self._vaccination = vaccination
        self.vaccin.setText(vaccination.vaccin)
        self.le.setText(write_day(vaccination.le))
        self.rappel_le.setText(write_day(vaccination.rappel_le))
        for champ in ("lot", "rang", "vaccinateur", "commentaire"):
            getattr(self, champ).setText(getattr(vaccination, champ))
        for champ in ("type_injection", "voie", "site"):
            _choose(getattr(self, champ), getattr(vaccination, champ))
        self.motif.clear()
        self.open()

    def _accept(self) -> None:
        vaccination = self._vaccination
        if vaccination is None:
            return
        if motif := self.motif.text().strip():
            self.hide()
            self.annulled.emit(vaccination.id, motif)
        elif (corrigee := self._read(vaccination)) is not None:
            self.hide()
            if corrigee != vaccination:
                self.corrected.emit(corrigee)

    def _read(self, avant: Vaccination) -> Vaccination | None:
        """Return the vaccination as typed, None when a field is wrong: its error is shown under it."""
        self.form.clear_errors()
        jours = []
        for field, jour in ((self.le, avant.le), (self.rappel_le, avant.rappel_le)):
            try:
                jours.append(read_day(field.text(), jour))
            except ValueError as erreur:
                self.form.show_error(field, str(erreur))
                return None
        le, rappel_le = jours
        rang = self.rang.text().strip()
        erreurs = (
            (self.vaccin, "" if self.vaccin.text().strip() else "Écrivez le nom du vaccin."),
            (self.le, "" if le else "Une date est nécessaire."),
            (self.rang, "" if not rang or rang.isdecimal() else "Le rang est un nombre."),
        )
        for field, phrase in erreurs:
            if phrase:
                self.form.show_error(field, phrase)
                return None
        assert le is not None
        vaccin = self.vaccin.text().strip()
        return replace(
            avant,
            vaccin=vaccin,
            code_cis=avant.code_cis if vaccin == avant.vaccin else "",
            le=le,
            rappel_le=rappel_le,
            lot=self.lot.text().strip(),
            rang=rang,
            type_injection=self.type_injection.currentData(),
            voie=self.voie.currentData(),
            site=self.site.currentData(),
            vaccinateur=self.vaccinateur.text().strip(),
            commentaire=self.commentaire.text().strip(),
        )


def _choose(field: QComboBox, code: str) -> None:
    """Show a code; one that is no code of the list (typed elsewhere) is kept as it is."""
    if code and field.findData(code) < 0:
        field.addItem(code, code)
    field.setCurrentIndex(max(field.findData(code), 0))
