"""CDA documents and XDM archives as files: build, read, check, pack, for the terminal and for exchanges."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from ambroise import __version__
from ambroise.adapters.mssante import CONSULTATION_EXTERNE
from ambroise.adapters.page_document import TexteAImprimer, page_pdf, texte_of
from ambroise.adapters.traduction import translating, translating_file
from esante.cda.acte import build_acte
from esante.cda.ecriture import oid_de
from esante.cda.lecture import DocumentLu, read_cda
from esante.cda.validation import validate_cda
from esante.errors import Malformed
from esante.xdm.ecriture import build_xdm, fiche_pdf
from esante.xdm.lecture import read_xdm
from esante.xdm.modeles import ArchiveRefused, Expediteur
from esante.xds.depuis_cda import describe_cda
from esante.xds.modeles import FicheDocument, LotSoumission, instant_utc

_LECTURE = "Le fichier"


@dataclass(frozen=True)
class DocumentOuvert:
    """A document of a file, as pages that can be shown."""

    titre: str
    pages: bytes


class FichiersSante:
    """The work on files; ``imprimer`` draws a page, ``dessiner_code`` a QR code: we cannot here."""

    def __init__(
        self,
        imprimer: Callable[[TexteAImprimer], bytes],
        dessiner_code: Callable[[str], bytes],
        cache: Callable[[], Path],
    ) -> None:
        self._imprimer = imprimer
        self._dessiner_code = dessiner_code
        self._cache = cache

    def build_cda(self, acte: bytes) -> bytes:
        """Return the document of an act (``docs/acte.schema.json``). Raises ReponseInvalide."""
        with translating_file("L’acte"):
            return build_acte(acte, self._page, self._dessiner_code)

    def show_cda(self, data: bytes) -> dict[str, Any]:
        """Return what a document says of itself. Raises ReponseInvalide."""
        with translating_file(_LECTURE):
            lu = read_cda(data)
        patient = lu.patient
        return {
            "type": {"code": lu.type.code, "libelle": lu.type.libelle},
            "titre": lu.titre,
            "date": lu.instant,
            "identifiant": lu.identifiant or None,
            "version": lu.version,
            "confidentialite": lu.confidentialite or None,
            "patient": {
                "matricule": patient.matricule,
                "oid": patient.oid,
                "nom_naissance": patient.nom_naissance or None,
                "prenoms_naissance": patient.prenoms_naissance or None,
                "premier_prenom": patient.premier_prenom or None,
                "nom_utilise": patient.nom_utilise or None,
                "sexe": patient.sexe or None,
                "date_naissance": patient.date_naissance,
                "lieu_naissance": patient.lieu_naissance or None,
            },
            "auteurs": [
                {
                    "identifiant": a.identifiant or None,
                    "nom": a.nom or None,
                    "prenom": a.prenom or None,
                    "specialite": a.specialite or None,
                    "structure": a.structure or None,
                }
                for a in lu.auteurs
            ],
            "sections": [{"code": s.code, "titre": s.titre} for s in lu.sections],
            "pdf": len(lu.page.donnees) if lu.page else None,
            "avertissements": [
                {"regle": c.regle, "message": c.message, "chemin": c.chemin} for c in lu.avertissements
            ],
        }

    def render_cda(self, data: bytes) -> bytes:
        """Return a document as pages to show and print: its own PDF copy, else its words on our page.

        Raises ReponseInvalide.
        """
        with translating_file(_LECTURE):
            return page_pdf(read_cda(data), self._imprimer)

    def open_file(self, data: bytes) -> tuple[DocumentOuvert, ...]:
        """Return what a file holds to look at: the one document, or each of an archive once.

        Raises ReponseInvalide: neither a document nor a safe archive.
        """
        if not data.startswith(b"PK"):
            return (DocumentOuvert(self.show_cda(data)["titre"], self.render_cda(data)),)
        with translating_file(_LECTURE):
            archive = read_xdm(data)
        cda = [d for d in archive.documents if d.fiche.media == "text/xml"]
        return tuple(
            DocumentOuvert(d.fiche.titre, self.render_cda(d.donnees) if d in cda else d.donnees)
            for d in cda or archive.documents
        )

    def validate_cda(self, regles: Path, fichiers: Sequence[Path]) -> list[dict[str, Any]]:
        """Run the official rules on files. Raises NonPrisEnCharge without the optional component."""
        with translating("Le contrôle"):
            found = validate_cda(regles, fichiers, self._cache())
        return [
            {
                "fichier": d.fichier,
                "conforme": d.is_conforme,
                "couches": list(d.couches),
                "constats": [
                    {"couche": c.couche, "regle": c.regle, "message": c.message, "chemin": c.chemin}
                    for c in d.constats
                ],
            }
            for d in found
        ]

    def inspect_xdm(self, data: bytes) -> dict[str, Any]:
        """Return what an archive holds, or why it is refused."""
        try:
            archive = read_xdm(data)
        except ArchiveRefused as refus:
            return {"patient": None, "documents": [], "refus": refus.raison.value}
        first = archive.documents[0].fiche if archive.documents else None
        return {
            "patient": _patient(archive.patient_id, first),
            "documents": [
                {
                    "nom": d.nom,
                    "type": d.fiche.type.code,
                    "titre": d.fiche.titre,
                    "taille": len(d.donnees),
                    "empreinte_ok": True,
                }
                for d in archive.documents
            ],
            "non_references": list(archive.non_references),
            "refus": None,
        }

    def build_xdm(self, fichiers: Sequence[bytes]) -> tuple[bytes, int]:
        """Return an archive of CDA documents, each PDF being the copy of the CDA before it.

        Raises ReponseInvalide: a PDF first, several patients, a file that is neither.
        """
        with translating_file("Le lot"):
            pieces: list[tuple[FicheDocument, bytes]] = []
            last: FicheDocument | None = None
            for data in fichiers:
                if data.startswith(b"%PDF"):
                    if last is None:
                        raise Malformed("un PDF suit le document CDA dont il est la copie")
                    pieces.append((fiche_pdf(last, data), data))
                else:
                    last = describe_cda(data)
                    pieces.append((last, data))
            if last is None or len({f.patient_id for f, _ in pieces}) != 1:
                raise Malformed("une archive porte les documents d’un seul patient")
            return build_xdm(_lot(pieces), pieces, _EXPEDITEUR), len(pieces)

    def _page(self, lu: DocumentLu, texte: str) -> bytes:
        return self._imprimer(texte_of(lu, texte))


_RACINE = UUID("5b1f7a0e-0b77-4b8e-9e0e-3d9c8a4d2f60")
_EXPEDITEUR = Expediteur("Ambroise", "Ambroise", __version__, "Ambroise")


def _lot(pieces: Sequence[tuple[FicheDocument, bytes]]) -> LotSoumission:
    first = pieces[0][0]
    identifiant = uuid5(_RACINE, ",".join(f.identifiant for f, _ in pieces))
    return LotSoumission(
        oid_de(identifiant),
        oid_de(_RACINE),
        first.patient_id,
        first.auteurs[0],
        CONSULTATION_EXTERNE,
        instant_utc(datetime.now(UTC)),
        first.titre,
        entry_uuid=f"urn:uuid:{identifiant}",
    )


def _patient(cx: str, fiche: FicheDocument | None) -> dict[str, Any]:
    number, _, rest = cx.partition("^^^&")
    names: dict[str, str] = {}
    for info in fiche.source_patient_info if fiche else ():
        key, _, value = info.partition("|")
        if key == "PID-5" and value.endswith("^L"):
            names["nom_naissance"], names["premier_prenom"] = [*value.split("^"), ""][:2]
        elif key in ("PID-7", "PID-8"):
            names[{"PID-7": "date_naissance", "PID-8": "sexe"}[key]] = value
    birth = names.get("date_naissance", "")
    iso = f"{birth[:4]}-{birth[4:6]}-{birth[6:8]}" if len(birth) == 8 else None
    return {
        "matricule": number,
        "oid": rest.split("&")[0],
        "nom_naissance": names.get("nom_naissance"),
        "premier_prenom": names.get("premier_prenom"),
        "date_naissance": iso,
        "sexe": names.get("sexe"),
    }
