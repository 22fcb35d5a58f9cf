"""Between the file and its use cases: opens it, keeps the draft, writes the consultation."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Final
from uuid import UUID

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit

from ambroise.domain.dossier import TypeDocument
from ambroise.domain.ligne_ordonnance import LigneOrdonnance
from ambroise.domain.ordonnance import Ordonnance
from ambroise.domain.posologie import Posologie
from ambroise.ui.errors import Explanation
from ambroise.ui.patients.brouillon import BrouillonConsultation, cle_of
from ambroise.ui.patients.dossier import DossierScreen
from ambroise.ui.patients.etat_dmp import AUCUN, EtatsDossier
from ambroise.ui.patients.ports import EtatsDmp, Patients, Suivi
from ambroise.ui.patients.reperes import ReperesDossier
from ambroise.ui.patients.state import bandeau_of
from ambroise.ui.patients.suivi_controller import SuiviController
from ambroise.ui.ports import Brouillons
from ambroise.ui.widgets.buttons import Button
from ambroise.usecases.garde import DossierRestreint
from ambroise.usecases.patients import DossierPatient

Lu = tuple[DossierPatient, tuple[str, datetime] | None, ReperesDossier, EtatsDossier]

RIEN_A_ECRIRE: Final = Explanation(
    "La consultation est vide",
    "Rien n’a été écrit au dossier.",
    "Notez au moins un motif, une mesure ou une ligne.",
    "warning",
    "info",
)


class DossierController(QObject):
    """Holds the open file; a late answer about another patient is dropped."""

    opened = Signal(object)
    """The DossierPatient now shown."""
    ordonnance_wanted = Signal(object, bool)
    """The DossierPatient to prescribe for, and whether to renew what is due."""
    consultation_saved = Signal(object)
    dmp_wanted = Signal(object)
    """UUID of the patient whose DMP to open."""
    document_wanted = Signal(object)
    """The Document to show; the PDF of a signed order is one."""

    def __init__(
        self,
        screen: DossierScreen,
        patients: Patients,
        brouillons: Brouillons,
        describe: Callable[[Posologie], str],
        suivi: Suivi | None = None,
        break_glass: Callable[[UUID, str], object] | None = None,
        reperes: Callable[[DossierPatient, date], ReperesDossier] = lambda _dossier, _jour: ReperesDossier(),
        etats: EtatsDmp | None = None,
    ) -> None:
        super().__init__(screen)
        self._break_glass = break_glass
        self._reperes, self._etats = reperes, etats
        self._demande = 0
        self._screen, self._patients, self._brouillons = screen, patients, brouillons
        self._describe = describe
        self._asked: UUID | None = None
        self._objet: UUID | None = None
        screen.entered.connect(self._enter)
        screen.draft_changed.connect(self._keep)
        screen.finish_wanted.connect(self._finish)
        screen.ordonnance_wanted.connect(self._want_ordonnance)
        screen.document_wanted.connect(self.document_wanted)
        screen.dmp_wanted.connect(self._want_dmp)
        if suivi is not None:
            SuiviController(screen, suivi, self.refresh)
        screen.ordonnance_opened.connect(self._open_ordonnance)

    def open(self, patient_id: UUID) -> None:
        """Show the file of a patient with the draft left in it."""
        self._screen.consultation.flush()
        self._asked = patient_id
        self._demande += 1
        demande, aujourdhui = self._demande, self._screen.context.now().date()

        def read(_: object) -> Lu:
            dossier = self._patients.open(patient_id).decoded()
            etats = self._etats.read(dossier) if self._etats is not None else AUCUN
            garde = self._brouillons.read(cle_of(dossier.patient.id))
            return dossier, garde, self._reperes(dossier, aujourdhui), etats

        self._screen.run(
            read,
            lambda lu: self._show(demande, lu),
            on_error=lambda error: self._refused(demande, patient_id, error),
        )

    def refresh(self) -> None:
        """Read the open file again."""
        if self._asked is not None:
            self.open(self._asked)

    def _enter(self, argument: object) -> None:
        match argument:
            case UUID():
                self.open(argument)
            case (UUID() as patient_id, UUID() as objet_id):
                self._objet = objet_id
                self.open(patient_id)
            case _:
                self.refresh()

    def _show(self, demande: int, lu: Lu) -> None:
        """Show what the last question answered; the file may be the one that absorbed the file asked."""
        if demande != self._demande:
            return
        dossier, garde, reperes, etats = lu
        self._asked = dossier.patient.id
        maintenant = self._screen.context.now()
        brouillon = BrouillonConsultation.from_text(garde[0]) if garde else BrouillonConsultation()
        garde_le = garde[1].astimezone(maintenant.tzinfo) if garde else None
        self._screen.context.shell.show_patient(bandeau_of(dossier, maintenant.date()))
        self._screen.show_dossier(
            dossier,
            brouillon,
            maintenant,
            garde_le=garde_le,
            phrase=self._phrase,
            reperes=reperes,
            etats=etats,
        )
        if self._objet is not None:
            self._screen.show_objet(self._objet)
            self._objet = None
        self.opened.emit(dossier)

    def _phrase(self, ligne: LigneOrdonnance) -> str:
        return self._describe(ligne.posologie) if ligne.posologie is not None else ""

    def _keep(self, patient_id: UUID, brouillon: BrouillonConsultation) -> None:
        cle = cle_of(patient_id)
        if brouillon.is_vide:
            self._screen.run(lambda _: self._brouillons.drop(cle))
            return
        self._screen.run(
            lambda _: self._brouillons.keep(cle, brouillon.to_text()),
            lambda instant: self._kept(patient_id, instant),
        )

    def _kept(self, patient_id: UUID, instant: datetime) -> None:
        dossier = self._screen.dossier
        if dossier is not None and dossier.patient.id == patient_id:
            self._screen.show_saved(instant.astimezone(self._screen.context.now().tzinfo))

    def _finish(self) -> None:
        dossier = self._screen.dossier
        if dossier is None:
            return
        brouillon = self._screen.consultation.brouillon
        if brouillon.is_vide:
            self._screen.show_explanation(RIEN_A_ECRIRE)
            return
        self._screen.consultation.flush()
        mesures = tuple((m.type, m.valeur) for m in self._screen.consultation.saisie.mesures)
        patient_id = dossier.patient.id
        self._screen.run(
            lambda _: self._patients.save_consultation(
                patient_id,
                motif=brouillon.motif.strip(),
                note=brouillon.note.strip(),
                constantes=mesures,
                allergies=brouillon.allergies,
            ),
            self._saved,
        )

    def _saved(self, consultation: object) -> None:
        self._screen.banners.clear()
        self._screen.forget_draft()
        self.consultation_saved.emit(consultation)
        self.refresh()

    def _open_ordonnance(self, ordonnance: Ordonnance) -> None:
        """Show the very PDF that was signed, found by its instant."""
        dossier = self._screen.dossier
        for document in dossier.documents if dossier is not None else ():
            if document.type is TypeDocument.ORDONNANCE_PDF and document.ajoute_le == ordonnance.signee_le:
                self.document_wanted.emit(document)
                return

    def _refused(self, demande: int, patient_id: UUID, error: BaseException) -> None:
        """A file kept to others opens with a reason, in an emergency."""
        if demande != self._demande:
            return
        if not isinstance(error, DossierRestreint) or self._break_glass is None:
            self._screen.show_error(error)
            return
        ouvrir = Button("Ouvrir en urgence", icon="triangle-alert")
        motif = QLineEdit()
        motif.setPlaceholderText("Motif de l’urgence")
        motif.setAccessibleName("Motif du bris de glace")
        motif.setMinimumWidth(220)
        break_glass = self._break_glass

        def ask() -> None:
            texte = motif.text().strip()
            if not texte:
                motif.setFocus()
                return
            self._screen.run(lambda _: break_glass(patient_id, texte), lambda _: self.open(patient_id))

        ouvrir.clicked.connect(ask)
        motif.returnPressed.connect(ask)
        self._screen.show_error(error, ouvrir)
        banners = self._screen.banners.shown
        if banners:
            layout = banners[-1].layout()
            assert isinstance(layout, QHBoxLayout)
            layout.insertWidget(max(layout.indexOf(ouvrir), 0), motif)

    def _want_dmp(self) -> None:
        dossier = self._screen.dossier
        if dossier is not None:
            self._screen.consultation.flush()
            self.dmp_wanted.emit(dossier.patient.id)

    def _want_ordonnance(self, renouveler: bool) -> None:
        dossier = self._screen.dossier
        if dossier is not None:
            self._screen.consultation.flush()
            self.ordonnance_wanted.emit(dossier, renouveler)
