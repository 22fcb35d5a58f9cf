"""The readers of the seat, the cards in them, who is logged in, and whom the seat trusts."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import cached_property
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from ambroise.bootstrap.socle import Socle, utc_now
from ambroise.settings import Environnement

if TYPE_CHECKING:
    from ambroise.adapters.carte_ouverte import AccesServices
    from ambroise.adapters.cartes import Cartes
    from ambroise.adapters.confiance import Confiance
    from ambroise.adapters.lecture_cartes import LectureCartes
    from ambroise.adapters.psc import PscSession
    from ambroise.bootstrap.diagnostic import Diagnostic
    from ambroise.bootstrap.installation import InstallationPoste
    from ambroise.bootstrap.lecteurs_du_poste import Lecteurs
    from ambroise.usecases.ports_en_ligne import EtatConnexion
    from ambroise.usecases.sessions import SessionService
    from esante.cartes.acces import AccesCartes
    from esante.sandbox.cartes.client import TableClient


class PosteCartes(Socle):
    """Cards and sessions of the profile, each made on first use."""

    @cached_property
    def lecteurs_virtuels(self) -> "Lecteurs | None":
        """The readers of the sandbox, shared when given or when the sandbox is; None outside it."""
        if self.reglages.environnement is not Environnement.BAC_A_SABLE:
            return None
        if self._lecteurs:
            return self._lecteurs
        from ambroise.adapters.traduction import translating
        from ambroise.bootstrap.lecteurs import LecteursPartages, LecteursVirtuels

        lecteurs: Lecteurs
        if self.bac_a_sable.partage and "cartes" in self.bac_a_sable.adresses.services:
            adresses = self.bac_a_sable.adresses
            with translating("Le service des lecteurs de cartes"):
                lecteurs = LecteursPartages(adresses.services["cartes"], adresses.autorite)
        else:
            lecteurs = LecteursVirtuels(self.profil.sandbox)
        self._fermetures.callback(lecteurs.close)
        return lecteurs

    def open_seat(self) -> None:
        """Open the store, the readers and what a session stands on, before several threads use them.

        Raises:
            AmbroiseError: why the profile does not open; asking again is possible.
        """
        for part in ("base", "cartes", "session", "acces"):
            getattr(self, part)

    @cached_property
    def cartes(self) -> "Cartes":
        """The readers of this seat."""
        from ambroise.adapters.cartes import Cartes
        from ambroise.bootstrap.lecteurs_du_poste import open_jeton, open_service

        service = open_service(self.reglages, self.lecteurs_virtuels)
        cartes = Cartes(
            service,
            open_jeton(self.reglages, service, self.lecteurs_virtuels),
            self.reglages.structures,
            self.reglages.environnement,
        )
        self._fermetures.callback(cartes.close_cps)
        return cartes

    def table_cartes(self) -> "AbstractContextManager[TableClient]":
        """The readers of the sandbox that runs for this profile. Raises ServiceInjoignable: none runs."""
        from ambroise.bootstrap.cartes_terminal import open_table_cartes

        return open_table_cartes(self.profil.sandbox, self._pret)

    @cached_property
    def lecture_cartes(self) -> "LectureCartes":
        """Cards read from the terminal."""
        from ambroise.adapters.lecture_cartes import LectureCartes

        return LectureCartes(self._acces_du_poste, utc_now)

    @cached_property
    def _acces_du_poste(self) -> "AccesCartes":
        from ambroise.bootstrap.cartes_terminal import open_lecteurs_du_poste

        partage = self.reglages.environnement is Environnement.BAC_A_SABLE
        return open_lecteurs_du_poste(
            self.profil.sandbox if partage else None, self._pret, self.reglages.module_pkcs11
        )

    @cached_property
    def installation(self) -> "InstallationPoste":
        """What an installer asks of this seat."""
        # The client of updates is only paid for by who installs.
        from ambroise.bootstrap.installation import InstallationPoste

        return InstallationPoste(self, self._racine, utc_now)

    def diagnose(self) -> "Diagnostic":
        """Check this seat; nothing is started nor written for it."""
        from ambroise.bootstrap.bac_a_sable import join_sandbox
        from ambroise.bootstrap.diagnostic import examine_seat

        training = self.reglages.environnement is Environnement.BAC_A_SABLE
        running = not training or join_sandbox(self.profil.sandbox, self._pret) is not None
        return examine_seat(
            self.profil,
            self.passphrase,
            self._acces_du_poste,
            self.table if running else None,
            self.confiance,
            utc_now,
        )

    def write_support(self, fichier: Path) -> tuple[str, ...]:
        """Write the bundle to send for help; return what is in it."""
        from ambroise.bootstrap.assistance import write_support

        return write_support(fichier, self.profil, self.diagnose())

    def _situation(self, auteur: str) -> str:
        session = vars(self).get("session")
        if session is None or not session.is_professionnelle or session.auteur != auteur:
            return ""
        return str(session.courante.situation.structure.identifiant)

    def _auteur(self) -> str:
        ouverte = "session" in self.__dict__ and self.session.is_ouverte
        return self.session.auteur if ouverte else ""

    @cached_property
    def session(self) -> "SessionService":
        """Who is logged in."""
        from ambroise.bootstrap.situations import SituationsDuProfil
        from ambroise.usecases.codes import CodeService
        from ambroise.usecases.sessions import SessionService

        return SessionService(
            self.contexte,
            self.cartes,
            SituationsDuProfil(lambda: self.reglages, self.save_reglages),
            self.psc,
            on_ouverture=self._wake_facteur,
            codes=CodeService(self.contexte_machine, self.empreintes),
        )

    @cached_property
    def confiance(self) -> "Confiance":
        """Whom this seat trusts, and the lists of what they revoked."""
        from ambroise.adapters.confiance import Confiance
        from ambroise.adapters.mandataire import open_http

        return Confiance(self.profil.racine / "confiance", lambda: open_http(self.reglages), utc_now)

    @cached_property
    def acces(self) -> "AccesServices":
        """What the services take of the session, the card and the environment."""
        from ambroise.adapters.carte_ouverte import AccesServices
        from ambroise.adapters.mandataire import proxy_of

        acces = AccesServices(
            self.table,
            lambda: self.session.courante,
            lambda: self.cartes.carte,
            self.confiance.complete,
            proxy_of(self.reglages),
        )
        self._fermetures.callback(acces.close)
        return acces

    @cached_property
    def psc(self) -> "PscSession":
        """The Pro Santé Connect session."""
        from ambroise.adapters.psc import PscSession

        psc = PscSession(lambda: self.acces, lambda: self.reglages.structures)
        self._fermetures.callback(psc.close)
        return psc

    @property
    def is_psc_attendu(self) -> bool:
        """Whether somebody works here who is not logged in to Pro Santé Connect."""
        return self.psc.session is None and self.session.is_professionnelle

    def connect_psc(self, on_code: Callable[[str], None], cancel: Event, *, par_carte: bool = True) -> None:
        """Log in to Pro Santé Connect anew, whatever is left of the session before."""
        self.psc.renew(par_carte=par_carte, on_code=on_code, cancel=cancel)

    def check_psc(self) -> "EtatConnexion":
        """Return the state of the relay of Pro Santé Connect and of the session."""
        from ambroise.adapters.etat_en_ligne import check_psc

        return check_psc(self.acces, self.psc)

    def _wake_facteur(self) -> None:
        """What waited for the card leaves as soon as the code is given, where something delivers."""
