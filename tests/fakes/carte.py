"""A CPS whose keys are files: what the adapters need of a card, without reader nor token."""

import ssl

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa

from ambroise.adapters.environnement import TableEnvironnement
from esante.sandbox.autorite import Autorite
from esante.sandbox.professionnels import MAX_LIBRE, ProfessionnelTest
from esante.transport import tls_context


class CarteLogicielle:
    """The two key pairs the sandbox authority issues for a test professional."""

    def __init__(self, autorite: Autorite, porteur: ProfessionnelTest = MAX_LIBRE) -> None:
        self._certificats = autorite.carte(porteur)

    @property
    def cle_signature(self) -> rsa.RSAPrivateKey:
        return self._certificats.signature.key

    @property
    def certificat_signature(self) -> x509.Certificate:
        return self._certificats.signature.certificate

    def tls_context(self, table: TableEnvironnement) -> ssl.SSLContext:
        authentification = self._certificats.authentification
        return tls_context(
            table.autorite,
            certificate_file=authentification.certificate_file,
            key_file=authentification.key_file,
        )
