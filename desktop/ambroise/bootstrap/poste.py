"""The national services that a seat with its cards reaches."""

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING
from uuid import UUID

from ambroise.bootstrap.poste_cartes import PosteCartes
from ambroise.bootstrap.socle import utc_now
from ambroise.domain.envoi import TypeEnvoi
from ambroise.settings import ClassementMessages, Environnement, ReglageBoite

if TYPE_CHECKING:
    from ambroise.adapters.courrier import Courrier
    from ambroise.adapters.dmp import Dmp
    from ambroise.adapters.espace_confiance import EspaceConfiance
    from ambroise.adapters.mssante import Messagerie
    from ambroise.adapters.ordonnance_numerique import OrdonnanceNumerique
    from ambroise.adapters.preparation import Preparation
    from ambroise.adapters.reception import BoitesReception
    from ambroise.usecases.accuses import AccuseService
    from ambroise.usecases.ecriture import EcritureService
    from ambroise.usecases.ports_en_ligne import EtatBoite, PortAnnuaire, PortAnnuairesEnLigne
    from ambroise.usecases.ports_envois import Transmetteur
    from ambroise.usecases.reception import ReceptionService
    from ambroise.usecases.releve import ReleveService
    from ambroise.usecases.veille_messages import VeilleMessages


class Poste(PosteCartes):
    """National services of the profile, each made on first use."""

    @cached_property
    def instance(self) -> UUID:
        """UUID of this installation."""
        from ambroise.bootstrap.instance import read_instance

        return read_instance(self.profil.cles / "instance")

    @cached_property
    def messagerie(self) -> "Messagerie":
        """The MSSanté box of the professional."""
        return self._open_boite(self.reglages.boite_mssante)

    @cached_property
    def messageries(self) -> "Sequence[Messagerie]":
        """Every box of the profile, the professional's own first."""
        autres = [adresse for adresse in self.reglages.boites if adresse != self.reglages.boite_mssante]
        propre = [self.messagerie] if self.reglages.boite_mssante else []
        return [*propre, *(self._open_boite(adresse) for adresse in autres)]

    @cached_property
    def reception(self) -> "ReceptionService":
        """Read the boxes and file what came."""
        from ambroise.usecases.acces import AccesService
        from ambroise.usecases.reception import ReceptionService

        return ReceptionService(self.contexte, self.session, self.boites_recues, AccesService(self.contexte))

    @cached_property
    def boites_recues(self) -> "BoitesReception":
        """The boxes of the profile, as they are read."""
        from ambroise.adapters.reception import BoitesReception

        return BoitesReception(self.messageries, self.table.oid_ins, self.espace_confiance)

    @cached_property
    def espace_confiance(self) -> "EspaceConfiance":
        """The domains of the trusted space, to tell the senders that are not of it."""

        from ambroise.adapters.espace_confiance import EspaceConfiance
        from esante.mssante.liste_blanche import fetch_liste_blanche

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
    def courrier(self) -> "Courrier":
        """Freezes the messages that are written here."""
        from ambroise.adapters.courrier import Courrier
        from ambroise.bootstrap.documents import render_page

        return Courrier(self.messageries, self.table, render_page)

    @cached_property
    def ecriture(self) -> "EcritureService":
        """Write to colleagues and patients."""
        from ambroise.adapters.numeros import Numeros
        from ambroise.usecases.ecriture import EcritureService

        boites = [m.adresse for m in self.messageries]
        numeros = Numeros(self.contexte.new_id)
        return EcritureService(
            self.contexte, self.session, self.courrier, boites, numeros.identifiant_document
        )

    @cached_property
    def accuses(self) -> "AccuseService":
        """Answer the demands for read receipts."""
        from ambroise.usecases.accuses import AccuseService

        politique = self.reglages.accuses_lecture
        return AccuseService(self.contexte, self.session, self.boites_recues, self.courrier, politique)

    @cached_property
    def releve(self) -> "ReleveService":
        """Bring the copy of the boxes up to date."""
        from ambroise.usecases.releve import ReleveService

        alone = self.reglages.classement_messages is ClassementMessages.SEUL
        return ReleveService(
            self.contexte_machine, self.boites_recues, self.reception.file_alone if alone else None
        )

    @cached_property
    def veille_messages(self) -> "VeilleMessages":
        """The threads that wait for news of the boxes; started by the window, stopped with the profile."""
        from ambroise.usecases.veille_messages import VeilleMessages

        veille = VeilleMessages(self.releve, self.boites_recues, lambda: self.psc.session is not None)
        self._fermetures.callback(veille.stop)
        return veille

    def _open_boite(self, adresse: str) -> "Messagerie":
        from ambroise.adapters.mssante import Messagerie

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
    def annuaire(self) -> "PortAnnuaire":
        """The national directory imported on this seat."""
        from ambroise.adapters.annuaire import AnnuaireLocal

        return AnnuaireLocal(self.profil.referentiels / "annuaire.sqlite")

    def name_of(self, rpps: str) -> str:
        """Return the name the directory gives to an RPPS number, empty when it knows none."""
        from ambroise.bootstrap.prescripteurs import find_nom

        return find_nom(self.annuaire)(rpps)

    @cached_property
    def annuaires_en_ligne(self) -> "PortAnnuairesEnLigne":
        """The national directories asked online; the sandbox's own keys open the sandbox's."""
        from ambroise.adapters.annuaires_en_ligne import AnnuairesEnLigne
        from ambroise.bootstrap.cles_annuaires import read_cle
        from esante.sandbox.annuaire import service as annuaire_sandbox
        from esante.sandbox.ror import service as ror_sandbox

        training = self.reglages.environnement is Environnement.BAC_A_SABLE
        keys = {"annuaire": annuaire_sandbox.CLE, "ror": ror_sandbox.SECRET}
        client = ror_sandbox.CLIENT_ID if training else self.reglages.client_ror
        return AnnuairesEnLigne(self.acces, keys.__getitem__ if training else read_cle, client)

    def keep_cle(self, nom: str, cle: str) -> None:
        """Keep the key of an online directory. Raises NonPrisEnCharge where there is no keyring."""
        from ambroise.bootstrap.cles_annuaires import keep_cle

        keep_cle(nom, cle)

    def check_boites(self) -> "list[EtatBoite]":
        """Return the state of the boxes of this profile."""
        from ambroise.adapters.etat_en_ligne import check_boites

        return [etat for m in self.messageries for etat in check_boites(m, self.psc)]

    @cached_property
    def dmp(self) -> "Dmp":
        """The DMP."""
        from ambroise.adapters.dmp import Dmp
        from esante.cda.ecriture import oid_de

        return Dmp(self.acces, oid_de(self.instance))

    @cached_property
    def numerique(self) -> "OrdonnanceNumerique":
        """The ordonnance numérique service."""
        from ambroise.adapters.ordonnance_numerique import OrdonnanceNumerique

        return OrdonnanceNumerique(self.acces)

    @cached_property
    def preparation(self) -> "Preparation":
        """Freezes acts for the outbox."""
        from ambroise.adapters.preparation import Preparation

        return Preparation(self.numerique, self.dmp, self.messagerie)

    @cached_property
    def transmetteurs(self) -> "dict[TypeEnvoi, Transmetteur]":
        """Who delivers what."""
        from ambroise.adapters.courrier import TransmetteurMessages
        from ambroise.adapters.rectification import TransmetteurSuppression
        from ambroise.adapters.transmetteurs_ordonnance import (
            TransmetteurAnnulation,
            TransmetteurDepot,
            TransmetteurExecution,
        )

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
