"""Write a message: who, about whom, the words, the documents; Ctrl+Enter sends."""

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QCheckBox, QComboBox, QInputDialog, QLineEdit, QPlainTextEdit, QWidget

from ambroise.domain.modele_courrier import ModeleCourrier
from ambroise.ui.actions import Command
from ambroise.ui.messages.brouillon import BrouillonMessage
from ambroise.ui.messages.destinataires import Recipients
from ambroise.ui.messages.pieces import Attachments
from ambroise.ui.messages.ports import Depart, Redacteur
from ambroise.ui.messages.sujet import describe_sujet, make_verification
from ambroise.ui.screen import Context, Screen
from ambroise.ui.tasks import NETWORK, Task
from ambroise.ui.widgets.banners import Banner
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.columns import Columns
from ambroise.ui.widgets.forms import Form
from ambroise.ui.widgets.layouts import column, fill, label, panel_head, row, rule
from ambroise.usecases.redaction import Amorce, Destinataire, Redaction

PAUSE_MS: Final = 400


class RedactionScreen(Screen):
    """Keeps what is typed until it is sent or given up, through a crash too; sends nothing by itself.

    Args:
        sent: called once the message is in the outbox.
        away: goes back to where the writing was asked.
    """

    key, title = "courriers", "Écrire un message"
    commands = (
        Command("courrier_send", "Envoyer", "send", "Ctrl+Return", "Par la boîte d’envoi", "courriers"),
        Command("courrier_drop", "Abandonner", "x", "", "Oublier ce message", "courriers"),
        Command("courrier_modele", "Garder comme modèle", "plus", "Alt+G", "", "courriers"),
    )

    def __init__(
        self,
        context: Context,
        redacteur: Redacteur,
        *,
        sent: Callable[[], None],
        away: Callable[[], None],
    ) -> None:
        super().__init__(context)
        self._redacteur, self._sent, self._away = redacteur, sent, away
        self._amorce, self._depart = Amorce(()), Depart()
        self._started = ("", "")
        self._modeles: tuple[ModeleCourrier, ...] = ()
        self.about, self.who = label("", "strong", wrap=True), label("", "secondary", wrap=True)
        self.recipients, self.pieces = Recipients(), Attachments()
        self.boite, self.modele = QComboBox(), QComboBox()
        self.objet, self.corps = QLineEdit(), QPlainTextEdit()
        self.receipt = QCheckBox("Demander un accusé de &lecture")
        self.close_thread = QCheckBox("C&lore l’échange")
        sides = None, ("les documents", self._build_side())
        self.put(Columns("courriers", context.memory, self._build_letter(), *sides, widths=(0, 340)))
        drop, send = self.actions_["courrier_drop"], self.actions_["courrier_send"]
        self.put_foot(Button.of(drop, bare=True), 0, Button.of(send, "primary"))
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._keep)
        for changed in (self.objet.textChanged, self.corps.textChanged, self.recipients.changed):
            changed.connect(self._pause.start)
        self.recipients.typed.connect(self._search)
        self.recipients.changed.connect(self._show_rules)
        self.modele.activated.connect(self._fill)
        self.actions_.on("courrier_send", self.send)
        self.actions_.on("courrier_drop", self._drop)
        self.actions_.on("courrier_modele", self._keep_modele)

    def first_focus(self) -> QWidget:
        return self.corps if self.recipients.chosen else self.recipients.entry.field

    def enter(self, argument: object = None) -> None:
        """Start a message; one that was begun is never thrown away unasked."""
        if not isinstance(argument, Depart):
            return
        if self.is_begun:
            self._say_begun(argument)
        else:
            self._begin(argument, anew=False)

    def leave(self) -> bool:
        if self._pause.isActive():
            self._pause.stop()
            self._keep()
        return True

    @property
    def is_begun(self) -> bool:
        """Whether something was typed that would be lost."""
        return (self.objet.text(), self.corps.toPlainText()) != self._started

    def show_amorce(self, amorce: Amorce, modeles: Sequence[ModeleCourrier]) -> None:
        """Show what a message starts from."""
        self._amorce, self._modeles = amorce, tuple(modeles)
        self.boite.clear()
        self.boite.addItems(amorce.boites)
        self.modele.clear()
        self.modele.addItems([modele.nom for modele in modeles])
        about, who = describe_sujet(amorce.patient, self.context.now().date())
        self.about.setText(about)
        self.who.setText(who)
        patient = _as_person(amorce)
        self.recipients.show_people(amorce.destinataires, amorce.proposes, patient)
        self.pieces.show_documents(amorce.documents, is_about_someone=amorce.patient is not None)
        self.objet.setText(amorce.objet)
        self.corps.setPlainText(amorce.corps)
        self.receipt.setChecked(False)
        self.close_thread.setChecked(False)
        self._started = (amorce.objet, self.corps.toPlainText())
        self._show_rules()
        focus = self.first_focus()
        focus.setFocus()

    def read(self) -> Redaction:
        """Return the message as it stands."""
        patient = self._amorce.patient
        return Redaction(
            self.boite.currentText(),
            tuple(person.adresse for person in self.recipients.chosen),
            self.objet.text(),
            self.corps.toPlainText(),
            patient.id if patient else None,
            self.pieces.chosen,
            self.pieces.joins_letter,
            self.modele.currentText() if self.modele.currentIndex() > 0 else "",
            self._amorce.reponse_a,
            self.receipt.isChecked(),
            self.close_thread.isChecked() and self.recipients.is_to_patient,
            self._depart.concerne,
        )

    def send(self) -> None:
        """Put the message in the outbox; a refusal is said and nothing is lost."""
        redaction = self.read()
        self.actions_["courrier_send"].setEnabled(False)
        self.run(
            lambda _task: self._redacteur.send(redaction),
            lambda _none: self._leave(),
            on_error=self._not_sent,
            title="Préparation du message",
        )

    def _leave(self) -> None:
        self._forget()
        self._sent()

    def _not_sent(self, error: BaseException) -> None:
        self.actions_["courrier_send"].setEnabled(True)
        self.show_error(error)

    def _drop(self) -> None:
        self._forget()
        self.run(lambda _task: self._redacteur.keep(""))
        self._away()

    def _forget(self) -> None:
        self.show_amorce(Amorce(()), ())
        self._pause.stop()
        self.actions_["courrier_send"].setEnabled(True)

    def _begin(self, depart: Depart, *, anew: bool) -> None:
        """Start a message, or find again the one that was begun unless ``anew``."""
        self.banners.clear()

        def work(_: Task) -> tuple[BrouillonMessage | None, Amorce, Sequence[ModeleCourrier]]:
            if anew:
                self._redacteur.keep("")
            texte = self._redacteur.kept()
            garde = BrouillonMessage.from_text(texte) if texte else None
            debut = self._redacteur.start(garde.depart if garde else depart)
            return garde, debut, self._redacteur.modeles()

        def show(found: tuple[BrouillonMessage | None, Amorce, Sequence[ModeleCourrier]]) -> None:
            garde, amorce, modeles = found
            self.show_amorce(amorce, modeles)
            self._depart = garde.depart if garde else depart
            if garde is not None:
                self._put_back(garde)
                self._say_begun(depart)

        self.run(work, show, title="Préparation du message")

    def _say_begun(self, wanted: Depart) -> None:
        anew = Button("Commencer le nouveau")
        banner = Banner(
            "Un message est déjà commencé",
            "Envoyez-le ou abandonnez-le avant d’en écrire un autre.",
            buttons=(anew,),
        )
        anew.clicked.connect(lambda _checked=False: self._begin(wanted, anew=True))
        self.banners.add(banner)

    def _put_back(self, garde: BrouillonMessage) -> None:
        self.boite.setCurrentText(garde.boite)
        for person in self.recipients.chosen:
            self.recipients.remove(person)
        for person in garde.destinataires:
            self.recipients.add(person)
        self.objet.setText(garde.objet)
        self.corps.setPlainText(garde.corps)
        self.pieces.choose(garde.documents, joins_letter=garde.joindre_lettre)
        self.receipt.setChecked(garde.accuse_lecture)
        self.close_thread.setChecked(garde.clore)
        self._pause.stop()

    def _keep(self) -> None:
        if self.is_begun:
            texte = self._brouillon().to_text()
            self.run(lambda _task: self._redacteur.keep(texte))

    def _brouillon(self) -> BrouillonMessage:
        return BrouillonMessage(
            self._depart,
            self.boite.currentText(),
            self.recipients.chosen,
            self.objet.text(),
            self.corps.toPlainText(),
            self.pieces.chosen,
            self.pieces.joins_letter,
            self.receipt.isChecked(),
            self.close_thread.isChecked(),
        )

    def _search(self, text: str) -> None:
        self.run(
            lambda _task: self._redacteur.search(text),
            lambda found: self.recipients.show_found(text, found),
            queue=NETWORK,
        )

    def _fill(self, rank: int) -> None:
        """Write the words of a letter; what was typed is kept below them."""
        patient, today = self._amorce.patient, self.context.now().date()
        objet, corps = self._modeles[rank].fill(patient, today)
        typed = self.corps.toPlainText() if self.is_begun or self._started[1] else ""
        if objet and not self._amorce.objet:
            self.objet.setText(objet)
        self.corps.setPlainText(f"{corps}{typed}" if corps else typed)
        self.corps.setFocus()

    def _keep_modele(self) -> None:
        nom, accepted = QInputDialog.getText(self, "Garder comme modèle", "Nom du modèle")
        if accepted and nom.strip():
            modele = ModeleCourrier(nom.strip(), self.objet.text(), self.corps.toPlainText())
            self.run(lambda _task: self._redacteur.keep_modele(modele), lambda _none: self._kept(modele))

    def _kept(self, modele: ModeleCourrier) -> None:
        self._modeles = (*(m for m in self._modeles if m.nom != modele.nom), modele)
        self.modele.clear()
        self.modele.addItems([kept.nom for kept in self._modeles])
        self.modele.setCurrentText(modele.nom)

    def _show_rules(self) -> None:
        """Show what holds for whom the message goes to: a patient is checked before he is written to."""
        to_patient = self.recipients.is_to_patient
        self.close_thread.setVisible(to_patient)
        self.receipt.setVisible(not to_patient)
        for shown in self.banners.shown:
            if shown.property("check"):
                shown.dismiss()
        patient = self._amorce.patient
        if not to_patient or patient is None:
            return
        banner = make_verification(patient, self.context.now().date())
        banner.setProperty("check", True)
        self.banners.add(banner)

    def _build_letter(self) -> QWidget:
        page = QWidget()
        form = Form(label_width=92)
        form.add("&De", self.boite)
        form.add("&Modèle", self.modele)
        form.add("&Objet", self.objet)
        self.corps.setAccessibleName("Texte du message")
        self.corps.setTabChangesFocus(True)
        head = row(gap=8)
        fill(head, self.about, 0, Button.of(self.actions_["courrier_modele"], bare=True))
        layout = column(page, margins=(24, 16, 24, 16), gap=12)
        fill(layout, head, self.who, self.recipients, form)
        layout.addWidget(self.corps, 1)
        return page

    def _build_side(self) -> QWidget:
        side = QWidget()
        options = column(margins=(16, 12, 16, 12), gap=8)
        fill(options, self.receipt, self.close_thread)
        layout = column(side)
        fill(layout, panel_head("Documents à joindre"), rule())
        layout.addWidget(self.pieces, 1)
        layout.addWidget(rule())
        layout.addLayout(options)
        return side


def _as_person(amorce: Amorce) -> Destinataire | None:
    patient = amorce.patient
    if patient is None or not amorce.patient_joignable:
        return None
    name = f"{patient.nom_affiche} {patient.prenom_affiche}"
    return Destinataire(amorce.patient_joignable, name, "Mon espace santé")
