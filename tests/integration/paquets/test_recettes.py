"""The recipes of the systems that do not run here: what can be read of them is whole and holds together."""

import ast
import os
import plistlib
import re
import subprocess
import sys
import uuid
import zipfile
from pathlib import Path

import pytest
from lxml import etree
from PIL import Image

from ambroise import __version__
from tests.fakes.patience import PROGRAMME_S

RACINE = Path(__file__).parents[3]
INSTALLER = RACINE / "installer"
WIX = {"w": "http://wixtoolset.org/schemas/v4/wxs"}
_DIRECTIVE = re.compile(r"\s*<\?(if|elseif|else|endif|define|error)\s*(.*?)\s*\?>")


@pytest.fixture(autouse=True)
def recettes(monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in (INSTALLER, INSTALLER / "windows", INSTALLER / "macos"):
        monkeypatch.syspath_prepend(str(folder))


def preprocess(portee: str) -> etree._Element:
    """Apply what WiX does before it reads: conditions and definitions."""
    valeurs = {"Portee": portee, "Version": __version__, "Dossier": "D:", "Icone": "I"}
    choix: list[tuple[bool, bool]] = []
    lignes = []
    for ligne in (INSTALLER / "windows/ambroise.wxs").read_text("utf-8").splitlines():
        actif = all(ici for ici, _ in choix)
        directive = _DIRECTIVE.match(ligne)
        if directive is None:
            if actif:
                lignes.append(re.sub(r"\$\((\w+)\)", lambda m: valeurs[m[1]], ligne))
            continue
        verbe, reste = directive.groups()
        if verbe in ("if", "elseif"):
            nom, valeur = re.findall(r"\$\((\w+)\) = \"(\w+)\"", reste)[0]
            pris = verbe == "elseif" and choix.pop()[1]
            choix.append((not pris and valeurs[nom] == valeur, pris or valeurs[nom] == valeur))
        elif verbe == "else":
            _, pris = choix.pop()
            choix.append((not pris, True))
        elif verbe == "endif":
            choix.pop()
        elif verbe == "define" and actif:
            nom, valeur = re.findall(r"(\w+) = \"(.*)\"", reste)[0]
            valeurs[nom] = valeur
        else:
            assert not actif, reste
    return etree.fromstring("\n".join(lignes[1:]).encode())


@pytest.mark.parametrize("portee", ["perMachine", "perUser"])
def test_each_msi_refers_only_to_what_it_declares(portee: str) -> None:
    source = preprocess(portee)
    identifiants = [e.get("Id") for e in source.iter("{*}Component", "{*}ComponentGroup") if e.get("Id")]
    assert len(identifiants) == len(set(identifiants))
    references = {e.get("Id") for e in source.iter("{*}ComponentRef", "{*}ComponentGroupRef")}
    dedans = {e.get("Id") for e in source.iterfind(".//w:ComponentGroup/w:Component", WIX)}
    assert references == set(identifiants) - dedans
    guids = [e.get("Guid") for e in source.iter("{*}Component") if e.get("Guid")]
    assert len({uuid.UUID(g) for g in guids}) == len(guids) > 4
    dossiers = {e.get("Id") for e in source.iter("{*}Directory", "{*}StandardDirectory")}
    assert {
        e.get("Directory") for e in source.iter("{*}Component", "{*}ComponentGroup") if e.get("Directory")
    } <= dossiers
    for composant in source.iter("{*}Component"):
        assert [e for e in composant.iter() if e.get("KeyPath") == "yes"], composant.get("Id")


def test_a_seat_for_all_and_a_seat_for_one_are_two_products_that_upgrade_apart() -> None:
    tous, un = preprocess("perMachine"), preprocess("perUser")
    codes = [s.find("w:Package", WIX).get("UpgradeCode") for s in (tous, un)]
    assert len(set(codes)) == 2
    assert {e.get("Root") for e in un.iter("{*}RegistryValue")} == {"HKCU"}
    assert un.find(".//w:Environment", WIX).get("System") == "no"
    assert tous.find(".//w:Environment", WIX).get("System") == "yes"
    assert [s.find("w:Package", WIX).get("Scope") for s in (tous, un)] == ["perMachine", "perUser"]


def test_the_sentences_of_the_msi_exist_in_french_and_all_serve() -> None:
    source = (INSTALLER / "windows/ambroise.wxs").read_text("utf-8")
    phrases = etree.parse(INSTALLER / "windows/fr-fr.wxl").getroot()
    assert set(re.findall(r"!\(loc\.(\w+)\)", source)) == {p.get("Id") for p in phrases}
    assert all(p.get("Value") for p in phrases)


def test_the_silent_properties_are_public_kept_on_upgrade_and_documented() -> None:
    source = preprocess("perMachine")
    publiques = {e.get("Id") for e in source.iterfind(".//w:Property[@Secure='yes']", WIX)}
    conditions = " ".join(e.get("Condition") for e in source.iter("{*}Level"))
    assert publiques == set(re.findall(r"[A-Z_]{6,}", conditions)) == {p.upper() for p in publiques}
    page = (RACINE / "docs/installation/windows-et-macos.md").read_text("utf-8")
    assert all(f"`{p}`" in page for p in (*publiques, "INSTALLFOLDER"))


def test_the_build_gives_every_variable_the_source_asks_for() -> None:
    source = (INSTALLER / "windows/ambroise.wxs").read_text("utf-8")
    recette = (INSTALLER / "windows/construire.ps1").read_text("utf-8")
    definies = set(re.findall(r"<\?define (\w+)", source))
    donnees = set(re.findall(r'"(\w+)=\$', recette))
    assert set(re.findall(r"\$\((\w+)\)", source)) - definies == donnees


def test_the_version_of_the_windows_programs_is_readable_python(tmp_path: Path) -> None:
    import version

    written = Path(version.write_version(tmp_path / "sous dossier/version.txt", "1.2.3rc4")).read_text(
        "utf-8"
    )
    appel = ast.parse(written.strip(), mode="eval").body
    assert isinstance(appel, ast.Call)
    assert "filevers=(1, 2, 3, 0)" in written
    assert '"ProductVersion", "1.2.3rc4"' in written


def test_the_mac_bundle_says_its_version_and_opens_the_documents() -> None:
    import paquet

    cles = plistlib.loads(plistlib.dumps(paquet.info_plist(__version__)))
    assert cles["CFBundleShortVersionString"] == __version__
    ouverts = {t for d in cles["CFBundleDocumentTypes"] for t in d["LSItemContentTypes"]}
    assert ouverts == {t["UTTypeIdentifier"] for t in cles["UTExportedTypeDeclarations"]}
    droits = plistlib.loads((INSTALLER / "macos/droits.plist").read_bytes())
    assert all(droits.values())
    assert not any("get-task-allow" in cle for cle in droits)


@pytest.mark.parametrize(
    ("fichier", "garde"),
    [
        ("PySide6/plugins/platforms/qwindows.dll", True),
        ("PySide6/plugins/platforms/qdirect2d.dll", False),
        ("PySide6/Qt6Widgets.dll", True),
        ("PySide6/Qt6Qml.dll", False),
        ("PySide6/opengl32sw.dll", False),
        ("PySide6/Qt/plugins/platforms/libqcocoa.dylib", True),
        ("PySide6/Qt/lib/QtGui.framework/Versions/A/QtGui", True),
        ("PySide6/Qt/lib/QtQuick.framework/Versions/A/QtQuick", False),
        ("PySide6/QtNetwork.abi3.so", False),
        ("PySide6/Qt/translations/qtbase_fr.qm", True),
        ("PySide6/Qt/translations/qtbase_de.qm", False),
        ("cryptography/hazmat/bindings/_rust.pyd", True),
    ],
)
def test_only_the_qt_that_serves_is_frozen_on_each_system(fichier: str, garde: bool) -> None:
    import elagage

    assert elagage.keep_qt(fichier) is garde


def test_the_icon_is_drawn_in_every_size_and_format(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, INSTALLER / "icones.py", tmp_path],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        check=True,
        timeout=PROGRAMME_S,
    )
    with Image.open(tmp_path / "48.png") as petite:
        assert petite.size == (48, 48)
        assert petite.getpixel((24, 5))[:3] == (0x0F, 0x6B, 0x6B)
        assert petite.getpixel((0, 0))[3] == 0
    with Image.open(tmp_path / "ambroise.ico") as windows:
        assert {(16, 16), (32, 32), (256, 256)} <= windows.info["sizes"]
    with Image.open(tmp_path / "ambroise.icns") as mac:
        assert max(mac.info["sizes"])[0] >= 512


_TYPES = """
import sys
from PySide6.QtCore import QMimeDatabase
print(*(QMimeDatabase().mimeTypeForFile(f).name() for f in sys.argv[1:]), sep="\\n")
"""


def test_a_file_manager_knows_an_archive_and_a_document_by_what_they_hold(tmp_path: Path) -> None:
    """A mail program renames them or drops their ending; a name that ends in ``.xml`` stays any XML."""
    types = tmp_path / "mime/packages"
    types.mkdir(parents=True)
    (types / "ambroise.xml").write_bytes((INSTALLER / "partage/ambroise.mime.xml").read_bytes())
    subprocess.run(["update-mime-database", tmp_path / "mime"], check=True, capture_output=True)
    with zipfile.ZipFile(tmp_path / "IHE_XDM.ZIP", "w") as archive:
        archive.writestr("INDEX.HTM", "<html/>")
    with zipfile.ZipFile(tmp_path / "piece jointe", "w") as archive:
        archive.writestr("README.TXT", "lisez-moi")
    document = '<?xml version="1.0"?><ClinicalDocument xmlns="urn:hl7-org:v3"/>'
    (tmp_path / "lettre").write_text(document, "utf-8")
    (tmp_path / "lettre.xml").write_text(document, "utf-8")
    (tmp_path / "lettre.cda").write_text("<a/>", "utf-8")
    noms = ("IHE_XDM.ZIP", "piece jointe", "lettre", "lettre.xml", "lettre.cda")
    said = subprocess.run(
        [sys.executable, "-c", _TYPES, *(tmp_path / nom for nom in noms)],
        env={**os.environ, "XDG_DATA_HOME": str(tmp_path)},
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()
    xdm, cda = "application/x-ihe-xdm+zip", "application/x-hl7-cda+xml"
    assert said == [xdm, xdm, cda, "application/xml", cda]


def test_the_menu_entry_is_valid() -> None:
    subprocess.run(["desktop-file-validate", INSTALLER / "partage/fr.ambroise.Ambroise.desktop"], check=True)


def test_the_pages_of_the_installer_name_files_that_exist() -> None:
    pages = RACINE / "docs/installation"
    absents = [
        (page.name, lien)
        for page in pages.glob("*.md")
        for lien in re.findall(r"\]\(([^)#:]+\.md)", page.read_text("utf-8"))
        if not (pages / lien).exists()
    ]
    assert absents == []
    nommes = {
        f
        for page in pages.glob("*.md")
        for f in re.findall(r"`((?:installer|scripts)/[\w./-]+)`", page.read_text("utf-8"))
    }
    assert {f for f in nommes if not (RACINE / f).exists()} == set()
    assert len(nommes) > 5
