"""The seat: its readers, who is logged in, and the services it reaches."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from functools import cached_property
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING
from uuid import UUID

from ambroise.adapters.annuaire import AnnuaireLocal
from ambroise.adapters.annuaires_en_ligne import AnnuairesEnLigne
from ambroise.adapters.carte_ouverte import AccesServices
from ambroise.adapters.cartes import Cartes
from ambroise.adapters.confiance import Confiance
from ambroise.adapters.courrier import Courrier, TransmetteurMessages
from ambroise.adapters.dmp import Dmp
from ambroise.adapters.espace_confiance import EspaceConfiance
from ambroise.adapters.etat_en_ligne import check_boites, check_psc
from ambroise.adapters.lecture_cartes import LectureCartes
from ambroise.adapters.mandataire import open_http, proxy_of
from ambroise.adapters.mssante import Messagerie
from ambroise.adapters.numeros import Numeros
from ambroise.adapters.ordonnance_numerique import OrdonnanceNumerique
from ambroise.adapters.preparation import Preparation
from ambroise.adapters.psc import PscSession
from ambroise.adapters.reception import BoitesReception
from ambroise.adapters.rectification import TransmetteurSuppression
from ambroise.adapters.traduction import translating
from ambroise.adapters.transmetteurs_ordonnance import (
    TransmetteurAnnulation,
    TransmetteurDepot,
    TransmetteurExecution,
)
from ambroise.bootstrap.assistance import write_support
from ambroise.bootstrap.bac_a_sable import join_sandbox
from ambroise.bootstrap.cartes_terminal import open_lecteurs_du_poste, open_table_cartes
from ambroise.bootstrap.cles_annuaires import keep_cle, read_cle
from ambroise.bootstrap.diagnostic import Diagnostic, examine_seat
from ambroise.bootstrap.documents import render_page
from ambroise.bootstrap.instance import read_instance
from ambroise.bootstrap.lecteurs import (
    Lecteurs,
    LecteursPartages,
    LecteursVirtuels,
    open_jeton,
    open_service,
)
from ambroise.bootstrap.situations import SituationsDuProfil
from ambroise.bootstrap.socle import Socle, utc_now
from ambroise.domain.envoi import TypeEnvoi
from ambroise.settings import ClassementMessages, Environnement, ReglageBoite
from ambroise.usecases.acces import AccesService
from ambroise.usecases.accuses import AccuseService
from ambroise.usecases.codes import CodeService
from ambroise.usecases.ecriture import EcritureService
from ambroise.usecases.ports_en_ligne import EtatBoite, EtatConnexion, PortAnnuaire, PortAnnuairesEnLigne
from ambroise.usecases.ports_envois import Transmetteur
from ambroise.usecases.reception import ReceptionService
from ambroise.usecases.releve import ReleveService
from ambroise.usecases.sessions import SessionService
from ambroise.usecases.veille_messages import VeilleMessages
from esante.cartes.acces import AccesCartes
from esante.cda.ecriture import oid_de
from esante.mssante.liste_blanche import fetch_liste_blanche
from esante.sandbox.annuaire import service as annuaire_sandbox
from esante.sandbox.cartes.client import TableClient
from esante.sandbox.ror import service as ror_sandbox

if TYPE_CHECKING:
    from ambroise.bootstrap.installation import InstallationPoste


class Poste(Socle):
    """Cards, session and national services of the profile, each made on first use."""

    @cached_property
    def lecteurs_virtuels(self) -> Lecteurs | None:
        """The readers of the sandbox, shared when given or when the sandbox is; None outside it."""
        if self.reglages.environnement is not Environnement.BAC_A_SABLE:
            return None
        if self._lecteurs:
            return self._lecteurs
        lecteurs: Lecteurs
        if self.bac_a_sable.partage and "cartes" in self.bac_a_sable.adresses.services:
            adresses = self.bac_a_sable.adresses
            with translating("Le service des lecteurs de cartes"):
                lecteurs = LecteursPartages(adresses.services["cartes"], adresses.autorite)
        else:
            lecteurs = LecteursVirtuels(self.profil.sandbox)
        self._fermetures.callback(lecteurs.close)
        return lecteurs

    @cached_property
    def cartes(self) -> Cartes:
        """The readers of this seat."""
        service = open_service(self.reglages, self.lecteurs_virtuels)
        cartes = Cartes(
            service,
            open_jeton(self.reglages, service, self.lecteurs_virtuels),
            self.reglages.structures,
            self.reglages.environnement,
        )
        self._fermetures.callback(cartes.close_cps)
        return cartes

    def table_cartes(self) -> AbstractContextManager[TableClient]:
        """The readers of the sandbox that runs for this profile. Raises ServiceInjoignable: none runs."""
        return open_table_cartes(self.profil.sandbox, self._pret)

    @cached_property
    def lecture_cartes(self) -> LectureCartes:
        """Cards read from the terminal."""
        return LectureCartes(self._acces_du_poste, utc_now)

    @cached_property
    def _acces_du_poste(self) -> AccesCartes:
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

    def diagnose(self) -> Diagnostic:
        """Check this seat; nothing is started nor written for it."""
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
        return write_support(fichier, self.profil, self.diagnose())

    def _auteur(self) -> str:
        ouverte = "session" in self.__dict__ and self.session.is_ouverte
        return self.session.auteur if ouverte else ""

    @cached_property
    def session(self) -> SessionService:
        """Who is logged in."""
        return SessionService(
            self.contexte,
            self.cartes,
            SituationsDuProfil(lambda: self.reglages, self.save_reglages),
            self.psc,
            on_ouverture=self._wake_facteur,
            codes=CodeService(self.contexte_machine, self.empreintes),
        )

    @cached_property
    def confiance(self) -> Confiance:
        """Whom this seat trusts, and the lists of what they revoked."""
        return Confiance(self.profil.racine / "confiance", lambda: open_http(self.reglages), utc_now)

    @cached_property
    def acces(self) -> AccesServices:
        """What the services take of the session, the card and the environment."""
        acces = AccesServices(
            self.table,
            lambda: self.session.courante,
            lambda: self.cartes.carte,
            self.confiance.complete,
            proxy_of(self.reglages),
        )
        self._fermetures.callback(acces.close)
        return acces

    # --- national services ---------------------------------------------------------------------------

    @cached_property
    def instance(self) -> UUID:
        """UUID of this installation."""
        return read_instance(self.profil.cles / "instance")

    @cached_property
    def psc(self) -> PscSession:
        """The Pro Santé Connect session."""
        psc = PscSession(lambda: self.acces)
        self._fermetures.callback(psc.close)
        return psc

    @cached_property
    def messagerie(self) -> Messagerie:
        """The MSSanté box of the professional."""
        return self._open_boite(self.reglages.boite_mssante)

    @cached_property
    def messageries(self) -> Sequence[Messagerie]:
        """Every box of the profile, the professional's own first."""
        autres = [adresse for adresse in self.reglages.boites if adresse != self.reglages.boite_mssante]
        propre = [self.messagerie] if self.reglages.boite_mssante else []
        return [*propre, *(self._open_boite(adresse) for adresse in autres)]

    @cached_property
    def reception(self) -> ReceptionService:
        """Read the boxes and file what came."""
        return ReceptionService(self.contexte, self.session, self.boites_recues, AccesService(self.contexte))

    @cached_property
    def boites_recues(self) -> BoitesReception:
        """The boxes of the profile, as they are read."""
        return BoitesReception(self.messageries, self.table.oid_ins, self.espace_confiance)

    @cached_property
    def espace_confiance(self) -> EspaceConfiance:
        """The domains of the trusted space, to tell the senders that are not of it."""

        def fetch() -> bytes:
            services = self.table.services
            # The sandbox gives it beside the state of its boxes.
            url = (
                services.get("mssante_liste_blanche")
                or f"{self.acces.url('mssante')}/listeblanchemssante.xml"
            )
            with self.acces.http_server_only() as http:
                return fetch_liste_blanche(http, url)

        return EspaceConfiance(self.profil.referentiels / "listeblanchemssante.xml", fetch, utc_now)

    @cached_property
    def courrier(self) -> Courrier:
        """Freezes the messages that are written here."""
        return Courrier(self.messageries, self.table, render_page)

    @cached_property
    def ecriture(self) -> EcritureService:
        """Write to colleagues and patients."""
        boites = [m.adresse for m in self.messageries]
        numeros = Numeros(self.contexte.new_id)
        return EcritureService(
            self.contexte, self.session, self.courrier, boites, numeros.identifiant_document
        )

    @cached_property
    def accuses(self) -> AccuseService:
        """Answer the demands for read receipts."""
        politique = self.reglages.accuses_lecture
        return AccuseService(self.contexte, self.session, self.boites_recues, self.courrier, politique)

    @cached_property
    def releve(self) -> ReleveService:
        """Bring the copy of the boxes up to date."""
        alone = self.reglages.classement_messages is ClassementMessages.SEUL
        return ReleveService(
            self.contexte_machine, self.boites_recues, self.reception.file_alone if alone else None
        )

    @cached_property
    def veille_messages(self) -> VeilleMessages:
        """The threads that wait for news of the boxes; started by the window, stopped with the profile."""
        veille = VeilleMessages(self.releve, self.boites_recues, lambda: self.psc.session is not None)
        self._fermetures.callback(veille.stop)
        return veille

    @property
    def is_psc_attendu(self) -> bool:
        """Whether somebody works here who is not logged in to Pro Santé Connect."""
        return self.psc.session is None and self.session.is_professionnelle

    def connect_psc(self, on_code: Callable[[str], None], cancel: Event, *, par_carte: bool = True) -> None:
        """Log in to Pro Santé Connect anew, whatever is left of the session before."""
        self.psc.renew(par_carte=par_carte, on_code=on_code, cancel=cancel)

    def _open_boite(self, adresse: str) -> Messagerie:
        reglage = self.reglages.boites.get(adresse, ReglageBoite())
        return Messagerie(
            self.acces,
            self.psc,
            adresse,
            type_bal=reglage.type,
            imap=reglage.imap,
            smtp=reglage.smtp,
            certificat=(reglage.certificat, reglage.cle),
        )

    @cached_property
    def annuaire(self) -> PortAnnuaire:
        """The national directory imported on this seat."""
        return AnnuaireLocal(self.profil.referentiels / "annuaire.sqlite")

    @cached_property
    def annuaires_en_ligne(self) -> PortAnnuairesEnLigne:
        """The national directories asked online; the sandbox's own keys open the sandbox's."""
        training = self.reglages.environnement is Environnement.BAC_A_SABLE
        keys = {"annuaire": annuaire_sandbox.CLE, "ror": ror_sandbox.SECRET}
        client = ror_sandbox.CLIENT_ID if training else self.reglages.client_ror
        return AnnuairesEnLigne(self.acces, keys.__getitem__ if training else read_cle, client)

    keep_cle = staticmethod(keep_cle)

    def check_boites(self) -> list[EtatBoite]:
        """Return the state of the boxes of this profile."""
        return [etat for m in self.messageries for etat in check_boites(m, self.psc)]

    def check_psc(self) -> EtatConnexion:
        """Return the state of the relay of Pro Santé Connect and of the session."""
        return check_psc(self.acces, self.psc)

    @cached_property
    def dmp(self) -> Dmp:
        """The DMP."""
        return Dmp(self.acces, oid_de(self.instance))

    @cached_property
    def numerique(self) -> OrdonnanceNumerique:
        """The ordonnance numérique service."""
        return OrdonnanceNumerique(self.acces)

    @cached_property
    def preparation(self) -> Preparation:
        """Freezes acts for the outbox."""
        return Preparation(self.numerique, self.dmp, self.messagerie)

    @cached_property
    def transmetteurs(self) -> dict[TypeEnvoi, Transmetteur]:
        """Who delivers what."""
        messages = TransmetteurMessages(self.messageries or [self.messagerie])
        return {
            TypeEnvoi.ORDONNANCE_NUMERIQUE: TransmetteurDepot(self.acces),
            TypeEnvoi.EXECUTION_ORDONNANCE: TransmetteurExecution(self.acces),
            TypeEnvoi.DMP: self.dmp,
            TypeEnvoi.MSSANTE: messages,
            TypeEnvoi.RECTIFICATION: messages,
            TypeEnvoi.SUPPRESSION_DMP: TransmetteurSuppression(self.dmp),
            TypeEnvoi.ANNULATION_ORDONNANCE: TransmetteurAnnulation(self.acces),
        }

    def _wake_facteur(self) -> None:
        """What waited for the card leaves as soon as the code is given, where something delivers."""
