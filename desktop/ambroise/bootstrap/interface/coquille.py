"""What the frame of the window asks of the application: seat, session, readers, search."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ambroise.domain.envoi import EtatEnvoi
from ambroise.settings import Reglages
from ambroise.ui.shell.ports import EtatPoste
from ambroise.usecases.errors import AmbroiseError
from ambroise.usecases.ports import ResultatPatient
from ambroise.usecases.ports_cartes import EtatLecteur
from ambroise.usecases.sessions import SessionService
from esante.pcsc.monitor import CardMonitor, EvenementCarte, NatureEvenement

if TYPE_CHECKING:
    from ambroise.bootstrap.application import Application

_EN_ATTENTE = (EtatEnvoi.EN_ATTENTE, EtatEnvoi.EN_COURS)


class Coquille:
    """``ui.shell.ports.ShellServices`` over one application."""

    def __init__(self, app: "Application") -> None:
        self._app = app

    @property
    def profile_dir(self) -> Path:
        return self._app.profil.racine

    @property
    def reglages(self) -> Reglages:
        return self._app.reglages

    def save_reglages(self, reglages: Reglages) -> None:
        """Write the options and give them to whoever reads them next."""
        self._app.save_reglages(reglages)

    @property
    def sessions(self) -> SessionService:
        return self._app.session

    def now(self) -> datetime:
        return self._app.contexte.horloge().astimezone()

    def read_poste(self) -> EtatPoste:
        """Read the readers and the outbox; a missing PC/SC daemon shows no reader."""
        with self._app.contexte_machine.uow() as uow:  # counts, whoever is logged in
            comptes = uow.envois.count()
            non_lus = uow.messages.unread()
        try:
            lecteurs = self._app.cartes.list_lecteurs()
        except AmbroiseError:
            lecteurs = ()
        psc = self._app.psc.session if "psc" in vars(self._app) else None
        apcv = self._app.apcv.courante if "apcv" in vars(self._app) else None
        return EtatPoste(
            lecteurs=lecteurs,
            ecps_jusqua=self._app.session.ecps_jusqua,
            psc_jusqua=psc.expire_le if psc else None,
            apcv_jusqua=apcv.fin_validite if apcv else None,
            en_ligne=self._app.en_ligne,
            envois_en_attente=sum(comptes.get(etat, 0) for etat in _EN_ATTENTE),
            envois_refuses=comptes.get(EtatEnvoi.REFUSE, 0),
            envois_a_reprendre=comptes.get(EtatEnvoi.A_REPRENDRE, 0),
            messages_non_lus=non_lus,
            traces_alterees=self._app.veille_traces.constats(),
        )

    def watch_lecteurs(self, changed: Callable[[EtatLecteur], None]) -> Callable[[], None]:
        """Follow the readers with the monitor that outlives the PC/SC daemon."""
        monitor = CardMonitor(self._app.cartes.service)

        def tell(evenement: EvenementCarte) -> None:
            if evenement.nature is NatureEvenement.INSERTION and evenement.type_carte is not None:
                changed(EtatLecteur(evenement.lecteur, evenement.type_carte.value, evenement.atr.hex()))
            else:
                changed(EtatLecteur(evenement.lecteur))  # what left is no longer there

        unsubscribe = monitor.subscribe(tell)
        monitor.start()

        def stop() -> None:
            unsubscribe()
            monitor.stop()

        return stop

    def search_patients(self, texte: str) -> Sequence[ResultatPatient]:
        return self._app.patients.search(texte)
