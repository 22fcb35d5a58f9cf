"""INSi for the terminal: files given by the installer, else the test card that the sandbox itself issues."""

from pathlib import Path
from uuid import UUID

from ambroise.adapters.environnement import TableEnvironnement
from ambroise.adapters.insi_certificat import FichiersInsi, InsiCertificat
from ambroise.usecases.errors import AccesRefuse
from ambroise.usecases.ports import Horloge
from esante.sandbox.autorite import Autorite
from esante.sandbox.professionnels import MAX_LIBRE
from esante.transport import Proxy


def open_insi(
    table: TableEnvironnement,
    instance: UUID,
    horloge: Horloge,
    *,
    adresse: str | None = None,
    autorite: Path | None = None,
    certificat: Path | None = None,
    cle: Path | None = None,
    cartes_test: Path | None = None,
    proxy: Proxy | None = None,
) -> InsiCertificat:
    """Return the client of one terminal command.

    Args:
        cartes_test: folder of the authority that issues the test cards; given in the sandbox only.

    Raises:
        AccesRefuse: outside the sandbox, no certificate or no address was given.
    """
    numero = table.logiciel.numero_autorisation_insi
    url = adresse or table.services.get("insi")
    trust = autorite or table.autorite
    if url and certificat and cle:
        fichiers = FichiersInsi(url, certificat, cle, trust)
        return InsiCertificat(fichiers, numero, instance, horloge, proxy=proxy)
    if cartes_test is None or not url:
        raise AccesRefuse(
            "L’INSi demande un certificat.",
            remede="Donnez --cert et --key, ou ouvrez une session avec votre carte dans l’interface.",
        )
    # A sandbox shared with another profile believes the cards of its own authority only.
    dossier = trust.parent if trust is not None and _is_sandbox(trust) else cartes_test
    carte = Autorite(dossier).carte(MAX_LIBRE).signature
    fichiers = FichiersInsi(url, carte.certificate_file, carte.key_file, trust)
    return InsiCertificat(fichiers, numero, instance, horloge, facturation=MAX_LIBRE.identifiant_facturation)


def _is_sandbox(autorite: Path) -> bool:
    return autorite.name == "autorite.pem" and (autorite.parent / "revocations.pem").exists()
