"""The version resource of the Windows programs, in the text PyInstaller reads."""

import re
from pathlib import Path

_TEXTE = """\
VSVersionInfo(
  ffi=FixedFileInfo(
    filevers={nombres}, prodvers={nombres}, mask=0x3F, flags=0, OS=0x40004, fileType=1, subtype=0
  ),
  kids=[
    StringFileInfo([StringTable("040C04B0", [
      StringStruct("CompanyName", "Ambroise"),
      StringStruct("FileDescription", "Ambroise"),
      StringStruct("FileVersion", "{version}"),
      StringStruct("InternalName", "ambroise"),
      StringStruct("LegalCopyright", "Licence Apache 2.0"),
      StringStruct("ProductName", "Ambroise"),
      StringStruct("ProductVersion", "{version}"),
    ])]),
    VarFileInfo([VarStruct("Translation", [0x040C, 1200])]),
  ],
)
"""


def write_version(path: Path, version: str) -> str:
    """Write the resource and return its path; a version is four numbers there, whatever follows them here."""
    numbers = [int(n) for n in re.findall(r"\d+", version)[:3]]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_TEXTE.format(nombres=(*numbers, *[0] * (4 - len(numbers))), version=version), "utf-8")
    return str(path)
