"""An identity and the status it gives, derived from proof × INSi and never typed."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from ambroise.domain.identite.justificatifs import Justificatif, is_prouvee
from ambroise.domain.identite.matricule import MatriculeIns
from ambroise.domain.identite.traits import COG_INCONNU, TraitsIdentite, differing_traits, spaced


class StatutIdentite(StrEnum):
    """RNIV status, always derived from proof × INSi, never typed by a user."""

    PROVISOIRE = "provisoire"
    RECUPEREE = "récupérée"
    VALIDEE = "validée"
    QUALIFIEE = "qualifiée"


class AttributIdentite(StrEnum):
    """Douteuse and fictive force the provisional status and block INSi."""

    HOMONYME = "homonyme"
    DOUTEUSE = "douteuse"
    FICTIVE = "fictive"


@dataclass(frozen=True)
class HistoriqueIns:
    """A former matricule as INSi sent it: dates may be absent or contradictory, kept raw."""

    matricule: MatriculeIns
    debut: str | None = None
    fin: str | None = None


@dataclass(frozen=True)
class IdentiteIns:
    """What INSi answered for a person."""

    matricule: MatriculeIns
    traits: TraitsIdentite
    recuperee_le: datetime
    historique: tuple[HistoriqueIns, ...] = ()


class TraitsVerrouilles(Exception):
    """The strict traits are those of INSi: they cannot be typed over."""

    def __init__(self) -> None:
        super().__init__(
            "Les traits stricts viennent de l’INSi\u00a0: retirez d’abord l’INS pour les corriger."
        )


class QualificationRefusee(Exception):
    """A strict trait differs from the one of INSi; ``traits`` names them."""

    def __init__(self, traits: tuple[str, ...]) -> None:
        super().__init__("Les traits diffèrent de ceux de l’INSi\u00a0: " + ", ".join(traits))
        self.traits = traits


@dataclass(frozen=True)
class Identite:
    """Everything the office knows of who a patient is, and the status it gives."""

    traits: TraitsIdentite
    nom_utilise: str = ""
    prenom_utilise: str = ""
    ins: IdentiteIns | None = None
    justificatifs: tuple[Justificatif, ...] = ()
    attributs: frozenset[AttributIdentite] = field(default_factory=frozenset)

    def __post_init__(self) -> None:
        if AttributIdentite.FICTIVE in self.attributs and len(self.attributs) > 1:
            raise ValueError("L’attribut «\u00a0fictive\u00a0» ne se combine avec aucun autre.")

    @property
    def is_bloquee(self) -> bool:
        """Whether an attribute forbids INSi and any qualified use (RNIV EXI ID 24 and 26)."""
        return bool(self.attributs & {AttributIdentite.DOUTEUSE, AttributIdentite.FICTIVE})

    @property
    def is_prouvee(self) -> bool:
        """Whether the proofs recorded give high confidence."""
        return is_prouvee(self.justificatifs, self.traits.date_naissance)

    @property
    def statut(self) -> StatutIdentite:
        """Derive the RNIV status."""
        if self.is_bloquee:
            return StatutIdentite.PROVISOIRE
        prouvee = self.is_prouvee
        if self.ins:
            return StatutIdentite.QUALIFIEE if prouvee else StatutIdentite.RECUPEREE
        return StatutIdentite.VALIDEE if prouvee else StatutIdentite.PROVISOIRE

    @property
    def is_qualifiee(self) -> bool:
        """Whether the matricule may leave the office with health data."""
        return self.statut is StatutIdentite.QUALIFIEE

    @property
    def matricule_transmissible(self) -> MatriculeIns | None:
        """The matricule, only when the identity is qualified."""
        return self.ins.matricule if self.ins and self.is_qualifiee else None

    def with_ins(self, ins: IdentiteIns) -> "Identite":
        """Record what INSi answered; its traits become the strict traits.

        Raises:
            QualificationRefusee: a proof was already recorded for traits that differ from INSi's.
            ValueError: the identity is douteuse or fictive.
        """
        if self.is_bloquee:
            raise ValueError("Une identité douteuse ou fictive ne reçoit pas d’INS.")
        ecarts = differing_traits(self.traits, ins.traits)
        if ecarts and self.is_prouvee:
            raise QualificationRefusee(ecarts)
        lieu = ins.traits.lieu_naissance or self.traits.lieu_naissance
        return replace(self, ins=ins, traits=replace(ins.traits, lieu_naissance=lieu))

    def with_traits(self, traits: TraitsIdentite) -> "Identite":
        """Correct the strict traits; only an identity without INS may be corrected.

        Raises:
            TraitsVerrouilles: the traits are INSi's.
        """
        if self.ins is not None:
            raise TraitsVerrouilles
        return replace(self, traits=traits)

    def without_ins(self) -> "Identite":
        """Deactivate the INSi source: *validée* remains when a proof does, else *provisoire*."""
        return replace(self, ins=None)

    def without_justificatif(self, justificatif: Justificatif) -> "Identite":
        """Deactivate a proof; a qualified identity falls back to *récupérée*."""
        return replace(self, justificatifs=tuple(j for j in self.justificatifs if j != justificatif))

    @property
    def avertissements(self) -> tuple[str, ...]:
        """Sentences on what is allowed but doubtful in this identity."""
        phrases = []
        if self.traits.lieu_naissance == COG_INCONNU and self.is_prouvee:
            phrases.append("Une identité validée ne devrait pas porter un lieu de naissance inconnu.")
        if self.ins and not self.ins.matricule.is_cle_valide:
            phrases.append("La clé du matricule reçu de l’INSi est fausse\u202f; il est gardé tel que reçu.")
        premiers = spaced(self.traits.premier_prenom).split()
        if spaced(self.traits.prenoms_naissance).split()[: len(premiers)] != premiers:
            phrases.append("Le premier prénom ne commence pas la liste des prénoms de naissance.")
        return tuple(phrases)

    def with_justificatif(self, justificatif: Justificatif) -> "Identite":
        """Record a proof document; a douteuse or fictive identity stays provisional all the same."""
        return replace(self, justificatifs=(*self.justificatifs, justificatif))

    def with_attributs(self, attributs: Iterable[AttributIdentite]) -> "Identite":
        """Set the attributes; douteuse and fictive deactivate proofs and INS (RNIV EXI ID 24)."""
        nouvelle = replace(self, attributs=frozenset(attributs))
        return replace(nouvelle, ins=None, justificatifs=()) if nouvelle.is_bloquee else nouvelle
