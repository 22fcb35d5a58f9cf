"""The order: lines, who, for whom, kind, state; a signed one is never edited, only replaced or cancelled.

Mentions: CSP R5132-3, R5132-4; number of the ordonnance numérique: 18 characters, opaque.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from ambroise.domain.alerte import ReponseAlerte
from ambroise.domain.ligne_ordonnance import LigneOrdonnance
from ambroise.domain.manques import Manque, find_manque
from ambroise.domain.professionnel import ProfessionnelRemplace
from ambroise.domain.type_ordonnance import TypeOrdonnance as TypeOrdonnance


class OrdonnanceFigee(Exception):
    """The order is signed, replaced or cancelled: it does not change any more."""


class OrdonnanceIncomplete(Exception):
    """The order cannot be signed; ``manques`` says in French what is missing, one sentence each."""

    def __init__(self, manques: tuple[str, ...]) -> None:
        super().__init__(" ".join(manques))
        self.manques = manques


class StatutOrdonnance(StrEnum):
    """States of an order in the prescriber's hands."""

    BROUILLON = "brouillon"
    SIGNEE = "signee"
    REMPLACEE = "remplacee"
    ANNULEE = "annulee"


class MotifExemption(StrEnum):
    """When plain paper is allowed instead of the ordonnance numérique (CSP R4073-2)."""

    TELESERVICE_INDISPONIBLE = "teleservice_indisponible"
    CONNEXION_INSUFFISANTE = "connexion_insuffisante"
    IMPOSSIBILITE_TECHNIQUE = "impossibilite_technique"
    PATIENT_NON_IDENTIFIABLE = "patient_non_identifiable"
    PRESCRIPTION_OCCASIONNELLE = "prescription_occasionnelle"


@dataclass(frozen=True, slots=True)
class Prescripteur:
    """Who signs, as printed and sent; the last two name who is replaced when a locum signs."""

    numero_rpps: str
    nom: str
    prenom: str
    numero_am: str | None = None
    numero_finess: str | None = None
    rpps_remplace: str | None = None
    nom_remplace: str = ""

    def for_remplace(self, remplace: ProfessionnelRemplace | None) -> "Prescripteur":
        """Return who signs for that professional, or for himself."""
        if remplace is None:
            return replace(self, rpps_remplace=None, nom_remplace="")
        return replace(self, rpps_remplace=remplace.numero_rpps, nom_remplace=remplace.nom)


@dataclass(frozen=True, slots=True)
class ConsentementConsultation:
    """The one question asked: may the prescriber consult what is dispensed? (CSP R4071-1 to R4073-2)."""

    informe_le: date
    opposition: bool


@dataclass(frozen=True, slots=True)
class Exemption:
    """Why this order is on plain paper, and who said so when."""

    motif: MotifExemption
    instant: datetime
    auteur: str
    precision: str = ""


@dataclass(frozen=True, slots=True)
class Annulation:
    """Who withdrew the order, when, why."""

    auteur: str
    instant: datetime
    motif: str


@dataclass(frozen=True, slots=True)
class Ordonnance:
    """An order of one patient by one prescriber; a change gives another value, a signed one gives none."""

    id: UUID
    patient_id: UUID
    prescripteur: Prescripteur
    date: date
    type: TypeOrdonnance = TypeOrdonnance.MEDICAMENTS
    lignes: tuple[LigneOrdonnance, ...] = ()
    statut: StatutOrdonnance = StatutOrdonnance.BROUILLON
    numero: str | None = None
    bizone: bool = False
    is_securisee: bool = False
    is_exception: bool = False
    consentement: ConsentementConsultation | None = None
    exemption: Exemption | None = None
    reponses_alertes: tuple[ReponseAlerte, ...] = ()
    pharmacie_designee: str = ""
    consultation_id: UUID | None = None
    signee_le: datetime | None = None
    remplace: UUID | None = None
    remplacee_par: UUID | None = None
    annulation: Annulation | None = None

    @property
    def is_figee(self) -> bool:
        """Tell whether the order is out of reach of any edition."""
        return self.statut is not StatutOrdonnance.BROUILLON

    @property
    def manques(self) -> tuple[Manque, ...]:
        """Return what each line lacks, which the ordonnance numérique would refuse after signing."""
        found = (find_manque(self.type, ligne, self.date, rang) for rang, ligne in enumerate(self.lignes, 1))
        return tuple(filter(None, found))

    def edit(
        self,
        *,
        lignes: tuple[LigneOrdonnance, ...] | None = None,
        consentement: ConsentementConsultation | None = None,
        exemption: Exemption | None = None,
        reponses_alertes: tuple[ReponseAlerte, ...] | None = None,
        bizone: bool | None = None,
        is_securisee: bool | None = None,
        is_exception: bool | None = None,
        pharmacie_designee: str | None = None,
        type: TypeOrdonnance | None = None,
    ) -> "Ordonnance":
        """Return the draft with the given parts changed.

        Raises:
            OrdonnanceFigee: the order is no longer a draft.
        """
        self._require_brouillon()
        return replace(
            self,
            lignes=self.lignes if lignes is None else lignes,
            consentement=self.consentement if consentement is None else consentement,
            exemption=self.exemption if exemption is None else exemption,
            reponses_alertes=self.reponses_alertes if reponses_alertes is None else reponses_alertes,
            bizone=self.bizone if bizone is None else bizone,
            is_securisee=self.is_securisee if is_securisee is None else is_securisee,
            is_exception=self.is_exception if is_exception is None else is_exception,
            pharmacie_designee=self.pharmacie_designee if pharmacie_designee is None else pharmacie_designee,
            type=self.type if type is None else type,
        )

    def with_ligne(self, ligne: LigneOrdonnance) -> "Ordonnance":
        """Return the draft with that line added, or put in place of the one of same ``id``."""
        if any(known.id == ligne.id for known in self.lignes):
            return self.edit(lignes=tuple(ligne if known.id == ligne.id else known for known in self.lignes))
        return self.edit(lignes=(*self.lignes, ligne))

    def without_ligne(self, ligne_id: UUID) -> "Ordonnance":
        """Return the draft without that line."""
        return self.edit(lignes=tuple(known for known in self.lignes if known.id != ligne_id))

    def sign(self, instant: datetime, numero: str | None) -> "Ordonnance":
        """Return the order signed and frozen, under its ordonnance numérique number when it has one.

        Each line then says how long it lasts, when its posology does.

        Raises:
            OrdonnanceFigee: already signed.
            OrdonnanceIncomplete: lines, consent answer or exemption are missing.
        """
        self._require_brouillon()
        if instant.tzinfo is None:
            raise ValueError("un instant porte son fuseau")
        manques = []
        if not self.lignes:
            manques.append("L’ordonnance n’a aucune ligne.")
        manques.extend(manque.phrase for manque in self.manques)
        if numero is not None and self.consentement is None:
            manques.append("La réponse du patient sur la consultation des délivrances manque.")
        if numero is None and self.type.is_numerique and self.exemption is None:
            manques.append("Une ordonnance sur papier seul demande son motif d’exemption.")
        if manques:
            raise OrdonnanceIncomplete(tuple(manques))
        lignes = tuple(ligne.with_duree(self.date) for ligne in self.lignes)
        return replace(self, lignes=lignes, statut=StatutOrdonnance.SIGNEE, signee_le=instant, numero=numero)

    def cancel(self, annulation: Annulation) -> "Ordonnance":
        """Return the signed order withdrawn by its author.

        Raises:
            OrdonnanceFigee: it is not a signed one.
        """
        self._require_signee()
        return replace(self, statut=StatutOrdonnance.ANNULEE, annulation=annulation)

    def replaced_by(self, ordonnance_id: UUID) -> "Ordonnance":
        """Return the signed order marked as replaced by another.

        Raises:
            OrdonnanceFigee: it is not a signed one.
        """
        self._require_signee()
        return replace(self, statut=StatutOrdonnance.REMPLACEE, remplacee_par=ordonnance_id)

    def _require_brouillon(self) -> None:
        if self.is_figee:
            raise OrdonnanceFigee("ordonnance déjà signée\u00a0: elle se remplace, elle ne se modifie pas")

    def _require_signee(self) -> None:
        if self.statut is not StatutOrdonnance.SIGNEE:
            raise OrdonnanceFigee("seule une ordonnance signée se remplace ou s’annule")
