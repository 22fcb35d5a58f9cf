"""Between the DMP screen and the record: asks the situation, the list, one document at a time."""

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from ambroise.domain.dmp import DocumentDmp
from ambroise.ui.apercu.pages import PageImage, PdfIllisible, render_pages
from ambroise.ui.dmp.ports import DocumentLuDmp, DossierDmp, DossiersDmp
from ambroise.ui.dmp.screen import LARGEUR_PAGE, DmpScreen
from ambroise.ui.tasks import NETWORK, Task


class DmpController(QObject):
    """Holds the open record; a late answer about another patient or document is dropped."""

    back_wanted = Signal(object)
    """UUID of the patient whose file to go back to."""

    def __init__(self, screen: DmpScreen, dossiers: DossiersDmp) -> None:
        super().__init__(screen)
        self._screen, self._dossiers = screen, dossiers
        self._patient_id: UUID | None = None
        self._lu: DocumentLuDmp | None = None
        self._lecture: Task | None = None
        screen.entered.connect(self._enter)
        screen.consented.connect(lambda: self._after(self._dossiers.consent))
        screen.glass_broken.connect(
            lambda motif: self._after(lambda id_: self._dossiers.break_glass(id_, motif))
        )
        screen.document_wanted.connect(self._read)
        screen.keep_wanted.connect(self._keep)
        screen.refresh_wanted.connect(self.refresh)
        screen.back_wanted.connect(lambda: self.back_wanted.emit(self._patient_id))

    def open(self, patient_id: UUID) -> None:
        """Ask the record of a patient."""
        self._patient_id, self._lu = patient_id, None
        self._screen.banners.clear()
        self._screen.show_waiting()
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

    def _after(self, act: Callable[[UUID], None]) -> None:
        """Do something on the record, then read it again."""
        patient_id = self._patient_id
        if patient_id is not None:
            self._screen.run(lambda _: act(patient_id), lambda _: self.open(patient_id), queue=NETWORK)

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

        self._lecture = self._screen.run(read, self._shown, queue=NETWORK, title="Lecture du document")

    def _shown(self, lu: tuple[DocumentLuDmp, tuple[PageImage, ...]]) -> None:
        self._lu, pages = lu
        self._screen.show_document(self._lu, pages)

    def _keep(self) -> None:
        lu, patient_id = self._lu, self._patient_id
        if lu is None or patient_id is None:
            return
        self._screen.run(
            lambda _: self._dossiers.keep(patient_id, lu.ouvert),
            lambda _: self._screen.toast.say("Document gardé au dossier"),
        )
