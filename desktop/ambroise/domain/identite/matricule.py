"""The matricule INS and its OID, an indivisible pair."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

OID_INS_NIR = "1.2.250.1.213.1.4.8"
OID_INS_NIA = "1.2.250.1.213.1.4.9"
OID_INS_NIR_TEST = "1.2.250.1.213.1.4.10"
OID_INS_NIR_DEMO = "1.2.250.1.213.1.4.11"

LIBELLES_OID = {
    OID_INS_NIR: "INS-NIR",
    OID_INS_NIA: "INS-NIA",
    OID_INS_NIR_TEST: "INS-NIR de test",
    OID_INS_NIR_DEMO: "INS-NIR de démonstration",
}

_MATRICULE = re.compile(r"\d{6}[0-9AB]\d{6}\d{2}")


class MatriculeInvalide(ValueError):
    """The text is not a matricule INS; the message is a French sentence without the text itself."""


@dataclass(frozen=True)
class MatriculeIns:
    """Matricule INS and its OID, an indivisible pair.

    Args:
        numero: 15 characters, key included (``2 75 12 63 220 749 74`` without spaces).
        oid: one of the ``1.2.250.1.213.1.4.x`` roots; it tells NIR from NIA and test from real.
    """

    numero: str
    oid: str

    def __post_init__(self) -> None:
        if not _MATRICULE.fullmatch(self.numero):
            raise MatriculeInvalide("Le matricule doit compter treize caractères et deux chiffres de clé.")

    @classmethod
    def parse(cls, texte: str, oid: str) -> "MatriculeIns":
        """Read a typed or scanned matricule, spaces allowed.

        Raises:
            MatriculeInvalide: wrong length or character.
        """
        return cls(re.sub(r"\s", "", texte).upper(), oid)

    def under(self, oids: Mapping[str, str]) -> "MatriculeIns":
        """Return the matricule under the OID that documents carry; itself when none is given for it."""
        return MatriculeIns(self.numero, oids.get(self.oid, self.oid))

    @property
    def cle(self) -> str:
        """The two last digits, as received; INSi itself sometimes answers a wrong one."""
        return self.numero[13:]

    @property
    def cle_attendue(self) -> str:
        """97 − (N mod 97), Corsica counted as 19 (2A) or 18 (2B)."""
        corps = self.numero[:13]
        if corps[6] == "A":
            corps = corps[:5] + "19" + corps[7:]
        elif corps[6] == "B":
            corps = corps[:5] + "18" + corps[7:]
        return f"{97 - int(corps) % 97:02d}"

    @property
    def is_cle_valide(self) -> bool:
        """Whether the key agrees; never a reason to refuse what INSi answered."""
        return self.cle == self.cle_attendue

    @property
    def libelle_oid(self) -> str:
        """``INS-NIR``, ``INS-NIA``… as printed under the matricule."""
        return LIBELLES_OID.get(self.oid, "INS")

    def __str__(self) -> str:
        n = self.numero
        return f"{n[0]} {n[1:3]} {n[3:5]} {n[5:7]} {n[7:10]} {n[10:13]} {n[13:]}"
