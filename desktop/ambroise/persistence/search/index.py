"""Keep the search keys of a patient: names in every order, sounds, near spellings, dates, numbers."""

from enum import IntEnum

from sqlalchemy import Connection, insert, select, text, update

from ambroise.domain.patient import Patient
from ambroise.domain.phonetique import fold, phonetic_key
from ambroise.persistence.search.neighbours import deletions
from ambroise.persistence.search.query import phone_key
from ambroise.persistence.tables import MotProcheRow, PatientCleRow, PatientIndexRow

SOUND_MARK = "*"
MIN_NEAR_LENGTH = 4


class Genre(IntEnum):
    """What a key of ``patient_cle`` is."""

    NOM = 1
    """``martin zoe``: birth name or used name, then the given names."""
    PRENOM = 2
    """``zoe martin``, one for each given name."""
    AUTRE_MOT = 3
    """``tour martin``: a later word of a name made of several."""
    TELEPHONE = 4
    MATRICULE = 5
    NAISSANCE = 6
    COMMUNE = 7


def index_patient(connexion: Connection, patient: Patient, numero: int | None) -> None:
    """Write or rewrite everything under which a patient is found."""
    cles = patient_keys(patient)
    ligne = _line(patient)
    if numero is None:
        numero = connexion.execute(
            insert(PatientIndexRow).values(**ligne).returning(PatientIndexRow.numero)
        ).scalar_one()
    else:
        connexion.execute(update(PatientIndexRow).where(PatientIndexRow.numero == numero).values(**ligne))
        connexion.execute(text("DELETE FROM patient_cle WHERE numero = :n"), {"n": numero})
        _remove_words(connexion, numero)
    connexion.execute(
        insert(PatientCleRow), [{"genre": int(g), "cle": cle, "numero": numero} for g, cle in sorted(cles)]
    )
    mots = {mot for genre, cle in cles if genre in _NOMINAUX for mot in cle.split()}
    _add_words(connexion, numero, " ".join(sorted(mots)))
    _learn(connexion, mots)


_NOMINAUX = (Genre.NOM, Genre.COMMUNE)


def patient_keys(patient: Patient) -> set[tuple[Genre, str]]:
    """Return all keys of a patient."""
    identite, traits = patient.identite, patient.identite.traits
    prenoms = " ".join(
        dict.fromkeys(f"{fold(identite.prenom_utilise)} {fold(traits.prenoms_naissance)}".split())
    )
    cles: set[tuple[Genre, str]] = set()
    for nom in filter(None, {fold(traits.nom_naissance), fold(identite.nom_utilise)}):
        cles.add((Genre.NOM, f"{nom} {prenoms}"))
        mots = nom.split()
        cles |= {(Genre.AUTRE_MOT, " ".join([*mots[i:], *mots[:i], prenoms])) for i in range(1, len(mots))}
        cles |= {(Genre.PRENOM, f"{prenom} {nom}") for prenom in prenoms.split()}
        if len(mots) > 1:
            cles.add((Genre.NOM, f"{''.join(mots)} {prenoms}"))
    if telephone := phone_key(patient.coordonnees.telephone):
        cles.add((Genre.TELEPHONE, telephone))
    for matricule in (identite.ins.matricule.numero if identite.ins else "", patient.nir_facturation):
        if matricule:
            cles.add((Genre.MATRICULE, "".join(matricule.upper().split())))
    cles.add((Genre.NAISSANCE, f"{traits.date_naissance:%Y%m%d}"))
    if commune := fold(f"{patient.coordonnees.commune} {patient.coordonnees.code_postal}"):
        cles.add((Genre.COMMUNE, commune))
    return cles


def _line(patient: Patient) -> dict[str, object]:
    identite, traits = patient.identite, patient.identite.traits
    return {
        "patient_id": patient.id,
        "nom_naissance": traits.nom_naissance,
        "nom_utilise": identite.nom_utilise,
        "prenom": patient.prenom_affiche,
        "date_naissance": traits.date_naissance,
        "sexe": traits.sexe.value,
        "statut": identite.statut.value,
        "tri": fold(f"{patient.nom_affiche} {patient.prenom_affiche}"),
    }


def _add_words(connexion: Connection, numero: int, mots: str) -> None:
    if connexion.dialect.name == "sqlite":
        requete = "INSERT INTO patient_fts (rowid, mots) VALUES (:n, :m)"
    else:
        requete = "INSERT INTO patient_fts (numero, mots) VALUES (:n, to_tsvector('simple', :m))"
    connexion.execute(text(requete), {"n": numero, "m": mots})


def _remove_words(connexion: Connection, numero: int) -> None:
    cle = "rowid" if connexion.dialect.name == "sqlite" else "numero"
    connexion.execute(text(f"DELETE FROM patient_fts WHERE {cle} = :n"), {"n": numero})  # noqa: S608


def _learn(connexion: Connection, mots: set[str]) -> None:
    """Enter the words never met into the near spellings."""
    candidats = sorted(mot for mot in mots if len(mot) >= MIN_NEAR_LENGTH and mot.isalpha())
    if not candidats:
        return
    connus = set(
        connexion.scalars(
            select(MotProcheRow.mot).where(
                MotProcheRow.cle == MotProcheRow.mot, MotProcheRow.cle.in_(candidats)
            )
        )
    )
    lignes = [
        {"cle": cle, "mot": mot}
        for mot in candidats
        if mot not in connus
        for cle in {*deletions(mot), SOUND_MARK + phonetic_key(mot)}
    ]
    if lignes:
        connexion.execute(_INSERT_ONCE, lignes)


_INSERT_ONCE = text("INSERT INTO mot_proche (cle, mot) VALUES (:cle, :mot) ON CONFLICT DO NOTHING")
