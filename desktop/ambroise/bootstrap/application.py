"""One profile at work: every part is made on first use, from the profile's settings."""

import random
import time
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from ambroise.bootstrap.cabinet import Cabinet
from ambroise.demarrage import importing
from ambroise.domain.alimentation import GenreAlimentation
from ambroise.persistence.ids import new_id
from ambroise.resources import resource
from ambroise.settings import AlimentationDmp
from ambroise.usecases.errors import CarteAbsente, NonPrisEnCharge

if TYPE_CHECKING:
    from ambroise.adapters.dmp_consultation import DmpConsultation
    from ambroise.usecases.alimentation import AlimentationService
    from ambroise.usecases.annulations import AnnulationService
    from ambroise.usecases.depot_avant_papier import DepotService
    from ambroise.usecases.dispensations import DispensationService
    from ambroise.usecases.dmp import DmpService
    from ambroise.usecases.dmp_documents import DocumentsDmpService
    from ambroise.usecases.dmp_droits import DroitsDmpService
    from ambroise.usecases.envois import BilanEnvois, PolitiqueEnvoi
    from ambroise.usecases.facteur import Facteur
    from ambroise.usecases.nuit import Veilleur
    from ambroise.usecases.ordonnances import OrdonnanceService
    from ambroise.usecases.rectification import RectificationService
    from ambroise.usecases.suivi import SuiviService


class Application(Cabinet):
    """One profile at work: what its user signs, sends and receives, over the office and its seat."""

    @cached_property
    def rectification(self) -> "RectificationService":
        """Tell those who received a document under another identity."""
        from ambroise.adapters.rectification import Rectification
        from ambroise.usecases.rectification import RectificationService

        reference = self.table.logiciel.reference_produit_nil
        port = Rectification(self.messagerie.adresse, reference, self.contexte.horloge)
        return RectificationService(self.contexte, self.session, port)

    @cached_property
    def annulations(self) -> "AnnulationService":
        """Cancel or replace a signed order."""
        from ambroise.adapters.rectification import Rectification
        from ambroise.usecases.annulations import AnnulationService

        reference = self.table.logiciel.reference_produit_nil
        port = Rectification(self.messagerie.adresse, reference, self.contexte.horloge)
        return AnnulationService(self.contexte, self.session, port, self.numerique)

    @cached_property
    def depots(self) -> "DepotService":
        """Hold back the page of an order that the service has not acknowledged."""
        from time import sleep

        from ambroise.usecases.depot_avant_papier import DepotService

        return DepotService(
            self.contexte, self.session, self.ordonnances, self.annulations, self._wake_facteur, sleep
        )

    @cached_property
    def suivi(self) -> "SuiviService":
        """What follows a patient from visit to visit, and what a change entails in the DMP."""
        from ambroise.adapters.partage_cda import find_vaccin
        from ambroise.adapters.rectification import Rectification
        from ambroise.usecases.suites_dmp import SuitesDmp
        from ambroise.usecases.suivi import SuiviService

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
    def ordonnances(self) -> "OrdonnanceService":
        """Acts of the prescriber."""
        from ambroise.adapters.numeros import Numeros
        from ambroise.bootstrap.documents import Documents
        from ambroise.bootstrap.remplacements import find_remplace
        from ambroise.usecases.ordonnances import OrdonnanceService

        return OrdonnanceService(
            self.contexte,
            self.session,
            numeros=Numeros(new_id),
            documents=Documents(self.table, self.medicaments, lambda: self.papier),
            preparation=self.preparation,
            service=self.numerique,
            controle=self.prescription,
            is_dmp_automatique=lambda: not self.is_retenu(GenreAlimentation.ORDONNANCE),
            masques_dmp=self.dossier_dmp.masques,
            find_remplace=find_remplace(lambda: self.reglages),
        )

    @cached_property
    def alimentation(self) -> "AlimentationService":
        """Feed the DMP with what is not an order."""
        from ambroise.adapters.partage_cda import DocumentsPartages
        from ambroise.bootstrap.documents import archive_of, render_page
        from ambroise.usecases.alimentation import AlimentationService

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
    def dispensations(self) -> "DispensationService":
        """Acts of the pharmacist."""
        from ambroise.bootstrap.copies import keep_copies
        from ambroise.bootstrap.prescripteurs import find_adresse
        from ambroise.usecases.dispensations import DispensationService

        return DispensationService(
            self.contexte,
            self.session,
            service=self.numerique,
            preparation=self.preparation,
            base=self.medicaments,
            partage=self.alimentation.add_dispensation,
            copie=keep_copies(self),
            adresse_of=find_adresse(self.annuaire),
        )

    @cached_property
    def dmp_consultation(self) -> "DmpConsultation":
        """The DMP to consult and manage, call by call."""
        from ambroise.adapters.dmp_consultation import DmpConsultation

        return DmpConsultation(self.dmp)

    @cached_property
    def dossier_dmp(self) -> "DmpService":
        """Open the DMP of a patient: consent, opposition, exceptional access."""
        from ambroise.usecases.dmp import DmpService

        return DmpService(self.contexte, self.session, self.dmp_consultation)

    @cached_property
    def droits_dmp(self) -> "DroitsDmpService":
        """Which records one may open, and who opens a patient's."""
        from ambroise.adapters.dmp_droits import DroitsDuDmp
        from ambroise.usecases.dmp_droits import DroitsDmpService

        return DroitsDmpService(self.contexte, self.session, DroitsDuDmp(self.dmp), self.dossier_dmp)

    @cached_property
    def documents_dmp(self) -> "DocumentsDmpService":
        """The documents of the records opened."""
        from ambroise.usecases.dmp_documents import DocumentsDmpService

        return DocumentsDmpService(self.contexte, self.session, self.dmp_consultation, self.dossier_dmp)

    def insert_carte_cps(self, nom: str) -> None:
        """Put a card of the sandbox's catalogue in the CPS reader. Raises NonPrisEnCharge elsewhere."""
        from ambroise.bootstrap.lecteurs import LECTEUR_CPS

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
    def facteur(self) -> "Facteur":
        """The thread that delivers the outbox; started by whoever needs it, stopped with the profile."""
        from ambroise.usecases.facteur import Facteur

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
    def veilleur(self) -> "Veilleur":
        """The thread that looks once a night for files in double and verifies some INS."""
        from ambroise.usecases.nuit import NuitIdentites, OptionsNuit, Veilleur

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
    def veilleur_annuaire(self) -> "Veilleur":
        """The thread that imports at night what arrived of the national directory."""
        from ambroise.usecases.nuit import Veilleur
        from ambroise.usecases.nuit_annuaire import NuitAnnuaire

        nuit = NuitAnnuaire(
            self.annuaire,
            lambda: self.reglages.dossier_annuaire,
            self.reglages.nuit_heure,
            self.contexte.horloge,
        )
        veilleur = Veilleur(nuit)
        self._fermetures.callback(veilleur.stop)
        return veilleur

    @cached_property
    def veilleur_textes(self) -> "Veilleur":
        """The thread that reads the words of the documents added, and of those that were there before."""
        from ambroise.usecases.nuit import Veilleur

        veilleur = Veilleur(self.textes_documents, timedelta(seconds=2))
        self._fermetures.callback(veilleur.stop)
        return veilleur

    def deliver_due(self, politique: "PolitiqueEnvoi | None" = None) -> "BilanEnvois":
        """Try everything due in the outbox, once, in this thread."""
        from ambroise.usecases.envois import deliver_due

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
        from ambroise.adapters.environnement import load_environnement

        self.is_copied = is_copied
        with self.contexte.reading() as uow:
            uow.patients.search("a", 1)
        load_environnement(self.reglages.environnement.value)
        for nom in ("icons", "fonts", "medicaments/CIS_bdpm.txt.gz", "geo"):
            resource(nom)
        return ("base", "environnement", "ressources")

    def serve_sandbox(self, ready_file: Path | None) -> None:
        """Run the sandbox of this profile until it is told to stop."""
        from ambroise.bootstrap.bac_a_sable import serve_sandbox

        serve_sandbox(self.profil.sandbox, ready_file)

    # --- the interface -------------------------------------------------------------------------------

    @property
    def en_ligne(self) -> bool | None:
        """Whether the last delivery reached the services; None before the first one."""
        return self._en_ligne

    def _delivered(self, bilan: "BilanEnvois") -> None:
        if bilan.remis or bilan.refuses:
            self._en_ligne = True
        elif bilan.reportes:
            self._en_ligne = False

    def run_interface(self, *, formation: bool = False) -> int:
        """Open the window and return when it is closed."""
        # Qt is only paid for by who draws.
        with importing():
            from ambroise.bootstrap.interface.ouverture import run

        return run(self, formation=formation)
