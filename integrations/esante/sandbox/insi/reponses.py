"""The answers of the simulated INSi: a result with its report, or a fault."""

from lxml import etree
from werkzeug.wrappers import Response

from esante import soap
from esante.insi.messages import (
    ACTION_VITALE,
    NS_RESULTAT,
    NS_SIRAM,
)
from esante.sandbox.insi.personnes import (
    Ancien,
    Comportement,
    FormeTraits,
    PersonneTest,
)
from esante.sandbox.insi.recherche import REFUS
from esante.sandbox.insi.securite import (
    Refus,
)


def answer(found: list[PersonneTest], message_id: str | None, action: str) -> Response:
    """Return the result that the persons found make."""
    if any(p.comportement is Comportement.PANNE for p in found):
        return fault(REFUS["insi_101" if action == ACTION_VITALE else "insi_102"], message_id)
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


def fault(refus: Refus, message_id: str | None) -> Response:
    """Return a refusal as a SOAP fault (HTTP 500)."""
    detail = etree.Element(f"{{{NS_SIRAM}}}Erreur", severite=refus.severite, nsmap={"siram": NS_SIRAM})
    if refus.code:
        detail.set("code", refus.code)
    if message_id:
        detail.set("messageID", message_id)
    detail.text = refus.texte
    content = soap.build_fault(
        "Receiver" if refus.receiver else "Sender",
        refus.texte,
        subcodes=[refus.subcode],
        lang="en" if refus.receiver else "fr",
        detail=detail,
    )
    # The national service answers its faults without addressing headers; the sandbox does the same.
    envelope = etree.Element(f"{{{soap.SOAP}}}Envelope", nsmap={"soap": soap.SOAP})
    etree.SubElement(envelope, f"{{{soap.SOAP}}}Body").append(content)
    return Response(soap.envelope_bytes(envelope), status=500, content_type=soap.CONTENT_TYPE)
