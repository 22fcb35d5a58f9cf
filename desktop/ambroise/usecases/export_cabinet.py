"""Take everything out in open formats: a folder a patient, documents as they are, a manifest.

Nothing of it needs Ambroise to be read again: UTF-8 CSV for the lists, JSON for the files, the documents in
their own format, and ``manifeste.json`` with the SHA-256 of each.
"""

import csv
import hashlib
import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from ambroise.domain.audit import ActionAudit
from ambroise.domain.patient import Patient
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.lecture_dossier import DossierComplet, collect_dossier
from ambroise.usecases.ports import UnitOfWork

FORMAT = 1
LISEZ_MOI = """\
Export complet d’un cabinet tenu avec Ambroise.

patients.csv            tous les patients (UTF-8, séparateur point-virgule)
patients/<identifiant>/ un dossier par patient
    dossier.json        tout le dossier, dates ISO 8601, valeurs décimales en texte
    historique.json     ce que chaque élément était avant ses corrections
    documents/          les documents dans leur format d’origine
traces.csv              le journal des accès, avec son chaînage
manifeste.json          empreinte SHA-256 et taille de chaque fichier
"""
LISEZ_MOI_DOSSIER = """\
Export d’un dossier tenu avec Ambroise.

patients/<identifiant>/
    dossier.json        tout le dossier, dates ISO 8601, valeurs décimales en texte
    historique.json     ce que chaque élément était avant ses corrections
    documents/          les documents dans leur format d’origine
manifeste.json          empreinte SHA-256 et taille de chaque fichier
"""
_EXTENSIONS = {
    "application/pdf": ".pdf",
    "text/xml": ".xml",
    "text/plain": ".txt",
    "image/png": ".png",
    "image/jpeg": ".jpg",
}
_COLONNES = (
    "id",
    "nom_naissance",
    "nom_utilise",
    "prenoms_naissance",
    "sexe",
    "date_naissance",
    "lieu_naissance",
    "statut_identite",
    "matricule_ins",
    "oid_ins",
    "nir_facturation",
    "telephone",
    "email",
    "adresse",
    "code_postal",
    "commune",
)


class Destination(Protocol):
    """Where an export is written: a folder, an archive."""

    def write(self, chemin: str, contenu: bytes) -> None: ...


@dataclass(frozen=True)
class BilanExport:
    """What went out."""

    patients: int
    documents: int
    fichiers: int


def export_practice(
    contexte: Contexte,
    destination: Destination,
    to_json: Callable[[Any], Any],
    auteur: str,
    progress: Callable[[int], bool] = lambda _faits: True,
) -> BilanExport:
    """Write everything; each file that goes out is traced. ``progress`` returns False to stop."""
    sortie = _Sortie(destination)
    with contexte.uow() as uow:
        ids = uow.patients.all_ids()
    lignes, documents, faits = io.StringIO(newline=""), 0, 0
    table = csv.writer(lignes, delimiter=";")
    table.writerow(_COLONNES)
    for id_ in ids:
        with contexte.uow() as uow:
            dossier = collect_dossier(uow, id_)
            documents += _write_file(sortie, uow, dossier, to_json)
            table.writerow(_row(dossier.patient))
            contexte.trace(uow, auteur, ActionAudit.EXPORT, "dossier", patient_id=id_)
            uow.commit()
        faits += 1
        if not progress(faits):
            break
    sortie.write("patients.csv", lignes.getvalue().encode("utf-8-sig"))
    with contexte.uow() as uow:
        sortie.write("traces.csv", _audit(uow))
    sortie.write("LISEZ-MOI.txt", LISEZ_MOI.encode())
    _write_manifest(contexte, sortie, faits)
    return BilanExport(faits, documents, len(sortie.fichiers) + 1)


def export_patient(
    contexte: Contexte,
    patient_id: UUID,
    destination: Destination,
    to_json: Callable[[Any], Any],
    auteur: str,
) -> BilanExport:
    """Write one file, as it would be in the export of the practice; its leaving is traced.

    Raises:
        Introuvable: no such patient.
    """
    sortie = _Sortie(destination)
    with contexte.uow() as uow:
        documents = _write_file(sortie, uow, collect_dossier(uow, patient_id), to_json)
        contexte.trace(uow, auteur, ActionAudit.EXPORT, "dossier", patient_id=patient_id)
        uow.commit()
    sortie.write("LISEZ-MOI.txt", LISEZ_MOI_DOSSIER.encode())
    _write_manifest(contexte, sortie, 1)
    return BilanExport(1, documents, len(sortie.fichiers) + 1)


def _write_manifest(contexte: Contexte, sortie: "_Sortie", patients: int) -> None:
    manifeste = {
        "format": FORMAT,
        "instant": contexte.horloge().isoformat(),
        "patients": patients,
        "fichiers": sortie.fichiers,
    }
    sortie.destination.write("manifeste.json", json.dumps(manifeste, ensure_ascii=False, indent=1).encode())


class _Sortie:
    """Notes the digest of each file it writes."""

    def __init__(self, destination: Destination) -> None:
        self.destination = destination
        self.fichiers: dict[str, dict[str, object]] = {}

    def write(self, chemin: str, contenu: bytes) -> None:
        self.destination.write(chemin, contenu)
        self.fichiers[chemin] = {"sha256": hashlib.sha256(contenu).hexdigest(), "octets": len(contenu)}


def _write_file(
    sortie: _Sortie, uow: UnitOfWork, dossier: DossierComplet, to_json: Callable[[Any], Any]
) -> int:
    racine = f"patients/{dossier.patient.id}"
    noms = {}
    for document in dossier.documents:
        noms[str(document.id)] = nom = f"documents/{document.id}{_EXTENSIONS.get(document.type_mime, '.bin')}"
        sortie.write(f"{racine}/{nom}", uow.dossiers.document_content(document.id))
    contenu = to_json(vars(dossier)) | {"fichiers": noms}
    sortie.write(f"{racine}/dossier.json", _json(contenu))
    historique = {
        str(id_): to_json(versions) for id_ in _ids(dossier) if (versions := uow.entrees.history(id_))
    }
    if historique:
        sortie.write(f"{racine}/historique.json", _json(historique))
    return len(noms)


def _ids(dossier: DossierComplet) -> Iterator[UUID]:
    yield dossier.patient.id
    for entrees in dossier.entrees.values():
        yield from (entree.id for entree in entrees)


def _row(patient: Patient) -> list[str]:
    identite, traits, coordonnees = patient.identite, patient.identite.traits, patient.coordonnees
    valeurs = [
        str(patient.id),
        traits.nom_naissance,
        identite.nom_utilise,
        traits.prenoms_naissance,
        traits.sexe.value,
        traits.date_naissance.isoformat(),
        traits.lieu_naissance,
        identite.statut.value,
        identite.ins.matricule.numero if identite.ins else "",
        identite.ins.matricule.oid if identite.ins else "",
        patient.nir_facturation,
        coordonnees.telephone,
        coordonnees.email,
        coordonnees.adresse,
        coordonnees.code_postal,
        coordonnees.commune,
    ]
    return [neutral_cell(valeur) for valeur in valeurs]


def neutral_cell(valeur: str) -> str:
    """Return a cell that no spreadsheet will run as a formula (a leading apostrophe is added)."""
    return "'" + valeur if re.match(r"[=@+\-\t\r]", valeur) else valeur


def _audit(uow: UnitOfWork) -> bytes:
    lignes = io.StringIO(newline="")
    table = csv.writer(lignes, delimiter=";")
    table.writerow(("instant", "auteur", "poste", "action", "objet", "patient", "detail"))
    for e in reversed(uow.audit.list(limite=10**9)):
        champs = (
            e.instant.isoformat(),
            e.auteur,
            e.poste,
            e.action.value,
            e.objet,
            str(e.patient_id or ""),
            e.detail,
        )
        table.writerow([neutral_cell(champ) for champ in champs])
    return lignes.getvalue().encode("utf-8-sig")


def _json(valeur: object) -> bytes:
    return json.dumps(valeur, ensure_ascii=False, indent=1).encode()
