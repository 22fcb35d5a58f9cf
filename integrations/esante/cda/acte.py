"""Build a document from an act written as JSON: the fields are those of the models, one schema a kind.

The schema is ``docs/acte.schema.json``; :mod:`esante.cda.acte_schema` writes it from the same classes.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID, uuid5

from esante.cda.copie import with_copie_pdf
from esante.cda.decodage import ActeInvalide, decode
from esante.cda.dispensation import DispensationCda, build_dispensation
from esante.cda.ecriture import oid_de
from esante.cda.lecture import DocumentLu, read_cda
from esante.cda.models import (
    ActeDocumente,
    Code,
    Entete,
    Participant,
    PatientCda,
    ProfessionnelCda,
    StructureCda,
)
from esante.cda.non_structure import build_non_structure
from esante.cda.ordonnance import build_ordonnance
from esante.cda.ordonnance_models import Image, OrdonnanceCda
from esante.cda.synthese import build_synthese, build_vsm
from esante.cda.synthese_models import SyntheseCda
from esante.cda.vaccination import VaccinationCda, build_vaccination
from esante.cda.valeurs import jeu_valeurs, types_document

RenduPdf = Callable[[DocumentLu, str], bytes]
"""Draws a page from a document read back, or from a free text."""
RenduCode = Callable[[str], bytes]
"""Draws a 2D code as PNG."""
_AMBULATOIRE = Code("AMB", "Ambulatoire (hors établissement)", "2.16.840.1.113883.5.4")
_ESPACE = UUID("c2c8f1de-6d3e-4a4a-8f1a-0a1b8b6f2d77")


@dataclass(frozen=True)
class EnteteActe:
    """The header of an act: only what nobody can guess is asked.

    Args:
        identifiant: OID of the document; made from the content when absent: same act, same document.
    """

    instant: datetime
    patient: PatientCda
    auteurs: tuple[ProfessionnelCda, ...]
    titre: str = ""
    identifiant: str = ""
    identifiant_lot: str = ""
    version: int = 1
    remplace: str | None = None
    confidentialite: str = "N"
    rencontre: Code = _AMBULATOIRE
    debut_rencontre: datetime | None = None
    fin_rencontre: datetime | None = None
    debut_acte: datetime | None = None
    code_acte: Code | None = None
    validateur: ProfessionnelCda | None = None
    conservateur: StructureCda | None = None
    participants: tuple[Participant, ...] = ()


@dataclass(frozen=True)
class DocumentLibre:
    """A document whose body is a file (``donnees`` in base64), or a text that becomes a page."""

    type: str
    texte: str = ""
    donnees: bytes = b""
    media: str = "application/pdf"


CONTENUS = MappingProxyType(
    {
        "ordonnance": OrdonnanceCda,
        "dispensation": DispensationCda,
        "vaccination": VaccinationCda,
        "synthese": SyntheseCda,
        "vsm": SyntheseCda,
        "document": DocumentLibre,
    }
)
_TYPES = {
    "ordonnance": "57833-6",
    "dispensation": "60593-1",
    "vaccination": "87273-9",
    "synthese": "60591-5",
    "vsm": "SYNTH",
}


def build_acte(text: str | bytes, render_pdf: RenduPdf, render_code: RenduCode) -> bytes:
    """Return the exact bytes of the document of an act.

    Raises:
        ActeInvalide: not JSON, or not an act; the message names the field.
    """
    try:
        raw = json.loads(text)
    except (ValueError, RecursionError):
        raise ActeInvalide("", "JSON illisible") from None
    if not isinstance(raw, dict):
        raise ActeInvalide("", "un objet est attendu")
    genre = raw.get("genre")
    if not isinstance(genre, str) or genre not in CONTENUS:
        raise ActeInvalide("genre", f"l’un de\u00a0: {', '.join(CONTENUS)}")
    unknown = set(raw) - {"genre", "entete", genre, "$schema"}
    if unknown:
        raise ActeInvalide(sorted(unknown)[0], "champ inconnu")
    content = raw.get(genre)
    if not isinstance(content, dict):
        raise ActeInvalide(genre, "contenu absent")
    seed = uuid5(_ESPACE, json.dumps(raw, sort_keys=True, ensure_ascii=False))
    header: EnteteActe = decode(raw.get("entete"), EnteteActe, "entete")
    if genre == "ordonnance":
        return _ordonnance(header, content, seed, render_pdf, render_code)
    document = decode(content, CONTENUS[genre], genre)
    if isinstance(document, DocumentLibre):
        return _libre(header, document, seed, render_pdf)
    entete = _entete(header, _TYPES[genre], seed)
    try:
        match document:
            case DispensationCda():
                built = build_dispensation(entete, document)
            case VaccinationCda():
                built = build_vaccination(entete, document)
            case SyntheseCda():
                built = (build_vsm if genre == "vsm" else build_synthese)(entete, document)
            case _:
                raise AssertionError(genre)
    except ValueError as error:
        raise ActeInvalide(genre, str(error)) from None
    return with_copie_pdf(built, lambda lu: render_pdf(lu, ""))


def _ordonnance(
    header: EnteteActe, content: dict[str, Any], seed: UUID, render_pdf: RenduPdf, render_code: RenduCode
) -> bytes:
    entete = _entete(header, _TYPES["ordonnance"], seed)
    pdf, image = content.get("pdf"), content.get("code_2d")
    # The page repeats the narrative: the document is built once to be read, then with its page.
    draft = {**content, "pdf": "", "code_2d": {"media": "image/png", "donnees": ""}}
    ordonnance: OrdonnanceCda = decode(draft, OrdonnanceCda, "ordonnance")
    code_2d = (
        decode(image, Image, "ordonnance.code_2d")
        if image is not None
        else Image("image/png", render_code(ordonnance.numero_epu or entete.identifiant))
    )
    try:
        built = build_ordonnance(entete, replace(ordonnance, code_2d=code_2d, pdf=b"%PDF"))
    except ValueError as error:
        raise ActeInvalide("ordonnance", str(error)) from None
    page = decode(pdf, bytes, "ordonnance.pdf") if pdf is not None else render_pdf(read_cda(built), "")
    return build_ordonnance(entete, replace(ordonnance, code_2d=code_2d, pdf=page))


def _libre(header: EnteteActe, document: DocumentLibre, seed: UUID, render_pdf: RenduPdf) -> bytes:
    if document.type not in types_document():
        raise ActeInvalide("document.type", "type de document inconnu ou interdit")
    entete = _entete(header, document.type, seed)
    donnees = document.donnees
    if not donnees and not document.texte.strip():
        raise ActeInvalide("document", "ni texte ni donnees")
    if not donnees:
        empty = read_cda(build_non_structure(entete, b"%PDF"))
        donnees = render_pdf(empty, document.texte)
    try:
        return build_non_structure(entete, donnees, document.media)
    except ValueError as error:
        raise ActeInvalide("document.media", str(error)) from None


def _entete(header: EnteteActe, type_code: str, seed: UUID) -> Entete:
    if not header.auteurs:
        raise ActeInvalide("entete.auteurs", "au moins un auteur")
    if header.instant.tzinfo is None:
        raise ActeInvalide("entete.instant", "un décalage horaire est attendu")
    if jeu_valeurs("j08_confidentialite").find(header.confidentialite) is None:
        raise ActeInvalide("entete.confidentialite", "hors du jeu de valeurs J08")
    if jeu_valeurs("j143_sexe").find({"I": "UN"}.get(header.patient.sexe, header.patient.sexe)) is None:
        raise ActeInvalide("entete.patient.sexe", "M, F ou I")
    type_document = types_document()[type_code].type
    return Entete(
        identifiant=header.identifiant or oid_de(seed),
        identifiant_lot=header.identifiant_lot or oid_de(uuid5(seed, "lot")),
        type=type_document,
        titre=header.titre or type_document.libelle,
        instant=header.instant,
        patient=header.patient,
        auteurs=header.auteurs,
        acte=ActeDocumente(header.code_acte, header.debut_acte or header.instant),
        modele=(),
        rencontre=header.rencontre,
        version=header.version,
        remplace=header.remplace,
        confidentialite=header.confidentialite,
        validateur=header.validateur,
        conservateur=header.conservateur,
        participants=header.participants,
        debut_rencontre=header.debut_rencontre,
        fin_rencontre=header.fin_rencontre,
    )
