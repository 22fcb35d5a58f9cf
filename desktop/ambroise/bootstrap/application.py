"""One profile at work: every part is made on first use, from the profile's settings."""

import logging
import os
import platform
import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from threading import Event
from types import TracebackType
from typing import Self
from uuid import UUID

from ambroise.adapters.annuaire import AnnuaireLocal
from ambroise.adapters.apcv import Apcv
from ambroise.adapters.calendrier import read_calendar, write_calendar
from ambroise.adapters.carte_ouverte import AccesServices
from ambroise.adapters.cartes import Cartes
from ambroise.adapters.confiance import Confiance
from ambroise.adapters.dmp import Dmp
from ambroise.adapters.dmp_consultation import DmpConsultation
from ambroise.adapters.environnement import TableEnvironnement, load_environnement
from ambroise.adapters.etat_en_ligne import check_boites, check_psc
from ambroise.adapters.fichiers_sante import FichiersSante
from ambroise.adapters.insi import Insi
from ambroise.adapters.insi_certificat import InsiCertificat
from ambroise.adapters.lecture_cartes import LectureCartes
from ambroise.adapters.mssante import Messagerie
from ambroise.adapters.numeros import Numeros
from ambroise.adapters.ordonnance_numerique import OrdonnanceNumerique
from ambroise.adapters.preparation import Preparation
from ambroise.adapters.psc import PscSession
from ambroise.adapters.reception import BoitesReception
from ambroise.adapters.symboles import Symboles
from ambroise.adapters.tableurs import Ligne, open_table
from ambroise.adapters.traduction import translating
from ambroise.adapters.transmetteurs_ordonnance import TransmetteurDepot, TransmetteurExecution
from ambroise.bootstrap.bac_a_sable import BacASable, join_sandbox, open_sandbox, serve_sandbox
from ambroise.bootstrap.cartes_terminal import open_lecteurs_du_poste, open_table_cartes
from ambroise.bootstrap.diagnostic import describe_seat, examine_seat
from ambroise.bootstrap.documents import Documents
from ambroise.bootstrap.insi_terminal import open_insi
from ambroise.bootstrap.instance import read_instance
from ambroise.bootstrap.lecteurs import (
    LECTEUR_CPS,
    Lecteurs,
    LecteursPartages,
    LecteursVirtuels,
    open_jeton,
    open_service,
)
from ambroise.bootstrap.outils_medicaments import OutilsMedicaments
from ambroise.domain.audit import ActionAudit
from ambroise.domain.envoi import TypeEnvoi
from ambroise.persistence.backup import Sauvegarde, backup, is_backup_due, restore
from ambroise.persistence.database import Database
from ambroise.persistence.ids import new_id
from ambroise.persistence.keys import PASSPHRASE_VARIABLE, load_or_create_key, recovery_key
from ambroise.persistence.postgresql import open_postgresql
from ambroise.persistence.profile import Profil, close_logs, default_profile_path, open_profile, setup_logs
from ambroise.persistence.rotation import recover_rotation, rotate_key
from ambroise.persistence.trace import Origine
from ambroise.persistence.transfer import BilanTransfert, transfer
from ambroise.printing.texte import PageTexte, render_texte
from ambroise.referentiels.base import BaseMedicamentsSqlite
from ambroise.referentiels.lieux import Lieux
from ambroise.referentiels.sources import open_base
from ambroise.resources import resource
from ambroise.settings import AlimentationDmp, Environnement, ReglageBoite, Reglages, load_reglages
from ambroise.usecases.acces import AccesService
from ambroise.usecases.apcv import ApcvService
from ambroise.usecases.brouillons import BrouillonService
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.diagnostic import Controle
from ambroise.usecases.dispensations import DispensationService
from ambroise.usecases.dmp import DmpService
from ambroise.usecases.dmp_documents import DocumentsDmpService
from ambroise.usecases.envois import BilanEnvois, PolitiqueEnvoi, deliver_due
from ambroise.usecases.errors import AmbroiseError, CarteAbsente, NonPrisEnCharge
from ambroise.usecases.facteur import Facteur
from ambroise.usecases.fusions import FusionService
from ambroise.usecases.identites import IdentiteService
from ambroise.usecases.identites_lues import IdentitesLuesService
from ambroise.usecases.identitovigilance import IdentitovigilanceService
from ambroise.usecases.nuit import NuitIdentites, OptionsNuit, Veilleur
from ambroise.usecases.ordonnances import OrdonnanceService
from ambroise.usecases.patients import PatientService
from ambroise.usecases.ports import Transmetteur
from ambroise.usecases.ports_en_ligne import EtatBoite, EtatConnexion, PortAnnuaire
from ambroise.usecases.prescription import PrescriptionService
from ambroise.usecases.reception import ReceptionService
from ambroise.usecases.sessions import SessionService
from ambroise.usecases.verification_ins import VerificationService
from esante.cartes.acces import AccesCartes
from esante.cda.ecriture import oid_de
from esante.sandbox.cartes.client import TableClient
from esante.transport import http_client, tls_context

_journal = logging.getLogger(__name__)


def utc_now() -> datetime:
    """Return the present instant, aware."""
    return datetime.now(UTC)


class Application:
    """The parts of one profile. A context manager: leaving it closes all that was opened, in order.

    Args:
        profil: the profile's directory; the user's own by default.
        passphrase: opens the profile where the system has no keyring; else ``AMBROISE_PASSPHRASE``.
        bac_a_sable: ready file of a sandbox shared with another profile.
        lecteurs: readers of the sandbox shared with another profile.
        referentiels: folder of reference data shared with another profile.
    """

    def __init__(
        self,
        profil: Path | None = None,
        *,
        passphrase: str | None = None,
        bac_a_sable: Path | None = None,
        lecteurs: Lecteurs | None = None,
        referentiels: Path | None = None,
    ) -> None:
        self._racine = profil
        self._passphrase = passphrase
        self._pret = bac_a_sable
        self._lecteurs = lecteurs
        self._referentiels = referentiels
        self._demarre_le = utc_now()
        self._en_ligne: bool | None = None
        self._fermetures = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._fermetures.close()

    # --- the seat ------------------------------------------------------------------------------------

    @cached_property
    def profil(self) -> Profil:
        """The profile's directory, its log opened."""
        profil = open_profile(self._racine)
        self._fermetures.callback(close_logs, setup_logs(profil))
        return profil

    @cached_property
    def reglages(self) -> Reglages:
        """The options of the profile."""
        return load_reglages(self.profil.config)

    @cached_property
    def poste(self) -> str:
        """Name of this seat in traces."""
        return self.reglages.poste or platform.node() or "poste"

    @cached_property
    def bac_a_sable(self) -> BacASable:
        """The sandbox of this profile, started on first use."""
        bac = open_sandbox(self.profil.sandbox, self._pret)
        self._fermetures.callback(bac.close)
        return bac

    @cached_property
    def table(self) -> TableEnvironnement:
        """Addresses and trust of the environment."""
        table = load_environnement(self.reglages.environnement.value)
        if self.reglages.environnement is not Environnement.BAC_A_SABLE:
            if not self.reglages.autorites:
                return table
            listes = tuple(self.reglages.listes_revocation.split())
            return table.with_autorites(Path(self.reglages.autorites), listes)
        adresses = self.bac_a_sable.adresses
        return table.with_bac_a_sable(adresses.services, adresses.autorite, adresses.revocations)

    # --- the store -----------------------------------------------------------------------------------

    @property
    def passphrase(self) -> str | None:
        """What opens the profile where there is no keyring."""
        return self._passphrase or os.environ.get(PASSPHRASE_VARIABLE)

    @cached_property
    def cle(self) -> bytes:
        """The key of the database."""
        recover_rotation(self.profil, self.passphrase)
        return load_or_create_key(self.profil.cles, self.passphrase)

    def recovery_key(self) -> str:
        """Return the key to print and keep away from the office; telling it is traced."""
        with self.contexte.uow() as uow:
            self.contexte.trace(uow, "", ActionAudit.EXPORT, "clé de secours")
            uow.commit()
        return recovery_key(self.cle)

    def rotate_key(self) -> str:
        """Give the profile a new key and return its recovery key."""
        nouvelle = rotate_key(self.profil, self.cle, self.passphrase)
        return recovery_key(nouvelle)

    @cached_property
    def base(self) -> Database:
        """The encrypted database, locked for this process."""
        base = (
            open_postgresql(self.reglages.base_donnees, self.cle)
            if self.reglages.base_donnees
            else Database.open(self.profil, self.cle, utc_now)
        )
        self._fermetures.callback(base.close)
        self._fermetures.callback(self._backup_when_due)
        return base

    def _backup_when_due(self) -> None:
        """Back up once a day on closing; a disk left at home is told in the log and by the doctor."""
        dossier = self.reglages.dossier_sauvegarde
        if not dossier or self.reglages.base_donnees or not is_backup_due(self.profil, utc_now()):
            return
        try:
            backup(self.profil, self.cle, Path(dossier).expanduser(), utc_now())
        except AmbroiseError as erreur:
            _journal.warning("sauvegarde à la fermeture : %s", erreur.code)

    @cached_property
    def contexte(self) -> Contexte:
        """The store, the time and the seat, as use cases take them."""
        return Contexte(
            self.base.unit_of_work(self._origine, utc_now),
            utc_now,
            new_id,
            self.poste,
            self.base.reading(self._origine, utc_now),
        )

    def backup(self, dossier: Path) -> Sauvegarde:
        """Back up this profile, verified by restoring the copy."""
        assert self.base
        return backup(self.profil, self.cle, dossier, utc_now())

    def restore(self, fichier: Path, cle_secours: str = "") -> Sauvegarde:
        """Restore a backup into this profile, which must hold no database."""
        racine = self._racine or default_profile_path()
        return restore(fichier, racine, passphrase=self.passphrase, cle_secours=cle_secours)

    def move_base(self, adresse: str, *, de_retour: bool = False) -> BilanTransfert:
        """Copy this profile's database to a server's empty one, or back into a profile without any."""
        serveur = open_postgresql(adresse, self.cle)
        try:
            fichier = Database.open(self.profil, self.cle, utc_now)
            try:
                paire = (serveur, fichier) if de_retour else (fichier, serveur)
                return transfer(paire[0].engine, paire[1].engine)
            finally:
                fichier.close()
        finally:
            serveur.close()

    read_calendar = staticmethod(read_calendar)
    write_calendar = staticmethod(write_calendar)

    def open_table(self, fichier: Path) -> AbstractContextManager[tuple[list[str], Iterator[Ligne]]]:
        """Give the headers and lines of a CSV or XLSX file."""
        return open_table(fichier)

    def use_passphrase(self, phrase: str) -> None:
        """Try this passphrase at the next opening of the store."""
        self._passphrase = phrase

    def _origine(self) -> Origine:
        ouverte = "session" in self.__dict__ and self.session.is_ouverte
        return Origine(self.session.auteur if ouverte else "", self.poste)

    # --- cards and session ---------------------------------------------------------------------------

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

    def diagnose(self) -> tuple[tuple[Controle, ...], list[str]]:
        """Check this seat; nothing is started nor written for it. Return what runs where, too."""
        training = self.reglages.environnement is Environnement.BAC_A_SABLE
        running = not training or join_sandbox(self.profil.sandbox, self._pret) is not None
        controles = examine_seat(
            self.profil,
            self.passphrase,
            self._acces_du_poste,
            self.reglages.module_pkcs11,
            self.table if running else None,
            utc_now,
        )
        return controles, describe_seat(self.reglages.environnement.value)

    @cached_property
    def session(self) -> SessionService:
        """Who is logged in."""
        return SessionService(
            self.contexte, self.cartes, self.reglages.situation, on_ouverture=self._wake_facteur
        )

    @cached_property
    def acces(self) -> AccesServices:
        """What the services take of the session, the card and the environment."""
        confiance = Confiance(self.profil.racine / "confiance", lambda: http_client(tls_context()), utc_now)
        return AccesServices(
            self.table, lambda: self.session.courante, lambda: self.cartes.carte, confiance.complete
        )

    # --- national services ---------------------------------------------------------------------------

    @cached_property
    def instance(self) -> UUID:
        """UUID of this installation."""
        return read_instance(self.profil.cles / "instance")

    @cached_property
    def psc(self) -> PscSession:
        """The Pro Santé Connect session."""
        psc = PscSession(self.acces)
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
        return ReceptionService(
            self.contexte, self.session, BoitesReception(self.messageries, self.table.oid_ins)
        )

    def connect_psc(self, on_code: Callable[[str], None], cancel: Event) -> None:
        """Log in to Pro Santé Connect, unless it is done or nobody opened a session here."""
        if self.psc.session is None and self.session.is_ouverte:
            self.psc.connect(on_code=on_code, cancel=cancel)

    def _open_boite(self, adresse: str) -> Messagerie:
        reglage = self.reglages.boites.get(adresse, ReglageBoite())
        return Messagerie(
            self.acces, self.psc, adresse, type_bal=reglage.type, imap=reglage.imap, smtp=reglage.smtp
        )

    @cached_property
    def annuaire(self) -> PortAnnuaire:
        """The national directory imported on this seat."""
        return AnnuaireLocal(self.profil.referentiels / "annuaire.sqlite")

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
        return {
            TypeEnvoi.ORDONNANCE_NUMERIQUE: TransmetteurDepot(self.acces),
            TypeEnvoi.EXECUTION_ORDONNANCE: TransmetteurExecution(self.acces),
            TypeEnvoi.DMP: self.dmp,
            TypeEnvoi.MSSANTE: self.messagerie,
        }

    # --- use cases -----------------------------------------------------------------------------------

    @cached_property
    def patients(self) -> PatientService:
        """Search, open, write."""
        return PatientService(self.contexte, self.session, self.acces_dossiers)

    @cached_property
    def acces_dossiers(self) -> AccesService:
        """Who may read and do what in this office."""
        return AccesService(self.contexte)

    @cached_property
    def identites(self) -> IdentiteService:
        """Create and qualify identities."""
        return IdentiteService(self.contexte, self.session, Insi(self.acces, utc_now, self.instance))

    @cached_property
    def apcv(self) -> ApcvService:
        """The appli carte Vitale shown at the counter."""
        return ApcvService(Apcv(self.acces, utc_now, self.instance), utc_now)

    @cached_property
    def medicaments(self) -> BaseMedicamentsSqlite:
        """The medicines base, built on first use from the files shipped or last updated."""
        base = open_base(self._referentiels or self.profil.referentiels)
        self._fermetures.callback(base.close)
        return base

    @cached_property
    def outils_medicaments(self) -> OutilsMedicaments:
        """Print, decode and update without a session."""
        return OutilsMedicaments(
            self.reglages.environnement,
            lambda: self.medicaments,
            self._referentiels or self.profil.referentiels,
        )

    @cached_property
    def prescription(self) -> PrescriptionService:
        """Find, count, check."""
        return PrescriptionService(self.contexte, self.medicaments)

    @cached_property
    def identitovigilance(self) -> IdentitovigilanceService:
        """Close files, corrections, disqualification."""
        return IdentitovigilanceService(self.contexte, self.session)

    @cached_property
    def verification_ins(self) -> VerificationService:
        """Verify the INS already recorded."""
        insi = Insi(self.acces, utc_now, self.instance)
        return VerificationService(self.contexte, lambda: self.session.auteur, insi)

    @cached_property
    def fusions(self) -> FusionService:
        """Read two files of one person as one, and separate them."""
        return FusionService(self.contexte, self.session)

    @cached_property
    def lieux(self) -> Lieux:
        """Birth places of the code officiel géographique."""
        return Lieux(resource("geo"))

    @cached_property
    def identites_lues(self) -> IdentitesLuesService:
        """Identities read from a datamatrix."""
        return IdentitesLuesService(self.contexte, self.symboles, self.table.oid_ins)

    @cached_property
    def symboles(self) -> Symboles:
        """Two-dimensional symbols, read and drawn."""
        return Symboles()

    def open_insi(
        self,
        adresse: str | None = None,
        autorite: Path | None = None,
        certificat: Path | None = None,
        cle: Path | None = None,
    ) -> InsiCertificat:
        """INSi for one terminal command: with the files given, else with the sandbox's own test card."""
        # An address and an authority given spare the start of a sandbox of our own.
        autonome = adresse is not None and autorite is not None
        bac_a_sable = self.reglages.environnement is Environnement.BAC_A_SABLE
        table = load_environnement(self.reglages.environnement.value) if autonome else self.table
        return open_insi(
            table,
            self.instance,
            utc_now,
            adresse=adresse,
            autorite=autorite,
            certificat=certificat,
            cle=cle,
            cartes_test=self.profil.sandbox / "autorite" if bac_a_sable else None,
        )

    def open_verification(self, insi: InsiCertificat) -> VerificationService:
        """The verification of the terminal, in the name of the certificate that asks."""
        return VerificationService(self.contexte, lambda: insi.emetteur, insi)

    @cached_property
    def ordonnances(self) -> OrdonnanceService:
        """Acts of the prescriber."""
        return OrdonnanceService(
            self.contexte,
            self.session,
            numeros=Numeros(new_id),
            documents=Documents(self.table, self.medicaments),
            preparation=self.preparation,
            service=self.numerique,
            controle=self.prescription,
            is_dmp_automatique=lambda: self.reglages.alimentation_dmp is AlimentationDmp.AUTOMATIQUE,
        )

    @cached_property
    def dispensations(self) -> DispensationService:
        """Acts of the pharmacist."""
        return DispensationService(
            self.contexte,
            self.session,
            service=self.numerique,
            preparation=self.preparation,
            base=self.medicaments,
        )

    @cached_property
    def dmp_consultation(self) -> DmpConsultation:
        """The DMP to consult and manage, call by call."""
        return DmpConsultation(self.dmp)

    @cached_property
    def dossier_dmp(self) -> DmpService:
        """Open the DMP of a patient: consent, opposition, exceptional access."""
        return DmpService(self.contexte, self.session, self.dmp_consultation)

    @cached_property
    def documents_dmp(self) -> DocumentsDmpService:
        """The documents of the records opened."""
        return DocumentsDmpService(self.contexte, self.session, self.dmp_consultation, self.dossier_dmp)

    def insert_carte_cps(self, nom: str) -> None:
        """Put a card of the sandbox's catalogue in the CPS reader. Raises NonPrisEnCharge elsewhere."""
        lecteurs = self.lecteurs_virtuels
        if lecteurs is None:
            raise NonPrisEnCharge("Seules les cartes du bac à sable s’insèrent par une commande.")
        lecteurs.insert(nom, LECTEUR_CPS, self.bac_a_sable.adresses.autorite.parent)
        limit = time.monotonic() + 10
        # The PC/SC daemon looks at its slots a few times a second.
        while not any(e.nom.startswith(LECTEUR_CPS) and e.carte for e in self.cartes.list_lecteurs()):
            if time.monotonic() > limit:
                raise CarteAbsente("La carte insérée n’est pas vue dans le lecteur.")
            Event().wait(0.05)

    @cached_property
    def fichiers_sante(self) -> FichiersSante:
        """CDA documents and XDM archives as files."""
        return FichiersSante(
            lambda t: render_texte(PageTexte(t.titre, t.entete, t.parties, t.pied, t.auteur, t.instant)),
            lambda: self.profil.racine / "regles_cda",
        )

    @cached_property
    def brouillons(self) -> BrouillonService:
        """What is being typed."""
        return BrouillonService(self.contexte)

    @cached_property
    def facteur(self) -> Facteur:
        """The thread that delivers the outbox; started by whoever needs it, stopped with the profile."""
        facteur = Facteur(
            self.contexte,
            self.transmetteurs,
            random.random,
            on_change=self._delivered,
            is_seul=not self.reglages.base_donnees,
        )
        self._fermetures.callback(facteur.stop)
        return facteur

    def _wake_facteur(self) -> None:
        """What waited for the card leaves as soon as the code is given, where something delivers."""
        if "facteur" in self.__dict__:
            self.facteur.wake()

    @cached_property
    def veilleur(self) -> Veilleur:
        """The thread that looks once a night for files in double and verifies some INS."""
        nuit = NuitIdentites(
            self.contexte,
            OptionsNuit(self.reglages.nuit_heure, self.reglages.nuit_verifications),
            lambda stop: self.identitovigilance.list_rapprochements(is_cancelled=stop),
            lambda between: self.verification_ins.run_lot(between),
            lambda: self.session.is_ouverte,
        )
        veilleur = Veilleur(nuit)
        self._fermetures.callback(veilleur.stop)
        return veilleur

    def deliver_due(self, politique: PolitiqueEnvoi | None = None) -> BilanEnvois:
        """Try everything due in the outbox, once, in this thread."""
        return deliver_due(
            self.contexte,
            self.transmetteurs,
            random.random,
            politique,
            demarre_le=None if self.reglages.base_donnees else self._demarre_le,
        )

    def serve_sandbox(self, ready_file: Path | None) -> None:
        """Run the sandbox of this profile until it is told to stop."""
        serve_sandbox(self.profil.sandbox, ready_file)

    # --- the interface -------------------------------------------------------------------------------

    @property
    def en_ligne(self) -> bool | None:
        """Whether the last delivery reached the services; None before the first one."""
        return self._en_ligne

    def _delivered(self, bilan: BilanEnvois) -> None:
        self._en_ligne = not bilan.reportes or bool(bilan.remis)

    def run_interface(self, *, formation: bool = False) -> int:
        """Open the window and return when it is closed."""
        # Qt is only paid for by who draws.
        from ambroise.bootstrap.interface.ouverture import run

        return run(self, formation=formation)
