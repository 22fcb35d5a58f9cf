"""The QR code of an ordonnance numérique: plain JSON, structure version 2, as decoded from the published
sample.

The symbol uses error level L and byte mode. Names are padded with spaces to 90 characters, as in the sample.
``RPPS2`` is written when a locum signs; which of the two numbers is the locum's is not published, nor the
key of an establishment: who writes chooses. The content is never trusted: it only says
which number to consult, and whose name and birth date to compare with the patient on the screen.
"""

import json
import re
from dataclasses import dataclass
from datetime import date

from esante.errors import Malformed, Unsupported
from esante.ordonnance_numerique.azerty import readings
from esante.ordonnance_numerique.numero import NumeroOrdonnance, parse_numero

VERSION = 2
_WIDTH = 90
_LONGEST = 4096
_NUMERO_SEUL = re.compile(r'\bID":"([0-9A-Z]{18})"')
"""The number in a text that lost its braces: dead keys of a French keyboard, which some systems drop."""


@dataclass(frozen=True)
class PatientQr:
    """The patient as the QR code shows him: to compare, never to trust."""

    nom: str
    prenom: str
    date_naissance: date | None


@dataclass(frozen=True)
class PrescripteurQr:
    """The identifiers of the prescriber: ``rpps`` and ``rpps_remplacant`` are the keys RPPS and RPPS2."""

    rpps: str | None
    rpps_remplacant: str | None
    am: str | None
    finess: str | None = None


@dataclass(frozen=True)
class ContenuQr:
    """What a scan gave; a number typed alone has neither version, patient nor prescriber."""

    numero: NumeroOrdonnance
    version: int | None = None
    patient: PatientQr | None = None
    prescripteur: PrescripteurQr | None = None


def format_qr(contenu: ContenuQr, cle_finess: str = "") -> str:
    """Write the text of the QR code, to be drawn in byte mode (UTF-8) with error level L.

    Without ``cle_finess`` the number of an establishment is not written.

    Raises:
        ValueError: patient or prescriber missing, or a name longer than 90 characters.
    """
    patient, prescripteur = contenu.patient, contenu.prescripteur
    if patient is None or patient.date_naissance is None or prescripteur is None or prescripteur.rpps is None:
        raise ValueError("le QR porte le patient, sa date de naissance et le RPPS du prescripteur")
    if max(len(patient.nom), len(patient.prenom)) > _WIDTH:
        raise ValueError("un nom du QR dépasse 90 caractères")
    medecin = {"RPPS": prescripteur.rpps}
    if prescripteur.rpps_remplacant:
        medecin["RPPS2"] = prescripteur.rpps_remplacant
    if prescripteur.am:
        medecin["AM"] = prescripteur.am
    if cle_finess and prescripteur.finess:
        medecin[cle_finess] = prescripteur.finess
    tree = {
        "S": {"V": VERSION},
        "D": {
            "ID": contenu.numero,
            "P": {
                "N": patient.nom.ljust(_WIDTH),
                "P": patient.prenom.ljust(_WIDTH),
                "D": patient.date_naissance.isoformat(),
            },
            "M": medecin,
        },
    }
    return json.dumps(tree, ensure_ascii=False, separators=(",", ":"))


def parse_qr(text: str) -> ContenuQr:
    """Read a scan, a keyboard-wedge scan scrambled by an AZERTY layout, or a number alone.

    Raises:
        Malformed: neither a QR code of an ordonnance numérique nor a number.
        Unsupported: another structure version, whose number is not where version 2 puts it.
    """
    if len(text) > _LONGEST:
        raise Malformed("QR trop long pour une ordonnance numérique")
    trees = [tree for candidate in readings(text) if (tree := _load(candidate)) is not None]
    if trees:
        return _read(next((tree for tree in trees if "D" in tree or "S" in tree), trees[0]))
    for candidate in readings(text):
        try:
            return ContenuQr(parse_numero(candidate))
        except Malformed:
            continue
    torn = (found for candidate in readings(text) if (found := _NUMERO_SEUL.search(candidate)))
    if (found := next(torn, None)) is not None:
        return ContenuQr(parse_numero(found[1]))
    raise Malformed("ce code n’est pas celui d’une ordonnance numérique")


def _load(text: str) -> dict[str, object] | None:
    try:
        tree = json.loads(text.strip().lstrip("\ufeff"))
    except (ValueError, RecursionError):
        return None
    return tree if isinstance(tree, dict) else None


def _read(tree: dict[str, object]) -> ContenuQr:
    version = _branch(tree, "S").get("V")
    data = _branch(tree, "D")
    number = data.get("ID")
    known = isinstance(version, int) and not isinstance(version, bool)
    if not isinstance(number, str):
        if known and version != VERSION:
            raise Unsupported(f"QR d’ordonnance numérique de version {version}")
        raise Malformed("QR sans numéro d’ordonnance numérique")
    return ContenuQr(
        parse_numero(number),
        version if known and isinstance(version, int) else None,
        _read_patient(_branch(data, "P")),
        _read_prescripteur(_branch(data, "M")),
    )


def _read_patient(tree: dict[str, object]) -> PatientQr | None:
    if not tree:
        return None
    try:
        naissance = date.fromisoformat(_text(tree, "D") or "")
    except ValueError:
        naissance = None
    return PatientQr(_text(tree, "N") or "", _text(tree, "P") or "", naissance)


def _read_prescripteur(tree: dict[str, object]) -> PrescripteurQr | None:
    if not tree:
        return None
    return PrescripteurQr(_text(tree, "RPPS"), _text(tree, "RPPS2"), _text(tree, "AM"))


def _branch(tree: dict[str, object], key: str) -> dict[str, object]:
    value = tree.get(key)
    return value if isinstance(value, dict) else {}


def _text(tree: dict[str, object], key: str) -> str | None:
    value = tree.get(key)
    return (value.strip() or None) if isinstance(value, str) else None
