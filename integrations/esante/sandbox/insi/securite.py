"""What the simulated INSi checks before it reads a request: who asks, with what proof.

The national service's own security codes beyond desir_550 and DESIR_560 are not public: the subcodes of
OASIS Web Services Security 1.1 §12 stand for them.
"""

from datetime import datetime, timedelta

from cryptography import x509
from lxml import etree

from esante.confiance import CertificatRefused, Confiance
from esante.igc_sante import read_certificat, subject_dn
from esante.insi.messages import NS_LPS
from esante.saml import SAML, read_attributs
from esante.signature_xml import SignatureInvalid, verify_enveloped
from esante.soap import WSSE, Envelope

LIFETIME = timedelta(minutes=20)
"""CNDA test 1.02 waits 20 minutes and expects the assertion not to be used again."""
SKEW = timedelta(minutes=5)
NUMEROS_AUTORISES = frozenset({"AMBROISE-BAC-A-SABLE", "NumAutorisation"})
"""Authorisation numbers (IDAM) the sandbox knows; the second is the one of the official sample."""


class Refus(Exception):
    """A refusal as a SOAP fault: code, subcode (namespace, name), code of ``siram:Erreur``, text."""

    def __init__(
        self,
        subcode: tuple[str, str],
        texte: str,
        *,
        code: str | None = None,
        severite: str = "erreur",
        receiver: bool = False,
    ) -> None:
        super().__init__(texte)
        self.subcode = subcode
        self.texte = texte
        self.code = code
        self.severite = severite
        self.receiver = receiver


def check_logiciel(envelope: Envelope) -> str:
    """Check the software's authorisation number and return the declared emitter.

    Raises:
        Refus: desir_550 when the number is absent or unknown.
    """
    context = envelope.header(NS_LPS, "ContexteLPS")
    idam = context.findtext(f"{{{NS_LPS}}}LPS/{{{NS_LPS}}}IDAM") if context is not None else None
    if context is None or (idam or "").strip() not in NUMEROS_AUTORISES:
        raise Refus(
            ("urn:siram", "siram_100"),
            "Numéro d’autorisation du logiciel inconnu.",
            code="desir_550",
        )
    return (context.findtext(f"{{{NS_LPS}}}Emetteur") or "").strip()


def check_certificat_logiciel(certificate: x509.Certificate | None, emetteur: str) -> None:
    """Check the CN of the software certificate, its issuer, and that the emitter is its OU.

    Raises:
        Refus: DESIR_560, insufficient rights.
    """
    denied = Refus(("urn:siram", "siram_100"), "Droits insuffisants.", code="DESIR_560")
    if certificate is None:
        raise denied
    holder = read_certificat(certificate)
    issuer = certificate.issuer.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    issued = bool(issuer) and str(issuer[0].value).endswith("AC IGC-SANTE ELEMENTAIRE ORGANISATIONS")
    if holder.identifiant not in ("INSI-AUTO", "INSI-MANU") or not issued or holder.structure != emetteur:
        raise denied


def check_assertion(
    assertion: etree._Element | None, confiance: Confiance, *, at: datetime, emetteur: str
) -> str:
    """Check the PS assertion and return its ID, to be used once.

    Raises:
        Refus: absent, unsigned, altered, signed by another key, revoked, expired, stale, or inconsistent.
    """
    if assertion is None or assertion.tag != f"{{{SAML}}}Assertion":
        raise Refus((WSSE, "SecurityTokenUnavailable"), "Assertion du professionnel absente.")
    try:
        signed = verify_enveloped(assertion, confiance, at=at)
    except CertificatRefused as error:
        raise Refus(
            (WSSE, "InvalidSecurityToken"), f"Certificat refusé\u00a0: {error.raison.value}."
        ) from None
    except SignatureInvalid:
        raise Refus((WSSE, "FailedCheck"), "Signature de l’assertion fausse.") from None
    element, holder = signed.element, read_certificat(signed.certificat)
    _check_age(element, at)
    name_id = element.find(f"{{{SAML}}}Subject/{{{SAML}}}NameID")
    issuer = (element.findtext(f"{{{SAML}}}Issuer") or "").strip()
    facturation = read_attributs(element).get("identifiantFacturation", ())
    consistent = (
        name_id is not None
        and (name_id.text or "").strip() == holder.identifiant == emetteur
        and name_id.get("NameQualifier") in {"CPS", "CPF", "CDE-CPE", "CPA", "CPX"}
        and issuer == subject_dn(signed.certificat)
        and len(facturation) == 1
        and bool((facturation[0].text or "").strip())
    )
    if not consistent:
        raise Refus((WSSE, "InvalidSecurityToken"), "Assertion incohérente avec le certificat ou incomplète.")
    return element.get("ID", "")


def check_assertion_psc(
    assertion: etree._Element | None, *, at: datetime, emetteur: str, titulaire: str
) -> str:
    """Check the unsigned assertion of a Pro Santé Connect session against the holder of its token.

    How the token travels to the national service is not public: here the relay adds it as a bearer token.

    Raises:
        Refus: no token of that professional, or an assertion absent, stale, or of someone else.
    """
    if not titulaire:
        raise Refus((WSSE, "FailedAuthentication"), "Jeton Pro Santé Connect absent ou refusé.")
    if assertion is None or assertion.tag != f"{{{SAML}}}Assertion":
        raise Refus((WSSE, "SecurityTokenUnavailable"), "Assertion du professionnel absente.")
    _check_age(assertion, at)
    name_id = assertion.find(f"{{{SAML}}}Subject/{{{SAML}}}NameID")
    facturation = read_attributs(assertion).get("identifiantFacturation", ())
    consistent = (
        name_id is not None
        and name_id.get("NameQualifier") == "PSC"
        and (name_id.text or "").strip() == titulaire == emetteur
        and len(facturation) == 1
        and bool((facturation[0].text or "").strip())
    )
    if not consistent:
        raise Refus((WSSE, "InvalidSecurityToken"), "Assertion incohérente avec la session ou incomplète.")
    return assertion.get("ID", "")


def _check_age(assertion: etree._Element, at: datetime) -> None:
    issued = _instant(assertion.get("IssueInstant"))
    if issued is None or not at - LIFETIME <= issued <= at + SKEW:
        raise Refus((WSSE, "MessageExpired"), "Assertion périmée.")


def _instant(text: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return moment if moment.tzinfo else None
