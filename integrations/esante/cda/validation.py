"""The official checks of a CDA document, run from a copy of the ANS rules that the user brings.

Seven layers, in the order asked of software that feeds the DMP (requirement EX_2.1-1071): XML schema, header
(structuration minimale), IHE body, French body, ANS body, the document's own volume, terminologies. The rules
are those of the public ANS project TestContenuCDA; they carry no licence, so nothing of them is shipped.

That project is written for Windows. Working elsewhere takes a private copy in which includes are found
whatever their letter case and the value set of document types is rebuilt (``_repair_*``). Not checked, as
their tables are not in the public project: the codes of LOINC, SNOMED CT, UCD and NCIT.
"""

import hashlib
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree

from esante.cda.analyse import inner_document
from esante.errors import Malformed, Unsupported

_HL7 = "{urn:hl7-org:v3}"
_SVRL = "{http://purl.oclc.org/dsdl/svrl}"
_SVS = "{urn:ihe:iti:svs:2008}"
_FOLDERS = ("infrastructure", "schematrons", "jeuxDeValeurs")
_SCHEMA = "infrastructure/cda/CDA_extended.xsd"
_COMMON_LAYERS = (
    ("entête", "schematrons/profils/structurationMinimale/ASIP-STRUCT-MIN-StrucMin.sch"),
    ("corps IHE", "schematrons/profils/IHE.sch"),
    ("corps français", "schematrons/profils/CI-SIS_ModelesDeContenusCDA.sch"),
    ("corps ANS", "schematrons/profils/CI-SIS_Modeles_ANS.sch"),
)
_TERMINOLOGY_LAYER = ("terminologies", "schematrons/profils/terminologies/schematron/terminologie.sch")
_TYPE_CODES = "1.2.250.1.213.1.1.5.471"
_INCLUDE = re.compile(r"""(<include\b[^>]*\bhref=["'])([^"']+)""")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_ENGINE = tuple(
    f"schematrons/moteur/{name}"
    for name in ("iso_dsdl_include.xsl", "iso_abstract_expand.xsl", "iso_svrl_for_xslt2.xsl")
)
_NEEDED = (_SCHEMA, *(path for _, path in (*_COMMON_LAYERS, _TERMINOLOGY_LAYER)), *_ENGINE)


@dataclass(frozen=True)
class ConstatOfficiel:
    """One failed assertion of the official rules."""

    couche: str
    regle: str
    message: str
    chemin: str


@dataclass(frozen=True)
class DocumentControle:
    """The verdict of the official rules on one file."""

    fichier: str
    couches: tuple[str, ...]
    constats: tuple[ConstatOfficiel, ...]

    @property
    def is_conforme(self) -> bool:
        return not self.constats


class ReglesOfficielles:
    """One revision of the rules, compiled once and used for many documents.

    Args:
        rules: root of a copy of TestContenuCDA, with ``infrastructure``, ``schematrons``, ``jeuxDeValeurs``.
        cache: where the repaired copy and the compiled rules are kept.

    Raises:
        Unsupported: the optional component ``saxonche`` is absent, or the folder does not hold the rules.
    """

    def __init__(self, rules: Path, cache: Path) -> None:
        for path in _NEEDED:
            if not (rules / path).is_file():
                raise Unsupported(f"dossier de règles incomplet\u00a0: {path} absent")
        try:
            import saxonche
        except ImportError as error:
            raise Unsupported("composant facultatif absent\u00a0: saxonche (ambroise[validation])") from error
        self._folder = _prepared_copy(rules, cache)
        self._saxon: Any = saxonche.PySaxonProcessor(license=False)
        self._xslt: Any = self._saxon.new_xslt30_processor()
        self._saxon_error: type[Exception] = saxonche.PySaxonApiError
        self._engine: tuple[Any, ...] = ()
        self._executables: dict[str, Any] = {}
        self._schema = etree.XMLSchema(etree.parse(str(self._folder / _SCHEMA)))
        self._volumes = dict(_volumes_by_template(rules, self._folder))

    def check(self, name: str, data: bytes) -> DocumentControle:
        """Run the seven layers on the bytes of one document.

        Raises:
            Malformed: the bytes are not XML, or hold no ClinicalDocument.
        """
        document = inner_document(data)
        constats = [
            ConstatOfficiel("schéma", "xsd", entry.message, entry.path or f"ligne {entry.line}")
            for entry in self._schema_errors(document)
        ]
        layers = [*_COMMON_LAYERS]
        volume = self._volume_of(document)
        if volume:
            layers.append(("volet", volume))
        layers.append(_TERMINOLOGY_LAYER)
        text = etree.tostring(document, encoding="unicode")
        node = self._saxon.parse_xml(xml_text=text)
        for couche, path in layers:
            constats.extend(self._run(couche, path, node))
        return DocumentControle(name, ("schéma", *(layer for layer, _ in layers)), tuple(constats))

    def _schema_errors(self, document: etree._Element) -> Iterable[Any]:
        self._schema.validate(etree.ElementTree(document))
        log: Any = self._schema.error_log
        return tuple(log)

    def _volume_of(self, document: etree._Element) -> str | None:
        for template in document.findall(f"{_HL7}templateId"):
            found = self._volumes.get((template.get("root", ""), template.get("extension", "")))
            if found:
                return found
        return None

    def _run(self, couche: str, path: str, node: Any) -> Iterator[ConstatOfficiel]:
        try:
            report = self._executable(path).transform_to_string(xdm_node=node)
        except self._saxon_error as error:
            yield ConstatOfficiel(couche, "moteur", f"règles inexécutables\u00a0: {error}", path)
            return
        for failed in etree.fromstring(report.encode()).iter(f"{_SVRL}failed-assert"):
            if failed.get("role", "error").lower() in ("warning", "warn", "info", "hint"):
                continue
            message = " ".join(" ".join(str(text) for text in failed.itertext()).split())
            yield ConstatOfficiel(couche, Path(path).stem, message, _short_path(failed.get("location", "")))

    def _executable(self, path: str) -> Any:
        found = self._executables.get(path)
        if found is None:
            source = self._folder / path
            compiled = source.with_suffix(".ambroise.xsl")
            if not compiled.exists():
                self._compile(source, compiled)
            found = self._executables[path] = self._xslt.compile_stylesheet(stylesheet_file=str(compiled))
        return found

    def _compile(self, source: Path, compiled: Path) -> None:
        if not self._engine:
            self._engine = tuple(
                self._xslt.compile_stylesheet(stylesheet_file=str(self._folder / path)) for path in _ENGINE
            )
        include, expand, svrl = self._engine
        included = include.transform_to_value(source_file=str(source))
        expanded = expand.transform_to_value(xdm_node=included.head)
        # The result stays beside its source: document() resolves the value sets from there.
        partial = compiled.with_suffix(".partial")
        partial.write_text(svrl.transform_to_string(xdm_node=expanded.head), encoding="utf-8")
        partial.replace(compiled)


def validate_cda(rules: Path, files: Iterable[Path], cache: Path) -> tuple[DocumentControle, ...]:
    """Check files against one revision of the official rules."""
    checker = ReglesOfficielles(rules, cache)
    results = []
    for file in files:
        try:
            results.append(checker.check(str(file), file.read_bytes()))
        except Malformed as error:
            constat = ConstatOfficiel("schéma", "xml", str(error), "/")
            results.append(DocumentControle(str(file), ("schéma",), (constat,)))
    return tuple(results)


def _prepared_copy(rules: Path, cache: Path) -> Path:
    listing = hashlib.sha256(b"1")
    files = sorted(path for folder in _FOLDERS for path in (rules / folder).rglob("*") if path.is_file())
    for path in files:
        stat = path.stat()
        listing.update(f"{path.relative_to(rules).as_posix()}\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode())
    target = cache / listing.hexdigest()[:20]
    if target.exists():
        return target
    partial = target.with_suffix(".partial")
    shutil.rmtree(partial, ignore_errors=True)
    for path in files:
        if path.suffix.lower() in (".xsd", ".sch", ".xsl", ".xml", ".rdf"):
            copy = partial / path.relative_to(rules)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
    _repair_letter_case(partial)
    _repair_type_codes(partial)
    partial.replace(target)
    return target


def _repair_letter_case(folder: Path) -> None:
    by_lower: Mapping[str, Path] = {
        path.relative_to(folder).as_posix().lower(): path for path in folder.rglob("*") if path.is_file()
    }
    root = folder.resolve()
    for path in (folder / "schematrons").rglob("*.sch"):
        text = path.read_text(encoding="utf-8-sig", errors="replace")

        def repaired(match: "re.Match[str]", path: Path = path) -> str:
            prefix, href = match.group(1), match.group(2)
            wanted = (path.parent / href).resolve()
            if wanted.exists() or not wanted.is_relative_to(root):
                return match.group(0)
            found = by_lower.get(wanted.relative_to(root).as_posix().lower())
            if found is None:
                return match.group(0)
            base = path.parent.resolve()
            up = 0
            while not found.resolve().is_relative_to(base):
                base, up = base.parent, up + 1
            return prefix + "../" * up + found.resolve().relative_to(base).as_posix()

        mended = _INCLUDE.sub(repaired, _COMMENT.sub("", text))
        if mended != text:
            path.write_text(mended, encoding="utf-8")


def _repair_type_codes(folder: Path) -> None:
    target = folder / f"schematrons/profils/structurationMinimale/include/voc-{_TYPE_CODES}-DYNAMIC.xml"
    source = folder / "jeuxDeValeurs" / "JDV_J07_XdsTypeCode_CISIS.xml"
    if target.exists() or not source.exists():
        return
    root = etree.Element("valueSets")
    concepts = etree.SubElement(etree.SubElement(root, "valueSet", id=_TYPE_CODES), "conceptList")
    for concept in etree.parse(str(source)).iter(f"{_SVS}Concept"):
        etree.SubElement(
            concepts, "concept", {str(name): str(value) for name, value in concept.attrib.items()}
        )
    target.write_bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def _volumes_by_template(rules: Path, folder: Path) -> Iterator[tuple[tuple[str, str], str]]:
    """Learn from the examples of the rules which volume checks which document template."""
    schematrons = {path.stem.lower(): path for path in (folder / "schematrons").glob("*.sch")}
    for example in sorted((rules / "ExemplesCDA").glob("*.xml")):
        head = example.read_bytes()
        match = re.search(rb'SCHSchema="[^"]*/(CI-SIS_[^"/]+)\.sch"', _without_profiles(head))
        if not match:
            continue
        schematron = schematrons.get(match.group(1).decode(errors="replace").lower())
        if schematron is None:
            continue
        try:
            document = inner_document(head)
        except Malformed:
            continue
        for template in document.findall(f"{_HL7}templateId"):
            if template.get("extension"):
                key = (template.get("root", ""), template.get("extension", ""))
                yield key, schematron.relative_to(folder).as_posix()


def _without_profiles(head: bytes) -> bytes:
    return re.sub(rb'SCHSchema="[^"]*/profils/[^"]*"', b"", head[:20000])


def _short_path(location: str) -> str:
    return re.sub(r"\*:(\w+)\[namespace-uri\(\)='[^']*'\]", r"\1", location)
