"""The header of every document that leaves: the patient of the file, the professional of the session."""

from datetime import datetime
from uuid import UUID

from ambroise.adapters.environnement import TableEnvironnement
from ambroise.domain.moyens import first_moyen
from ambroise.domain.patient import Patient
from ambroise.domain.professionnel import Professionnel, SessionProfessionnel
from esante.cda.ecriture import oid_de
from esante.cda.models import (
    ActeDocumente,
    Adresse,
    Code,
    Entete,
    PatientCda,
    ProfessionnelCda,
    StructureCda,
    Telecom,
)
from esante.cda.valeurs import jeu_valeurs, types_document

_RACINE_IPP = UUID("0197a3a2-6f0e-7cc4-8a51-3f6f0f9f2d11")


def make_entete(
    identifiant: str,
    identifiant_lot: str,
    code: str,
    titre: str,
    instant: datetime,
    patient: PatientCda,
    session: SessionProfessionnel,
    *,
    version: int = 1,
    remplace: str | None = None,
) -> Entete:
    """Return the header of any document written here; ``code`` is its type (JDV_J07)."""
    local = instant.astimezone()
    return Entete(
        identifiant=identifiant,
        identifiant_lot=identifiant_lot,
        type=types_document()[code].type,
        titre=titre,
        instant=local,
        patient=patient,
        auteurs=(professionnel_cda(session),),
        acte=ActeDocumente(None, local),
        modele=(),
        rencontre=valeur("j142_type_rencontre", "AMB"),
        debut_rencontre=local,
        version=version,
        remplace=remplace,
    )


def valeur(jeu: str, code: str) -> Code:
    trouve = jeu_valeurs(jeu).find(code)
    if trouve is None:
        raise LookupError(f"{code} n’est pas dans le jeu de valeurs {jeu}")
    return trouve


def patient_cda(patient: Patient, table: TableEnvironnement) -> PatientCda:
    """Return the patient of a document, his matricule only when it may travel."""
    identite, coordonnees = patient.identite, patient.coordonnees
    matricule = identite.matricule_transmissible
    telecoms = []
    # The first number only: a label is free words, none of the uses of v3, and may be another person's.
    if telephone := first_moyen(coordonnees.telephone):
        telecoms.append(Telecom(f"tel:{telephone.replace(' ', '')}", "MC"))
    if matricule:
        telecoms.append(Telecom(f"mailto:{matricule.numero}@patient.mssante.fr"))
    return PatientCda(
        nom_naissance=identite.traits.nom_naissance,
        premier_prenom=identite.traits.premier_prenom,
        prenoms_naissance=identite.traits.prenoms_naissance,
        sexe=identite.traits.sexe.value,
        date_naissance=identite.traits.date_naissance,
        matricule=matricule.numero if matricule else None,
        oid_ins=table.oid_document(matricule) if matricule else None,
        lieu_naissance=identite.traits.lieu_naissance or None,
        nom_utilise=identite.nom_utilise,
        prenom_utilise=identite.prenom_utilise,
        ipp=str(patient.id),
        oid_ipp=oid_de(_RACINE_IPP),
        adresse=_adresse(coordonnees.adresse, coordonnees.code_postal, coordonnees.commune),
        telecoms=tuple(telecoms),
    )


def _adresse(ligne: str, code_postal: str, commune: str) -> Adresse | None:
    if not (ligne or commune):
        return None
    return Adresse((ligne,) if ligne else (), code_postal, commune)


def professionnel_cda(session: SessionProfessionnel) -> ProfessionnelCda:
    professionnel, situation = session.professionnel, session.situation
    structure = situation.structure
    adresse = _adresse(structure.adresse, structure.code_postal, structure.commune)
    telecoms = tuple(
        Telecom(valeur, "WP")
        for valeur in (
            f"tel:{structure.telephone.replace(' ', '')}" if structure.telephone else "",
            f"mailto:{structure.email}" if structure.email else "",
        )
        if valeur
    )
    return ProfessionnelCda(
        identifiant=professionnel.identifiant_national,
        nom=professionnel.nom,
        prenom=professionnel.prenom.title(),
        specialite=specialite_of(professionnel),
        structure=StructureCda(
            structure.identifiant,
            structure.nom,
            adresse,
            telecoms,
            valeur("j02_type_structure", situation.secteur_activite),
            valeur("j04_cadre_exercice", "AMBULATOIRE"),
        ),
        titre="DR" if professionnel.profession.titre == "Dr" else "",
        adresse=adresse,
        telecoms=telecoms,
    )


def specialite_of(professionnel: Professionnel) -> Code:
    """Return the specialty of a professional in the value set of authors (JDV_J01)."""
    racine = f"G15_{professionnel.profession.code}"
    suffixe = f"/{professionnel.savoir_faire}" if professionnel.savoir_faire else ""
    return valeur("j01_specialite_auteur", racine + suffixe)
