"""The datamatrix INS: its text from a qualified identity, and a person's traits from what a scanner typed.

ANS, « Format datamatrix INS », v2.2.20230926: header ``IS`` + version + 22 zeros, then blocks named by two
characters; GS closes a block of variable length that is neither full nor last.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from ambroise.domain.identite import Identite, MatriculeIns, Sexe

GS = "\x1d"
VERSION = "01"
LONGUEUR_MAXIMALE = 600
_ENTETE = 26

_FIXES = {"S1": 15, "S5": 1, "S6": 10, "S7": 5}
_VARIABLES = {"S2": 20, "S3": 100, "S4": 100}


def _keys(frappees: str, affichees: str) -> dict[str, str]:
    return dict(zip(affichees, frappees, strict=True))


# The same physical keys, as a scanner set to one layout presses them and as a system set to the other shows
# them: unshifted digits and signs, then letters, then signs under shift.
_LU_EN_AZERTY = _keys("1234567890-=.,/'AQZWMaqzwm<>:_", "&é\"'(-è_çà)=:;!ùQAWZ?qawz,./M°")
_LU_EN_QWERTY = _keys("1234567890.'-AQZWMaqzwm<", "!@#$%^&*()<46QAWZ:qawz;§")


class DatamatrixInvalide(ValueError):
    """What was scanned is not a datamatrix INS; the sentence never quotes it."""


@dataclass(frozen=True)
class LectureDatamatrix:
    """What a datamatrix says; a scan proves nothing, INSi has still to be asked."""

    version: str
    matricule: MatriculeIns
    nom_naissance: str
    prenoms_naissance: tuple[str, ...]
    sexe: Sexe
    date_naissance: date
    lieu_naissance: str | None = None
    blocs_inconnus: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


def encode_datamatrix(lecture: LectureDatamatrix) -> str:
    """Return the text to put in the symbol.

    Raises:
        DatamatrixInvalide: an empty or too long name, or a sex that the format does not know.
    """
    if lecture.sexe is Sexe.INDETERMINE:
        raise DatamatrixInvalide("Le datamatrix INS ne connaît que les sexes M et F.")
    blocs = [
        ("S1", lecture.matricule.numero),
        ("S2", lecture.matricule.oid),
        ("S3", " ".join(lecture.prenoms_naissance)),
        ("S4", lecture.nom_naissance),
        ("S5", lecture.sexe.value),
        ("S6", f"{lecture.date_naissance:%d-%m-%Y}"),
    ]
    if lecture.lieu_naissance:
        blocs.append(("S7", lecture.lieu_naissance))
    texte = f"IS{VERSION}".ljust(_ENTETE, "0")
    for rang, (identifiant, valeur) in enumerate(blocs):
        _check_length(identifiant, valeur)
        maximum = _VARIABLES.get(identifiant)
        closed = maximum is not None and len(valeur) < maximum and rang + 1 < len(blocs)
        texte += identifiant + valeur + (GS if closed else "")
    return texte


def payload(identite: Identite, oids: Mapping[str, str] = MappingProxyType({})) -> str | None:
    """Return the datamatrix text of an identity, only when it is qualified (RNIV).

    ``oids`` is what the environment makes of the OID received: the document and its symbol say the same.
    """
    matricule, traits = identite.matricule_transmissible, identite.traits
    if matricule is None or traits.sexe is Sexe.INDETERMINE:
        return None
    return encode_datamatrix(
        LectureDatamatrix(
            VERSION,
            matricule.under(oids),
            traits.nom_naissance,
            tuple(traits.prenoms_naissance.split()),
            traits.sexe,
            traits.date_naissance,
            traits.lieu_naissance or None,
        )
    )


def decode_datamatrix(texte: str) -> LectureDatamatrix:
    """Read what a camera or a keyboard scanner gave: blocks in any order, GS typed, lost or kept.

    Raises:
        DatamatrixInvalide: not this format, or a block missing, repeated or impossible.
    """
    if len(texte) > LONGUEUR_MAXIMALE:
        raise DatamatrixInvalide("Ce code est trop long pour un datamatrix INS.")
    propre = repair_scan(texte)
    if not re.match(r"IS\d{2}[0-9A-Z]{22}", propre):
        raise DatamatrixInvalide("Ce code n’est pas un datamatrix INS.")
    if propre[2:4] != VERSION:
        raise DatamatrixInvalide("Ce datamatrix INS est d’une version que le logiciel ne connaît pas.")
    return _as_lecture(_split(propre[_ENTETE:]), propre[2:4])


def repair_scan(texte: str) -> str:
    """Undo what scanners and keyboard layouts do to the text of the symbol."""
    propre = re.sub(r"^\](?:d\d|Q\d)", "", texte.strip(" \r\n\x02\x03"))
    if propre[2:3] in ("à", "À"):
        propre = "".join(_LU_EN_AZERTY.get(c.lower() if c in "ÉÈÇÀÙ" else c, c) for c in propre)
    elif propre[2:3] == ")":
        propre = "".join(_LU_EN_QWERTY.get(c, c) for c in propre)
    propre = re.sub(r"<GS>|\{GS\}|\[GS\]|␝|\\x1d|\\u001d|\^\]", GS, propre, flags=re.IGNORECASE)
    return propre.upper()


def _split(corps: str) -> dict[str, str]:
    blocs: dict[str, str] = {}
    while corps:
        if corps[0] == GS:
            corps = corps[1:]
            continue
        identifiant, corps = corps[:2], corps[2:]
        if not re.fullmatch(r"[A-Z0-9]{2}", identifiant) or identifiant in blocs:
            raise DatamatrixInvalide("Ce datamatrix INS porte un bloc illisible ou répété.")
        longueur = _FIXES.get(identifiant)
        if longueur is None:
            longueur = _variable_length(identifiant, corps)
        elif len(corps) < longueur:
            raise DatamatrixInvalide("Ce datamatrix INS est tronqué.")
        blocs[identifiant], corps = corps[:longueur], corps[longueur:]
    return blocs


def _variable_length(identifiant: str, corps: str) -> int:
    fin = corps.find(GS)
    limite = fin if fin >= 0 else len(corps)
    if identifiant not in _VARIABLES:
        return limite
    # A name holds no digit and an OID no letter: the next « S » + digit ends the block even when the
    # scanner lost GS, or when the block is full and needs none.
    motif = r"[0-9.]*" if identifiant == "S2" else r"[^0-9\x1d]*?(?=S\d|\x1d|$)"
    trouve = re.match(motif, corps)
    longueur = min(limite, trouve.end() if trouve else limite)
    if longueur > _VARIABLES[identifiant]:
        raise DatamatrixInvalide("Ce datamatrix INS porte un bloc trop long.")
    return longueur


def _as_lecture(blocs: dict[str, str], version: str) -> LectureDatamatrix:
    manquants = [i for i in ("S1", "S2", "S3", "S4", "S5", "S6") if not blocs.get(i, "").strip()]
    if manquants:
        raise DatamatrixInvalide("Il manque des traits à ce datamatrix INS.")
    jour = re.fullmatch(r"(\d{2})-(\d{2})-(\d{4})", blocs["S6"])
    if not re.fullmatch(r"1(?:\.\d{1,5}){5,9}", blocs["S2"]) or jour is None or blocs["S5"] not in ("M", "F"):
        raise DatamatrixInvalide("Un trait de ce datamatrix INS n’a pas la forme prévue.")
    for identifiant in ("S3", "S4"):
        if not re.fullmatch(r"[A-Z' -]+", blocs[identifiant]):
            raise DatamatrixInvalide("Un nom de ce datamatrix INS porte un caractère interdit.")
    lieu = blocs.get("S7")
    if lieu is not None and not re.fullmatch(r"[0-9A-Z]{5}", lieu):
        raise DatamatrixInvalide("Le lieu de naissance de ce datamatrix INS n’a pas la forme prévue.")
    try:
        matricule = MatriculeIns(blocs["S1"], blocs["S2"])
        naissance = date(int(jour[3]), int(jour[2]), int(jour[1]))
    except ValueError:
        raise DatamatrixInvalide("Un trait de ce datamatrix INS n’a pas la forme prévue.") from None
    connus = {*_FIXES, *_VARIABLES}
    return LectureDatamatrix(
        version=version,
        matricule=matricule,
        nom_naissance=blocs["S4"].strip(),
        prenoms_naissance=tuple(blocs["S3"].split()),
        sexe=Sexe(blocs["S5"]),
        date_naissance=naissance,
        lieu_naissance=lieu,
        blocs_inconnus=MappingProxyType({i: v for i, v in blocs.items() if i not in connus}),
    )


def _check_length(identifiant: str, valeur: str) -> None:
    maximum = _FIXES.get(identifiant) or _VARIABLES[identifiant]
    if not valeur or len(valeur) > maximum or (identifiant in _FIXES and len(valeur) != maximum):
        raise DatamatrixInvalide("Un trait n’a pas la longueur qu’admet le datamatrix INS.")
    if not re.fullmatch(r"[A-Z0-9.' -]+", valeur):
        raise DatamatrixInvalide("Un trait porte un caractère qu’un datamatrix INS n’admet pas.")
