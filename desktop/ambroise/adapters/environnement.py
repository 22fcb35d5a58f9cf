"""The table of one environment: where the services are, whom to trust, which OID the documents carry."""

import tomllib
from dataclasses import dataclass, replace
from pathlib import Path

from ambroise.domain.identite import MatriculeIns
from ambroise.resources import resource


@dataclass(frozen=True)
class Logiciel:
    """The numbers by which the national services know this software; empty when it has none."""

    numero_autorisation_insi: str
    numero_homologation_dmp: str
    reference_produit_nil: str


@dataclass(frozen=True)
class TableEnvironnement:
    """What differs from one environment to another.

    Args:
        services: address of each service, by its short name.
        oid_ins: OID received from INSi → OID carried by documents; identity when absent.
        autorite, revocations: PEM files of trust anchors and revocation lists; None: those of the system.
        listes_revocation: where the lists are published, besides what the anchors themselves say.
        is_reel: real patients and cards only; elsewhere, test ones only.
    """

    nom: str
    is_reel: bool
    services: dict[str, str]
    oid_ins: dict[str, str]
    logiciel: Logiciel
    autorite: Path | None = None
    revocations: Path | None = None
    listes_revocation: tuple[str, ...] = ()

    def oid_document(self, matricule: MatriculeIns) -> str:
        """Return the OID under which documents name this matricule."""
        return matricule.under(self.oid_ins).oid

    def with_relais(self, adresse: str) -> "TableEnvironnement":
        """Return the table with the relay of Pro Santé Connect this office has an account with."""
        return replace(self, services={**self.services, "psc_relais": adresse}) if adresse else self

    def with_autorites(self, autorite: Path, listes_revocation: tuple[str, ...]) -> "TableEnvironnement":
        """Return the table with the trust anchors that the installer put on this seat."""
        return replace(self, autorite=autorite, listes_revocation=listes_revocation)

    def with_bac_a_sable(
        self, services: dict[str, str], autorite: Path, revocations: Path
    ) -> "TableEnvironnement":
        """Return the table filled with where a running sandbox answers."""
        return replace(self, services=services, autorite=autorite, revocations=revocations)


def load_environnement(nom: str) -> TableEnvironnement:
    """Read ``resources/environnements/<nom>.toml``."""
    lu = tomllib.loads(resource(f"environnements/{nom}.toml").read_text(encoding="utf-8"))
    return TableEnvironnement(
        nom=lu["nom"],
        is_reel=lu["reel"],
        services=dict(lu["services"]),
        oid_ins=dict(lu["oid_ins"]),
        logiciel=Logiciel(**lu["logiciel"]),
    )
