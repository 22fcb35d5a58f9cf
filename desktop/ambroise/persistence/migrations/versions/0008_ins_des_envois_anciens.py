"""Un document parti avant que les envois ne disent leur INS peut être rectifié : son contenu le dit."""

import base64
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

ANCIENS = """
SELECT id FROM envoi WHERE ins_numero IS NULL AND patient_id IS NOT NULL
  AND type IN ('dmp', 'mssante', 'ordonnance_numerique') ORDER BY id
"""
LIRE = """
SELECT envoi.type, envoi.contenu, patient.ins_numero, patient.ins_oid
FROM envoi JOIN patient ON patient.id = envoi.patient_id WHERE envoi.id = :id
"""
DIRE = "UPDATE envoi SET ins_numero = :numero, ins_oid = :oid WHERE id = :id"

_OID = r"1\.2\.250\.1\.213\.1\.4\.(?:8|9|10|11)"
_SYSTEME = re.compile(f"urn:oid:({_OID})")
_ID_CDA = re.compile(rb"<(?:\w+:)?id\b[^>]*>")
_RACINE = re.compile(rf'root="({_OID})"'.encode())
_EXTENSION = re.compile(rb'extension="(\w{15})"')
_PLUS_LONG = 16 * 1024 * 1024
Ins = tuple[str, str]


def upgrade() -> None:
    """Write in clear the INS that each older content bears; a content that bears none stays without."""
    base = op.get_bind()
    for id_ in base.scalars(sa.text(ANCIENS)).all():
        type_, contenu, numero, oid = base.execute(sa.text(LIRE), {"id": id_}).one()
        ins = read_ins(type_, bytes(contenu))
        if ins is not None:
            # Documents may carry the number under another OID than the one INSi answered: keep the patient's.
            ins = (numero, oid) if ins[0] == numero else ins
            base.execute(sa.text(DIRE), {"id": id_, "numero": ins[0], "oid": ins[1]})


def read_ins(type_: str, contenu: bytes) -> Ins | None:
    """Return the number and the OID that a content bears, None when it bears none or cannot be read."""
    try:
        lu = json.loads(contenu)
        match type_:
            case "dmp":
                return str(lu["matricule"]), str(lu["oid"])
            case "mssante":
                return next(_ins_of_cda(base64.b64decode(lu["xdm"])), None) if "xdm" in lu else None
            case _:
                return next(_ins_of_fhir(lu), None)
    except (ValueError, KeyError, TypeError, OSError, zipfile.BadZipFile, zlib.error):
        return None  # nobody can tell any more


def _ins_of_fhir(lu: Any) -> Iterator[Ins]:
    """Find the identifier of the patient, wherever the resource is."""
    if isinstance(lu, list):
        for partie in lu:
            yield from _ins_of_fhir(partie)
    elif isinstance(lu, dict):
        systeme = _SYSTEME.fullmatch(str(lu.get("system", "")))
        if systeme and "value" in lu:
            yield str(lu["value"]), systeme[1]
        for partie in lu.values():
            yield from _ins_of_fhir(partie)


def _ins_of_cda(xdm: bytes) -> Iterator[Ins]:
    """Find the identifier of the patient in the documents of an archive."""
    with zipfile.ZipFile(io.BytesIO(xdm)) as archive:
        for fiche in archive.infolist():
            if fiche.filename.upper().endswith(".XML") and fiche.file_size <= _PLUS_LONG:
                for balise in _ID_CDA.findall(archive.read(fiche)):
                    racine, extension = _RACINE.search(balise), _EXTENSION.search(balise)
                    if racine and extension:
                        yield extension[1].decode(), racine[1].decode()
