"""The boxes of the simulated operator, all of test people; the domains are those of the national training
space."""

from dataclasses import dataclass

from esante.sandbox.professionnels import ADEMIS_TRAL, MAX_LIBRE, OLIVIER_INFIRMCS

LISTE_BLANCHE = (
    "medecin.formation.mssante.fr",
    "pharmacien.formation.mssante.fr",
    "infirmier.formation.mssante.fr",
    "cabinet.formation.mssante.fr",
    "patient.mssante.fr",
)
"""Domains of the trusted space, as the national whitelist would name them."""


@dataclass(frozen=True)
class BoiteTest:
    """A box, its kind (TRE_R257) and the national identifiers of those who may open it.

    ``certificat`` is the CN of the ORG AUTH_CLI certificate that opens an application's box.
    """

    adresse: str
    type: str
    titulaires: frozenset[str] = frozenset()
    entite: str = ""
    certificat: str = ""


MEDECIN = BoiteTest("max.libre@medecin.formation.mssante.fr", "PER", frozenset({MAX_LIBRE.identifiant}))
CONFRERE = BoiteTest("claire.confrere@medecin.formation.mssante.fr", "PER", frozenset({"899900000011"}))
PHARMACIEN = BoiteTest(
    "ademis.tral@pharmacien.formation.mssante.fr", "PER", frozenset({ADEMIS_TRAL.identifiant})
)
INFIRMIER = BoiteTest(
    "olivier.infirmcs@infirmier.formation.mssante.fr", "PER", frozenset({OLIVIER_INFIRMCS.identifiant})
)
CABINET = BoiteTest(
    "secretariat.libre@cabinet.formation.mssante.fr",
    "ORG",
    frozenset({MAX_LIBRE.identifiant}),
    "CABINET M LIBRE",
)
APPLICATION = BoiteTest(
    "resultats.libre@cabinet.formation.mssante.fr",
    "APP",
    entite="LOGICIEL DU CABINET M LIBRE",
    certificat="MSS-LIBRE",
)
MATRICULES = (
    "160012B02077713",
    "297022A02077878",
    "275126322074974",
    "110086322083060",
    "277076322082910",
    "236066322083656",
    "101066322075460",
    "109076322083489",
    "180032B02040123",
    "207058575627097",
    "279035121518989",
)
"""Published test identities who opened their Mon espace santé (ANS and GIE SESAM-Vitale samples)."""

BOITES = (
    MEDECIN,
    CONFRERE,
    PHARMACIEN,
    INFIRMIER,
    CABINET,
    APPLICATION,
    *(BoiteTest(f"{matricule}@patient.mssante.fr", "PATIENT") for matricule in MATRICULES),
)


def find_boite(adresse: str) -> BoiteTest | None:
    """Return the box of an address, whatever its letter case."""
    return next((boite for boite in BOITES if boite.adresse.lower() == adresse.lower()), None)


def boites_of(identifiant_national: str) -> tuple[BoiteTest, ...]:
    """Return the boxes a professional may open."""
    return tuple(boite for boite in BOITES if identifiant_national in boite.titulaires)
