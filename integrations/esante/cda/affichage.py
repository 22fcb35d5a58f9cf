"""Show any document as one safe page: our own stylesheet, nothing of the document runs or fetches."""

from functools import cache
from html import escape

from lxml import etree

from esante.cda.analyse import inner_document
from esante.cda.ecriture import PARIS
from esante.cda.lecture import DocumentLu, read_cda
from esante.resources import resource

_MAX_AVERTISSEMENTS = 5


def render_html(data: bytes, document: DocumentLu | None = None) -> str:
    """Return the page of a document: header data always, then its sections or its file.

    Raises:
        Malformed: the bytes hold no ClinicalDocument.
    """
    document = document or read_cda(data)
    moment = document.instant
    naissance = document.patient.date_naissance
    messages = list(dict.fromkeys(constat.message for constat in document.avertissements))
    if len(messages) > _MAX_AVERTISSEMENTS:
        others = len(messages) - _MAX_AVERTISSEMENTS
        messages[_MAX_AVERTISSEMENTS:] = [f"… et {others} autres écarts au modèle."]
    texts = {
        "date": f"{moment.astimezone(PARIS):%d/%m/%Y %H:%M}" if moment else "",
        "naissance": f"{naissance:%d/%m/%Y}" if naissance else "",
        "avertissements": "\n".join(messages),
        "style": resource("cda/affichage.css").read_text(encoding="utf-8"),
    }
    try:
        result = _sheet()(
            inner_document(data),
            **{name: etree.XSLT.strparam(text) for name, text in texts.items()},  # type: ignore[arg-type]
        )
    except etree.XSLTApplyError:
        # Nested beyond what the engine accepts: the words are still shown.
        return _plain(document)
    return str(result)


@cache
def _sheet() -> etree.XSLT:
    return etree.XSLT(
        etree.parse(str(resource("cda/affichage.xsl"))),
        access_control=etree.XSLTAccessControl.DENY_ALL,  # type: ignore[attr-defined]
    )


def _plain(document: DocumentLu) -> str:
    patient = document.patient
    sections = "".join(
        f"<section><h2>{escape(s.titre)}</h2><p>{escape(s.texte)}</p></section>" for s in document.sections
    )
    return (
        '<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8">'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'">'
        f"<title>{escape(document.titre)}</title></head><body><header><h1>{escape(document.titre)}</h1>"
        f"<p>{escape(patient.nom_naissance)} {escape(patient.premier_prenom)}</p></header>{sections}"
        "</body></html>"
    )
