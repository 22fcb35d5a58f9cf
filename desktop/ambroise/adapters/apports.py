"""What a CDA document proposes, in the words of the file."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from uuid import UUID

from ambroise.adapters.traduction import translating
from ambroise.domain.apports import AllergieProposee, Apport, GenreApport, constante_of
from ambroise.domain.entrees import Probleme, ResultatBiologie, TraitementDeclare
from ambroise.domain.rattachement import PatientAnnonce
from ambroise.usecases.integration import DocumentPropose
from ambroise.usecases.ports import GenerateurId
from esante.cda.ecriture import PARIS
from esante.cda.extraction import AllergieLue, ProblemeLu, ResultatLu, TraitementLu, read_apports
from esante.cda.lecture import DocumentLu, read_cda

_CIM10 = "2.16.840.1.113883.6.3"
_MOTS: Mapping[str, str] = {
    "HH": "très élevé, critique",
    "LL": "très bas, critique",
    "AA": "anormal, critique",
    "H": "élevé",
    "L": "bas",
    "A": "anormal",
    "R": "résistant",
}


class ApportsCda:
    """``PortApports`` over the extraction of ``esante``."""

    def read(self, contenu: bytes, patient_id: UUID, new_id: GenerateurId) -> DocumentPropose:
        """Return the person, the title and the proposals of a document. Raises ReponseInvalide."""
        with translating("Le document"):
            lu, apports = read_cda(contenu), read_apports(contenu)
        jour = lu.instant.astimezone(PARIS).date() if lu.instant else None
        trouves = (
            *(_resultat(r, patient_id, new_id, jour, lu.titre) for r in apports.resultats),
            *(_traitement(t, patient_id, new_id, jour) for t in apports.traitements),
            *(_allergie(a) for a in apports.allergies),
            *(_probleme(p, patient_id, new_id, jour) for p in apports.problemes),
        )
        # What has no date, in a document that has none, could not be placed in the file.
        return DocumentPropose(_annonce(lu), lu.titre, tuple(a for a in trouves if a is not None))


def _annonce(lu: DocumentLu) -> PatientAnnonce:
    patient = lu.patient
    return PatientAnnonce(
        patient.matricule or "",
        patient.oid or "",
        patient.nom_naissance,
        patient.premier_prenom,
        patient.date_naissance.isoformat() if patient.date_naissance else "",
        patient.sexe if patient.sexe in ("M", "F") else "",
    )


def _resultat(
    lu: ResultatLu, patient_id: UUID, new_id: GenerateurId, jour: date | None, source: str
) -> Apport | None:
    le = lu.instant.astimezone(PARIS).date() if lu.instant else jour
    if le is None:
        return None
    resultat = ResultatBiologie(
        new_id(),
        patient_id,
        lu.libelle or lu.code.code,
        le,
        lu.valeur,
        lu.unite,
        lu.reference_basse,
        lu.reference_haute,
        lu.drapeau or ("A" if lu.is_anormal else ""),
        lu.code.code,
        source,
    )
    mots = [f"{lu.valeur} {lu.unite}".strip(), reference_words(lu.reference_basse, lu.reference_haute)]
    mots.append(_MOTS.get(resultat.drapeau, ""))
    return Apport(
        GenreApport.RESULTAT,
        resultat.libelle,
        " · ".join(m for m in mots if m),
        resultat,
        constante_of(lu.code.code, None if lu.valeur[:1] in "<>" else lu.nombre, lu.unite),
    )


def reference_words(basse: Decimal | None, haute: Decimal | None) -> str:
    """Say a reference range."""
    if basse is not None and haute is not None:
        return f"référence {basse} à {haute}"
    if haute is not None:
        return f"référence jusqu’à {haute}"
    return f"référence à partir de {basse}" if basse is not None else ""


def _traitement(lu: TraitementLu, patient_id: UUID, new_id: GenerateurId, jour: date | None) -> Apport | None:
    debut = lu.debut or jour
    if debut is None:
        return None
    traitement = TraitementDeclare(
        new_id(),
        patient_id,
        lu.denomination,
        debut,
        lu.fin,
        lu.texte if lu.texte != lu.denomination else "",
        lu.code_cis or "",
    )
    return Apport(GenreApport.TRAITEMENT, lu.denomination, traitement.posologie, traitement)


def _allergie(lu: AllergieLue) -> Apport:
    return Apport(GenreApport.ALLERGIE, lu.agent, "", AllergieProposee(lu.agent, lu.code.code))


def _probleme(lu: ProblemeLu, patient_id: UUID, new_id: GenerateurId, jour: date | None) -> Apport | None:
    debut = lu.debut or jour
    if debut is None:
        return None
    code = lu.code.code if lu.code.systeme == _CIM10 else ""
    probleme = Probleme(new_id(), patient_id, lu.libelle, debut, lu.fin, code)
    return Apport(GenreApport.PROBLEME, lu.libelle, code, probleme)
