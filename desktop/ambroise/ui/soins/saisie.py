"""The form of a care plan: who ordered it, when, the document that proves it, and one act a line."""

from collections.abc import Callable
from datetime import date
from typing import Final
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPlainTextEdit, QWidget

from ambroise.domain.plan_soins import PlanSoins
from ambroise.domain.saisie_soin import SoinIllisible, parse_soin, write_soin
from ambroise.domain.saisie_traits import TraitInvalide
from ambroise.domain.soin_prescrit import write_ligne
from ambroise.ui.identites.saisie import read_date
from ambroise.ui.soins.state import acte_rows
from ambroise.ui.widgets.forms import Form
from ambroise.ui.widgets.layouts import column, fill, frame, label, row, scroller
from ambroise.ui.widgets.lists import SectionList
from ambroise.ui.words import NBSP, short_date
from ambroise.usecases.plans_soins import PlanSaisi, SourcesPlan
from ambroise.usecases.soins_recus import SoinsRecus

EXEMPLE: Final = "pansement jambe droite AMI 4 1/2j 7h30 3s\ninsuline (cuisse) 2/j 7h30 18h30 3m"
_LECTURE: Final = UUID(int=0)


class PlanForm(QWidget):
    """Reads the acts as they are typed; ``ready`` says whether the whole may be kept."""

    ready = Signal(bool)
    order_named = Signal(bool)
    """Whether an order to read is named, by its number or by a document."""
    read_wanted = Signal()
    """The number was typed to its end, or scanned."""

    def __init__(self, today: Callable[[], date], lire: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self._sources: SourcesPlan | None = None
        self._plan: PlanSoins | None = None
        self.titre = label("", "title")
        self.prescripteur, self.document = QComboBox(), QComboBox()
        self.prescripteur.setEditable(True)
        self.adresse, self.le, self.numero = QLineEdit(), QLineEdit(), QLineEdit()
        self.signee = QCheckBox("Si&gnée par le prescripteur")
        self.actes = QPlainTextEdit()
        self.actes.setAccessibleName("Soins, un par ligne")
        self.actes.setPlaceholderText(EXEMPLE)
        self.actes.setTabChangesFocus(True)
        self.lus = SectionList("Soins compris", lines=True)
        self._carte = frame("card")
        column(self._carte, margins=(1, 1, 1, 1)).addWidget(self.lus)
        self._erreur = label("", "label", "danger", wrap=True)
        self._form = Form(label_width=132)
        ligne = QWidget()
        reprendre = row(ligne, gap=8)
        fill(reprendre, self.numero, lire)
        self._form.add("&Ordonnance", ligne)
        self.numero.setPlaceholderText("Scannez son code, ou tapez ses 18 caractères")
        self._form.add("&Prescripteur", self.prescripteur)
        self._form.add("Adresse &sécurisée", self.adresse, "prenom.nom@….mssante.fr")
        self._form.add("Prescrite &le", self.le, "jj/mm/aaaa, vide si la prescription manque")
        self._form.add("&Document", self.document)
        aide = label("Un soin par ligne\u00a0: quoi, combien, à quelle heure, jusqu’à quand.", "secondary")
        page = QWidget()
        layout = column(page, margins=(24, 16, 24, 16), gap=12)
        case = row()
        fill(case, self._form_gap(), self.signee, 0)
        fill(layout, self.titre, self._form)
        layout.addLayout(case)
        fill(layout, label("Soins", "section"), aide, self.actes, self._erreur, self._carte, 0)
        self.actes.setFixedHeight(112)
        column(self).addWidget(scroller(page))
        self.actes.textChanged.connect(self._read)
        self.le.textChanged.connect(self._read)
        self.prescripteur.currentTextChanged.connect(self._show_address)
        self.numero.textChanged.connect(lambda _: self._name_order())
        self.document.currentIndexChanged.connect(lambda _: self._name_order())
        self.numero.returnPressed.connect(self.read_wanted)

    def begin(self, sources: SourcesPlan, plan: PlanSoins | None, *, renew: bool = False) -> None:
        """Start from the file of a patient, or from a plan to correct or to renew."""
        self._sources, self._plan = sources, plan
        patient = sources.patient
        quoi = "Nouveau plan" if plan is None else "Nouvelle prescription" if renew else "Corriger le plan"
        self.titre.setText(f"{quoi}, {patient.nom_affiche} {patient.prenom_affiche}")
        self._fill_choices(sources)
        self.numero.clear()
        if plan is None:
            self._show("", "", None, False, self._order_lines(sources), None)
        else:
            actes = plan.renew(self._today()) if renew else plan.actes
            self._show(
                plan.prescripteur,
                plan.adresse_prescripteur,
                None if renew else plan.prescrite_le,
                plan.signee and not renew,
                "\n".join(write_soin(acte) for acte in actes),
                None if renew else plan.document,
            )
        self._read()

    def write_over(self, actuel: PlanSoins) -> None:
        """Keep what is typed; keeping it again writes it over what another seat wrote meanwhile."""
        self._plan = actuel

    @property
    def patient_id(self) -> UUID | None:
        """Whose plan is typed."""
        return self._sources.patient.id if self._sources is not None else None

    @property
    def named_order(self) -> tuple[str, UUID | None]:
        """The number or code typed, else the document chosen."""
        texte = self.numero.text().strip()
        return texte, None if texte else self.document.currentData()

    def take(self, recus: SoinsRecus) -> None:
        """Fill the form with a received order; the nurse reads it before she keeps it."""
        self.numero.setText(recus.numero)
        document = self.document.currentData()
        self._show(recus.prescripteur, "", recus.prescrite_le, True, recus.actes, document)
        self.actes.setFocus()

    def read(self) -> PlanSaisi:
        """Return what is typed. Raises TraitInvalide: the date is none."""
        assert self._sources is not None
        return PlanSaisi(
            self._sources.patient.id,
            self.actes.toPlainText(),
            self.prescripteur.currentText(),
            self.adresse.text(),
            self._date(),
            self.signee.isChecked(),
            self.document.currentData(),
            self._plan.ordonnance if self._plan else self._order_id(),
            self._plan,
        )

    def _date(self) -> date | None:
        texte = self.le.text().strip()
        return read_date(texte, self._today())[0] if texte else None

    def _show(
        self, qui: str, adresse: str, le: date | None, signee: bool, actes: str, document: UUID | None
    ) -> None:
        self.prescripteur.setCurrentText(qui)
        self.adresse.setText(adresse or self._address_of(qui))
        self.le.setText(f"{le:%d/%m/%Y}" if le else "")
        self.signee.setChecked(signee)
        self.actes.setPlainText(actes)
        self.document.setCurrentIndex(max(0, self.document.findData(document)))

    def _fill_choices(self, sources: SourcesPlan) -> None:
        self.prescripteur.clear()
        self.prescripteur.addItems(list(dict.fromkeys(m.nom for m in sources.equipe)))
        self.document.clear()
        self.document.addItem("Aucun, ou sur papier", None)
        for document in sources.documents:
            quand = short_date(document.ajoute_le.astimezone().date(), self._today())
            self.document.addItem(f"{document.titre}, {quand}", document.id)

    def _order_id(self) -> UUID | None:
        ordonnances = self._sources.ordonnances if self._sources else ()
        return ordonnances[0].id if ordonnances else None

    def _name_order(self) -> None:
        texte, document = self.named_order
        self.order_named.emit(bool(texte) or document is not None)

    def _order_lines(self, sources: SourcesPlan) -> str:
        """Return the acts of the nurse order of the file that has no plan yet."""
        if not sources.ordonnances:
            return ""
        return "\n".join(write_ligne(ligne) for ligne in sources.ordonnances[0].lignes)

    def _show_address(self, qui: str) -> None:
        adresse = self._address_of(qui)
        if adresse:
            self.adresse.setText(adresse)

    def _address_of(self, qui: str) -> str:
        equipe = self._sources.equipe if self._sources else ()
        return next((m.adresse_mssante for m in equipe if m.nom == qui), "")

    def _read(self) -> None:
        """Show the acts as they are understood, and the first thing that is not."""
        erreur, jour = "", self._today()
        try:
            jour = self._date() or jour
        except TraitInvalide as raison:
            erreur = raison.raison
        actes = []
        for ligne in filter(str.strip, self.actes.toPlainText().splitlines()):
            try:
                actes.append(parse_soin(ligne, jour, _LECTURE))
            except SoinIllisible as raison:
                erreur = erreur or f"«{NBSP}{ligne.strip()}{NBSP}»{NBSP}: {raison}"
        self.lus.show_items(acte_rows(tuple(actes)))
        self.lus.setFixedHeight(self.lus.content_height())
        self._carte.setVisible(bool(actes))
        self._erreur.setText(erreur)
        self._erreur.setVisible(bool(erreur))
        self.ready.emit(bool(actes) and not erreur)

    def _form_gap(self) -> QWidget:
        place = QWidget()
        place.setFixedWidth(132 - 8)
        return place
