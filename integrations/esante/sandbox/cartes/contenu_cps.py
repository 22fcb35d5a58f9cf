"""What is written on a virtual CPS: the files of its root, and the data objects of its holder."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from esante.pcsc.tlv import encode
from esante.sandbox.cartes import pkcs15

AID = bytes.fromhex("E828BD080F8025000001FF00")
ISSUER = bytes.fromhex("8025000001")
# Historical bytes, then the card service data off by one byte as CPx cards have it (OpenSC allows for it).
_EF_ATR = bytes.fromhex("804301B84604044000004703940180E01002020104020201040202010002020100")


@dataclass(frozen=True)
class SituationVirtuelle:
    """A situation d'exercice written in object ``numero`` (1 to 16; numbers may have gaps)."""

    numero: int
    structure: str
    identifiant_structure: str
    secteur_activite: str


@dataclass(frozen=True)
class PorteurVirtuel:
    """What the data objects of the card say of its holder."""

    numero_carte: str
    nom: str
    prenom: str
    profession: str
    specialite: str | None
    situations: Sequence[SituationVirtuelle]
    numero_am: str
    debut_validite: date
    fin_validite: date


def root_files(porteur: PorteurVirtuel, serial: bytes, *, contact: bool) -> dict[str, bytes]:
    mode = b"\x10" if contact else b"\x20"
    dates = encode(
        0xEC,
        encode(0x81, porteur.debut_validite.strftime("%Y%m%d").encode()),
        encode(0x82, porteur.fin_validite.strftime("%Y%m%d").encode()),
    )
    return {
        "2F00": encode(
            0x61,
            encode(0x4F, AID + mode),
            encode(0x50, b"CPS"),
            encode(0x51, bytes.fromhex("3F00" + pkcs15.APPLICATION)),
        ),
        "2F01": _EF_ATR,
        "D003": b"\x5a\x0a" + ISSUER + serial,
        "D010": dates,
    }


def data_objects(porteur: PorteurVirtuel) -> tuple[pkcs15.EntreeDonnee, ...]:
    """The CPS_* objects; only the last characters of CPS_INFO_PS and the tags of a situation are published,
    the rest of their content is the sandbox's own."""
    identity = encode(0xE0, encode(0x80, porteur.nom.encode()), encode(0x81, porteur.prenom.encode()))
    info = encode(
        0xE1, encode(0x80, porteur.profession.encode()), encode(0x81, (porteur.specialite or "").encode())
    )
    free = (
        ("CPS_ID_CARD", encode(0xE2, encode(0x80, porteur.numero_carte.encode())), "D101"),
        ("CPS_NAME_PS", identity, "D102"),
        ("CPS_LANG_PS", encode(0xE3, encode(0x80, b"FR")), "D103"),
        ("CPS_INFO_PS", info, "D104"),
    )
    situations = (
        pkcs15.EntreeDonnee(
            f"CPS_ACTIVITY_{s.numero:02d}_PS",
            f"D1{0x1F + s.numero:02X}",
            encode(
                0xEE,
                encode(0x84, s.structure.encode("latin-1")),
                encode(0x85, s.identifiant_structure.encode("latin-1")),
                encode(0x86, s.secteur_activite.encode("latin-1")),
            ),
            protegee=True,
        )
        for s in porteur.situations
    )
    facturation = encode(0xE4, encode(0x80, porteur.numero_am.encode()), encode(0x81, b"01"))
    return (
        pkcs15.EntreeDonnee("CPS_SIT_FACT", "D130", facturation, protegee=True),
        *(pkcs15.EntreeDonnee(label, file, content, protegee=False) for label, content, file in free),
        *situations,
    )
