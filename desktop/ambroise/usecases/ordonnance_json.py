"""An order as JSON, for the terminal and other programs (``docs/schemas/ordonnance.schema.json``).

Lines name their product by CIS, common name, formula or free text; posologies are shorthands or models.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID, uuid5

from ambroise.domain.dossier import Allergie
from ambroise.domain.fonction_renale import FonctionRenale, estimate
from ambroise.domain.identite import (
    Identite,
    IdentiteIns,
    Justificatif,
    MatriculeIns,
    Sexe,
    TraitsIdentite,
    TypeJustificatif,
)
from ambroise.domain.mensurations import Mensurations
from ambroise.domain.ordonnance import (
    ConsentementConsultation,
    Exemption,
    MotifExemption,
    Ordonnance,
    Prescripteur,
    StatutOrdonnance,
    TypeOrdonnance,
)
from ambroise.domain.patient import Patient
from ambroise.domain.professionnel import (
    Profession,
    Professionnel,
    SessionProfessionnel,
    SituationExercice,
    Structure,
)
from ambroise.usecases.controle_ordonnance import OrdonnanceAControler, Terrain, TraitementDeclare
from ambroise.usecases.json_domaine import JsonInvalide, read_dataclass
from ambroise.usecases.ligne_json import LigneJson, read_ligne
from ambroise.usecases.ports_actes import ActeSigne
from ambroise.usecases.ports_medicaments import BaseMedicaments

_ESPACE = UUID("0197a3a2-6f0e-7cc4-8a51-000000000050")
LIGNES_MAXIMUM = 200


@dataclass(frozen=True, slots=True)
class AllergieJson:
    """One allergy."""

    libelle: str
    code_substance: str = ""
    code_atc: str = ""
    reaction: str = ""


@dataclass(frozen=True, slots=True)
class PatientJson:
    """For whom; a matricule is printed only with its OID, and counts as qualified."""

    date_naissance: date | None = None
    sexe: Sexe = Sexe.INDETERMINE
    nom_naissance: str = ""
    premier_prenom: str = ""
    prenoms_naissance: str = ""
    nom_utilise: str = ""
    lieu_naissance: str = ""
    matricule: str | None = None
    oid: str | None = None
    poids_kg: Decimal | None = None
    taille_cm: Decimal | None = None
    creatinine_umol_l: Decimal | None = None
    grossesse: bool | None = None
    allaitement: bool | None = None
    aucune_allergie: bool = False
    allergies: tuple[AllergieJson, ...] = ()


@dataclass(frozen=True, slots=True)
class StructureJson:
    """Where the prescriber works."""

    nom: str = ""
    adresse: str = ""
    code_postal: str = ""
    commune: str = ""
    telephone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class PrescripteurJson:
    """Who prescribes."""

    rpps: str = ""
    nom: str = ""
    prenom: str = ""
    am: str | None = None
    finess: str | None = None
    rpps_remplace: str | None = None
    nom_remplace: str = ""
    qualite: str = ""
    specialites: tuple[str, ...] = ()
    exerce_a_l_hopital: bool = False
    structure: StructureJson = StructureJson()  # immutable


@dataclass(frozen=True, slots=True)
class ConsentementJson:
    """The answer to the one question."""

    informe_le: date
    opposition: bool


@dataclass(frozen=True, slots=True)
class ExemptionJson:
    """Why the order is on plain paper."""

    motif: str
    precision: str = ""


@dataclass(frozen=True, slots=True)
class OrdonnanceJson:
    """The whole document; only the date and the lines are required."""

    date: date
    lignes: tuple[LigneJson, ...]
    patient: PatientJson = PatientJson()
    prescripteur: PrescripteurJson = PrescripteurJson()
    traitements: tuple[LigneJson, ...] = ()
    type: str = "medicament"
    numero: str | None = None
    consentement: ConsentementJson | None = None
    exemption: ExemptionJson | None = None
    pharmacie_designee: str = ""
    signee_le: datetime | None = None


def read_ordonnance(value: object) -> OrdonnanceJson:
    """Return the document read.

    Raises:
        JsonInvalide: with the path of what is wrong.
    """
    if isinstance(value, Mapping) and len(value.get("lignes") or ()) > LIGNES_MAXIMUM:
        raise JsonInvalide("lignes", f"plus de {LIGNES_MAXIMUM} lignes")
    return read_dataclass(OrdonnanceJson, value)


def to_ordonnance(document: OrdonnanceJson, base: BaseMedicaments) -> Ordonnance:
    """Return the order of a document; the same file always gives the same identifiers.

    Raises:
        JsonInvalide: a product or a posology that cannot be understood.
    """
    signed = document.signee_le
    if signed is not None and signed.tzinfo is None:
        raise JsonInvalide("signee_le", "un instant porte son fuseau")
    who, answer = document.prescripteur, document.consentement
    try:
        kind = TypeOrdonnance(document.type)
        exemption = document.exemption and Exemption(
            MotifExemption(document.exemption.motif),
            signed or datetime.combine(document.date, datetime.min.time(), UTC),
            who.rpps,
            document.exemption.precision,
        )
    except ValueError as error:
        raise JsonInvalide("exemption.motif ou type", "valeur inconnue") from error
    return Ordonnance(
        id=uuid5(_ESPACE, f"{document.date}:{document.numero}"),
        patient_id=uuid5(_ESPACE, "patient"),
        prescripteur=Prescripteur(
            who.rpps, who.nom, who.prenom, who.am, who.finess, who.rpps_remplace, who.nom_remplace
        ),
        date=document.date,
        type=kind,
        lignes=tuple(
            read_ligne(ligne, base, uuid5(_ESPACE, f"ligne {rang}"), f"lignes[{rang}]")
            for rang, ligne in enumerate(document.lignes)
        ),
        statut=StatutOrdonnance.SIGNEE if signed else StatutOrdonnance.BROUILLON,
        signee_le=signed,
        numero=document.numero,
        bizone=any(ligne.en_rapport_ald for ligne in document.lignes),
        consentement=ConsentementConsultation(answer.informe_le, answer.opposition) if answer else None,
        exemption=exemption or None,
        pharmacie_designee=document.pharmacie_designee,
    )


def to_controle(document: OrdonnanceJson, base: BaseMedicaments) -> OrdonnanceAControler:
    """Return what the controls take. Raises JsonInvalide."""
    patient = document.patient
    seen = datetime.combine(document.date, datetime.min.time(), UTC)
    allergies = tuple(
        Allergie(
            uuid5(_ESPACE, a.libelle),
            uuid5(_ESPACE, "patient"),
            a.libelle,
            seen,
            a.code_substance,
            a.code_atc,
            a.reaction,
        )
        for a in patient.allergies
    )
    running = tuple(
        TraitementDeclare(
            read_ligne(ligne, base, uuid5(_ESPACE, f"traitement {rang}"), f"traitements[{rang}]"), ligne.fin
        )
        for rang, ligne in enumerate(document.traitements)
    )
    return OrdonnanceAControler(
        to_ordonnance(document, base),
        Terrain(
            patient.date_naissance,
            patient.sexe.value,
            allergies,
            patient.aucune_allergie,
            patient.grossesse,
            patient.allaitement,
            patient.poids_kg,
            fonction_renale=_renale(document),
        ),
        running,
        document.prescripteur.specialites,
        document.prescripteur.exerce_a_l_hopital,
    )


def _renale(document: OrdonnanceJson) -> FonctionRenale | None:
    patient, le = document.patient, document.date
    if patient.creatinine_umol_l is None or patient.date_naissance is None:
        return None
    ne = patient.date_naissance
    age = le.year - ne.year - ((le.month, le.day) < (ne.month, ne.day))
    return estimate(patient.creatinine_umol_l, le, age, patient.sexe.value, patient.poids_kg)


def to_acte(document: OrdonnanceJson, base: BaseMedicaments) -> ActeSigne:
    """Return the act to print.

    Raises:
        JsonInvalide: the patient has no name or birth date, or the matricule is wrong.
    """
    patient, who = document.patient, document.prescripteur
    if not patient.nom_naissance or not patient.date_naissance:
        raise JsonInvalide("patient", "nom de naissance et date de naissance sont attendus pour imprimer")
    order = to_ordonnance(document, base)
    first = patient.premier_prenom or patient.prenoms_naissance.split(" ")[0]
    try:
        traits = TraitsIdentite(
            patient.nom_naissance,
            patient.prenoms_naissance or first,
            patient.sexe,
            patient.date_naissance,
            patient.lieu_naissance,
            first,
        )
        identite = Identite(traits, nom_utilise=patient.nom_utilise)
        if patient.matricule and patient.oid:
            instant = order.signee_le or datetime.combine(document.date, datetime.min.time(), UTC)
            ins = IdentiteIns(MatriculeIns.parse(patient.matricule, patient.oid), traits, instant)
            proof = Justificatif(TypeJustificatif.CARTE_IDENTITE, document.date, who.rpps)
            identite = Identite(traits, nom_utilise=patient.nom_utilise, ins=ins, justificatifs=(proof,))
    except ValueError as error:
        raise JsonInvalide("patient", str(error)) from error
    place = who.structure
    structure = Structure(
        f"1{who.finess}" if who.finess else f"4{who.rpps}",
        place.nom,
        place.adresse,
        place.code_postal,
        place.commune,
        place.telephone,
        place.email,
    )
    session = SessionProfessionnel(
        Professionnel(f"8{who.rpps}", who.nom, who.prenom, Profession.MEDECIN, who.qualite),
        SituationExercice(structure, "SA07", numero_am=who.am or ""),
        order.signee_le or datetime.combine(document.date, datetime.min.time(), UTC),
    )
    mensurations = Mensurations(patient.poids_kg, patient.taille_cm)
    return ActeSigne(order, Patient(order.patient_id, identite), session, "", mensurations=mensurations)
