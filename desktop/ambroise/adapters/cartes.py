"""The readers of this seat, the Vitale cards in them, and the CPS of the session."""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa

from ambroise.adapters.confiance import read_autorites
from ambroise.adapters.environnement import TableEnvironnement
from ambroise.adapters.situations import find_profession, make_situation
from ambroise.adapters.traduction import translating, translating_card
from ambroise.domain.professionnel import Professionnel
from ambroise.settings import ComplementStructure, Environnement
from ambroise.usecases.errors import AccesRefuse, CodePorteurRefuse, NonPrisEnCharge, SessionFermee
from ambroise.usecases.ports_cartes import BeneficiaireVitale, CarteVitale, EtatLecteur
from esante.cartes.acces import AccesCartes, OpenJeton
from esante.cartes.code_porteur import CodePorteur
from esante.cartes.cps import CpsSession, LectureCps
from esante.cartes.homologue import LecteurHomologue
from esante.cartes.lecture_vitale import NatureVitale
from esante.errors import EsanteError
from esante.pcsc.atr import TypeCarte, is_sans_contact
from esante.pcsc.connection import CardService
from esante.pcsc.connection import EtatLecteur as EtatCarte
from esante.tls.context import create_tls_context

_FICTIVES = {NatureVitale.TEST: "de test", NatureVitale.DEMONSTRATION: "de démonstration"}
"""The natures of nobody's cards; refused in production (the DMP's rule for natures T and D)."""


class CarteCps:
    """The card of the open session, as the services use it; its serial is read again before each use."""

    def __init__(self, session: CpsSession, numero_serie: str) -> None:
        self._session, self._numero_serie = session, numero_serie
        self._contextes: dict[tuple[str, Path | None, int], ssl.SSLContext] = {}

    @property
    def cle_signature(self) -> rsa.RSAPrivateKey:
        self._session.confirm(self._numero_serie)
        return self._session.cle_signature

    @property
    def certificat_signature(self) -> x509.Certificate:
        return self._session.certificat_signature

    def tls_context(self, table: TableEnvironnement) -> ssl.SSLContext:
        """Return the context of an environment; it is made once, the key stays on the card.

        Raises:
            NonPrisEnCharge: the trust anchors of this environment are not installed, or cannot be read.
        """
        listes = table.revocations
        # Lists fetched again are another trust: the context of the former ones is not used any more.
        cle = (table.nom, listes, listes.stat().st_mtime_ns if listes and listes.exists() else 0)
        if cle not in self._contextes:
            self._contextes[cle] = create_tls_context(
                read_autorites(table.autorite),
                self._session.cle_authentification,
                self._session.certificat_authentification,
                revocations=table.revocations,
            )
        self._session.confirm(self._numero_serie)
        return self._contextes[cle]


@dataclass(frozen=True)
class _Ouverte:
    session: CpsSession
    carte: CarteCps
    lecture: LectureCps


class Cartes:
    """Readers and cards.

    Args:
        service: the PC/SC readers, or those of the sandbox.
        open_jeton: opens the token of the CPS in a reader; in a process of its own by default.
        structures: what the card does not say of each place of practice, by Struct_idNat.
        environnement: production refuses test cards; the sandbox takes nothing else.
        homologue: the licensed components of a publisher under contract, if any.
    """

    def __init__(
        self,
        service: CardService,
        open_jeton: OpenJeton | None,
        structures: Mapping[str, ComplementStructure],
        environnement: Environnement = Environnement.BAC_A_SABLE,
        homologue: LecteurHomologue | None = None,
    ) -> None:
        self.service = service
        self.acces = AccesCartes(service, open_jeton, homologue=homologue)
        self._structures = structures
        self._environnement = environnement
        self._ouverte: _Ouverte | None = None

    def list_lecteurs(self) -> tuple[EtatLecteur, ...]:
        """Return the readers and the cards in them. Raises ServiceInjoignable without a PC/SC daemon."""
        with translating("Le service des lecteurs de cartes"):
            return tuple(
                EtatLecteur(lecteur.nom, _nature(lecteur), lecteur.atr.hex())
                for lecteur in self.service.list_readers()
            )

    def read_vitale(self, lecteur: str | None = None) -> CarteVitale:
        """Read the Vitale of a reader, of any by default. See ``PortCartes.read_vitale``."""
        with translating_card("La carte Vitale"):
            trouve, lecture = self.acces.read_vitale(lecteur)
        self._check_nature("carte Vitale", _FICTIVES.get(lecture.nature))
        return CarteVitale(
            lecteur=trouve,
            nature=lecture.nature.value,
            beneficiaires=tuple(
                BeneficiaireVitale(rang, b.nom, b.prenom, b.date_naissance, b.nir_facturation or "")
                for rang, b in enumerate(lecture.beneficiaires, start=1)
            ),
        )

    def attempts_left(self) -> int | None:
        """Return the tries left on the CPS. See ``PortCartes.attempts_left``."""
        with translating_card("La carte CPS"):
            if self._ouverte is not None:
                return self._ouverte.session.attempts_left()
            return self.acces.read_cps_publique()[1].essais_restants

    def open_cps(self, code_porteur: str) -> tuple[Professionnel, str]:
        """Log in once. See ``PortCartes.open_cps``."""
        try:
            code = CodePorteur(code_porteur)
        except ValueError:
            raise CodePorteurRefuse(
                "Le code porteur est fait de quatre chiffres.",
                None,
                remede="La carte n’a pas été interrogée\u00a0: aucun essai n’est perdu.",
            ) from None
        self.close_cps()
        with translating_card("La carte CPS"):
            session = self.acces.open_cps()
            try:
                session.login(code)
                lecture = session.read()
                self._check_nature("CPS", "de test" if _is_test(session.certificat_signature) else None)
                professionnel = self._as_professionnel(lecture)
            except (EsanteError, NonPrisEnCharge, AccesRefuse):
                session.close()
                raise
        self._ouverte = _Ouverte(session, CarteCps(session, lecture.numero_serie), lecture)
        return professionnel, lecture.numero_serie

    def close_cps(self) -> None:
        """Log the card out; a card already gone is no error."""
        ouverte, self._ouverte = self._ouverte, None
        if ouverte:
            ouverte.session.close()

    @property
    def carte(self) -> CarteCps:
        """The open card. Raises SessionFermee when nobody is logged in."""
        if self._ouverte is None:
            raise SessionFermee
        return self._ouverte.carte

    def _check_nature(self, carte: str, fictive: str | None) -> None:
        """Keep test and demonstration cards out of production and real people out of the sandbox.

        In qualification any card is taken: the national test cards are not all published.
        """
        if self._environnement is Environnement.PRODUCTION and fictive:
            raise AccesRefuse(
                f"Cette {carte} est une carte {fictive}\u00a0: elle est refusée en production.",
                code="carte_de_test",
                remede="Insérez une carte réelle, ou ouvrez le profil de formation.",
            )
        if self._environnement is Environnement.BAC_A_SABLE and not fictive:
            raise AccesRefuse(
                f"Cette {carte} peut être celle d’une personne réelle\u00a0: la formation la refuse.",
                code="carte_reelle",
                remede="Retirez-la, et insérez une carte du bac à sable.",
            )

    def _as_professionnel(self, lecture: LectureCps) -> Professionnel:
        porteur = lecture.porteur
        return Professionnel(
            identifiant_national=porteur.identifiant_national,
            nom=porteur.nom,
            prenom=porteur.prenom,
            profession=find_profession(porteur.profession or ""),
            savoir_faire=porteur.specialite or "",
            situations=tuple(
                make_situation(s.identifiant_structure, s.structure, s.secteur_activite, self._structures)
                for s in lecture.situations
            ),
        )


def _nature(lecteur: EtatCarte) -> str | None:
    """Name what is in a reader; a phone laid on a contactless one is no unknown card."""
    if lecteur.type_carte is TypeCarte.INCONNUE and is_sans_contact(lecteur.atr):
        return "telephone"
    return lecteur.type_carte.value if lecteur.type_carte else None


def _is_test(certificat: x509.Certificate) -> bool:
    """Whether a card comes from the TEST branch of IGC-Santé, whose every authority is named so."""
    names = certificat.issuer.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return bool(names) and str(names[0].value).upper().startswith("TEST ")
