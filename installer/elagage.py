"""What the freeze leaves out: libraries nobody asked for, Qt plugins without use, what the system gives."""

import re
import subprocess
import sys
from collections.abc import Iterable
from importlib.metadata import packages_distributions
from pathlib import Path

Entry = tuple[str, str, str]
"""An entry of PyInstaller's tables: where it goes, where it comes from, its type."""

KEPT_PLUGINS = {
    "iconengines": {"qsvgicon"},
    "imageformats": {"qgif", "qico", "qjpeg", "qsvg"},
    "platforms": {"qcocoa", "qoffscreen", "qwayland", "qwindows", "qxcb"},
    "platforminputcontexts": {"composeplatforminputcontextplugin", "ibusplatforminputcontextplugin"},
    "platformthemes": {"qxdgdesktopportal"},
    "printsupport": {"cupsprintersupport"},
    "styles": {"qmacstyle", "qmodernwindowsstyle"},
    "wayland-decoration-client": {"adwaita", "bradient"},
    "wayland-shell-integration": {"xdg-shell"},
}
"""Families and names, without ``lib``. Nothing here draws with OpenGL or speaks to a network through Qt."""

KEPT_QT = {
    *("Core", "DBus", "Gui", "PrintSupport", "Svg", "Test", "Widgets"),
    *("WaylandClient", "WlShellIntegration", "XcbQpa"),
}
"""Libraries of Qt. Test types for the demonstration that takes pictures of its screens."""

UNUSED_FILES = {"opengl32sw.dll", "d3dcompiler_47.dll"}
"""What the wheels of Windows carry to draw without a graphics driver, in 3D only."""

_QT_LIBRARY = re.compile(
    r"(?:lib)?Qt6?([A-Z][A-Za-z]*?)(?:\.abi3)?\.(?:so|dll|dylib|pyd)|Qt([A-Za-z]+)\.framework/"
)
_SYSTEM_FOLDERS = ("/lib/", "/usr/lib/", "/lib64/", "/usr/lib64/")


def unwanted_modules(wanted: Iterable[str]) -> list[str]:
    """Return the top-level modules of every installed distribution that the product does not require."""
    names = {_canonical(name) for name in wanted}
    return sorted(
        module
        for module, owners in packages_distributions().items()
        if module.isidentifier() and not names.intersection(map(_canonical, owners))
    )


def keep_binary(entry: Entry) -> bool:
    """Whether a binary has a use in the application."""
    target, source, kind = entry
    return keep_qt(target) and not (kind == "BINARY" and comes_with_system(target, source))


def keep_qt(target: str) -> bool:
    """Whether a file of Qt serves; what is not of Qt always does."""
    parts = Path(target).parts
    if "plugins" in parts and "PySide6" in parts:
        family, name = parts[parts.index("plugins") + 1 :][:2]
        return Path(name).name.partition(".")[0].removeprefix("lib") in KEPT_PLUGINS.get(family, ())
    if "translations" in parts and "PySide6" in parts:
        return parts[-1] in ("qtbase_fr.qm", "qt_fr.qm")
    if parts[-1].lower() in UNUSED_FILES:
        return False
    found = _QT_LIBRARY.search(target)
    return found is None or (found[1] or found[2]) in KEPT_QT


def comes_with_system(target: str, source: str) -> bool:
    """Whether a library is one that the packages of a Linux system give, and mend, themselves."""
    return (
        sys.platform == "linux"
        and "/" not in target
        and source.startswith(_SYSTEM_FOLDERS)
        and not target.startswith("libpython")
    )


def finish_libraries(folder: Path) -> None:
    """Take the debugging symbols off; repacked libraries (``*.libs``) do not bear it. None is a program."""
    libraries = [path for path in folder.rglob("*.so*") if path.is_file() and not path.is_symlink()]
    for library in libraries:
        library.chmod(0o644)
    own = [path for path in libraries if not any(part.endswith(".libs") for part in path.parts)]
    subprocess.run(["strip", "--strip-unneeded", *own], check=True)


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
