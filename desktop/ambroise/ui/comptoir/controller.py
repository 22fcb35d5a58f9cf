"""Between the counter and its use cases: consults the scanned order, finds the packs, dispenses."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from ambroise.domain.dispensation import Dispensation, ReponseLigne
from ambroise.ui.comptoir.boites_controller import BoitesController
from ambroise.ui.comptoir.choix import Choix
from ambroise.ui.comptoir.exceptionnel import toggle_exceptionnel
from ambroise.ui.comptoir.mte_ph import toggle_mte_ph
from ambroise.ui.comptoir.ports import BoiteGroupe, Boites, ControlesComptoir, Dispensations
from ambroise.ui.comptoir.screen import ComptoirScreen
from ambroise.ui.comptoir.state import EtatComptoir, mark_received
from ambroise.ui.tasks import NETWORK
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.patient_banner import BandeauPatient
from ambroise.usecases.comptoir import ControleComptoir
from ambroise.usecases.dispensations import OrdonnanceScannee
from ambroise.usecases.errors import CarteAbsente
from ambroise.usecases.ports_actes import LigneConsultee, OrdonnanceConsultee
from ambroise.usecases.ports_cartes import BeneficiaireVitale, CarteVitale
from ambroise.usecases.stupefiants import SortieSansEntree

Lu = tuple[OrdonnanceScannee, dict[str, tuple[BoiteGroupe, ...]], ControleComptoir]


class ComptoirController(QObject):
    """Holds the order on the counter; ``dispensed`` carries the Dispensation once recorded."""

    dispensed = Signal(object)
    information_due = Signal(object, object)
    """An OrdonnanceConsultee and the Dispensation that its prescriber must be told of."""
    verso_wanted = Signal(object)
    """The last Dispensation, whose back of the order is to print."""
    plan_wanted = Signal(object, object)
    """The OrdonnanceConsultee and its last Dispensation, for the plan of intakes."""
    register_wanted = Signal()
    """A narcotic is to be entered before it leaves."""

    def __init__(
        self,
        screen: ComptoirScreen,
        dispensations: Dispensations,
        boites: Boites,
        read_vitale: Callable[[], CarteVitale] | None = None,
        controles: ControlesComptoir | None = None,
        dossier_ouvert: Callable[[], BandeauPatient | None] = lambda: None,
    ) -> None:
        super().__init__(screen)
        self._dossier_ouvert, self._demandes = dossier_ouvert, 0
        self._screen, self._dispensations, self._boites = screen, dispensations, boites
        self._vitale, self._controles = read_vitale, controles
        self._etat: EtatComptoir | None = None
        self._derniere: Dispensation | None = None
        self._repondue: OrdonnanceConsultee | None = None
        self._bipees = BoitesController(screen, boites, controles, lambda: self._etat, self._show)
        screen.scanned.connect(self.scan)
        screen.answered.connect(self._answer)
        screen.completed.connect(self._complete)
        screen.validated.connect(self._validate)
        screen.moved.connect(self._move)
        screen.mte_ph_wanted.connect(self._exclude_substitution)
        screen.exceptionnel_wanted.connect(self._pursue)
        screen.opened.connect(self._open)
        screen.entered.connect(self._compare_file)
        screen.other_wanted.connect(self._bipees.look_for)
        screen.porteur_given.connect(self._note_porteur)
        screen.leave_wanted.connect(self.leave)
        screen.vitale_wanted.connect(self.read_vitale)
        screen.deliver_wanted.connect(self._deliver)
        screen.verso_wanted.connect(self._want_verso)
        screen.plan_wanted.connect(self._want_plan)

    @property
    def etat(self) -> EtatComptoir | None:
        """What is on the counter."""
        return self._etat

    def scan(self, texte: str, *, sur_image: bool = False) -> None:
        """Take the code of a pack, or consult the order of a code; answers stay until it is shown.

        Args:
            sur_image: the code was read on a picture of the order.
        """
        if self._bipees.take(texte):
            return
        self._demandes += 1
        demande = self._demandes

        def show(lu: Lu) -> None:
            if demande == self._demandes:  # the last code presented wins, whichever answer comes last
                self._show_scan(lu, sur_image)

        def consult(_: object) -> Lu:
            scannee = self._dispensations.scan(texte)
            boites = {li.id: tuple(self._boites.find(li)) for li in scannee.consultee.lignes}
            controle = ControleComptoir()
            if self._controles is not None:
                controle = self._controles.control(scannee.consultee)
            return scannee, boites, controle

        self._screen.run(consult, show, queue=NETWORK, title="Consultation de l’ordonnance")

    def show_vitale(self, beneficiaire: BeneficiaireVitale | None) -> None:
        """Compare with the person whose card is in the reader."""
        if self._etat is not None:
            self._show(replace(self._etat, vitale=beneficiaire))

    def leave(self) -> None:
        """Take the order off the counter; nothing is dispensed."""
        self._etat = None
        self._screen.banners.clear()
        self._screen.show_etat(None)

    def _show_scan(self, lu: Lu, sur_image: bool) -> None:
        scannee, boites, controle = lu
        if self._etat is not None and (self._etat.is_entamee or self._etat.en_cours):
            self._screen.show_refusal(*_held(self._etat, scannee))
            return
        self._screen.banners.clear()
        jour = self._screen.context.now().date()
        connues = {id_: mark_received(choix, controle.recues, jour) for id_, choix in boites.items()}
        etat = EtatComptoir(
            scannee, jour, connues, controle=controle, dossier=self._dossier_ouvert(), sur_image=sur_image
        )
        self._show(etat.first_line())
        self._compare_card_in_reader()

    def _compare_file(self) -> None:
        """Compare again with the file open above, which may have changed meanwhile."""
        if self._etat is not None:
            self._show(replace(self._etat, dossier=self._dossier_ouvert()))

    def _compare_card_in_reader(self) -> None:
        """Compare with a card that was in the reader before the scan; no card is no error."""
        if self._vitale is not None:
            read = self._vitale
            self._screen.run(lambda _: read(), self._vitale_read, on_error=self._no_card)

    def _no_card(self, error: BaseException) -> None:
        if not isinstance(error, CarteAbsente):
            self._screen.show_error(error)

    def _answer(self, ligne_id: str, reponse: ReponseLigne) -> None:
        ligne = self._line(ligne_id)
        if self._etat is None or ligne is None or self._etat.en_cours:
            return
        if not self._etat.is_possible(ligne, reponse):
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

    def _exclude_substitution(self, ligne_id: str) -> None:
        ligne = self._line(ligne_id)
        if self._etat is None or ligne is None or self._etat.en_cours:
            return
        self._show_toggled(ligne, *toggle_mte_ph(replace(self._etat, courante=ligne_id), ligne))

    def _pursue(self, ligne_id: str) -> None:
        """Give a month more of a line that is over, or take it back."""
        ligne = self._line(ligne_id)
        if self._etat is None or ligne is None or self._etat.en_cours:
            return
        self._show_toggled(ligne, *toggle_exceptionnel(replace(self._etat, courante=ligne_id), ligne))

    def _show_toggled(self, ligne: LigneConsultee, etat: EtatComptoir, refus: str) -> None:
        if refus:
            self._screen.show_refusal(f"Ligne {ligne.rang}\u00a0: {refus}", "Rien n’a changé.")
            return
        self._screen.banners.clear()
        self._show(etat.next_line() if etat.choix_de(ligne).valide else etat)

    def _move(self, pas: int) -> None:
        if self._etat is not None:
            self._show(self._etat.move(pas))

    def _open(self, ligne_id: str) -> None:
        if self._etat is not None and not self._etat.en_cours and ligne_id != self._etat.courante:
            self._show(replace(self._etat, courante=ligne_id))

    def _note_porteur(self, nom: str) -> None:
        if self._etat is not None:
            self._etat = replace(self._etat, porteur=nom)  # shown where it is typed, nothing else to draw

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
            lambda _: self._dispensations.dispense(
                etat.scannee.consultee, etat.dispensation(), porteur=etat.porteur.strip()
            ),
            lambda dispensation: self._dispensed(dispensation, etat.scannee.consultee),
            on_error=self._failed,
            title="Délivrance",
        )

    def _want_verso(self) -> None:
        if self._derniere is not None:
            self.verso_wanted.emit(self._derniere)

    def _want_plan(self) -> None:
        if self._derniere is not None and self._repondue is not None:
            self.plan_wanted.emit(self._repondue, self._derniere)

    def _dispensed(self, dispensation: Dispensation, consultee: OrdonnanceConsultee) -> None:
        self._derniere, self._repondue = dispensation, consultee
        self.leave()
        self._screen.say_delivered(len(dispensation.lignes), has_dossier=dispensation.patient_id is not None)
        self.dispensed.emit(dispensation)
        if any(ligne.is_exceptionnelle for ligne in dispensation.lignes):
            self.information_due.emit(consultee, dispensation)

    def _failed(self, error: BaseException) -> None:
        if self._etat is not None:
            self._show(replace(self._etat, en_cours=False))
        self._screen.banners.clear()
        if not isinstance(error, SortieSansEntree):
            self._screen.show_error(error)
            return
        inscrire = Button("Ouvrir le registre", icon="book-open")
        inscrire.clicked.connect(self.register_wanted)
        self._screen.show_error(error, inscrire)

    def _line(self, ligne_id: str) -> LigneConsultee | None:
        return self._etat.find_ligne(ligne_id) if self._etat is not None else None

    def _show(self, etat: EtatComptoir) -> None:
        etat = self._etat = self._bipees.control(etat)
        self._screen.show_etat(etat)


def _held(etat: EtatComptoir, scannee: OrdonnanceScannee) -> tuple[str, str]:
    """Return why an order scanned does not take the place of the one being answered, and what to do."""
    if etat.scannee.consultee.numero == scannee.consultee.numero:
        return "Cette ordonnance est déjà sur le comptoir.", "Vos réponses sont gardées."
    return (
        "Une autre ordonnance est en cours.",
        "Vos réponses sont gardées\u00a0: délivrez-la, ou laissez-la (Ctrl+W), puis présentez celle-ci.",
    )
