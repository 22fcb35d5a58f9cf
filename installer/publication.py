"""Publish a version on a channel of updates: a folder of signed metadata and archives (The Update Framework).

    python installer/publication.py keys DOSSIER_DES_CLES            once, on a machine without network
    python installer/publication.py release CLES CANAL dist/ambroise --as 0.2.0 --base 0004

``release`` adds the archive of one platform and signs again; the former versions stay. Two keys sign the
root, one each of the rest. The keys are never in the project nor on the server of the channel.
"""

import argparse
import json
import sys
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import (
    Metadata,
    MetaFile,
    Role,
    Root,
    Snapshot,
    TargetFile,
    Targets,
    Timestamp,
)

ROLES = ("root", "root-2", "targets", "snapshot", "timestamp")
DUREES = {
    "root": timedelta(days=3650),
    "targets": timedelta(days=365),
    "snapshot": timedelta(days=365),
    "timestamp": timedelta(days=90),
}
Cles = dict[str, CryptoSigner]


def make_keys(dossier: Path, phrase: str = "") -> Cles:
    """Make and write the keys, protected by a phrase when one is given."""
    dossier.mkdir(mode=0o700, parents=True, exist_ok=True)
    protection = BestAvailableEncryption(phrase.encode()) if phrase else NoEncryption()
    for role in ROLES:
        pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, protection)
        fichier = dossier / f"{role}.pem"
        fichier.touch(mode=0o600, exist_ok=False)
        fichier.write_bytes(pem)
    return load_keys(dossier, phrase)


def load_keys(dossier: Path, phrase: str = "") -> Cles:
    """Read the keys back."""
    secret = phrase.encode() if phrase else None
    return {
        role: CryptoSigner(load_pem_private_key((dossier / f"{role}.pem").read_bytes(), secret))
        for role in ROLES
    }


class Publication:
    """One channel, in a folder: ``metadata/`` and ``targets/``."""

    def __init__(self, canal: Path, cles: Cles, maintenant: datetime | None = None) -> None:
        self._metadata, self._targets = canal / "metadata", canal / "targets"
        self._cles = cles
        self._maintenant = maintenant or datetime.now(UTC)
        for dossier in (self._metadata, self._targets):
            dossier.mkdir(parents=True, exist_ok=True)

    @property
    def racine(self) -> Path:
        """The file that seats are given with the program."""
        return self._metadata / "1.root.json"

    def release(self, gele: Path, plateforme: str, version: str, revision_base: str) -> Path:
        """Add a version for one platform and sign the channel again; return its archive."""
        if not self.racine.exists():
            self._write_root()
        archive = self._targets / f"ambroise-{version}-{plateforme}.zip"
        taille = _pack(gele, archive)
        manifeste = self._targets / f"{plateforme}.json"
        manifeste.write_text(
            json.dumps(
                {
                    "format": 1,
                    "version": version,
                    "archive": archive.name,
                    "publiee_le": self._maintenant.isoformat(),
                    "taille_depliee": taille,
                    "revision_base": revision_base,
                }
            ),
            encoding="utf-8",
        )
        self.sign()
        return archive

    def sign(self, durees: dict[str, timedelta] | None = None) -> None:
        """Sign what the folder of targets holds, under the next number."""
        durees = DUREES | (durees or {})
        numero = 1 + max(
            (int(f.name.split(".")[0]) for f in self._metadata.glob("*.targets.json")), default=0
        )
        cibles = {
            f.name: TargetFile.from_file(f.name, str(f), ["sha256"])
            for f in sorted(self._targets.iterdir())
            if f.is_file()
        }
        self._save(Targets(numero, expires=self._end(durees["targets"]), targets=cibles), "targets", numero)
        meta = {"targets.json": MetaFile(numero)}
        self._save(Snapshot(numero, expires=self._end(durees["snapshot"]), meta=meta), "snapshot", numero)
        horodatage = Timestamp(numero, expires=self._end(durees["timestamp"]), snapshot_meta=MetaFile(numero))
        self._save(horodatage, "timestamp", None)

    def _write_root(self) -> None:
        racine = Root(
            1,
            expires=self._end(DUREES["root"]),
            roles={r: Role([], 1) for r in DUREES},
            consistent_snapshot=True,
        )
        for nom, cle in self._cles.items():
            racine.add_key(cle.public_key, nom.removesuffix("-2"))
        racine.roles["root"].threshold = 2
        enveloppe = Metadata(racine)
        for nom in ("root", "root-2"):
            enveloppe.sign(self._cles[nom], append=True)
        enveloppe.to_file(str(self.racine))

    def _save(self, contenu: Targets | Snapshot | Timestamp, role: str, numero: int | None) -> None:
        enveloppe = Metadata(contenu)
        enveloppe.sign(self._cles[role])
        enveloppe.to_file(str(self._metadata / (f"{numero}.{role}.json" if numero else f"{role}.json")))

    def _end(self, duree: timedelta) -> datetime:
        return (self._maintenant + duree).replace(microsecond=0)


def _pack(gele: Path, archive: Path) -> int:
    """Put a frozen folder in an archive, links followed, in a set order; return its unfolded size."""
    taille = 0
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as zip_:
        for fichier in sorted(f for f in gele.rglob("*") if f.is_file()):
            zip_.write(fichier, fichier.relative_to(gele).as_posix())
            taille += fichier.stat().st_size
    return taille


def main() -> int:
    """Run one of the two commands."""
    parser = argparse.ArgumentParser(description=__doc__)
    commandes = parser.add_subparsers(dest="commande", required=True)
    keys = commandes.add_parser("keys")
    keys.add_argument("cles", type=Path)
    release = commandes.add_parser("release")
    for nom in ("cles", "canal", "gele"):
        release.add_argument(nom, type=Path)
    release.add_argument("--as", dest="version", required=True)
    release.add_argument("--base", dest="revision", required=True)
    release.add_argument("--platform", default="linux-x86_64")
    args = parser.parse_args()
    phrase = sys.stdin.readline().strip() if not sys.stdin.isatty() else ""
    if args.commande == "keys":
        make_keys(args.cles, phrase)
        return 0
    publication = Publication(args.canal, load_keys(args.cles, phrase))
    sys.stdout.write(f"{publication.release(args.gele, args.platform, args.version, args.revision)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
