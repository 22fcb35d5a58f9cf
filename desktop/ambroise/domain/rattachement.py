"""Whose document is this? The patient a message announces, compared with the files of the office.

Référentiel MSSanté ECO.2.1.2 (the receiver identifies by the metadata) and RNIV: only a qualified identity
whose matricule, OID and strict traits all agree is certain; everything else is a proposal, its differences
lit.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from ambroise.domain.comparaison import Comparaison, compare_texts
from ambroise.domain.patient import Patient


@dataclass(frozen=True)
class PatientAnnonce:
    """The identity a document carries; empty text for what it does not say.

    Args:
        oids: the OIDs under which the office may hold this matricule, as an environment may have documents
        carry
            another OID than the one INSi answers; empty in production, where both are the same.
    """

    matricule: str = ""
    oid: str = ""
    nom_naissance: str = ""
    prenom: str = ""
    date_naissance: str = ""
    sexe: str = ""
    oids: frozenset[str] = frozenset()

    @property
    def oids_possibles(self) -> frozenset[str]:
        """The announced OID and its equivalents."""
        return self.oids | {self.oid}


class Certitude(StrEnum):
    """What may be done with the document."""

    CERTAINE = "certaine"
    """One file, qualified, everything agrees: filed in one key, or by itself if the office says so."""
    A_CONFIRMER = "a_confirmer"
    """A person compares and decides."""
    CONTRADICTOIRE = "contradictoire"
    """The matricule is known but traits differ: a serious warning, never filed by itself."""
    INCONNUE = "inconnue"
    """No file comes close."""


@dataclass(frozen=True)
class Ecart:
    """One trait that does not agree."""

    trait: str
    comparaison: Comparaison


@dataclass(frozen=True)
class Proposition:
    """A file that may be the patient's, with what differs; ``meme_ins`` when the matricule and its OID
    agree."""

    patient: Patient
    meme_ins: bool
    ecarts: tuple[Ecart, ...]


@dataclass(frozen=True)
class Rattachement:
    """The answer: a certainty and the files, the closest first."""

    certitude: Certitude
    propositions: tuple[Proposition, ...] = ()


def rattacher(annonce: PatientAnnonce, candidats: Sequence[Patient]) -> Rattachement:
    """Compare the announced patient with the files that share its matricule or its traits."""
    propositions = sorted(
        (_compare(annonce, patient) for patient in candidats),
        key=lambda proposition: (not proposition.meme_ins, len(proposition.ecarts)),
    )
    if not propositions:
        return Rattachement(Certitude.INCONNUE)
    same = [p for p in propositions if p.meme_ins]
    if any(p.ecarts for p in same):
        return Rattachement(Certitude.CONTRADICTOIRE, tuple(propositions))
    if len(same) == 1 and same[0].patient.identite.is_qualifiee and _says_all(annonce):
        return Rattachement(Certitude.CERTAINE, tuple(propositions))
    return Rattachement(Certitude.A_CONFIRMER, tuple(propositions))


def _compare(annonce: PatientAnnonce, patient: Patient) -> Proposition:
    identite = patient.identite
    traits, ins = identite.traits, identite.ins
    pairs = (
        ("nom de naissance", annonce.nom_naissance.upper(), traits.nom_naissance),
        ("prénom", annonce.prenom.upper(), traits.premier_prenom),
        ("date de naissance", annonce.date_naissance, traits.date_naissance.isoformat()),
        ("sexe", annonce.sexe.upper(), traits.sexe.value),
    )
    ecarts = []
    for trait, said, held in pairs:
        comparison = compare_texts(held, said)
        if said and not comparison.identique and comparison.mot != "Accents ou casse":
            ecarts.append(Ecart(trait, comparison))
    same = (
        ins is not None
        and ins.matricule.numero == annonce.matricule
        and ins.matricule.oid in annonce.oids_possibles
    )
    return Proposition(patient, same, tuple(ecarts))


def _says_all(annonce: PatientAnnonce) -> bool:
    return all((annonce.nom_naissance, annonce.prenom, annonce.date_naissance, annonce.sexe))
