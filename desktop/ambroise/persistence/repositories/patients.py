"""Patients: identity, coordinates, version and search keys."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ambroise.domain.doublons import Repere
from ambroise.domain.identite import (
    AttributIdentite,
    HistoriqueIns,
    Identite,
    IdentiteIns,
    Justificatif,
    MatriculeIns,
    Sexe,
    TraitsIdentite,
    TypeJustificatif,
)
from ambroise.domain.patient import Coordonnees, Patient
from ambroise.persistence.search.index import index_patient
from ambroise.persistence.search.patients import PatientSearch
from ambroise.persistence.tables import PatientIndexRow, PatientRow
from ambroise.persistence.trace import Tracer, to_json
from ambroise.usecases.errors import ConflitVersion, DoublonIns, Introuvable
from ambroise.usecases.ports import ResultatPatient

_STAMPS = frozenset({"auteur", "poste", "cree_le", "modifie_le", "version", "id"})


class SqlPatientRepository:
    """``PatientRepository`` on the open transaction."""

    def __init__(self, session: Session, tracer: Tracer) -> None:
        self._session = session
        self._tracer = tracer

    def get(self, id_: UUID) -> Patient:
        """Raises Introuvable."""
        return _to_patient(self.row(id_))

    def add(self, patient: Patient) -> None:
        """Record a new patient, whose version becomes 1. Raises DoublonIns."""
        with self.refusing_duplicates():
            self._session.add(
                PatientRow(
                    id=patient.id,
                    version=patient.version + 1,
                    **patient_columns(patient),
                    **self._tracer.stamp(),
                )
            )
            self._session.flush()
        index_patient(self._session.connection(), patient, None)
        self._tracer.changed("patient", patient.id)

    def save(self, patient: Patient) -> Patient:
        """Return the patient with its new version. Raises ConflitVersion, DoublonIns, Introuvable."""
        row = self.row(patient.id)
        if row.version != patient.version:
            raise ConflitVersion(row.auteur, row.modifie_le)
        avant = to_json(row, _STAMPS)
        with self.refusing_duplicates():
            ecrit = self._session.execute(
                update(PatientRow)
                .where(PatientRow.id == patient.id, PatientRow.version == patient.version)
                .values(
                    version=patient.version + 1, **patient_columns(patient), **self._tracer.stamp_change()
                )
                .returning(PatientRow.id)
                .execution_options(synchronize_session=False)
            ).one_or_none()
        if ecrit is None:
            row = self.row(patient.id)
            raise ConflitVersion(row.auteur, row.modifie_le)
        self._tracer.keep_revision("patient", row, avant)
        self._session.flush()
        self._session.expire(row)
        numero = self._session.scalar(
            select(PatientIndexRow.numero).where(PatientIndexRow.patient_id == patient.id)
        )
        index_patient(self._session.connection(), patient, numero)
        self._tracer.changed("patient", patient.id)
        return replace(patient, version=patient.version + 1)

    def all_ids(self) -> Sequence[UUID]:
        """Return every patient not annulled, the oldest first."""
        requete = select(PatientRow.id).where(PatientRow.annule_le.is_(None)).order_by(PatientRow.id)
        return list(self._session.scalars(requete))

    def find_by_ins(self, matricule: MatriculeIns) -> Patient | None:
        """Return the active patient of a (matricule, OID) pair."""
        row = self._session.scalar(
            select(PatientRow).where(
                PatientRow.ins_numero == matricule.numero,
                PatientRow.ins_oid == matricule.oid,
                PatientRow.annule_le.is_(None),
            )
        )
        return _to_patient(row) if row else None

    def find_by_traits(self, traits: TraitsIdentite) -> Sequence[Patient]:
        """Patients with the same birth name, sex and birth date."""
        return [
            _to_patient(row)
            for row in self._session.scalars(
                select(PatientRow)
                .where(
                    PatientRow.nom_naissance == traits.nom_naissance,
                    PatientRow.date_naissance == traits.date_naissance,
                    PatientRow.sexe == traits.sexe.value,
                    PatientRow.annule_le.is_(None),
                )
                .order_by(PatientRow.id)
            )
        ]

    def search(self, texte: str, limite: int = 30) -> Sequence[ResultatPatient]:
        """Find by names in any order, sound, near spelling, birth date, age, number, e-mail or town."""
        aujourdhui = self._tracer.now().date()
        lecture = self._session.get_bind()
        if isinstance(lecture, Engine) and _is_reading(lecture):
            # Nothing to keep together in a search: beginning and ending a transaction costs more than it.
            nue = lecture.raw_connection()
            try:
                return PatientSearch.on_driver(nue.driver_connection, aujourdhui).search(texte, limite)
            finally:
                nue.close()
        return PatientSearch.on_connection(self._session.connection(), aujourdhui).search(texte, limite)

    def reperes(self) -> Iterator[Repere]:
        """Every active file, reduced to what the search for duplicates compares."""
        colonnes = (
            PatientRow.id,
            PatientRow.nom_naissance,
            PatientRow.nom_utilise,
            PatientRow.prenoms_naissance,
            PatientRow.prenom_utilise,
            PatientRow.sexe,
            PatientRow.date_naissance,
            PatientRow.lieu_naissance,
            PatientRow.ins_numero,
        )
        requete = select(*colonnes).where(PatientRow.annule_le.is_(None)).order_by(PatientRow.id)
        for ligne in self._session.execute(requete.execution_options(yield_per=2000)):
            id_, nom, utilise, prenoms, prenom, sexe, naissance, lieu, numero = ligne
            yield Repere(id_, nom, utilise, prenoms, prenom, sexe, naissance, lieu, numero or "")

    def ids_with_ins(self, apres: UUID | None, limite: int) -> Sequence[UUID]:
        """Return active files that bear an INS, in the order of identifiers, after the one given."""
        requete = select(PatientRow.id).where(
            PatientRow.ins_numero.is_not(None), PatientRow.annule_le.is_(None)
        )
        if apres is not None:
            requete = requete.where(PatientRow.id > apres)
        return self._session.scalars(requete.order_by(PatientRow.id).limit(limite)).all()

    def row(self, id_: UUID) -> PatientRow:
        """Return the row of a file, annulled or not, as it is in the database now. Raises Introuvable."""
        row = self._session.get(PatientRow, id_, populate_existing=True)
        if row is None:
            raise Introuvable("Ce patient n’existe pas dans ce profil.")
        return row

    @contextmanager
    def refusing_duplicates(self) -> Iterator[None]:
        """Turn the refusal of the unique INS into a sentence."""
        try:
            yield
        except IntegrityError as erreur:
            texte = str(erreur.orig)
            if "ins_numero" in texte or "uq_patient_ins" in texte:
                self._session.rollback()
                raise DoublonIns(
                    "Un autre dossier actif porte déjà ce matricule INS.",
                    code="doublon_ins",
                    remede="Ouvrez ce dossier, ou demandez le rapprochement des deux.",
                ) from None
            raise


def _is_reading(engine: Engine) -> bool:
    return engine.dialect.name == "sqlite" and bool(engine.get_execution_options().get("ambroise_reading"))


def patient_columns(patient: Patient) -> dict[str, Any]:
    """Return the columns of a patient, but for its identifier, version and stamp."""
    identite, traits, adresse = patient.identite, patient.identite.traits, patient.coordonnees
    return {
        "nom_naissance": traits.nom_naissance,
        "prenoms_naissance": traits.prenoms_naissance,
        "premier_prenom": traits.premier_prenom,
        "sexe": traits.sexe.value,
        "date_naissance": traits.date_naissance,
        "date_estimee": traits.date_estimee,
        "lieu_naissance": traits.lieu_naissance,
        "nom_utilise": identite.nom_utilise,
        "prenom_utilise": identite.prenom_utilise,
        "statut": identite.statut.value,
        "ins_numero": identite.ins.matricule.numero if identite.ins else None,
        "ins_oid": identite.ins.matricule.oid if identite.ins else None,
        "ins": _ins_to_json(identite.ins) if identite.ins else None,
        "justificatifs": [
            [j.type.code, j.presente_le.isoformat(), j.enregistre_par] for j in identite.justificatifs
        ],
        "attributs": sorted(a.value for a in identite.attributs),
        "telephone": adresse.telephone,
        "email": adresse.email,
        "adresse": adresse.adresse,
        "code_postal": adresse.code_postal,
        "commune": adresse.commune,
        "nir_facturation": patient.nir_facturation,
    }


def _to_patient(row: PatientRow) -> Patient:
    types = {t.code: t for t in TypeJustificatif}
    return Patient(
        id=row.id,
        identite=Identite(
            traits=TraitsIdentite(
                nom_naissance=row.nom_naissance,
                prenoms_naissance=row.prenoms_naissance,
                sexe=Sexe(row.sexe),
                date_naissance=row.date_naissance,
                lieu_naissance=row.lieu_naissance,
                premier_prenom=row.premier_prenom,
                date_estimee=row.date_estimee,
            ),
            nom_utilise=row.nom_utilise,
            prenom_utilise=row.prenom_utilise,
            ins=_ins_from_json(row.ins) if row.ins else None,
            justificatifs=tuple(
                Justificatif(types[code], date.fromisoformat(jour), par)
                for code, jour, par in row.justificatifs
            ),
            attributs=frozenset(AttributIdentite(a) for a in row.attributs),
        ),
        coordonnees=Coordonnees(
            telephone=row.telephone,
            email=row.email,
            adresse=row.adresse,
            code_postal=row.code_postal,
            commune=row.commune,
        ),
        nir_facturation=row.nir_facturation,
        version=row.version,
    )


def identite_to_json(identite: Identite) -> dict[str, Any]:
    """Return an identity as JSON, to be given back by :func:`identite_from_json`."""
    colonnes = patient_columns(Patient(UUID(int=0), identite))
    return {k: v.isoformat() if isinstance(v, date) else v for k, v in colonnes.items()}


def identite_from_json(valeur: dict[str, Any]) -> Identite:
    """Return the identity written by :func:`identite_to_json`."""
    naissance = date.fromisoformat(valeur["date_naissance"])
    return _to_patient(PatientRow(**{**valeur, "date_naissance": naissance}, version=0)).identite


def _ins_to_json(ins: IdentiteIns) -> dict[str, Any]:
    traits = ins.traits
    return {
        "matricule": [ins.matricule.numero, ins.matricule.oid],
        "recuperee_le": ins.recuperee_le.isoformat(),
        "historique": [[h.matricule.numero, h.matricule.oid, h.debut, h.fin] for h in ins.historique],
        "traits": {
            "nom_naissance": traits.nom_naissance,
            "prenoms_naissance": traits.prenoms_naissance,
            "premier_prenom": traits.premier_prenom,
            "sexe": traits.sexe.value,
            "date_naissance": traits.date_naissance.isoformat(),
            "lieu_naissance": traits.lieu_naissance,
            "date_estimee": traits.date_estimee,
        },
    }


def _ins_from_json(valeur: dict[str, Any]) -> IdentiteIns:
    traits = dict(valeur["traits"])
    traits["sexe"] = Sexe(traits["sexe"])
    traits["date_naissance"] = date.fromisoformat(traits["date_naissance"])
    return IdentiteIns(
        matricule=MatriculeIns(*valeur["matricule"]),
        traits=TraitsIdentite(**traits),
        recuperee_le=datetime.fromisoformat(valeur["recuperee_le"]),
        historique=tuple(
            HistoriqueIns(MatriculeIns(numero, oid), debut, fin)
            for numero, oid, debut, fin in valeur["historique"]
        ),
    )
