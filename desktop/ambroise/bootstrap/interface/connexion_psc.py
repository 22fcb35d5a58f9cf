"""The login to Pro Santé Connect as the window leads it: card or phone, then the digits."""

import threading
from dataclasses import replace
from typing import TYPE_CHECKING

from ambroise.settings import CanalPsc
from ambroise.ui.session.psc import CARTE, PscLogin, log_in

if TYPE_CHECKING:
    from ambroise.bootstrap.application import Application

_TITLES = {
    CanalPsc.CARTE: "Confirmez avec votre carte",
    CanalPsc.TELEPHONE: "Confirmez sur votre téléphone",
}


class ConnexionPsc:
    """Logs in from workers, one demand at a time; the choice of card or phone may be kept."""

    def __init__(self, app: "Application", login: PscLogin) -> None:
        self._app, self._login = app, login
        self._one = threading.Lock()

    def ensure(self) -> None:
        """Log in when it is not done."""
        with self._one:
            if self._app.is_psc_attendu:
                self._log_in()

    def renew(self) -> None:
        """Log in for four hours more, whatever is left."""
        with self._one:
            self._log_in()

    def _log_in(self) -> None:
        canal = self._canal()
        self._login.title = _TITLES[canal]
        par_carte = canal is CanalPsc.CARTE
        log_in(self._login, lambda show, cancel: self._app.connect_psc(show, cancel, par_carte=par_carte))

    def _canal(self) -> CanalPsc:
        kept = self._app.reglages.canal_psc
        if kept is not CanalPsc.DEMANDER:
            return kept
        chosen, always = self._login.ask_canal()
        canal = CanalPsc.CARTE if chosen == CARTE else CanalPsc.TELEPHONE
        if always:
            self._app.save_reglages(replace(self._app.reglages, canal_psc=canal))
        return canal
