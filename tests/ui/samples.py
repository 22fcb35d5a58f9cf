"""Screens of shared controls with published test identities: what the walker and the captures look at."""

from dataclasses import dataclass
from datetime import date

from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPlainTextEdit, QRadioButton, QWidget

from ambroise.domain.identite import AttributIdentite, Sexe, StatutIdentite
from ambroise.ui.actions import Command
from ambroise.ui.painting import SEMIBOLD, ChipText, Span, named
from ambroise.ui.screen import Context, Screen
from ambroise.ui.shell.top_bar import Light
from ambroise.ui.widgets.alert_card import AlertCard, Answer
from ambroise.ui.widgets.banners import Banner
from ambroise.ui.widgets.buttons import Button, FilterButton, IconButton
from ambroise.ui.widgets.chips import Chip, KeyCap
from ambroise.ui.widgets.columns import Columns
from ambroise.ui.widgets.curve import Curve, Point
from ambroise.ui.widgets.empty import EmptyState
from ambroise.ui.widgets.entry import Entry
from ambroise.ui.widgets.forms import Form
from ambroise.ui.widgets.layouts import column, fill, frame, label, panel_head, row
from ambroise.ui.widgets.lists import Heading, SectionList, TwoLine
from ambroise.ui.widgets.patient_banner import BandeauPatient
from ambroise.ui.widgets.rows import Cell, Column, RowsModel, Section
from ambroise.ui.widgets.segmented import Segmented
from ambroise.ui.widgets.tables import DataTable

TODAY = date(2026, 6, 4)

ADRUN = BandeauPatient(
    "ADRUN",
    "Zoé",
    date(1975, 12, 31),
    Sexe.FEMININ,
    StatutIdentite.QUALIFIEE,
    TODAY,
    matricule="275126322074974",
    allergies=("Pénicillines", "œdème de Quincke"),
    ald="n°\u00a08 · Diabète de type\u00a02",
)
FICTIF = BandeauPatient(
    "D’ARTAGNAN DE L’HERAULT",
    "Pierre-Alain",
    date(2001, 6, 17),
    Sexe.MASCULIN,
    StatutIdentite.PROVISOIRE,
    TODAY,
    attributs=frozenset({AttributIdentite.FICTIVE}),
)

LIGHTS = (
    Light("cps", "id-card", "CPS", "Dr LIBRE", "success", "La carte est lue, la session est ouverte."),
    Light("vitale", "credit-card", "Vitale", "aucune carte", "secondary", "Le lecteur est prêt."),
    Light("reseau", "wifi", "Réseau", "en ligne"),
    Light("envois", "send", "Envois", "2 en attente", "secondary", "Ils partiront seuls.", "Voir les envois"),
)


@dataclass(frozen=True)
class RendezVous:
    """One line of the agenda."""

    heure: str
    nom: str
    prenom: str
    age: str
    motif: str
    etat: tuple[str, str, str]


ATTENDU, VU = ("clock", "Attendu", "secondary"), ("check", "Vu", "secondary")
EN_SALLE, VIDEO = ("armchair", "En salle", "success"), ("video", "Téléconsultation", "info")

AGENDA: tuple[RendezVous | Section, ...] = (
    RendezVous("10 h 45", "HERMANN", "Gatien", "45 ans", "Suivi d’hypertension", VU),
    RendezVous("11 h 15", "ADRUN", "Zoé", "50 ans", "Toux fébrile", EN_SALLE),
    RendezVous("11 h 30", "TCHITCHI", "Catarina", "89 ans", "Renouvellement", ATTENDU),
    Section("Après-midi", "deux rendez-vous"),
    RendezVous(
        "14 h 15", "D’ARTAGNAN DE L’HERAULT", "Pierre-Alain", "24 ans", "Premier rendez-vous", ATTENDU
    ),
    RendezVous("15 h 30", "DE VINCI", "Leonardo", "12 ans", "Asthme, suivi", VIDEO),
)  # fmt: skip


def agenda_model() -> RowsModel[RendezVous]:
    """Return the model of the sample agenda."""
    return RowsModel(
        [
            Column("Heure", lambda r: Cell.of(r.heure, weight=SEMIBOLD), 80),
            Column("Patient", lambda r: Cell(named(r.nom, r.prenom, rest=f" · {r.age}"))),
            Column("Motif", _motif),
            Column("État", lambda r: Cell.of(r.etat[1], r.etat[2], SEMIBOLD, r.etat[0]), 180),  # type: ignore[arg-type]
        ],
        AGENDA,
        tint=lambda r: "warning" if r.prenom == "Pierre-Alain" else None,
    )


def _motif(line: RendezVous) -> Cell:
    chips = (ChipText("À qualifier", "warning", "user-search"),) if "Premier" in line.motif else ()
    return Cell((Span(line.motif, tone="secondary"),), chips=chips)


class SampleDay(Screen):
    """A table, a card, two lists: the shape of a home screen."""

    key, title = "journee", "Journée"
    commands = (Command("journee.new", "Rendez-vous", "plus", "Ctrl+N", scope="journee"),)

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        page = QWidget()
        columns = row(page, margins=(24, 20, 24, 20), gap=24)
        left, right = column(gap=12), column(gap=16)
        head = row()
        today = label("Jeudi 4 juin 2026", "title")
        fill(head, today, 8, label("11 vus · 3 en salle", "secondary"), 0)
        fill(head, IconButton("chevron-left", "Jour précédent"), Button("Aujourd’hui"))
        fill(head, IconButton("chevron-right", "Jour suivant"), 8, Button.of(self.actions_["journee.new"]))
        model = agenda_model()
        self.table = DataTable(model, "Rendez-vous du jour")
        self.table.select(1)
        self.table.show_now(1, "11 h 29")
        fill(left, head, self.table)
        card = frame("card")
        words = column(card, margins=(16, 16, 16, 16), gap=8)
        chips = row()
        fill(chips, Chip("INS qualifiée", "success", "shield-check"))
        fill(chips, Chip("Pénicillines", "danger", "triangle-alert"), 0)
        buttons = row()
        fill(buttons, Button("Ouvrir le dossier", icon="folder-open", key="F8", variant="primary"))
        fill(buttons, Button("Appeler", icon="bell"), 0)
        fill(words, label("Patiente suivante", "heading"), label("ADRUN Zoé", "title"))
        fill(words, label("Née le 31 décembre 1975 · 50 ans", "secondary"))
        words.addLayout(chips)
        words.addLayout(buttons)
        to_do = frame("card")
        inner = column(to_do, margins=(1, 1, 1, 1))
        items = SectionList(
            "À faire",
            [
                TwoLine(
                    (*named("ADRTROIS", "Toussaint"), Span(" · Ionogramme")),
                    (Span("Potassium 5,8 mmol/L, au-dessus de la norme", size=12, tone="secondary"),),
                    "octagon-alert",
                    "danger",
                    (Span("9 h 52", size=12, tone="secondary"),),
                    data="k",
                ),
                TwoLine.of("2 envois en attente", "Partiront seuls, rien à faire", icon="clock", data="e"),
            ],
            lines=True,
        )
        items.setFixedHeight(items.content_height())
        fill(inner, panel_head("À faire", KeyCap("F7")), items)
        fill(right, card, to_do, 0)
        columns.addLayout(left, 5)
        columns.addLayout(right, 2)
        self.put(page)


class SampleFile(Screen):
    """Side columns, a form, an entry, an alert, a foot: the shape of a working screen."""

    key, title, shows_patient = "patients", "Ordonnance", True
    commands = (
        Command("patients.sign", "Signer", "pen-line", "Ctrl+Return", scope="patients"),
        Command("patients.renew", "Renouveler les 3 échus", "rotate-cw", "R", scope="patients"),
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        left, right = ("la chronologie", self._left()), ("les alertes", self._right())
        self.columns = Columns("ordonnance", context.memory, self._work(), left, right)
        self.put(self.columns)
        sign = Button.of(self.actions_["patients.sign"], "primary")
        consent = Segmented(
            "Opposition à la consultation", [("non", "Non"), ("oui", "Oui")], "non", tick=True
        )
        self.put_foot(label("4 lignes", "strong"), 12, consent, 0, Button("Aperçu", key="Ctrl+P"), sign)

    def enter(self, argument: object = None) -> None:
        self.context.shell.show_patient(ADRUN)

    def _left(self) -> QWidget:
        side = QWidget()
        filters = row(margins=(12, 0, 12, 8), gap=4)
        everything = FilterButton("Tout", "Tout montrer")
        everything.setChecked(True)
        fill(filters, everything, FilterButton("24", "24 consultations", "stethoscope"), 0)
        lines = column(side)
        self.timeline = SectionList(
            "Chronologie",
            [
                Heading("2026"),
                TwoLine.of("Consultation", "Brouillon", icon="pen-line", right="aujourd’hui", data=1),
                TwoLine.of("HbA1c 7,1\u202f%", "Non lu", icon="flask-conical", right="2 juin", data=2),
                Heading("2024", "14 éléments"),
            ],
        )
        self.timeline.select_first()
        fold = IconButton("panel-left-close", "Replier la chronologie")
        fold.clicked.connect(lambda _checked=False: self.columns.fold(self.columns.left, True))
        fill(lines, panel_head("Chronologie", fold))
        lines.addLayout(filters)
        fill(lines, self.timeline)
        return side

    def _work(self) -> QWidget:
        work = QWidget()
        lines = column(work, margins=(20, 16, 20, 16), gap=12)
        self.entry = Entry(
            "Prescrire",
            "Médicament et posologie",
            [
                Column("Spécialité", lambda name: Cell.of(str(name))),
                Column("Prix", lambda _n: Cell.of("4,36 €"), 90, True),
            ],
        )
        form = Form()
        form.add("&Motif", QLineEdit("Toux fébrile depuis 4 jours"))
        constantes = form.add("&Constantes", QLineEdit("ta 138/84"), "abréviations libres")
        form.show_error(constantes, "La température manque.")
        kind = QComboBox()
        kind.addItems(["Biologie", "Courrier"])
        form.add("&Ranger dans", kind)
        form.add("&Note", QPlainTextEdit("Bon état général."))
        boxes = row(gap=16)
        fill(
            boxes,
            QCheckBox("Rappeler le patient"),
            QRadioButton("Passeport"),
            Button("Modèle", variant="flat"),
            0,
        )
        fill(lines, label("Ordonnance", "title"), self.entry, form)
        lines.addLayout(boxes)
        fill(lines, 0)
        return work

    def _right(self) -> QWidget:
        side = QWidget()
        lines = column(side, margins=(12, 12, 12, 12), gap=12)
        self.alert = AlertCard(
            "Contre-indication",
            "Clarithromycine et simvastatine",
            "La clarithromycine freine l’élimination de la simvastatine\u00a0: risque de rhabdomyolyse.",
            "Lignes 3 et 4 · ANSM, thésaurus d’octobre 2020",
            [
                Answer("pause", "Suspendre la simvastatine", "Du 4 au 11 juin, imprimé sur la ligne"),
                Answer("remove", "Retirer la clarithromycine", "Revenir à la recherche, ligne effacée"),
                Answer("keep", "Maintenir les deux", "Motif obligatoire, conservé au dossier"),
            ],
        )
        self.curve = Curve("HbA1c", "%", target=(6.5, 7.0))
        self.curve.show_points(
            [Point(date(2024, 6, 1), 7.8), Point(date(2025, 6, 1), 6.9), Point(date(2026, 6, 1), 7.1)]
        )
        fill(lines, self.alert, self.curve, 0)
        return side


class SampleEmpty(Screen):
    """An empty screen that teaches, and two banners."""

    key, title = "messages", "Messages"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        sentence = "Les résultats et courriers arriveront ici, déjà rapprochés du bon dossier."
        self.put(EmptyState("mail", "Aucune boîte MSSanté", sentence, Button("Relier ma boîte", icon="plus")))
        self.banners.add(
            Banner(
                "Ambroise s’est arrêté à 11 h 41, votre travail est intact",
                "La consultation d’ADRUN Zoé est restaurée telle que vous l’avez laissée.",
                icon="history",
                small="Le rapport ne contient aucune donnée de patient.",
                buttons=(Button("Reprendre la consultation", key="Return", variant="primary"),),
            )
        )
        self.banners.add(
            Banner("La carte Vitale a été retirée", "Remettez la carte.", tone="danger", icon="credit-card")
        )


SCREENS = {screen.key: screen for screen in (SampleDay, SampleFile, SampleEmpty)}
