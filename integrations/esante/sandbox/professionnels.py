"""The published test professionals (ANS and GIE SESAM-Vitale samples); none is a real person."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ProfessionnelTest:
    """A test professional as the cards, the certificates and the directories of the sandbox name it.

    ``identifiant`` is the PS_IdNat (``8`` + RPPS, ``0`` + ADELI); ``structure`` a Struct_IdNat of the
    liberal activity; ``profession`` a code of TRE_G15; ``specialite`` of TRE_R38, doctors only; ``tableau``
    of TRE_G05, pharmacists only.
    """

    identifiant: str
    nom: str
    prenom: str
    titre: str
    profession: str
    specialite: str | None
    numero_carte: str
    structure: str
    raison_sociale: str
    secteur: str
    identifiant_facturation: str
    tableau: str | None = None

    @property
    def numero_rpps(self) -> str | None:
        """The 11-digit RPPS, when the national identifier is one."""
        return self.identifiant[1:] if self.identifiant.startswith("8") else None


MAX_LIBRE = ProfessionnelTest(
    identifiant="899900063480",
    nom="LIBRE",
    prenom="MAX",
    titre="Médecin",
    profession="10",
    specialite="SM26",
    numero_carte="2600855206",
    structure="499900063480001",
    raison_sociale="CABINET M LIBRE",
    secteur="SA07",
    identifiant_facturation="991111111",
)
ADEMIS_TRAL = ProfessionnelTest(
    identifiant="899900038839",
    nom="TRAL",
    prenom="ADEMIS",
    titre="Pharmacien",
    profession="21",
    specialite=None,
    numero_carte="2600855207",
    structure="10B0127189",
    raison_sociale="PHARMACIE TRAL",
    secteur="SA33",
    identifiant_facturation="992222222",
    tableau="A",
)
OLIVIER_INFIRMCS = ProfessionnelTest(
    identifiant="00B6087510",
    nom="INFIRMCS ADELI8751",
    prenom="OLIVIER",
    titre="Infirmier",
    profession="60",
    specialite=None,
    numero_carte="2600855208",
    structure="10B0307377",
    raison_sociale="CABINET O INFIRMCS",
    secteur="SA07",
    identifiant_facturation="993333333",
)
PROFESSIONNELS = (MAX_LIBRE, ADEMIS_TRAL, OLIVIER_INFIRMCS)


def professionnel(identifiant: str) -> ProfessionnelTest | None:
    """Find a test professional by its PS_IdNat."""
    return next((p for p in PROFESSIONNELS if p.identifiant == identifiant), None)
