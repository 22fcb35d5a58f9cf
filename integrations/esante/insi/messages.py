"""INSi messages ↔ values, after the WSDL DESIR_ICIR_EXP 1.5.0 and its schemas.

Answers are read by qualified name and tolerate what the live service really sends: Prenom or ListePrenom
alone, INSHISTO in any order and repeating INSACTIF, contradictory dates, wrong keys.
"""

import re
from datetime import datetime
from uuid import UUID

from lxml import etree

from esante.errors import EsanteError, Malformed, Refused, Rejected, Unreachable
from esante.insi.models import (
    AucuneIdentite,
    BeneficiaireVitale,
    CodeCr,
    IdentiteTrouvee,
    InsRecue,
    Logiciel,
    PlusieursIdentites,
    ResultatRecherche,
    TraitsRecherche,
    TraitsRecus,
)
from esante.saml import instant
from esante.soap import Fault

ACTION_TRAITS = "urn:ServiceIdentiteCertifiee:1.0.0:rechercherInsAvecTraitsIdentite"
ACTION_VITALE = "urn:ServiceIdentiteCertifiee:1.0.0:rechercherInsAvecCarteVitale"
NS_SANS = "http://www.cnamts.fr/INSiRecSans"
NS_VITALE = "http://www.cnamts.fr/INSiRecVit"
NS_RESULTAT = "http://www.cnamts.fr/INSiResultat"
NS_BAM = "urn:siram:bam:ctxbam"
NS_LPS = "urn:siram:lps:ctxlps"
NS_SIRAM = "urn:siram"

_NUMERO = re.compile(r"\d{6}[0-9A-Za-z]\d{6}")


class ServiceIndisponible(Unreachable):
    """The Assurance Maladie side failed (siram_40): the same request may succeed later."""

    def __init__(self, code: str, libelle: str) -> None:
        super().__init__(f"{code}\u00a0: {libelle}")
        self.code = code
        self.libelle = libelle


class AccesRefuse(Refused):
    """Assertion, certificate or software not accepted; ``code`` is the official one (desir_550…)."""

    def __init__(self, code: str, libelle: str) -> None:
        super().__init__(f"{code}\u00a0: {libelle}")
        self.code = code
        self.libelle = libelle


def build_recherche_traits(traits: TraitsRecherche, prenom: str, lieu: str | None) -> etree._Element:
    """Build ``RECSANSVITALE`` for one given name, or for several joined by spaces."""
    body = etree.Element(f"{{{NS_SANS}}}RECSANSVITALE", nsmap={"ins": NS_SANS})
    for name, value in (
        ("NomNaissance", traits.nom_naissance),
        ("Prenom", prenom),
        ("Sexe", traits.sexe),
        ("DateNaissance", traits.date_naissance),
        ("LieuNaissance", lieu),
    ):
        if value:
            etree.SubElement(body, f"{{{NS_SANS}}}{name}").text = value
    return body


def build_recherche_vitale(beneficiaire: BeneficiaireVitale) -> etree._Element:
    """Build ``RECVITALE``; keys are left out, as practice has it."""
    body = etree.Element(f"{{{NS_VITALE}}}RECVITALE", nsmap={"ins": NS_VITALE})
    for name, numero in (
        ("MatriculeIndividu", beneficiaire.matricule_individu),
        ("MatriculeOD", beneficiaire.matricule_assure),
    ):
        if numero:
            matricule = etree.SubElement(body, f"{{{NS_VITALE}}}{name}")
            etree.SubElement(matricule, f"{{{NS_VITALE}}}NumIdentifiant").text = numero
    for name, value in (
        ("NomNaissance", beneficiaire.nom_naissance),
        ("DateNaissance", beneficiaire.date_naissance),
        ("RangNaissance", beneficiaire.rang),
    ):
        if value:
            etree.SubElement(body, f"{{{NS_VITALE}}}{name}").text = value
    return body


def build_contexte_bam(
    identifier: UUID, temps: datetime, emetteur: str, beneficiaire: BeneficiaireVitale | None
) -> etree._Element:
    """Build ContexteBAM 01_02; COUVERTURE is empty without card, else repeats the card's data."""
    context = etree.Element(
        f"{{{NS_BAM}}}ContexteBAM", Nature="CTXBAM", Version="01_02", nsmap={"bam": NS_BAM}
    )
    _children(context, NS_BAM, ("Id", str(identifier)), ("Temps", instant(temps)), ("Emetteur", emetteur))
    cover = etree.SubElement(context, f"{{{NS_BAM}}}COUVERTURE")
    if beneficiaire is None:
        return context
    insured = etree.SubElement(etree.SubElement(cover, f"{{{NS_BAM}}}ASSURE"), f"{{{NS_BAM}}}Id")
    _children(insured, NS_BAM, ("Num", beneficiaire.matricule_assure), ("Cle", beneficiaire.cle_assure))
    person = etree.SubElement(cover, f"{{{NS_BAM}}}BENEFICIAIRE")
    if beneficiaire.matricule_individu:
        nir = etree.SubElement(person, f"{{{NS_BAM}}}Nir")
        _children(nir, NS_BAM, ("Num", beneficiaire.matricule_individu), ("Cle", beneficiaire.cle_individu))
    _children(person, NS_BAM, ("DateNai", beneficiaire.date_naissance), ("Rang", beneficiaire.rang))
    return context


def build_contexte_lps(
    identifier: UUID, temps: datetime, emetteur: str, logiciel: Logiciel
) -> etree._Element:
    """Build ContexteLPS 01_00 with the authorisation number of the software."""
    context = etree.Element(
        f"{{{NS_LPS}}}ContexteLPS", Nature="CTXLPS", Version="01_00", nsmap={"lps": NS_LPS}
    )
    _children(context, NS_LPS, ("Id", str(identifier)), ("Temps", instant(temps)), ("Emetteur", emetteur))
    lps = etree.SubElement(context, f"{{{NS_LPS}}}LPS")
    etree.SubElement(lps, f"{{{NS_LPS}}}IDAM", R="4").text = logiciel.numero_autorisation
    _children(
        lps,
        NS_LPS,
        ("Version", logiciel.version),
        ("Instance", str(logiciel.instance)),
        ("Nom", logiciel.nom),
    )
    return context


def parse_resultat(body: etree._Element | None) -> ResultatRecherche:
    """Read ``RESULTAT``; the exchanges are added by the client.

    Raises:
        Malformed: not a result, or code 00 without a person.
        Rejected: a code this contract does not know, kept as received.
    """
    if body is None or body.tag != f"{{{NS_RESULTAT}}}RESULTAT":
        raise Malformed("la réponse de l’INSi n’est pas un RESULTAT")
    code = _find(body, "CR/CodeCR")
    libelle = _find(body, "CR/LibelleCR") or ""
    if code is None:
        raise Malformed("la réponse de l’INSi ne porte pas de code")
    if code == CodeCr.AUCUNE_IDENTITE:
        return AucuneIdentite(libelle)
    if code == CodeCr.PLUSIEURS_IDENTITES:
        return PlusieursIdentites(libelle)
    if code != CodeCr.OK:
        raise Rejected(code, libelle)
    person = body.find(_path("INDIVIDU"))
    actif = body.find(_path("INDIVIDU/INSACTIF"))
    traits = body.find(_path("INDIVIDU/TIQ"))
    if person is None or actif is None or traits is None:
        raise Malformed("l’INSi répond «\u00a0OK\u00a0» sans l’identité")
    return IdentiteTrouvee(
        ins=_parse_ins(actif),
        historique=tuple(_parse_ins(h) for h in person.findall(_path("INSHISTO"))),
        traits=TraitsRecus(
            nom_naissance=_find(traits, "NomNaissance"),
            prenom=_find(traits, "Prenom"),
            liste_prenom=_find(traits, "ListePrenom"),
            sexe=_find(traits, "Sexe"),
            date_naissance=_find(traits, "DateNaissance"),
            lieu_naissance=_find(traits, "LieuNaissance"),
        ),
        libelle=libelle,
    )


def fault_error(fault: Fault) -> EsanteError:
    """Sort a fault: Assurance Maladie down, access refused, or the request itself refused."""
    code, text = "", fault.reason
    detail = fault.detail
    if detail is not None and etree.QName(detail).namespace == NS_SIRAM:
        code = detail.get("code") or ""
        text = (detail.text or "").strip() or text
    subcode = fault.subcodes[-1] if fault.subcodes else ""
    if "siram_40" in fault.subcodes or code.lower() in ("insi_101", "insi_102"):
        return ServiceIndisponible(code or subcode, text)
    if code.lower().startswith("desir_") or subcode in _WSS_SUBCODES:
        return AccesRefuse(code or subcode, text)
    return Rejected(code or subcode or fault.code or "Fault", text)


# OASIS Web Services Security: SOAP Message Security 1.1, §12.
_WSS_SUBCODES = frozenset(
    {
        "UnsupportedSecurityToken",
        "UnsupportedAlgorithm",
        "InvalidSecurity",
        "InvalidSecurityToken",
        "FailedAuthentication",
        "FailedCheck",
        "SecurityTokenUnavailable",
        "MessageExpired",
    }
)


def _parse_ins(block: etree._Element) -> InsRecue:
    numero = _find(block, "IdIndividu/NumIdentifiant") or ""
    oid = _find(block, "OID")
    if not _NUMERO.fullmatch(numero) or oid is None:
        raise Malformed("un matricule reçu de l’INSi n’a pas la forme prévue")
    cle = _find(block, "IdIndividu/Cle")
    if cle is not None and not re.fullmatch(r"\d{2}", cle):
        raise Malformed("une clé reçue de l’INSi n’a pas la forme prévue")
    return InsRecue(
        numero=numero.upper(),
        cle=cle,
        oid=oid,
        debut=_find(block, "DateDeb"),
        fin=_find(block, "DateFin"),
        type_matricule=_find(block, "IdIndividu/TypeMatricule"),
    )


def _path(names: str) -> str:
    return "/".join(f"{{{NS_RESULTAT}}}{name}" for name in names.split("/"))


def _find(parent: etree._Element, names: str) -> str | None:
    text = parent.findtext(_path(names))
    return text.strip() or None if text else None


def _children(parent: etree._Element, namespace: str, *values: tuple[str, str | None]) -> None:
    for name, value in values:
        if value:
            etree.SubElement(parent, f"{{{namespace}}}{name}").text = value
