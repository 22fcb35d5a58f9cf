"""Read an IHE_XDM.ZIP that someone sent: everything is verified in memory before anything is believed."""

import hashlib
import io
import stat
import zipfile
from collections.abc import Mapping

from esante.cda.analyse import inner_document
from esante.cda.models import OIDS_INS
from esante.errors import Malformed
from esante.xdm.modeles import ArchiveRefused, ArchiveXdm, DocumentXdm, RefusArchive
from esante.xds.ebrim_lecture import read_soumission
from esante.xds.modeles import FicheDocument, LotSoumission, patient_id
from esante.xml import parse_xml

MAX_ENTRIES = 500
MAX_TOTAL = 128 * 1024 * 1024
_MAX_RATIO = 300
_MIN_RATIO_SIZE = 1024 * 1024


def read_xdm(data: bytes) -> ArchiveXdm:
    """Return the content of an archive.

    Raises:
        ArchiveRefused: hostile or incoherent; the reason is in ``raison``.
    """
    files = _extract(data)
    lots: list[LotSoumission] = []
    documents: list[DocumentXdm] = []
    used: set[str] = {"INDEX.HTM", "README.TXT"}
    metadata = sorted(n for n in files if _is_metadata(n))
    if not metadata:
        raise ArchiveRefused(RefusArchive.SANS_METADONNEES)
    for name in metadata:
        used.add(name)
        try:
            soumission = read_soumission(parse_xml(files[name]))
        except Malformed:
            raise ArchiveRefused(RefusArchive.METADONNEES) from None
        lots.append(soumission.lot)
        folder = name.rsplit("/", 1)[0]
        for fiche in soumission.fiches:
            path = _path(folder, fiche)
            if path not in files:
                raise ArchiveRefused(RefusArchive.FICHIER_ABSENT)
            used.add(path)
            documents.append(_verified(path, files[path], fiche))
    patients = {lot.patient_id for lot in lots} | {d.fiche.patient_id for d in documents}
    if len(patients) != 1:
        raise ArchiveRefused(RefusArchive.PLUSIEURS_PATIENTS)
    return ArchiveXdm(
        patients.pop(), tuple(lots), tuple(documents), tuple(sorted(n for n in files if n not in used))
    )


def _extract(data: bytes) -> Mapping[str, bytes]:
    files: dict[str, bytes] = {}
    total = 0
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > MAX_ENTRIES:
                raise ArchiveRefused(RefusArchive.TAILLE)
            for entry in entries:
                _check_entry(entry)
                if entry.is_dir():
                    continue
                name = entry.filename.upper()
                if name in files:
                    raise ArchiveRefused(RefusArchive.DOUBLON)
                with archive.open(entry) as stream:
                    # The announced size may lie: only what is really read counts.
                    content = stream.read(MAX_TOTAL - total + 1)
                total += len(content)
                if total > MAX_TOTAL or _is_bomb(entry.compress_size, len(content)):
                    raise ArchiveRefused(RefusArchive.TAILLE)
                files[name] = content
    except ArchiveRefused:
        raise
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError, RuntimeError):
        raise ArchiveRefused(RefusArchive.ILLISIBLE) from None
    except Exception as error:
        # zlib, lzma and bz2 each raise their own on a damaged stream.
        if type(error).__module__ in ("zlib", "_lzma", "lzma", "_bz2", "bz2"):
            raise ArchiveRefused(RefusArchive.ILLISIBLE) from None
        raise
    return files


def _check_entry(entry: zipfile.ZipInfo) -> None:
    name = entry.filename
    if entry.flag_bits & 0x1:
        raise ArchiveRefused(RefusArchive.CHIFFREE)
    parts = name.replace("\\", "/").split("/")
    if name.startswith("/") or "\\" in name or ":" in name or ".." in parts or "\0" in name:
        raise ArchiveRefused(RefusArchive.CHEMIN)
    mode = entry.external_attr >> 16
    if mode and stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise ArchiveRefused(RefusArchive.LIEN)
    if entry.file_size > MAX_TOTAL or _is_bomb(entry.compress_size, entry.file_size):
        raise ArchiveRefused(RefusArchive.TAILLE)


def _is_bomb(compressed: int, size: int) -> bool:
    return size > _MIN_RATIO_SIZE and size > _MAX_RATIO * max(compressed, 1)


def _is_metadata(name: str) -> bool:
    parts = name.split("/")
    return len(parts) == 3 and parts[0] == "IHE_XDM" and parts[2] == "METADATA.XML"


def _path(folder: str, fiche: FicheDocument) -> str:
    uri = fiche.uri.replace("\\", "/").upper()
    if not uri or uri.startswith("/") or ".." in uri.split("/"):
        raise ArchiveRefused(RefusArchive.FICHIER_ABSENT if not uri else RefusArchive.CHEMIN)
    return f"{folder}/{uri}"


def _verified(name: str, data: bytes, fiche: FicheDocument) -> DocumentXdm:
    sha1 = hashlib.sha1(data, usedforsecurity=False).hexdigest()
    if fiche.empreinte.lower() != sha1 or (fiche.taille and fiche.taille != len(data)):
        raise ArchiveRefused(RefusArchive.EMPREINTE)
    if fiche.media == "text/xml":
        _check_patient(data, fiche)
    return DocumentXdm(name, data, fiche)


def _check_patient(data: bytes, fiche: FicheDocument) -> None:
    try:
        document = inner_document(data)
    except Malformed:
        return  # an unreadable document is shown as such; its patient is the archive's
    namespaces = {"h": "urn:hl7-org:v3"}
    for found in document.findall("h:recordTarget/h:patientRole/h:id", namespaces):
        if found.get("root") in OIDS_INS:
            ins = patient_id(found.get("extension", ""), found.get("root", ""))
            if any(f"&{oid}&" in fiche.patient_id for oid in OIDS_INS) and ins != fiche.patient_id:
                raise ArchiveRefused(RefusArchive.AUTRE_PATIENT)
