"""INSi asked with a certificate and a key kept in files: a structure's certificate, or a test card's."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509.oid import ExtendedKeyUsageOID

from ambroise import __version__
from ambroise.adapters.insi import SERVICE, search_traits
from ambroise.adapters.traduction import translating
from ambroise.domain.identite import TraitsIdentite
from ambroise.usecases.errors import AccesRefuse
from ambroise.usecases.ports import Horloge
from ambroise.usecases.ports_identite import EchangeBrut, ResultatInsi
from esante.igc_sante import read_certificat
from esante.insi.authentification import Authentification, AuthentificationCps, AuthentificationLogiciel
from esante.insi.client import InsiClient
from esante.insi.models import Logiciel
from esante.transport import Proxy, http_client, tls_context


@dataclass(frozen=True)
class FichiersInsi:
    """Where INSi answers, whom to trust, and what proves who asks; ``certificat`` may be a chain."""

    adresse: str
    certificat: Path
    cle: Path
    autorite: Path | None = None


class InsiCertificat:
    """``PortInsi`` for the terminal: the certificate itself says how it authenticates.

    A client certificate speaks by mutual TLS (CN INSI-AUTO or INSI-MANU); a signature certificate signs the
    assertion of its professional.
    """

    def __init__(
        self,
        fichiers: FichiersInsi,
        numero_autorisation: str,
        instance: UUID,
        horloge: Horloge,
        *,
        facturation: str = "",
        proxy: Proxy | None = None,
    ) -> None:
        self._fichiers = fichiers
        self._logiciel = Logiciel(numero_autorisation, "AMBROISE", __version__, instance)
        self._horloge = horloge
        self._facturation = facturation
        self._proxy = proxy or Proxy()

    @property
    def emetteur(self) -> str:
        """Who asks: the structure of a software certificate, the professional of a card."""
        identite = read_certificat(self._read()[0])
        return identite.structure or identite.identifiant

    def find_identite(
        self, traits: TraitsIdentite, on_echange: Callable[[EchangeBrut], None] = lambda _: None
    ) -> ResultatInsi:
        """Search by traits. Raises a ServiceError."""
        certificat, cle = self._read()
        authentification: Authentification
        if _is_client(certificat):
            identite = read_certificat(certificat)
            authentification = AuthentificationLogiciel(identite.structure or identite.identifiant)
            tls = tls_context(
                self._fichiers.autorite,
                certificate_file=self._fichiers.certificat,
                key_file=self._fichiers.cle,
            )
        else:
            identifiant = read_certificat(certificat).identifiant
            authentification = AuthentificationCps(cle, certificat, self._facturation or identifiant)
            tls = tls_context(self._fichiers.autorite)
        with translating(SERVICE):
            http = http_client(tls, proxy=self._proxy)
            with InsiClient(
                http,
                self._fichiers.adresse,
                self._logiciel,
                authentification,
                now=self._horloge,
                on_echange=lambda e: on_echange(EchangeBrut(e.requete, e.reponse)),
            ) as client:
                return search_traits(client, traits, self._horloge)

    def _read(self) -> tuple[x509.Certificate, rsa.RSAPrivateKey]:
        try:
            certificat = x509.load_pem_x509_certificates(self._fichiers.certificat.read_bytes())[0]
            cle = load_pem_private_key(self._fichiers.cle.read_bytes(), None)
        except (OSError, ValueError, TypeError):
            cle = None
        if not isinstance(cle, rsa.RSAPrivateKey) or cle.public_key() != certificat.public_key():
            raise AccesRefuse(
                "Le certificat ou sa clé ne peut être lu.",
                remede="Donnez deux fichiers PEM, la clé RSA sans mot de passe et celle de ce certificat.",
            )
        return certificat, cle


def _is_client(certificat: x509.Certificate) -> bool:
    try:
        usages = certificat.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return True
    return ExtendedKeyUsageOID.CLIENT_AUTH in usages
