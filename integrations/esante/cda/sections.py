"""Sections and entries that several documents share (FR-… templates of the CI-SIS content models)."""

import base64
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid5

from lxml import etree

from esante.cda.ecriture import code_el, el, horodatage, modele, reference, uid
from esante.cda.models import LOINC, TA_ASIP, Code

FR_SECTION = "1.2.250.1.213.1.1.2"
FR_ENTREE = "1.2.250.1.213.1.1.3"


class Identifiants:
    """Give each element of a document an identifier that is the same each time the document is built."""

    def __init__(self, racine: UUID) -> None:
        self._racine = racine

    def uid(self, *chemin: object) -> etree._Element:
        return uid(self.uuid(*chemin))

    def uuid(self, *chemin: object) -> UUID:
        return uuid5(self._racine, "/".join(str(part) for part in chemin))


def section(
    modeles: Sequence[str],
    identifiant: etree._Element,
    code: Code,
    titre: str,
    texte: etree._Element | None,
    *entrees: etree._Element,
    auteur: etree._Element | None = None,
    sous_sections: Sequence[etree._Element] = (),
) -> etree._Element:
    """Wrap a section in its component."""
    return el(
        "component",
        el(
            "section",
            *(modele(root) for root in modeles),
            identifiant,
            code_el("code", code),
            el("title", titre),
            texte,
            auteur,
            *(el("entry", entree) for entree in entrees),
            *sous_sections,
        ),
    )


def loinc(code: str, libelle: str) -> Code:
    return Code(code, libelle, LOINC)


def ta_asip(code: str, libelle: str) -> Code:
    return Code(code, libelle, TA_ASIP)


def cellule(texte: str, identifiant: str | None = None) -> etree._Element:
    """Write a table cell; the identifier lets an entry point to the words."""
    return el("td", el("content", texte, ID=identifiant) if identifiant else texte)


def tableau(titres: Sequence[str], *lignes: Sequence[etree._Element | None]) -> etree._Element:
    return el(
        "table",
        el("thead", el("tr", *(el("th", titre) for titre in titres))) if titres else None,
        el("tbody", *(el("tr", *(c for c in ligne)) for ligne in lignes)),
        border="0",
    )


def b64(donnees: bytes) -> str:
    return base64.b64encode(donnees).decode("ascii")


def observation_simple(
    identifiant: etree._Element,
    modele_fr: str,
    code: Code,
    renvoi: str,
    instant: datetime | None,
    valeur: etree._Element,
) -> etree._Element:
    """Write an FR-Simple-observation of a given specialisation."""
    return el(
        "observation",
        modele("1.3.6.1.4.1.19376.1.5.3.1.4.13"),
        modele(f"{FR_ENTREE}.48"),
        modele(modele_fr),
        identifiant,
        code_el("code", code),
        reference(renvoi),
        el("statusCode", code="completed"),
        el("effectiveTime", value=horodatage(instant)) if instant else el("effectiveTime", nullFlavor="NA"),
        valeur,
        classCode="OBS",
        moodCode="EVN",
    )


def section_copie_pdf(ids: Identifiants, pdf: bytes) -> etree._Element:
    """Write FR-Document-PDF-copie: the same content as a page, that receivers show first."""
    organizer = el(
        "organizer",
        modele(f"{FR_ENTREE}.18"),
        ids.uid("pdf", "organizer"),
        code_el("code", loinc("55107-7", "Document attaché")),
        el("statusCode", code="completed"),
        el(
            "component",
            observation_simple(
                ids.uid("pdf", "type"),
                f"{FR_ENTREE}.48.18",
                loinc("69764-9", "Type de document"),
                "copie-pdf-type",
                None,
                code_el("value", loinc("55108-5", "Copie du document"), xsi_type="CD"),
            ),
        ),
        el(
            "component",
            el(
                "observationMedia",
                el("value", b64(pdf), mediaType="application/pdf", representation="B64"),
                classCode="OBS",
                moodCode="EVN",
                ID="copie-pdf",
            ),
        ),
        classCode="CLUSTER",
        moodCode="EVN",
    )
    texte = el(
        "text",
        tableau(
            (),
            (cellule("Copie du document en PDF", "copie-pdf-type"),),
            (el("td", el("renderMultiMedia", referencedObject="copie-pdf")),),
        ),
    )
    return section(
        (f"{FR_SECTION}.243",),
        ids.uid("pdf"),
        loinc("55108-5", "Copie du document"),
        "Copie du document",
        texte,
        organizer,
    )


def section_commentaire(ids: Identifiants, texte: str) -> etree._Element:
    """Write FR-Commentaire-non-code."""
    lignes: list[etree._Element | str] = []
    for index, ligne in enumerate(texte.splitlines()):
        if index:
            lignes.append(el("br"))
        lignes.append(ligne)
    return section(
        ("2.16.840.1.113883.10.12.201", "1.3.6.1.4.1.19376.1.4.1.2.16", f"{FR_SECTION}.73"),
        ids.uid("commentaire"),
        loinc("55112-7", "Commentaire"),
        "Commentaire",
        el("text", el("paragraph", *lignes)),
    )
