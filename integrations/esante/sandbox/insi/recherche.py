"""The searches of the simulated INSi: which persons of the test set the body of a request names."""

import re

from lxml import etree

from esante import soap
from esante.insi.messages import (
    ACTION_TRAITS,
    ACTION_VITALE,
    NS_SANS,
    NS_SIRAM,
    NS_VITALE,
)
from esante.sandbox.insi.personnes import (
    PERSONNES,
    PersonneTest,
)
from esante.sandbox.insi.securite import (
    Refus,
)

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_TRAIT = re.compile(r"'?[A-Z](?:[A-Z '-]*[A-Z'])?")
REFUS = {
    "insi_102": Refus(
        (NS_SIRAM, "siram_40"),
        "L’appel au service de recherche avec les traits d’identité renvoie une erreur technique.",
        code="insi_102",
        severite="fatal",
        receiver=True,
    ),
    "insi_101": Refus(
        (NS_SIRAM, "siram_40"),
        "L’appel au service de recherche avec la carte Vitale renvoie une erreur technique.",
        code="insi_101",
        severite="fatal",
        receiver=True,
    ),
    "insi_24": Refus((NS_SIRAM, "siram_100"), "Le format du sexe est incorrect.", code="insi_24"),
    "desir_550": Refus(
        (NS_SIRAM, "siram_100"), "Numéro d’autorisation du logiciel inconnu.", code="desir_550"
    ),
    "DESIR_560": Refus((NS_SIRAM, "siram_100"), "Droits insuffisants.", code="DESIR_560"),
}
"""Official codes that a test may ask for."""


def search(envelope: soap.Envelope) -> list[PersonneTest]:
    """Return who answers to a request, by traits or by card. Raises Refus."""
    body = envelope.body
    if body is not None and body.tag == f"{{{NS_SANS}}}RECSANSVITALE":
        _expect_action(envelope, ACTION_TRAITS)
        return _by_traits(body)
    if body is not None and body.tag == f"{{{NS_VITALE}}}RECVITALE":
        _expect_action(envelope, ACTION_VITALE)
        return _by_vitale(body)
    raise Refus((NS_SIRAM, "siram_100"), "Opération inconnue.")


def _expect_action(envelope: soap.Envelope, action: str) -> None:
    if envelope.action != action:
        raise Refus((soap.WSA, "ActionMismatch"), "wsa:Action ne correspond pas au corps du message.")


def _by_traits(body: etree._Element) -> list[PersonneTest]:
    nom = _text(body, NS_SANS, "NomNaissance")
    prenoms = [(p.text or "").strip() for p in body.findall(f"{{{NS_SANS}}}Prenom")]
    sexe = _text(body, NS_SANS, "Sexe")
    naissance = _text(body, NS_SANS, "DateNaissance")
    lieu = _text(body, NS_SANS, "LieuNaissance")
    if sexe not in ("M", "F"):
        raise REFUS["insi_24"]
    # Only insi_24 is published; the text alone tells the other traits.
    if not nom or not _TRAIT.fullmatch(nom):
        raise Refus((NS_SIRAM, "siram_100"), "Le format du nom de naissance est incorrect.")
    if not prenoms or not all(_TRAIT.fullmatch(p) for p in prenoms):
        raise Refus((NS_SIRAM, "siram_100"), "Le format du prénom est incorrect.")
    if not _DATE.fullmatch(naissance):
        raise Refus((NS_SIRAM, "siram_100"), "Le format de la date est incorrect.")
    asked = " ".join(prenoms)
    return [
        p
        for p in PERSONNES
        if p.has_nom(nom)
        and p.has_prenom(asked)
        and p.sexe == sexe
        and p.naissance == naissance
        and (not lieu or p.lieu is None or p.lieu == lieu)
    ]


def _by_vitale(body: etree._Element) -> list[PersonneTest]:
    def numero(name: str) -> str:
        matricule = body.find(f"{{{NS_VITALE}}}{name}")
        return _text(matricule, NS_VITALE, "NumIdentifiant") if matricule is not None else ""

    nom, naissance = _text(body, NS_VITALE, "NomNaissance"), _text(body, NS_VITALE, "DateNaissance")
    rang = _text(body, NS_VITALE, "RangNaissance") or "1"
    individu, assure = numero("MatriculeIndividu"), numero("MatriculeOD")
    if not individu and not assure:
        raise Refus((NS_SIRAM, "siram_100"), "Aucun matricule dans la demande.")
    return [
        p
        for p in PERSONNES
        if p.has_nom(nom)
        and p.naissance == naissance
        and p.rang == rang
        # A child is asked under the insured's number: only an own number is compared.
        and (not individu or p.numero == individu)
    ]


def _text(parent: etree._Element, namespace: str, name: str) -> str:
    return (parent.findtext(f"{{{namespace}}}{name}") or "").strip()
