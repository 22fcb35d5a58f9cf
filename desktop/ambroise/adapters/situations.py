"""Places of practice as a card or Pro Santé Connect tells them, completed by the profile."""

from collections.abc import Mapping

from ambroise.domain.professionnel import Profession, Professionnel, SituationExercice, Structure
from ambroise.settings import ComplementStructure
from ambroise.usecases.errors import NonPrisEnCharge
from esante.psc.claims import Activite, IdentitePsc


def make_situation(
    identifiant: str,
    nom: str,
    secteur_activite: str,
    complements: Mapping[str, ComplementStructure],
    *,
    code_postal: str = "",
    commune: str = "",
) -> SituationExercice:
    """Return a place of practice; the profile wins over what was read.

    Args:
        identifiant: the Struct_idNat.
    """
    complement = complements.get(identifiant, ComplementStructure())
    return SituationExercice(
        structure=Structure(
            identifiant=identifiant,
            nom=complement.nom or nom,
            adresse=complement.adresse,
            code_postal=complement.code_postal or code_postal,
            commune=complement.commune or commune,
            telephone=complement.telephone,
            email=complement.email,
        ),
        secteur_activite=secteur_activite,
        numero_am=complement.numero_am,
        specialite_amo=complement.specialite_amo,
    )


def find_profession(code: str) -> Profession:
    """Return the profession of a TRE_G15 code. Raises NonPrisEnCharge."""
    try:
        return Profession.from_code(code)
    except ValueError as exc:
        raise NonPrisEnCharge(str(exc), code=code) from exc


def professionnel_of(identite: IdentitePsc, complements: Mapping[str, ComplementStructure]) -> Professionnel:
    """Return who logged in to Pro Santé Connect, with the activities of his first exercice we serve.

    An activity whose place has no identifier cannot sign anything: it is left out.

    Raises:
        NonPrisEnCharge: none of his professions is served here.
    """
    served = {profession.code for profession in Profession}
    exercice = next((e for e in identite.exercices if e.profession in served), None)
    if exercice is None:
        code = next((e.profession for e in identite.exercices if e.profession), "")
        find_profession(code)
        raise NonPrisEnCharge("Cette profession n’est pas prise en charge.", code=code)
    places = {_idnat(activite): activite for activite in exercice.activites}
    return Professionnel(
        identifiant_national=identite.identifiant_national,
        nom=exercice.nom or identite.nom,
        prenom=exercice.prenom or identite.prenom,
        profession=find_profession(exercice.profession or ""),
        savoir_faire=exercice.savoir_faire or "",
        situations=tuple(
            make_situation(
                idnat,
                activite.raison_sociale or "",
                activite.secteur_activite or "",
                complements,
                code_postal=activite.code_postal or "",
                commune=activite.commune or "",
            )
            for idnat, activite in places.items()
            if idnat
        ),
    )


def _idnat(activite: Activite) -> str:
    """Return the Struct_idNat: as told, else the FINESS under type 1 or the SIRET under type 3."""
    if activite.identifiant_structure:
        return activite.identifiant_structure
    if activite.finess:
        return f"1{activite.finess}"
    return f"3{activite.siret}" if activite.siret else ""
