"""Between the DMP screen and the record: asks the situation, the list, one document at a time."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from ambroise.domain.apports import Apport
from ambroise.domain.dmp import DocumentDmp
from ambroise.ui.apercu.pages import PageImage, PdfIllisible, render_pages
from ambroise.ui.dmp.ports import DocumentLuDmp, DossierDmp, DossiersDmp
from ambroise.ui.dmp.screen import DROITS, LARGEUR_PAGE, DmpScreen
from ambroise.ui.tasks import NETWORK, Task
from ambroise.ui.words import plural
from ambroise.usecases.dmp import ConfirmationRequise

Acte = Callable[[UUID], None]


class DmpController(QObject):
    """Holds the open record; a late answer about another patient or document is dropped.

    Args:
        browse: opens an address in the browser that holds the card.
    """

    back_wanted = Signal(object)
    """UUID of the patient whose file to go back to."""
    opened = Signal(object)
    """UUID of the patient whose record is asked."""

    def __init__(
        self,
        screen: DmpScreen,
        dossiers: DossiersDmp,
        browse: Callable[[str], object] = lambda url: QDesktopServices.openUrl(QUrl(url)),
    ) -> None:
        super().__init__(screen)
        self._screen, self._dossiers, self._browse = screen, dossiers, browse
        self._patient_id: UUID | None = None
        self._lecture: Task | None = None
        screen.entered.connect(self._enter)
        screen.consented.connect(lambda: self._after(self._dossiers.consent))
        screen.glass_broken.connect(
            lambda motif: self._after(lambda id_: self._dossiers.break_glass(id_, motif))
        )
        screen.document_wanted.connect(self._read)
        screen.news_wanted.connect(self._ask_news)
        screen.face.chosen.connect(lambda face: self._ask_droits() if face == DROITS else None)
        screen.act_wanted.connect(self._act)
        screen.lecteur.apports.accepted.connect(self._accept)

    def open(self, patient_id: UUID) -> None:
        """Ask the record of a patient."""
        self._patient_id = patient_id
        self._screen.banners.clear()
        self._screen.show_waiting()
        self.opened.emit(patient_id)
        self._screen.run(
            lambda _: self._dossiers.load(patient_id),
            self._loaded,
            queue=NETWORK,
            title="Consultation du DMP",
        )

    def refresh(self) -> None:
        """Ask the record again."""
        if self._patient_id is not None:
            self.open(self._patient_id)

    def _enter(self, argument: object) -> None:
        if isinstance(argument, UUID):
            self.open(argument)

    def _loaded(self, dossier: DossierDmp) -> None:
        if dossier.patient_id == self._patient_id:
            self._screen.show_dossier(dossier)

    def _after(self, act: Acte) -> None:
        """Do something on the record, then read it again."""
        patient_id = self._patient_id
        if patient_id is not None:
            self._screen.run(lambda _: act(patient_id), lambda _: self.open(patient_id), queue=NETWORK)

    def _act(self, nom: str, document: DocumentDmp | None) -> None:
        match nom:
            case "dmp_refresh":
                self.refresh()
            case "dmp_back":
                self.back_wanted.emit(self._patient_id)
            case "dmp_keep":
                self._keep()
            case "dmp_compare":
                self._compare()
            case "dmp_withdraw":
                self._after(self._dossiers.withdraw)
            case "dmp_secret":
                self._after(self._dossiers.connect_secretly)
            case "dmp_oppose":
                self._oppose()
            case "dmp_mine":
                self._screen.context.shell.go("dmp_liste")
            case "dmp_web":
                self._open_web()
            case _ if document is not None:
                self._act_on(nom, document)

    def _act_on(self, nom: str, document: DocumentDmp) -> None:
        visibilite = document.visibilite
        match nom:
            case "dmp_open":
                self._read(document)
            case "dmp_mask":
                choix = replace(visibilite, masque_ps=not visibilite.masque_ps)
                mots = "Masquer ce document"
                self._confirmable(
                    partial(self._dossiers.set_visibilite, document=document, choix=choix), mots
                )
            case "dmp_show":
                choix = replace(visibilite, invisible_patient=False, invisible_representants=False)
                mots = "Rendre visible, pour toujours"
                self._confirmable(
                    partial(self._dossiers.set_visibilite, document=document, choix=choix), mots
                )
            case "dmp_archive":
                self._after(lambda id_: self._dossiers.archive(id_, document))
            case "dmp_delete":
                self._confirmable(partial(self._dossiers.delete, document=document), "Supprimer du DMP")

    def _confirmable(self, act: Callable[..., None], words: str) -> None:
        """Try; when the use case wants a confirmation, ask it in the screen, then do it."""
        patient_id = self._patient_id
        if patient_id is None:
            return

        def refused(error: BaseException) -> None:
            if not isinstance(error, ConfirmationRequise):
                self._screen.show_error(error)
                return
            bouton = self._screen.ask_confirmation(error, words)
            bouton.clicked.connect(lambda: self._after(lambda id_: act(id_, confirmee=True)))

        self._screen.run(
            lambda _: act(patient_id, confirmee=False),
            lambda _: self.open(patient_id),
            on_error=refused,
            queue=NETWORK,
        )

    def _oppose(self) -> None:
        dossier = self._screen.dossier
        if dossier is not None:
            self._after(lambda id_: self._dossiers.oppose(id_, active=not dossier.is_opposee))

    def _open_web(self) -> None:
        patient_id = self._patient_id
        if patient_id is not None:
            self._screen.run(lambda _: self._dossiers.web_url(patient_id), self._show_web, queue=NETWORK)

    def _show_web(self, url: str) -> None:
        self._browse(url)

    def _ask_news(self) -> None:
        patient_id = self._patient_id
        if patient_id is not None:
            self._screen.run(
                lambda _: (patient_id, self._dossiers.load_new(patient_id)),
                lambda lu: self._screen.show_news(lu[1]) if lu[0] == self._patient_id else None,
                queue=NETWORK,
                title="Nouveautés du DMP",
            )

    def _ask_droits(self) -> None:
        patient_id = self._patient_id
        if patient_id is None:
            return
        self._screen.droits.show_waiting()
        self._screen.run(
            lambda _: (patient_id, self._dossiers.droits(patient_id)),
            lambda lu: self._screen.droits.show_droits(lu[1]) if lu[0] == self._patient_id else None,
            queue=NETWORK,
            title="Droits sur le DMP",
        )

    def _read(self, document: DocumentDmp) -> None:
        patient_id = self._patient_id
        if patient_id is None:
            return
        if self._lecture is not None:
            self._lecture.cancel()
        largeur = round(LARGEUR_PAGE * self._screen.devicePixelRatioF())

        def read(_: Task) -> tuple[DocumentLuDmp, tuple[PageImage, ...]]:
            lu = self._dossiers.read(patient_id, document)
            try:
                pages = render_pages(lu.pdf, largeur) if lu.pdf else ()
            except PdfIllisible:
                pages = ()
            return lu, pages

        self._lecture = self._screen.run(
            read,
            lambda lu: self._screen.show_document(*lu),
            queue=NETWORK,
            title="Lecture du document",
        )

    def _keep(self) -> None:
        lu, patient_id = self._screen.lecteur.document, self._patient_id
        if lu is not None and patient_id is not None:
            self._screen.run(
                lambda _: self._dossiers.keep(patient_id, lu.ouvert),
                lambda _: self._screen.toast.say("Document gardé au dossier"),
            )

    def _accept(self, choisis: tuple[Apport, ...]) -> None:
        lu, patient_id = self._screen.lecteur.document, self._patient_id
        if lu is None or patient_id is None:
            return
        document = lu.ouvert.document

        def entered(combien: int) -> None:
            self._screen.toast.say(f"{plural(combien, 'élément')} au dossier")
            self._read(document)

        self._screen.run(lambda _: self._dossiers.accept(patient_id, lu.ouvert, choisis), entered)

    def _compare(self) -> None:
        titre = self._screen.lecteur.set_aside()
        if titre:
            self._screen.toast.say(f"Ouvrez le document à comparer à «\u00a0{titre}\u00a0»")
