"""The simulated INSi: reads both operations of WSDL 1.5.0 and answers as the national test service."""

import re
from collections import OrderedDict
from enum import Enum
from threading import Lock

from lxml import etree
from werkzeug.wrappers import Request, Response

from esante import soap
from esante.errors import Malformed
from esante.insi.messages import (
    ACTION_TRAITS,
    ACTION_VITALE,
    NS_BAM,
    NS_RESULTAT,
    NS_SANS,
    NS_SIRAM,
    NS_VITALE,
)
from esante.sandbox.insi.personnes import (
    PERSONNES,
    Ancien,
    Comportement,
    FormeTraits,
    PersonneTest,
)
from esante.sandbox.insi.securite import (
    Refus,
    check_assertion,
    check_assertion_psc,
    check_certificat_logiciel,
    check_logiciel,
)
from esante.sandbox.psc.jetons import EmetteurJetons, JetonRefuse
from esante.sandbox.service import CertificatClient, Contexte, peer_certificate

MAX_REQUEST = 256 * 1024
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_TRAIT = re.compile(r"'?[A-Z](?:[A-Z '-]*[A-Z'])?")


class Mode(Enum):
    """The three authentications of the integration guide, one listener each."""

    CPX = "assertion signée par une carte"
    LOGICIEL = "certificat logiciel"
    PSC = "Pro Santé Connect"


class InsiService:
    """One listener of the simulated service, for one way to authenticate."""

    def __init__(self, nom: str, mode: Mode, contexte: Contexte) -> None:
        self.nom = nom
        self.certificat_client = CertificatClient.EXIGE if mode is Mode.LOGICIEL else CertificatClient.AUCUN
        self._mode = mode
        self._contexte = contexte
        self._jetons = EmetteurJetons(contexte.folder.parent / "jetons", contexte.now)
        self._seen: OrderedDict[str, None] = OrderedDict()
        self._lock = Lock()

    def handle(self, request: Request) -> Response:
        """Answer a search, or refuse it with a fault (HTTP 500)."""
        message_id = None
        try:
            if request.method != "POST" or request.path.rstrip("/") not in ("", "/lps"):
                return Response("introuvable", status=404)
            data = request.get_data()
            envelope = soap.parse_envelope(data, max_size=MAX_REQUEST)
            message_id = envelope.message_id
            self._authenticate(request, envelope)
            self._contexte.compteurs.count_received(message_id or "")
            result = self._search(envelope)
        except Malformed:
            # SOAP 1.2 part 1 §5.4.6 leaves Sender for a message the node cannot read.
            return _fault(Refus((NS_SIRAM, "siram_100"), "Message illisible."), message_id)
        except Refus as refus:
            return _fault(refus, message_id)
        self._contexte.compteurs.count_accepted(message_id or "")
        return _answer(result, message_id, envelope.action or "")

    def refuse(self, request: Request, code: str) -> Response:
        """Answer with the fault of an official code, known or not."""
        try:
            message_id = soap.parse_envelope(request.get_data(), max_size=MAX_REQUEST).message_id
        except Malformed:
            message_id = None
        return _fault(_REFUS.get(code) or Refus((NS_SIRAM, "siram_100"), "Refus.", code=code), message_id)

    def _authenticate(self, request: Request, envelope: soap.Envelope) -> None:
        emetteur = check_logiciel(envelope)
        if self._mode is Mode.LOGICIEL:
            check_certificat_logiciel(peer_certificate(request), emetteur)
        elif self._mode is Mode.PSC:
            self._use_once(f"assertion {self._check_psc(request, envelope, emetteur)}")
        else:
            at = self._contexte.now()
            identifier = check_assertion(
                envelope.security_token(), self._contexte.confiance(), at=at, emetteur=emetteur
            )
            self._use_once(f"assertion {identifier}")
        if envelope.message_id is None:
            raise Refus((soap.WSA, "MessageAddressingHeaderRequired"), "wsa:MessageID absent.")
        self._use_once(f"message {envelope.message_id}")
        context = envelope.header(NS_BAM, "ContexteBAM")
        if (
            context is None
            or context.get("Version") != "01_02"
            or context.find(f"{{{NS_BAM}}}COUVERTURE") is None
        ):
            raise Refus((NS_SIRAM, "siram_100"), "ContexteBAM absent ou d’une autre version.")

    def _check_psc(self, request: Request, envelope: soap.Envelope, emetteur: str) -> str:
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        try:
            claims = self._jetons.check(token) if kind == "Bearer" else {}
        except JetonRefuse:
            claims = {}
        titulaire = str(claims.get("preferred_username", ""))
        return check_assertion_psc(
            envelope.security_token(), at=self._contexte.now(), emetteur=emetteur, titulaire=titulaire
        )

    def _use_once(self, identifier: str) -> None:
        with self._lock:
            if identifier in self._seen:
                raise Refus((soap.WSSE, "InvalidSecurity"), "Message ou assertion déjà utilisé.")
            self._seen[identifier] = None
            while len(self._seen) > 50_000:
                self._seen.popitem(last=False)

    def _search(self, envelope: soap.Envelope) -> list[PersonneTest]:
        body = envelope.body
        if body is not None and body.tag == f"{{{NS_SANS}}}RECSANSVITALE":
            _expect_action(envelope, ACTION_TRAITS)
            return _by_traits(body)
        if body is not None and body.tag == f"{{{NS_VITALE}}}RECVITALE":
            _expect_action(envelope, ACTION_VITALE)
            return _by_vitale(body)
        raise Refus((NS_SIRAM, "siram_100"), "Opération inconnue.")


_REFUS = {
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
        raise _REFUS["insi_24"]
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


def _answer(found: list[PersonneTest], message_id: str | None, action: str) -> Response:
    if any(p.comportement is Comportement.PANNE for p in found):
        return _fault(_REFUS["insi_101" if action == ACTION_VITALE else "insi_102"], message_id)
    result = etree.Element(f"{{{NS_RESULTAT}}}RESULTAT", nsmap={"res": NS_RESULTAT})
    if not found:
        _report(result, "01", "Aucune identite trouvee")
    elif len(found) > 1 or found[0].comportement is Comportement.PLUSIEURS:
        _report(result, "02", "Plusieurs identites trouvees")
    else:
        _report(result, "00", "OK")
        _individu(result, found[0])
    envelope = soap.build_envelope(
        result, action=f"{action}Response", message_id=_reply_id(message_id), relates_to=message_id
    )
    return Response(soap.envelope_bytes(envelope), content_type=soap.CONTENT_TYPE)


def _reply_id(message_id: str | None) -> str:
    return f"{message_id}-reponse" if message_id else "uuid:reponse"


def _report(result: etree._Element, code: str, libelle: str) -> None:
    report = etree.SubElement(result, f"{{{NS_RESULTAT}}}CR")
    _add(report, ("CodeCR", code), ("LibelleCR", libelle))


def _individu(result: etree._Element, person: PersonneTest) -> None:
    individu = etree.SubElement(result, f"{{{NS_RESULTAT}}}INDIVIDU")
    actif = etree.SubElement(individu, f"{{{NS_RESULTAT}}}INSACTIF")
    _matricule(actif, person.numero or "", person.cle or "", person.oid)
    for ancien in person.historique:
        _histo(individu, ancien)
    traits = etree.SubElement(individu, f"{{{NS_RESULTAT}}}TIQ")
    _add(traits, ("NomNaissance", person.nom))
    if person.forme is not FormeTraits.LISTE_SEULE:
        _add(traits, ("Prenom", person.prenoms.partition(" ")[0]))
    if person.forme is not FormeTraits.PRENOM_SEUL:
        _add(traits, ("ListePrenom", person.prenoms))
    _add(traits, ("Sexe", person.sexe), ("DateNaissance", person.naissance), ("LieuNaissance", person.lieu))


def _histo(individu: etree._Element, ancien: Ancien) -> None:
    block = etree.SubElement(individu, f"{{{NS_RESULTAT}}}INSHISTO")
    dates = (("DateDeb", ancien.debut), ("DateFin", ancien.fin))
    if ancien.dates_first:
        _add(block, *dates)
    _matricule(block, ancien.numero, ancien.cle, ancien.oid)
    if not ancien.dates_first:
        _add(block, *dates)


def _matricule(parent: etree._Element, numero: str, cle: str, oid: str) -> None:
    identifier = etree.SubElement(parent, f"{{{NS_RESULTAT}}}IdIndividu")
    _add(identifier, ("NumIdentifiant", numero), ("Cle", cle))
    _add(parent, ("OID", oid))


def _add(parent: etree._Element, *values: tuple[str, str | None]) -> None:
    for name, value in values:
        if value:
            etree.SubElement(parent, f"{{{NS_RESULTAT}}}{name}").text = value


def _fault(refus: Refus, message_id: str | None) -> Response:
    detail = etree.Element(f"{{{NS_SIRAM}}}Erreur", severite=refus.severite, nsmap={"siram": NS_SIRAM})
    if refus.code:
        detail.set("code", refus.code)
    if message_id:
        detail.set("messageID", message_id)
    detail.text = refus.texte
    fault = soap.build_fault(
        "Receiver" if refus.receiver else "Sender",
        refus.texte,
        subcodes=[refus.subcode],
        lang="en" if refus.receiver else "fr",
        detail=detail,
    )
    # The national service answers its faults without addressing headers; the sandbox does the same.
    envelope = etree.Element(f"{{{soap.SOAP}}}Envelope", nsmap={"soap": soap.SOAP})
    etree.SubElement(envelope, f"{{{soap.SOAP}}}Body").append(fault)
    return Response(soap.envelope_bytes(envelope), status=500, content_type=soap.CONTENT_TYPE)
