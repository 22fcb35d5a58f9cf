"""Between the sharing face of the DMP screen and the feeding: lists, sends, withdraws."""

from uuid import UUID

from PySide6.QtCore import QObject

from ambroise.domain.alimentation import LignePartage, VersionPartagee
from ambroise.domain.envoi import EtatEnvoi
from ambroise.ui.dmp.ports import DemandePartage, PartagesDmp, ReglesPartage, Vaccin
from ambroise.ui.dmp.screen import PARTAGE, DmpScreen
from ambroise.ui.tasks import MEDICAMENTS, NETWORK
from ambroise.usecases.dmp import ConfirmationRequise

Lu = tuple[UUID, tuple[LignePartage, ...], ReglesPartage]


class PartageController(QObject):
    """Keeps the list of what is shared as the outbox is."""

    def __init__(self, screen: DmpScreen, partages: PartagesDmp) -> None:
        super().__init__(screen)
        self._screen, self._panel, self._partages = screen, screen.partage, partages
        self._patient_id: UUID | None = None
        self._cherche = ""
        screen.act_wanted.connect(self._act)
        screen.face.chosen.connect(lambda face: self.refresh() if face == PARTAGE else None)
        self._panel.vaccine_typed.connect(self._find)
        self._panel.rules_wanted.connect(lambda: screen.context.shell.go("reglages"))
        self._panel.envois_wanted.connect(lambda: screen.context.shell.go("envois"))

    def open(self, patient_id: UUID) -> None:
        """List what can be shared of a patient."""
        self._patient_id = patient_id
        self.refresh()

    def show_version(self, version: VersionPartagee) -> None:
        """Turn to the face of what is shared, on the line of a version."""
        self._panel.want(version.envoi.envoi.id)
        self._screen.face.choose(PARTAGE)
        self._screen.face.chosen.emit(PARTAGE)

    def refresh(self) -> None:
        """List again."""
        patient_id = self._patient_id
        if patient_id is not None:
            self._screen.run(
                lambda _: (patient_id, self._partages.list(patient_id), self._partages.rules()), self._show
            )

    def _show(self, lu: Lu) -> None:
        patient_id, lignes, regles = lu
        if patient_id == self._patient_id:
            dossier = self._screen.dossier
            self._panel.show_lines(lignes, regles, is_mineur=dossier is not None and dossier.is_mineur)

    def _act(self, nom: str, _document: object) -> None:
        demande = self._panel.demande
        if demande is None or self._patient_id is None:
            return
        if nom == "dmp_share":
            self._share(self._patient_id, demande)
        elif nom == "dmp_unshare":
            self._withdraw(self._patient_id, demande.ligne, confirmee=False)

    def _share(self, patient_id: UUID, demande: DemandePartage) -> None:
        ligne = demande.ligne
        if ligne.derniere is not None and ligne.derniere.suivi.envoi.etat is EtatEnvoi.A_REPRENDRE:
            self._screen.run(lambda _: self._partages.retry(ligne), lambda _: self._shared(ligne))
        else:
            self._screen.run(
                lambda _: self._partages.share(patient_id, demande), lambda _: self._shared(ligne)
            )

    def _shared(self, ligne: LignePartage) -> None:
        self._screen.banners.clear()
        self._screen.toast.say(f"{ligne.titre}\u00a0: remis à la boîte d’envoi")
        self.refresh()

    def _withdraw(self, patient_id: UUID, ligne: LignePartage, *, confirmee: bool) -> None:
        def refused(error: BaseException) -> None:
            if not isinstance(error, ConfirmationRequise):
                self._screen.show_error(error)
                return
            bouton = self._screen.ask_confirmation(error, "Retirer du DMP")
            bouton.clicked.connect(lambda: self._withdraw(patient_id, ligne, confirmee=True))

        def withdrawn(_: object) -> None:
            self._screen.banners.clear()
            self.refresh()

        self._screen.run(
            lambda _: self._partages.withdraw(patient_id, ligne, confirmee=confirmee),
            withdrawn,
            on_error=refused,
            queue=NETWORK,
        )

    def _find(self, texte: str) -> None:
        self._cherche = texte
        if len(texte.strip()) < 3:
            self._panel.show_vaccines(())
            return

        def shown(lu: tuple[str, tuple[Vaccin, ...]]) -> None:
            if lu[0] == self._cherche:
                self._panel.show_vaccines(lu[1])

        self._screen.run(
            lambda _: (texte, tuple(self._partages.find_vaccins(texte))), shown, queue=MEDICAMENTS
        )
