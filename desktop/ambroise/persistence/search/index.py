"""Keep the search keys of a patient: names in every order, sounds, near spellings, dates, numbers, e-mail."""

from collections.abc import Iterable, Sequence
from enum import IntEnum
from typing import Any

from sqlalchemy import Connection, insert, select, text, update

from ambroise.domain.moyens import read_moyens
from ambroise.domain.patient import Patient
from ambroise.domain.phonetique import fold, phonetic_key
from ambroise.persistence.search.neighbours import deletions
from ambroise.persistence.search.query import mail_key, phone_key
from ambroise.persistence.tables import MotProcheRow, PatientCleRow, PatientIndexRow

SOUND_MARK = "*"
MIN_NEAR_LENGTH = 4
_LOT = 500


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
    COURRIEL = 8


def index_patient(connexion: Connection, patient: Patient, numero: int | None) -> None:
    """Write or rewrite everything under which a patient is found."""
    if numero is not None:
        connexion.execute(text("DELETE FROM patient_cle WHERE numero = :n"), {"n": numero})
        cle = "rowid" if connexion.dialect.name == "sqlite" else "numero"
        connexion.execute(text(f"DELETE FROM patient_fts WHERE {cle} = :n"), {"n": numero})  # noqa: S608
        connexion.execute(
            update(PatientIndexRow).where(PatientIndexRow.numero == numero).values(**_line(patient))
        )
        _write_keys(connexion, [(numero, patient)])
        return
    numero = connexion.execute(
        insert(PatientIndexRow).values(**_line(patient)).returning(PatientIndexRow.numero)
    ).scalar_one()
    _write_keys(connexion, [(numero, patient)])


def index_patients(connexion: Connection, patients: Sequence[Patient]) -> None:
    """Write the keys of many new patients at once."""
    if connexion.dialect.name == "sqlite":
        premier = connexion.scalar(text("SELECT coalesce(max(numero), 0) + 1 FROM patient_index"))
        numeros = list(range(premier, premier + len(patients)))
    else:
        suite = (
            "SELECT nextval(pg_get_serial_sequence('patient_index', 'numero')) FROM generate_series(1, :n)"
        )
        numeros = list(connexion.scalars(text(suite), {"n": len(patients)}))
    paires = list(zip(numeros, patients, strict=True))
    connexion.execute(insert(PatientIndexRow), [{"numero": n, **_line(p)} for n, p in paires])
    _write_keys(connexion, paires)


def _write_keys(connexion: Connection, paires: Sequence[tuple[int, Patient]]) -> None:
    cles = [
        (numero, int(genre), cle)
        for numero, patient in paires
        for genre, cle in sorted(patient_keys(patient))
    ]
    connexion.execute(
        insert(PatientCleRow), [{"genre": genre, "cle": cle, "numero": numero} for numero, genre, cle in cles]
    )
    noms = write_words(connexion, cles)
    _learn(connexion, noms)


def write_words(connexion: Connection, cles: Iterable[Sequence[Any]]) -> set[str]:
    """Write the full text of patients from their keys (number, kind, key); return the words met."""
    mots: dict[int, set[str]] = {}
    for numero, genre, cle in cles:
        if genre in _NOMINAUX:
            mots.setdefault(numero, set()).update(cle.split())
    if connexion.dialect.name == "sqlite":
        requete = "INSERT INTO patient_fts (rowid, mots) VALUES (:n, :m)"
    else:
        requete = (
            "INSERT INTO patient_fts (numero, mots) VALUES (:n, array_to_tsvector(string_to_array(:m, ' ')))"
        )
    if mots:
        connexion.execute(
            text(requete), [{"n": n, "m": " ".join(sorted(siens))} for n, siens in mots.items()]
        )
    return set().union(*mots.values())


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
    for moyen in read_moyens(patient.coordonnees.telephone):
        if telephone := phone_key(moyen.valeur):
            cles.add((Genre.TELEPHONE, telephone))
    cles |= {(Genre.COURRIEL, cle) for cle in mail_keys(patient.coordonnees.email)}
    for matricule in (identite.ins.matricule.numero if identite.ins else "", patient.nir_facturation):
        if matricule:
            cles.add((Genre.MATRICULE, "".join(matricule.upper().split())))
    cles.add((Genre.NAISSANCE, f"{traits.date_naissance:%Y%m%d}"))
    if commune := fold(f"{patient.coordonnees.commune} {patient.coordonnees.code_postal}"):
        cles.add((Genre.COMMUNE, commune))
    return cles


def mail_keys(email: str) -> set[str]:
    """Return the keys of the addresses of a patient; what is no address has none."""
    return {mail_key(moyen.valeur) for moyen in read_moyens(email) if "@" in moyen.valeur}


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


def _learn(connexion: Connection, mots: set[str]) -> None:
    """Enter the words never met into the near spellings."""
    candidats = sorted(mot for mot in mots if len(mot) >= MIN_NEAR_LENGTH and mot.isalpha())
    if not candidats:
        return
    connus: set[str] = set()
    for debut in range(0, len(candidats), _LOT):
        lot = candidats[debut : debut + _LOT]
        requete = select(MotProcheRow.mot).where(
            MotProcheRow.cle == MotProcheRow.mot, MotProcheRow.cle.in_(lot)
        )
        connus.update(connexion.scalars(requete))
    lignes = [
        {"cle": cle, "mot": mot}
        for mot in candidats
        if mot not in connus
        for cle in {*deletions(mot), SOUND_MARK + phonetic_key(mot)}
    ]
    if lignes:
        connexion.execute(_INSERT_ONCE, lignes)


_INSERT_ONCE = text("INSERT INTO mot_proche (cle, mot) VALUES (:cle, :mot) ON CONFLICT DO NOTHING")
