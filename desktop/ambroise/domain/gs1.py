"""The DataMatrix of a pack (GS1): product, expiry, lot, serial; and what differs from the line answered.

GS1 General Specifications: application identifiers 01, 17, 10, 21; fields of variable length end with FNC1,
seen as GS (0x1D). In France the GTIN of a medicine is « 0 » then its CIP13. Day « 00 » is the end
of the month.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date

GS = "\x1d"
LONGUEUR_MAXIMALE = 200

_FIXES = {"00": 18, "01": 14, "02": 14, "11": 6, "12": 6, "13": 6, "15": 6, "16": 6, "17": 6, "20": 2}
_VARIABLES = {
    "10": 20,
    "21": 20,
    "22": 20,
    "30": 8,
    "37": 8,
    "240": 30,
    "710": 20,
    "711": 20,
    "712": 20,
    "713": 20,
}


class CodeBoiteInvalide(ValueError):
    """What was scanned is not the DataMatrix of a pack; the sentence says why."""


@dataclass(frozen=True, slots=True)
class CodeBoite:
    """What the symbol of a pack says; ``autres`` keeps the identifiers we do not use."""

    gtin: str
    code_cip13: str | None
    peremption: date | None = None
    lot: str | None = None
    numero_serie: str | None = None
    autres: tuple[tuple[str, str], ...] = ()

    def is_perime(self, le: date) -> bool:
        """Tell whether the pack may no longer be dispensed that day."""
        return self.peremption is not None and self.peremption < le


def parse_code_boite(texte: str) -> CodeBoite:
    """Return what the DataMatrix, or the linear CIP13 of an older pack, says.

    Raises:
        CodeBoiteInvalide: another code, a wrong key, a date that does not exist, a field too long.
    """
    texte = texte.strip(" \r\n\t")
    if len(texte) > LONGUEUR_MAXIMALE:
        raise CodeBoiteInvalide("Ce code est trop long pour être celui d’une boîte.")
    texte = re.sub(r"^\](?:d2|C1|Q3|e0)", "", texte).replace("<GS>", GS).lstrip(GS)
    if re.fullmatch(r"34009\d{8}", texte):
        return CodeBoite(_gtin(f"0{texte}"), texte)
    fields = _split(texte)
    gtin = _gtin(fields.pop("01", ""))
    day = fields.pop("17", None)
    return CodeBoite(
        gtin=gtin,
        code_cip13=gtin[1:] if gtin.startswith("034009") else None,
        peremption=None if day is None else read_peremption(day),
        lot=fields.pop("10", None),
        numero_serie=fields.pop("21", None),
        autres=tuple(fields.items()),
    )


def read_peremption(texte: str) -> date:
    """Return an expiry date yymmdd, day 00 being the last of the month (GS1, sliding century).

    Raises:
        CodeBoiteInvalide: no such date.
    """
    if not re.fullmatch(r"\d{6}", texte, re.ASCII):
        raise CodeBoiteInvalide("La date de péremption de la boîte est illisible.")
    year, month, day = 2000 + int(texte[:2]), int(texte[2:4]), int(texte[4:])
    try:
        return date(year, month, day or calendar.monthrange(year, month)[1])
    except (ValueError, calendar.IllegalMonthError) as error:
        raise CodeBoiteInvalide("La date de péremption de la boîte n’existe pas.") from error


def check_boite(code: CodeBoite, attendus: frozenset[str], le: date) -> tuple[str, ...]:
    """Return, in French, why this pack may not answer the line; nothing when it may.

    Args:
        code: what the pack says.
        attendus: CIP13 of the packs that answer the line (chosen one, or its generic group).
        le: day of the dispensing.
    """
    found = []
    if code.code_cip13 is None:
        found.append("La boîte n’est pas un médicament du marché français.")
    elif code.code_cip13 not in attendus:
        found.append("La boîte n’est pas le médicament choisi.")
    if code.is_perime(le):
        assert code.peremption is not None
        found.append(f"La boîte est périmée depuis le {code.peremption:%d/%m/%Y}.")
    return tuple(found)


def _split(texte: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    rest = texte
    while rest:
        name = next((n for n in (rest[:2], rest[:3]) if n in _FIXES or n in _VARIABLES), None)
        if name is None:
            raise CodeBoiteInvalide("Ce code n’est pas celui d’une boîte de médicament.")
        rest = rest[len(name) :]
        if name in _FIXES:
            length = _FIXES[name]
            value, rest = rest[:length], rest[length:].removeprefix(GS)
            if len(value) != length or not value.isascii() or not value.isdigit():
                raise CodeBoiteInvalide("Le code de la boîte est incomplet.")
        else:
            value, _, rest = rest.partition(GS)
            if not 1 <= len(value) <= _VARIABLES[name] or not value.isprintable() or not value.isascii():
                raise CodeBoiteInvalide("Le code de la boîte est illisible.")
        if name in fields:
            raise CodeBoiteInvalide("Le code de la boîte donne deux fois la même donnée.")
        fields[name] = value
    return fields


def _gtin(texte: str) -> str:
    if not re.fullmatch(r"\d{14}", texte, re.ASCII):
        raise CodeBoiteInvalide("Ce code n’est pas celui d’une boîte de médicament.")
    total = sum(int(c) * (3 if i % 2 == 0 else 1) for i, c in enumerate(texte[:13]))
    if (10 - total % 10) % 10 != int(texte[13]):
        raise CodeBoiteInvalide("La clé du code de la boîte est fausse\u00a0: relisez la boîte.")
    return texte
