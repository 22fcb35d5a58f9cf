"""One profile at work: every part is made on first use, from the profile's settings."""

import random
import time
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from threading import Event

from ambroise.adapters.apcv import Apcv
from ambroise.adapters.apports import ApportsCda
from ambroise.adapters.comparaison_isolee import compare_isolated
from ambroise.adapters.composants import list_composants
from ambroise.adapters.dmp_consultation import DmpConsultation
from ambroise.adapters.dmp_droits import DroitsDuDmp
from ambroise.adapters.environnement import load_environnement
from ambroise.adapters.fichiers_sante import FichiersSante
from ambroise.adapters.insi import Insi
from ambroise.adapters.insi_certificat import InsiCertificat
from ambroise.adapters.mandataire import proxy_of
from ambroise.adapters.numeros import Numeros
from ambroise.adapters.partage_cda import DocumentsPartages, find_vaccin
from ambroise.adapters.rectification import Rectification
from ambroise.adapters.symboles import Symboles
from ambroise.bootstrap.bac_a_sable import serve_sandbox
from ambroise.bootstrap.documents import Documents, archive_of, render_page
from ambroise.bootstrap.insi_terminal import open_insi
from ambroise.bootstrap.lecteurs import (
    LECTEUR_CPS,
)
from ambroise.bootstrap.outils_medicaments import OutilsMedicaments, profil_prescripteur
from ambroise.bootstrap.poste import Poste
from ambroise.bootstrap.prescripteurs import find_adresse
from ambroise.bootstrap.socle import utc_now
from ambroise.domain.alimentation import GenreAlimentation
from ambroise.persistence.ids import new_id
from ambroise.printing.symbols import qr_png
from ambroise.referentiels.base import BaseMedicamentsSqlite
from ambroise.referentiels.lieux import Lieux
from ambroise.referentiels.sources import open_base
from ambroise.referentiels.terminologies import TerminologiesPoste
from ambroise.resources import resource
from ambroise.settings import AlimentationDmp, Environnement
from ambroise.usecases.acces import AccesService
from ambroise.usecases.agenda import AgendaService
from ambroise.usecases.agendas import AgendasService
from ambroise.usecases.alimentation import AlimentationService
from ambroise.usecases.annulations import AnnulationService
from ambroise.usecases.apcv import ApcvService
from ambroise.usecases.brouillons import BrouillonService
from ambroise.usecases.composants import Composant
from ambroise.usecases.dispensations import DispensationService
from ambroise.usecases.dmp import DmpService
from ambroise.usecases.dmp_documents import DocumentsDmpService
from ambroise.usecases.dmp_droits import DroitsDmpService
from ambroise.usecases.envois import BilanEnvois, PolitiqueEnvoi, deliver_due
from ambroise.usecases.errors import CarteAbsente, NonPrisEnCharge
from ambroise.usecases.facteur import Facteur
from ambroise.usecases.fusions import FusionService
from ambroise.usecases.identites import IdentiteService
from ambroise.usecases.identites_lues import IdentitesLuesService
from ambroise.usecases.identitovigilance import IdentitovigilanceService
from ambroise.usecases.integration import IntegrationService
from ambroise.usecases.nuit import NuitIdentites, OptionsNuit, Veilleur
from ambroise.usecases.nuit_annuaire import NuitAnnuaire
from ambroise.usecases.ordonnances import OrdonnanceService
from ambroise.usecases.patients import PatientService
from ambroise.usecases.prescription import PrescriptionService
from ambroise.usecases.recherche_notes import RechercheNotesService
from ambroise.usecases.rectification import RectificationService
from ambroise.usecases.suites_dmp import SuitesDmp
from ambroise.usecases.suivi import SuiviService
from ambroise.usecases.verification_ins import VerificationService


class Application(Poste):
    """One profile at work: what its user does, made on first use of the seat it stands on."""

    @cached_property
    def patients(self) -> PatientService:
        """Search, open, write."""
        return PatientService(self.contexte, self.session, self.acces_dossiers)

    @cached_property
    def agenda(self) -> AgendaService:
        """Appointments given, repeated, moved; free times; leave."""
        return AgendaService(
            self.contexte,
            self.session,
            self.agendas,
            lambda: timedelta(minutes=self.reglages.duree_rendez_vous),
        )

    @cached_property
    def agendas(self) -> AgendasService:
        """The agendas of the office, and what was decided of them."""
        return AgendasService(self.contexte, self.session, lambda: self.reglages.horaires)

    @cached_property
    def recherche_notes(self) -> RechercheNotesService:
        """Words searched in the notes of the files one may read."""
        return RechercheNotesService(self.contexte, self.session, self.acces_dossiers)

    @cached_property
    def acces_dossiers(self) -> AccesService:
        """Who may read and do what in this office."""
        return AccesService(self.contexte, self.garde)

    @cached_property
    def identites(self) -> IdentiteService:
        """Create and qualify identities."""
        return IdentiteService(self.contexte, self.session, self._insi)

    @cached_property
    def _insi(self) -> Insi:
        return Insi(self.acces, utc_now, self.instance)

    @cached_property
    def apcv(self) -> ApcvService:
        """The appli carte Vitale shown at the counter."""
        lecteurs, aid = self.cartes.acces, self.reglages.apcv_nfc_aid
        return ApcvService(Apcv(self.acces, utc_now, self.instance, lecteurs.read_telephone, aid), utc_now)

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
            self.reglages.proxy,
        )

    @cached_property
    def prescription(self) -> PrescriptionService:
        """Find, count, check."""
        return PrescriptionService(self.contexte, self.medicaments, lambda: profil_prescripteur(self.session))

    @cached_property
    def identitovigilance(self) -> IdentitovigilanceService:
        """Close files, corrections, disqualification."""
        return IdentitovigilanceService(self.contexte, self.session, compare_isolated)

    @cached_property
    def rectification(self) -> RectificationService:
        """Tell those who received a document under another identity."""
        reference = self.table.logiciel.reference_produit_nil
        port = Rectification(self.messagerie.adresse, reference, self.contexte.horloge)
        return RectificationService(self.contexte, self.session, port)

    @cached_property
    def annulations(self) -> AnnulationService:
        """Cancel or replace a signed order."""
        reference = self.table.logiciel.reference_produit_nil
        port = Rectification(self.messagerie.adresse, reference, self.contexte.horloge)
        return AnnulationService(self.contexte, self.session, port, self.numerique)

    @cached_property
    def suivi(self) -> SuiviService:
        """What follows a patient from visit to visit, and what a change entails in the DMP."""
        suites = SuitesDmp(
            self.contexte,
            self.session,
            self.alimentation,
            find_vaccin=lambda texte: find_vaccin(self.medicaments, texte),
            prepare_suppression=Rectification.prepare_suppression,
            wake=self._wake_facteur,
        )
        return SuiviService(self.contexte, self.session, suites, self.terminologies)

    @cached_property
    def terminologies(self) -> TerminologiesPoste:
        """The list of the ALD, and the CIM-10 if its file lies in the profile."""
        return TerminologiesPoste(self.profil.racine / "terminologies")

    @cached_property
    def verification_ins(self) -> VerificationService:
        """Verify the INS already recorded."""
        return VerificationService(self.contexte, lambda: self.session.auteur, self._insi)

    @cached_property
    def fusions(self) -> FusionService:
        """Read two files of one person as one, and separate them."""
        return FusionService(self.contexte, self.session)

    @cached_property
    def composants(self) -> tuple[Composant, ...]:
        """What ships with the application, and under which licence."""
        return list_composants()

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
        """INSi for one terminal command: the files given, the office's, or the sandbox's own test card."""
        # An address and an authority given spare the start of a sandbox of our own.
        autonome = adresse is not None and autorite is not None
        bac_a_sable = self.reglages.environnement is Environnement.BAC_A_SABLE
        table = load_environnement(self.reglages.environnement.value) if autonome else self.table
        if certificat is None and cle is None and self.reglages.certificat_organisation:
            certificat = Path(self.reglages.certificat_organisation)
            cle = Path(self.reglages.cle_organisation)
        return open_insi(
            table,
            self.instance,
            utc_now,
            adresse=adresse,
            autorite=autorite,
            certificat=certificat,
            cle=cle,
            cartes_test=self.profil.sandbox / "autorite" if bac_a_sable else None,
            proxy=proxy_of(self.reglages),
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
            is_dmp_automatique=lambda: not self.is_retenu(GenreAlimentation.ORDONNANCE),
            masques_dmp=self.dossier_dmp.masques,
        )

    @cached_property
    def alimentation(self) -> AlimentationService:
        """Feed the DMP with what is not an order."""
        return AlimentationService(
            self.contexte,
            self.session,
            self.patients,
            documents=DocumentsPartages(self.table, lambda: self.medicaments, archive_of, render_page),
            preparation=self.preparation,
            is_retenu=self.is_retenu,
            dmp=self.dossier_dmp,
        )

    def is_retenu(self, genre: GenreAlimentation) -> bool:
        """Whether the rule of a kind holds its documents until the user agrees."""
        reglages = self.reglages
        automatique = reglages.alimentation_dmp is AlimentationDmp.AUTOMATIQUE
        return not automatique or genre.cle in reglages.alimentation_retenue.split()

    @cached_property
    def dispensations(self) -> DispensationService:
        """Acts of the pharmacist."""
        return DispensationService(
            self.contexte,
            self.session,
            service=self.numerique,
            preparation=self.preparation,
            base=self.medicaments,
            partage=self.alimentation.add_dispensation,
            adresse_of=find_adresse(self.annuaire),
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
    def droits_dmp(self) -> DroitsDmpService:
        """Which records one may open, and who opens a patient's."""
        return DroitsDmpService(self.contexte, self.session, DroitsDuDmp(self.dmp), self.dossier_dmp)

    @cached_property
    def integration(self) -> IntegrationService:
        """Take from a received document what the user chose."""
        return IntegrationService(self.contexte, self.session, ApportsCda())

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
            render_page,
            qr_png,
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
            self.contexte_machine,
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
            self.contexte_machine,
            OptionsNuit(self.reglages.nuit_heure, self.reglages.nuit_verifications),
            lambda stop: self.identitovigilance.list_rapprochements(is_cancelled=stop),
            lambda between: self.verification_ins.run_lot(between),
            lambda: self.session.is_professionnelle,
        )
        veilleur = Veilleur(nuit)
        self._fermetures.callback(veilleur.stop)
        return veilleur

    @cached_property
    def veilleur_annuaire(self) -> Veilleur:
        """The thread that imports at night what arrived of the national directory."""
        nuit = NuitAnnuaire(
            self.annuaire,
            lambda: self.reglages.dossier_annuaire,
            self.reglages.nuit_heure,
            self.contexte.horloge,
        )
        veilleur = Veilleur(nuit)
        self._fermetures.callback(veilleur.stop)
        return veilleur

    def deliver_due(self, politique: PolitiqueEnvoi | None = None) -> BilanEnvois:
        """Try everything due in the outbox, once, in this thread."""
        bilan = deliver_due(
            self.contexte_machine,
            self.transmetteurs,
            random.random,
            politique,
            demarre_le=None if self.reglages.base_donnees else self._demarre_le,
        )
        self._delivered(bilan)
        return bilan

    def self_test(self, *, is_copied: bool) -> tuple[str, ...]:
        """Open what a day needs, the base migrated first; an error says what this program cannot do."""
        self.is_copied = is_copied
        with self.contexte.reading() as uow:
            uow.patients.search("a", 1)
        load_environnement(self.reglages.environnement.value)
        for nom in ("icons", "fonts", "medicaments/CIS_bdpm.txt.gz", "geo"):
            resource(nom)
        return ("base", "environnement", "ressources")

    def serve_sandbox(self, ready_file: Path | None) -> None:
        """Run the sandbox of this profile until it is told to stop."""
        serve_sandbox(self.profil.sandbox, ready_file)

    # --- the interface -------------------------------------------------------------------------------

    @property
    def en_ligne(self) -> bool | None:
        """Whether the last delivery reached the services; None before the first one."""
        return self._en_ligne

    def _delivered(self, bilan: BilanEnvois) -> None:
        if bilan.remis or bilan.refuses:
            self._en_ligne = True
        elif bilan.reportes:
            self._en_ligne = False

    def run_interface(self, *, formation: bool = False) -> int:
        """Open the window and return when it is closed."""
        # Qt is only paid for by who draws.
        from ambroise.bootstrap.interface.ouverture import run

        return run(self, formation=formation)
