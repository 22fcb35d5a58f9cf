"""The office of a profile: its patients, identities, agendas and medicines, made on first use."""

from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from ambroise.bootstrap.poste import Poste
from ambroise.bootstrap.socle import utc_now
from ambroise.resources import resource
from ambroise.settings import Environnement

if TYPE_CHECKING:
    from ambroise.adapters.fichiers_sante import FichiersSante
    from ambroise.adapters.insi import Insi
    from ambroise.adapters.insi_certificat import InsiCertificat
    from ambroise.adapters.symboles import Symboles
    from ambroise.bootstrap.documents import Papier
    from ambroise.bootstrap.outils_medicaments import OutilsMedicaments
    from ambroise.domain.biosimilaire import GroupesBiosimilaires
    from ambroise.referentiels.base import BaseMedicamentsSqlite
    from ambroise.referentiels.lieux import Lieux
    from ambroise.referentiels.lots_rappeles import LotsDuPoste
    from ambroise.referentiels.terminologies import TerminologiesPoste
    from ambroise.usecases.acces import AccesService
    from ambroise.usecases.agenda import AgendaService
    from ambroise.usecases.agendas import AgendasService
    from ambroise.usecases.apcv import ApcvService
    from ambroise.usecases.brouillons import BrouillonService
    from ambroise.usecases.composants import Composant
    from ambroise.usecases.fusions import FusionService
    from ambroise.usecases.identites import IdentiteService
    from ambroise.usecases.identites_lues import IdentitesLuesService
    from ambroise.usecases.identitovigilance import IdentitovigilanceService
    from ambroise.usecases.integration import IntegrationService
    from ambroise.usecases.patients import PatientService
    from ambroise.usecases.prescription import PrescriptionService
    from ambroise.usecases.recherche_notes import RechercheNotesService
    from ambroise.usecases.textes_documents import TextesDocuments
    from ambroise.usecases.verification_ins import VerificationService


class Cabinet(Poste):
    """What is found, read and written in the office; nothing here leaves it but a question to INSi."""

    @cached_property
    def patients(self) -> "PatientService":
        """Search, open, write."""
        from ambroise.usecases.patients import PatientService

        return PatientService(self.contexte, self.session, self.acces_dossiers)

    @cached_property
    def agenda(self) -> "AgendaService":
        """Appointments given, repeated, moved; free times; leave."""
        from ambroise.usecases.agenda import AgendaService

        return AgendaService(
            self.contexte,
            self.session,
            self.agendas,
            lambda: timedelta(minutes=self.reglages.duree_rendez_vous),
        )

    @cached_property
    def agendas(self) -> "AgendasService":
        """The agendas of the office, and what was decided of them."""
        from ambroise.usecases.agendas import AgendasService

        return AgendasService(self.contexte, self.session, lambda: self.reglages.horaires)

    @cached_property
    def recherche_notes(self) -> "RechercheNotesService":
        """Words searched in the notes of the files one may read."""
        from ambroise.usecases.recherche_notes import RechercheNotesService

        return RechercheNotesService(
            self.contexte, self.session, self.acces_dossiers, lambda: self.textes_documents.read_again()
        )

    @cached_property
    def textes_documents(self) -> "TextesDocuments":
        """The words of the documents, read in a process of their own."""
        from ambroise.adapters.textes_isoles import open_textes_isoles
        from ambroise.usecases.textes_documents import TextesDocuments

        return TextesDocuments(self.contexte_machine, open_textes_isoles)

    @cached_property
    def acces_dossiers(self) -> "AccesService":
        """Who may read and do what in this office."""
        from ambroise.usecases.acces import AccesService

        return AccesService(self.contexte, self.garde)

    @cached_property
    def identites(self) -> "IdentiteService":
        """Create and qualify identities."""
        from ambroise.usecases.identites import IdentiteService

        return IdentiteService(self.contexte, self.session, self._insi)

    @cached_property
    def _insi(self) -> "Insi":
        from ambroise.adapters.insi import Insi

        return Insi(self.acces, utc_now, self.instance)

    @cached_property
    def apcv(self) -> "ApcvService":
        """The appli carte Vitale shown at the counter."""
        from ambroise.adapters.apcv import Apcv
        from ambroise.usecases.apcv import ApcvService

        lecteurs, aid = self.cartes.acces, self.reglages.apcv_nfc_aid
        return ApcvService(Apcv(self.acces, utc_now, self.instance, lecteurs.read_telephone, aid), utc_now)

    @cached_property
    def medicaments(self) -> "BaseMedicamentsSqlite":
        """The medicines base, built on first use from the files shipped or last updated."""
        from ambroise.referentiels.sources import open_base

        base = open_base(self._referentiels or self.profil.referentiels)
        self._fermetures.callback(base.close)
        return base

    @cached_property
    def outils_medicaments(self) -> "OutilsMedicaments":
        """Print, decode and update without a session."""
        from ambroise.bootstrap.outils_medicaments import OutilsMedicaments

        return OutilsMedicaments(
            self.reglages.environnement,
            lambda: self.medicaments,
            self._referentiels or self.profil.referentiels,
            self.reglages.proxy,
            lambda: self.papier,
        )

    @property
    def papier(self) -> "Papier":
        """What this profile changes of the printed page, read again as settings change."""
        from ambroise.bootstrap.documents import read_papier

        return read_papier(self.profil.racine / "ordonnance", self.reglages.carre_securise)

    @cached_property
    def prescription(self) -> "PrescriptionService":
        """Find, count, check."""
        from ambroise.bootstrap.outils_medicaments import profil_prescripteur
        from ambroise.usecases.prescription import PrescriptionService

        referentiels = self.profil.racine / "referentiels"
        return PrescriptionService(
            self.contexte, self.medicaments, lambda: profil_prescripteur(self.session, referentiels)
        )

    @cached_property
    def identitovigilance(self) -> "IdentitovigilanceService":
        """Close files, corrections, disqualification."""
        from ambroise.adapters.comparaison_isolee import compare_isolated
        from ambroise.usecases.identitovigilance import IdentitovigilanceService

        return IdentitovigilanceService(self.contexte, self.session, compare_isolated)

    @cached_property
    def terminologies(self) -> "TerminologiesPoste":
        """The list of the ALD, and the CIM-10 if its file lies in the profile."""
        from ambroise.referentiels.terminologies import TerminologiesPoste

        return TerminologiesPoste(self.profil.racine / "terminologies")

    @cached_property
    def biosimilaires(self) -> "GroupesBiosimilaires":
        """The groups where a pharmacist may substitute: the list of the profile, else the one shipped."""
        from ambroise.referentiels.biosimilaires import load_biosimilaires

        return load_biosimilaires(self.profil.racine / "referentiels")

    @cached_property
    def lots_rappeles(self) -> "LotsDuPoste":
        """The recalled lots that the pharmacist put in the profile."""
        from ambroise.referentiels.lots_rappeles import LotsDuPoste

        return LotsDuPoste(self.profil.racine / "referentiels")

    @cached_property
    def verification_ins(self) -> "VerificationService":
        """Verify the INS already recorded."""
        from ambroise.usecases.verification_ins import VerificationService

        return VerificationService(self.contexte, lambda: self.session.auteur, self._insi)

    @cached_property
    def fusions(self) -> "FusionService":
        """Read two files of one person as one, and separate them."""
        from ambroise.usecases.fusions import FusionService

        return FusionService(self.contexte, self.session)

    @cached_property
    def composants(self) -> "tuple[Composant, ...]":
        """What ships with the application, and under which licence."""
        from ambroise.adapters.composants import list_composants

        return list_composants()

    @cached_property
    def lieux(self) -> "Lieux":
        """Birth places of the code officiel géographique."""
        from ambroise.referentiels.lieux import Lieux

        return Lieux(resource("geo"))

    @cached_property
    def identites_lues(self) -> "IdentitesLuesService":
        """Identities read from a datamatrix."""
        from ambroise.usecases.identites_lues import IdentitesLuesService

        return IdentitesLuesService(self.contexte, self.symboles, self.table.oid_ins)

    @cached_property
    def symboles(self) -> "Symboles":
        """Two-dimensional symbols, read and drawn."""
        from ambroise.adapters.symboles import Symboles

        return Symboles()

    def open_insi(
        self,
        adresse: str | None = None,
        autorite: Path | None = None,
        certificat: Path | None = None,
        cle: Path | None = None,
    ) -> "InsiCertificat":
        """INSi for one terminal command: the files given, the office's, or the sandbox's own test card."""
        from ambroise.adapters.environnement import load_environnement
        from ambroise.adapters.mandataire import proxy_of
        from ambroise.bootstrap.insi_terminal import open_insi

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

    def open_verification(self, insi: "InsiCertificat") -> "VerificationService":
        """The verification of the terminal, in the name of the certificate that asks."""
        from ambroise.usecases.verification_ins import VerificationService

        return VerificationService(self.contexte, lambda: insi.emetteur, insi)

    @cached_property
    def integration(self) -> "IntegrationService":
        """Take from a received document what the user chose."""
        from ambroise.adapters.apports import ApportsCda
        from ambroise.usecases.integration import IntegrationService

        return IntegrationService(self.contexte, self.session, ApportsCda())

    @cached_property
    def fichiers_sante(self) -> "FichiersSante":
        """CDA documents and XDM archives as files."""
        from ambroise.adapters.fichiers_sante import FichiersSante
        from ambroise.bootstrap.documents import render_page
        from ambroise.printing.symbols import qr_png

        return FichiersSante(
            render_page,
            qr_png,
            lambda: self.profil.racine / "regles_cda",
        )

    @cached_property
    def brouillons(self) -> "BrouillonService":
        """What is being typed."""
        from ambroise.usecases.brouillons import BrouillonService

        return BrouillonService(self.contexte)
