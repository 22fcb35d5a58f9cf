"""Where the DMP is, for each environment, and which INS OID each one expects.

Everything is configurable (EX_GEN-1221/1222). Test identities come out of INSi with a production OID, and the
test DMP wants their test OID: the identity keeps the OID it was given, the environment translates it.
"""

from dataclasses import dataclass, field

from esante.cda.models import OID_INS_DEMO, OID_INS_NIR, OID_INS_TEST


@dataclass(frozen=True)
class EnvironnementDmp:
    """Addresses and object identifiers of one DMP.

    Args:
        base: SOAP root; each service is a suffix of it.
        oids_ins: OID of the identity → OID to send; an OID that is not there is not sent.
    """

    nom: str
    base: str
    web_cps: str = ""
    web_psc: str = ""
    jeton_psc: str = ""
    depot: str = "1.2.250.1.213.4.1.1.1.2"
    appareil: str = "1.2.250.1.213.4.1.1.1"
    oids_ins: dict[str, str] = field(default_factory=dict)

    def url(self, service: str) -> str:
        """Return the address of ``repository``, ``registry``, ``patients``, ``habilitations``…"""
        return f"{self.base.rstrip('/')}/{service}"


PRODUCTION = EnvironnementDmp(
    nom="production",
    base="https://lps2.dmp.gouv.fr/si-dmp-server/v2/services",
    web_cps="https://wps-cps.dmp.monespacesante.fr",
    web_psc="https://wps-psc.dmp.monespacesante.fr",
    jeton_psc="https://auth-lps.dmp.gouv.fr/api",
    # A person with a NIA has no DMP access: that OID is not sent.
    oids_ins={OID_INS_NIR: OID_INS_NIR},
)
HOMOLOGATION = EnvironnementDmp(
    nom="homologation",
    base="https://lps.dev1.dmp.gouv.fr/si-dmp-server/v2/services",
    web_cps="https://wps-cps.dev1.dmp.gouv.fr",
    web_psc="https://wps-psc.dev1.dmp.gouv.fr",
    jeton_psc="https://auth-lps.dev1.dmp.gouv.fr/api-lps/oauth/token",
    oids_ins={OID_INS_NIR: OID_INS_TEST, OID_INS_TEST: OID_INS_TEST, OID_INS_DEMO: OID_INS_DEMO},
)


def sandbox(url: str) -> EnvironnementDmp:
    """Return the environment of the sandbox listening at ``url``."""
    return EnvironnementDmp(
        nom="bac à sable",
        base=f"{url.rstrip('/')}/si-dmp-server/v2/services",
        web_cps=f"{url.rstrip('/')}/web",
        web_psc=f"{url.rstrip('/')}/web",
        oids_ins={OID_INS_NIR: OID_INS_TEST, OID_INS_TEST: OID_INS_TEST, OID_INS_DEMO: OID_INS_DEMO},
    )
