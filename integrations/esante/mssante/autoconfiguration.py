"""Find the servers of a box from its domain: SRV records (RFC 2782, RFC 6186), operators' duty EX_LPS_0300.

Each domain publishes two fronts: priority 10 for Pro Santé Connect logins, priority 20 for certificate
logins. A manual setting always wins, and is the way out when a domain publishes nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from esante.errors import Malformed, Unreachable, Unsupported
from esante.mssante.adresses import AdresseMss, domain_of, parse_adresse
from esante.mssante.models import Compte, Mecanisme, Serveur, TypeBal


@dataclass(frozen=True)
class EnregistrementSrv:
    """One SRV record."""

    priorite: int
    poids: int
    port: int
    cible: str


PATIENCE_S = 5.0
"""How long the name service may take."""

Resolveur = Callable[[str], Sequence[EnregistrementSrv]]
"""Returns the SRV records of a name, empty when there is none; raises Unreachable."""


def configure_compte(
    adresse: AdresseMss,
    type_bal: TypeBal,
    resolve: Resolveur,
    *,
    mecanisme: Mecanisme | None = None,
    imap: Serveur | None = None,
    smtp: Serveur | None = None,
) -> Compte:
    """Return the account of a box.

    Args:
        imap, smtp: manual settings; what is given is not looked for.

    Raises:
        Unsupported: the domain publishes no server of that kind.
        Unreachable: the name service does not answer.
    """
    chosen = mecanisme or (Mecanisme.CERTIFICAT if type_bal is TypeBal.APPLICATIVE else Mecanisme.XOAUTH2)
    by_certificate = chosen is Mecanisme.CERTIFICAT
    domain = domain_of(adresse)
    return Compte(
        adresse,
        type_bal,
        imap or _choose(resolve(f"_imap._tcp.{domain}"), domain, by_certificate),
        smtp or _choose(resolve(f"_submission._tcp.{domain}"), domain, by_certificate),
        chosen,
    )


def _choose(records: Sequence[EnregistrementSrv], domain: str, by_certificate: bool) -> Serveur:
    usable = [record for record in records if record.cible.strip(".") and 0 < record.port < 65536]
    fronts = sorted({record.priorite for record in usable})
    if not fronts or (by_certificate and len(fronts) < 2):
        raise Unsupported(f"le domaine {domain} ne publie pas ce serveur\u00a0: réglez-le à la main")
    wanted = fronts[1] if by_certificate else fronts[0]
    best = max((r for r in usable if r.priorite == wanted), key=lambda r: (r.poids, r.cible))
    host = best.cible.rstrip(".").lower()
    try:
        parse_adresse(f"x@{host}")
    except Malformed:
        raise Malformed("nom de serveur de messagerie mal formé") from None
    return Serveur(host, best.port)


def resolve_srv(name: str) -> Sequence[EnregistrementSrv]:
    """Ask the system's name servers."""
    import dns.exception
    import dns.resolver

    try:
        answer = dns.resolver.resolve(name, "SRV", lifetime=PATIENCE_S)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return ()
    except (dns.exception.DNSException, OSError) as error:
        raise Unreachable(f"service de noms injoignable ({type(error).__name__})") from None
    return [EnregistrementSrv(r.priority, r.weight, r.port, r.target.to_text()) for r in answer]
