"""ApCV messages ↔ values.

Operations, request bodies and namespaces are those a public package of an FSE engine sends (ApCV_AUTH 1.0.0).
The answers are not public: their elements reuse the names of the requests (``ContexteApCV/Identifiant``,
``Beneficiaire/NomFamille``…) and of the fields an FSE engine hands on; the sandbox answers so, and the real
ones are to be checked with the agreement of GIE SESAM-Vitale.
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime

from lxml import etree

from esante.apcv.models import DUREE_PAR_DEFAUT, BeneficiaireApcv, ContenuApcv, ContexteApcv
from esante.errors import Malformed

NS = "http://www.sesam-vitale.fr/apcv/auth/1/0"
_ACTIONS = "urn:ApCV_AUTH:1.0.0:"
ACTION_AUTHENTIFIER = _ACTIONS + "authentifierUtilisateurProximite"
ACTION_RESTITUER = _ACTIONS + "restituerContexteApCV"
ACTION_DETRUIRE = _ACTIONS + "detruireContexteApCV"


def build_authentifier(
    contenu: ContenuApcv, identifiant_facturation: str, cle_facturation: str, specialite_amo: str
) -> etree._Element:
    """Build ``AuthentifierUtilisateurProximiteReq``."""
    body = _element("AuthentifierUtilisateurProximiteReq", version="1.0")
    ps = _add(body, "ProfessionnelSante")
    _add(ps, "IdentifiantFacturation", identifiant_facturation).set("cle", cle_facturation)
    _add(ps, "CodeSpecialiteAMO", specialite_amo)
    _add(body, "Donnees", contenu.texte)
    return body


def build_restituer(contexte: ContexteApcv) -> etree._Element:
    """Build ``RestituerContexteApCVReq``."""
    return _with_contexte("RestituerContexteApCVReq", contexte)


def build_detruire(contexte: ContexteApcv) -> etree._Element:
    """Build ``DetruireContexteApCVReq``."""
    return _with_contexte("DetruireContexteApCVReq", contexte)


def parse_contexte(body: etree._Element | None, now: datetime) -> ContexteApcv:
    """Read a context; without an end date it lasts half an hour.

    Raises:
        Malformed: identifier or token absent, or a date that is none.
    """
    contexte = body.find(f".//{{{NS}}}ContexteApCV") if body is not None else None
    identifiant, token = _text(contexte, "Identifiant"), _text(contexte, "Token")
    if not identifiant or not token:
        raise Malformed("la réponse de l’ApCV ne porte pas de contexte")
    end = _text(contexte, "DateFinValidite")
    try:
        fin = datetime.fromisoformat(end) if end else now + DUREE_PAR_DEFAUT
    except ValueError:
        raise Malformed("la fin de validité du contexte ApCV est illisible") from None
    return ContexteApcv(identifiant, token, fin if fin.tzinfo else fin.replace(tzinfo=UTC))


def parse_beneficiaires(body: etree._Element | None) -> tuple[BeneficiaireApcv, ...]:
    """Read the people of a context, in order.

    Raises:
        Malformed: nobody, or someone without a family name.
    """
    found = tuple(_beneficiaires(body))
    if not found:
        raise Malformed("la réponse de l’ApCV ne nomme personne")
    return found


def _beneficiaires(body: etree._Element | None) -> Iterator[BeneficiaireApcv]:
    for element in body.iterfind(f".//{{{NS}}}Beneficiaire") if body is not None else ():
        family = _text(element, "NomFamille")
        if not family:
            raise Malformed("un bénéficiaire de l’ApCV n’a pas de nom de famille")
        nir = element.find(f"{{{NS}}}NIRCertifie")
        rank = _text(element, "RangGemellaire")
        yield BeneficiaireApcv(
            nom_famille=family,
            nom_usage=_text(element, "NomUsage") or None,
            prenom=_text(element, "Prenom"),
            date_naissance=_date(_text(element, "DateNaissance")),
            rang_gemellaire=int(rank) if rank.isascii() and rank.isdigit() and len(rank) < 3 else None,
            nir_certifie=(nir.text or "").strip() or None if nir is not None else None,
            cle_nir=nir.get("cle") if nir is not None else None,
        )


def _with_contexte(name: str, contexte: ContexteApcv) -> etree._Element:
    body = _element(name)
    _add(_add(body, "ContexteApCV"), "Identifiant", contexte.identifiant)
    return body


def _element(name: str, **attributes: str) -> etree._Element:
    return etree.Element(f"{{{NS}}}{name}", attributes, nsmap={"apcv": NS})


def _add(parent: etree._Element, name: str, text: str | None = None) -> etree._Element:
    element = etree.SubElement(parent, f"{{{NS}}}{name}")
    element.text = text
    return element


def _text(parent: etree._Element | None, name: str) -> str:
    return (parent.findtext(f"{{{NS}}}{name}") or "").strip() if parent is not None else ""


def _date(text: str) -> date | None:
    """Empty dates arrive as ``00000000``."""
    with suppress(ValueError):
        return date.fromisoformat(text)
    return None
