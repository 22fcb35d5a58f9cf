"""What the simulated DMP keeps: documents on disk, entries, associations, records and rights in SQLite."""

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from threading import RLock

from lxml import etree

from esante.xds.ebrim_ecriture import write_association, write_fiche, write_lot
from esante.xds.ebrim_lecture import read_associations, read_fiche, read_lot
from esante.xds.modeles import AssociationXds, FicheDocument, LotSoumission
from esante.xml import parse_xml

_SCHEMA = """
create table if not exists documents (
  entry_uuid text primary key, unique_id text not null, logical_id text not null, patient text not null,
  courante integer not null, depose text not null, fiche blob not null, fichier text not null);
create index if not exists documents_unique on documents (unique_id, courante);
create index if not exists documents_patient on documents (patient, courante);
create table if not exists lots (
  entry_uuid text primary key, unique_id text not null unique, patient text not null,
  depose text not null, lot blob not null);
create table if not exists associations (
  id integer primary key, source text not null, cible text not null, association blob not null);
create table if not exists dossiers (
  patient text primary key, statut text not null, opposition integer not null,
  opposition_bris integer not null, date_fermeture text, motif_fermeture text);
create table if not exists autorisations (
  patient text not null, ps text not null, etat text not null, medecin_traitant integer not null,
  debut text not null, dernier_acces text not null, nom text not null, prenom text not null,
  primary key (patient, ps));
"""


@dataclass(frozen=True)
class Dossier:
    """The state of one patient's record."""

    patient: str
    statut: str = "ouvert"
    opposition: bool = False
    opposition_bris: bool = False
    date_fermeture: str | None = None
    motif_fermeture: str | None = None


@dataclass(frozen=True)
class Autorisation:
    """The right of one professional on one record."""

    patient: str
    ps: str
    etat: str
    medecin_traitant: bool
    debut: str
    dernier_acces: str
    nom: str
    prenom: str


class Depot:
    """The state of the simulated DMP in a folder; safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        self._files = folder / "documents"
        self._files.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._lock = RLock()
        self._db = sqlite3.connect(folder / "dmp.sqlite", check_same_thread=False, isolation_level=None)
        self._db.execute("pragma journal_mode = wal")
        self._db.executescript(_SCHEMA)

    def close(self) -> None:
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; nested use joins the outer one."""
        with self._lock:
            if self._db.in_transaction:
                yield
                return
            self._db.execute("begin immediate")
            try:
                yield
            except BaseException:
                self._db.execute("rollback")
                raise
            self._db.execute("commit")

    # --- records and rights --------------------------------------------------------------------------

    def dossier(self, patient: str) -> Dossier:
        """Return the record of a patient; every patient has an open one until told otherwise."""
        with self._lock:
            row = self._db.execute("select * from dossiers where patient = ?", (patient,)).fetchone()
        if row is None:
            return Dossier(patient)
        return Dossier(row[0], row[1], bool(row[2]), bool(row[3]), row[4], row[5])

    def is_connu(self, patient: str) -> bool:
        """Tell whether anything was ever said or kept of this patient's record."""
        with self._lock:
            told = self._db.execute("select 1 from dossiers where patient = ?", (patient,)).fetchone()
        return told is not None or bool(self.fiches(patient))

    def set_dossier(self, dossier: Dossier) -> None:
        """Change the state of a record, as the patient or the insurer would."""
        with self.transaction():
            self._db.execute(
                "insert or replace into dossiers values (?, ?, ?, ?, ?, ?)",
                (
                    dossier.patient,
                    dossier.statut,
                    dossier.opposition,
                    dossier.opposition_bris,
                    dossier.date_fermeture,
                    dossier.motif_fermeture,
                ),
            )

    def autorisation(self, patient: str, ps: str) -> Autorisation | None:
        found = [a for a in self.autorisations(patient) if a.ps == ps]
        return found[0] if found else None

    def autorisations(self, patient: str | None = None, ps: str | None = None) -> list[Autorisation]:
        with self._lock:
            rows = self._db.execute(
                "select * from autorisations where (?1 is null or patient = ?1) and (?2 is null or ps = ?2)",
                (patient, ps),
            ).fetchall()
        return [Autorisation(r[0], r[1], r[2], bool(r[3]), r[4], r[5], r[6], r[7]) for r in rows]

    def set_autorisation(self, autorisation: Autorisation) -> None:
        a = autorisation
        with self.transaction():
            self._db.execute(
                "insert or replace into autorisations values (?, ?, ?, ?, ?, ?, ?, ?)",
                (a.patient, a.ps, a.etat, a.medecin_traitant, a.debut, a.dernier_acces, a.nom, a.prenom),
            )

    def remove_autorisation(self, patient: str, ps: str) -> None:
        with self.transaction():
            self._db.execute("delete from autorisations where patient = ? and ps = ?", (patient, ps))

    # --- documents -----------------------------------------------------------------------------------

    def find(self, unique_id: str) -> FicheDocument | None:
        """Return the current entry of a uniqueId."""
        found = self._fiches("unique_id = ? and courante = 1", (unique_id,))
        return found[0] if found else None

    def entry(self, entry_uuid: str) -> FicheDocument | None:
        """Return the current entry of that entryUUID; a superseded version of the metadata is not one."""
        found = self._fiches("entry_uuid = ? and courante = 1", (entry_uuid,))
        return found[0] if found else None

    def fiches(self, patient: str) -> list[FicheDocument]:
        return self._fiches("patient = ? and courante = 1 order by depose, rowid", (patient,))

    def content(self, unique_id: str) -> bytes | None:
        with self._lock:
            row = self._db.execute(
                "select fichier from documents where unique_id = ? and courante = 1", (unique_id,)
            ).fetchone()
        return (self._files / row[0]).read_bytes() if row else None

    def add(self, fiche: FicheDocument, data: bytes, depose: str) -> None:
        """Keep a document; its bytes are named by their digest."""
        name = hashlib.sha256(data).hexdigest()
        path = self._files / name
        if not path.exists():
            partial = path.with_suffix(".partiel")
            partial.write_bytes(data)
            partial.replace(path)
        self._insert(fiche, name, depose)

    def update(self, old: FicheDocument, new: FicheDocument) -> None:
        """Replace an entry by a new version of its metadata; the document does not move."""
        with self.transaction():
            row = self._db.execute(
                "select fichier, depose from documents where entry_uuid = ?", (old.entry_uuid,)
            ).fetchone()
            if new.entry_uuid == old.entry_uuid:
                self._db.execute("delete from documents where entry_uuid = ?", (old.entry_uuid,))
            else:
                self._db.execute("update documents set courante = 0 where entry_uuid = ?", (old.entry_uuid,))
            self._insert(new, row[0], row[1])

    def change_etat(self, fiche: FicheDocument, **changes: object) -> None:
        self.update(fiche, replace(fiche, **changes))  # type: ignore[arg-type]

    # --- submission sets -----------------------------------------------------------------------------

    def has_lot(self, unique_id: str) -> bool:
        with self._lock:
            return (
                self._db.execute("select 1 from lots where unique_id = ?", (unique_id,)).fetchone()
                is not None
            )

    def add_lot(self, lot: LotSoumission, depose: str) -> None:
        blob = etree.tostring(write_lot(lot))
        with self.transaction():
            self._db.execute(
                "insert into lots values (?, ?, ?, ?, ?)",
                (lot.entry_uuid, lot.identifiant, lot.patient_id, depose, blob),
            )

    def lots(self, patient: str, depuis: str = "") -> list[LotSoumission]:
        with self._lock:
            rows = self._db.execute(
                "select lot from lots where patient = ? and depose >= ? order by depose", (patient, depuis)
            ).fetchall()
        return [read_lot(parse_xml(row[0])) for row in rows]

    def add_associations(self, associations: Iterable[AssociationXds]) -> None:
        with self.transaction():
            for link in associations:
                self._db.execute(
                    "insert into associations (source, cible, association) values (?, ?, ?)",
                    (link.source, link.cible, etree.tostring(write_association(link))),
                )

    def associations(self, uuids: Iterable[str]) -> list[AssociationXds]:
        found: list[AssociationXds] = []
        with self._lock:
            for uuid in uuids:
                rows = self._db.execute(
                    "select association from associations where source = ?1 or cible = ?1 order by id",
                    (uuid,),
                ).fetchall()
                for row in rows:
                    found.extend(read_associations(parse_xml(row[0])))
        return found

    def _insert(self, fiche: FicheDocument, fichier: str, depose: str) -> None:
        blob = etree.tostring(write_fiche(fiche, registry=True))
        with self.transaction():
            self._db.execute(
                "insert into documents values (?, ?, ?, ?, 1, ?, ?, ?)",
                (
                    fiche.entry_uuid,
                    fiche.identifiant,
                    fiche.logical_id,
                    fiche.patient_id,
                    depose,
                    blob,
                    fichier,
                ),
            )

    def _fiches(self, where: str, values: tuple[str, ...]) -> list[FicheDocument]:
        with self._lock:
            # ``where`` is one of the three constants above, never a value.
            rows = self._db.execute(f"select fiche from documents where {where}", values).fetchall()  # noqa: S608
        return [read_fiche(parse_xml(row[0])) for row in rows]
