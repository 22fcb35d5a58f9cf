"""Between the counter and its use cases: consults the scanned order, finds the packs, dispenses."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from ambroise.domain.dispensation import Dispensation, ReponseLigne
from ambroise.ui.comptoir.screen import ComptoirScreen
from ambroise.ui.comptoir.state import Choix, EtatComptoir
from ambroise.ui.ports import BoiteGroupe, Boites, Dispensations
from ambroise.ui.tasks import NETWORK
from ambroise.usecases.dispensations import OrdonnanceScannee
from ambroise.usecases.ports import BeneficiaireVitale, CarteVitale
from ambroise.usecases.ports_actes import LigneConsultee


class ComptoirController(QObject):
    """Holds the order on the counter; ``dispensed`` carries the Dispensation once recorded."""

    dispensed = Signal(object)
    scan_shown = Signal(object)
    """The OrdonnanceScannee now on the counter."""

    def __init__(
        self,
        screen: ComptoirScreen,
        dispensations: Dispensations,
        boites: Boites,
        read_vitale: Callable[[], CarteVitale] | None = None,
    ) -> None:
        super().__init__(screen)
        self._screen, self._dispensations, self._boites = screen, dispensations, boites
        self._vitale = read_vitale
        self._etat: EtatComptoir | None = None
        screen.scanned.connect(self.scan)
        screen.answered.connect(self._answer)
        screen.completed.connect(self._complete)
        screen.validated.connect(self._validate)
        screen.moved.connect(self._move)
        screen.leave_wanted.connect(self.leave)
        screen.vitale_wanted.connect(self.read_vitale)
        screen.deliver_wanted.connect(self._deliver)

    @property
    def etat(self) -> EtatComptoir | None:
        """What is on the counter."""
        return self._etat

    def scan(self, texte: str) -> None:
        """Consult the order of a code; answers already given to another one stay until it is shown."""

        def consult(_: object) -> tuple[OrdonnanceScannee, dict[str, tuple[BoiteGroupe, ...]]]:
            scannee = self._dispensations.scan(texte)
            return scannee, {ligne.id: tuple(self._boites.find(ligne)) for ligne in scannee.consultee.lignes}

        self._screen.run(consult, self._show_scan, queue=NETWORK, title="Consultation de l’ordonnance")

    def show_vitale(self, beneficiaire: BeneficiaireVitale | None) -> None:
        """Compare with the person whose card is in the reader."""
        if self._etat is not None:
            self._show(replace(self._etat, vitale=beneficiaire))

    def leave(self) -> None:
        """Take the order off the counter; nothing is dispensed."""
        self._etat = None
        self._screen.banners.clear()
        self._screen.show_etat(None)

    def _show_scan(self, lu: tuple[OrdonnanceScannee, dict[str, tuple[BoiteGroupe, ...]]]) -> None:
        scannee, boites = lu
        self._screen.banners.clear()
        etat = EtatComptoir(scannee, self._screen.context.now().date(), boites)
        self._show(etat.next_line())
        self.scan_shown.emit(scannee)

    def _answer(self, ligne_id: str, reponse: ReponseLigne) -> None:
        ligne = self._line(ligne_id)
        if self._etat is None or ligne is None or self._etat.en_cours:
            return
        if reponse is ReponseLigne.SUBSTITUE and not ligne.is_substituable:
            return
        if reponse is ReponseLigne.PARTIEL and ligne.boites_restantes < 2:
            return
        etat = replace(self._etat, courante=ligne_id).press(ligne, reponse)
        self._show(etat.next_line() if etat.choix_de(ligne).valide else etat)

    def _complete(self, ligne_id: str, choix: Choix) -> None:
        ligne = self._line(ligne_id)
        if self._etat is not None and ligne is not None:
            self._show(self._etat.with_choix(ligne, choix))

    def _validate(self, ligne_id: str) -> None:
        ligne = self._line(ligne_id)
        if self._etat is not None and ligne is not None:
            self._show(self._etat.validate(ligne))

    def _move(self, pas: int) -> None:
        if self._etat is not None:
            self._show(self._etat.move(pas))

    def read_vitale(self) -> None:
        """Read the card and compare its persons with the one of the order."""
        if self._vitale is not None:
            read = self._vitale
            self._screen.run(lambda _: read(), self._vitale_read, title="Lecture de la carte Vitale")

    def _vitale_read(self, carte: CarteVitale) -> None:
        """Take the person of the card that the order names, else the first one, to show what differs."""
        if self._etat is None or not carte.beneficiaires:
            return
        consultee = self._etat.scannee.consultee
        choisi = next(
            (
                b
                for b in carte.beneficiaires
                if b.date_naissance == consultee.patient_date_naissance
                and b.prenom.casefold() == consultee.patient_prenom.casefold()
            ),
            carte.beneficiaires[0],
        )
        self.show_vitale(choisi)

    def _deliver(self) -> None:
        etat = self._etat
        if etat is None or etat.empechement or etat.en_cours:
            return
        self._show(replace(etat, en_cours=True))
        self._screen.run(
            lambda _: self._dispensations.dispense(etat.scannee.consultee, etat.dispensation()),
            self._dispensed,
            on_error=self._failed,
            title="Délivrance",
        )

    def _dispensed(self, dispensation: Dispensation) -> None:
        self.leave()
        self._screen.say_delivered(len(dispensation.lignes), has_dossier=dispensation.patient_id is not None)
        self.dispensed.emit(dispensation)

    def _failed(self, error: BaseException) -> None:
        if self._etat is not None:
            self._show(replace(self._etat, en_cours=False))
        self._screen.show_error(error)

    def _line(self, ligne_id: str) -> LigneConsultee | None:
        lignes = self._etat.lignes if self._etat else ()
        return next((ligne for ligne in lignes if ligne.id == ligne_id), None)

    def _show(self, etat: EtatComptoir) -> None:
        self._etat = etat
        self._screen.show_etat(etat)
