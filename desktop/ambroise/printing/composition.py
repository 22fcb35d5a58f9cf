"""Turn a signed act into the plain values of its printed page.

CSP R5132-3 (mentions), R5132-29 (full letters), arrêté du 12/11/2019 (NS), CSS R161-45 (two zones).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ambroise.domain.identite import Sexe
from ambroise.domain.options_ligne import PHARMACIE_CHOISIE
from ambroise.domain.ordonnance import Ordonnance, Prescripteur, TypeOrdonnance
from ambroise.domain.papier_securise import CarreSecurise
from ambroise.domain.patient import Patient
from ambroise.domain.posologie_texte import render_date
from ambroise.domain.professionnel import SessionProfessionnel, remplacant_de
from ambroise.printing.cartouche import bloc_patient
from ambroise.printing.lignes import compose_ligne
from ambroise.printing.page import (
    BlocPatient,
    BlocPrescripteur,
    Format,
    PageOrdonnance,
    Paraphe,
    ZoneImprimee,
)
from ambroise.printing.paragraphes import Paragraphes, read_paragraphes
from ambroise.printing.qualite import qualite_of
from ambroise.printing.telephone import international
from ambroise.usecases.ports_actes import ActeSigne

__all__ = ["OptionsImpression", "compose_page"]

_MAJORITE = 18
_TITRES = {"Dr": "Docteur"}
_COMPTES = {
    TypeOrdonnance.MEDICAMENTS: ("médicament prescrit", "médicaments prescrits"),
    TypeOrdonnance.DISPOSITIFS: ("dispositif prescrit", "dispositifs prescrits"),
    TypeOrdonnance.BIOLOGIE: ("examen prescrit", "examens prescrits"),
    TypeOrdonnance.IMAGERIE: ("examen demandé", "examens demandés"),
    TypeOrdonnance.TRANSPORT: ("transport prescrit", "transports prescrits"),
}


@dataclass(frozen=True, slots=True)
class OptionsImpression:
    """What the page says beside the act.

    ``qr`` is the text of the symbol; ``rangs_securises`` are the lines written in full letters;
    ``carre`` is where a secure sheet wants the number of lines; ``oid_ins`` is what the environment makes of
    the OID INSi answered, the same for the words, the datamatrix and the CDA.
    """

    qr: str = ""
    specimen: bool = False
    rangs_securises: frozenset[int] = field(default_factory=frozenset)
    format: Format = Format.A4
    carre: CarreSecurise | None = None
    paraphe: Paraphe | None = None
    paragraphes: Paragraphes = field(default_factory=read_paragraphes)
    oid_ins: Mapping[str, str] = field(default_factory=dict)


def compose_page(acte: ActeSigne, options: OptionsImpression | None = None) -> PageOrdonnance:
    """Return the page of a signed act."""
    options = options or OptionsImpression()
    order = acte.ordonnance
    texts = options.paragraphes
    return PageOrdonnance(
        prescripteur=_prescripteur(order, acte.session),
        patient=_patient(acte, options),
        date=order.date,
        zones=_zones(order, options, texts),
        cloture=_cloture(order),
        signature=_signature(acte),
        paraphe=options.paraphe,
        numero=order.numero,
        qr=options.qr or None,
        paragraphes=_paragraphes(acte, texts),
        avertissement=_avertissement(order, options, texts),
        titre=_titre(order, options, texts),
        specimen=options.specimen,
        carre=options.carre if _is_papier_securise(order, options) else None,
        format=options.format,
        produit_le=order.signee_le,
    )


def _prescripteur(order: Ordonnance, session: SessionProfessionnel) -> BlocPrescripteur:
    who, place = session.professionnel, session.situation.structure
    title = _TITRES.get(who.profession.titre, "")
    name = " ".join(filter(None, (title, who.prenom.title(), who.nom.upper())))
    town = " ".join(filter(None, (place.code_postal, place.commune)))
    finess = place.identifiant[1:] if place.identifiant.startswith("1") else None
    return BlocPrescripteur(
        nom=name,
        qualite=qualite_of(who),
        adresse=tuple(filter(None, (place.nom, place.adresse, f"{town}, France" if town else "France"))),
        telephone=international(place.telephone),
        email=place.email,
        numero_rpps=order.prescripteur.numero_rpps,
        numero_am=order.prescripteur.numero_am,
        numero_finess=order.prescripteur.numero_finess
        or (finess if not order.prescripteur.numero_am else None),
        mention=_remplacement(order.prescripteur),
    )


def _remplacement(who: Prescripteur) -> str:
    """Return for whom a locum signs, empty for who signs for himself."""
    if not who.rpps_remplace:
        return ""
    return f"{remplacant_de(who.nom_remplace or 'son confrère')} (RPPS {who.rpps_remplace})"


def _patient(acte: ActeSigne, options: OptionsImpression) -> BlocPatient:
    return bloc_patient(acte.patient.identite, acte.ordonnance.date, options.oid_ins, acte.mensurations.mots)


def _zones(order: Ordonnance, options: OptionsImpression, texts: Paragraphes) -> tuple[ZoneImprimee, ...]:
    composed = [
        (ligne, compose_ligne(ligne, order.type, en_lettres=rang in options.rangs_securises))
        for rang, ligne in enumerate(order.lignes, 1)
    ]
    if not order.bizone:
        return (ZoneImprimee(tuple(printed for _, printed in composed)),)
    words = texts["bizone"]
    upper = tuple(printed for ligne, printed in composed if ligne.en_rapport_ald)
    lower = tuple(printed for ligne, printed in composed if not ligne.en_rapport_ald)
    return (
        ZoneImprimee(upper, words["haut"], words["haut_mention"]),
        ZoneImprimee(lower, words["bas"], words["bas_mention"]),
    )


def _cloture(order: Ordonnance) -> str:
    count = len(order.lignes)
    one, many = _COMPTES.get(order.type, ("ligne prescrite", "lignes prescrites"))
    return f"{count} {one if count < 2 else many}"


def _signature(acte: ActeSigne) -> tuple[str, ...]:
    signed = acte.ordonnance.signee_le
    if signed is None:
        return ()
    local = signed.astimezone()
    means = "carte CPS" if acte.session.numero_carte else "e-CPS"
    name = acte.session.professionnel
    who = " ".join(filter(None, (name.profession.titre, name.prenom.title(), name.nom.upper())))
    hour = f"{local.hour}\u00a0h\u00a0{local.minute:02d}"
    return (
        f"Signé le {render_date(local.date())} à {hour}",
        f"par {'le ' if name.profession.titre else ''}{who}, {means}",
    )


def _paragraphes(acte: ActeSigne, texts: Paragraphes) -> tuple[str, ...]:
    order = acte.ordonnance
    found = []
    if order.numero and order.consentement:
        words = texts["consentement"]
        key = "opposition" if order.consentement.opposition else "sans_opposition"
        found.append(_accord(words[key], acte.patient, order))
    if order.numero:
        found.append(texts["transmission"]["texte"])
    if order.exemption:
        found.append(texts["papier"].get(order.exemption.motif.value, ""))
    return tuple(filter(None, found))


def _accord(texte: str, patient: Patient, order: Ordonnance) -> str:
    assert order.consentement is not None
    traits = patient.identite.traits
    feminine = traits.sexe is Sexe.FEMININ
    who = "La patiente" if feminine else "Le patient"
    if traits.age(order.date) < _MAJORITE:
        who, feminine = "Le titulaire de l’autorité parentale", False
    words = {
        "{le_patient}": who,
        "{e}": "e" if feminine else "",
        "{date}": render_date(order.consentement.informe_le),
    }
    for mark, value in words.items():
        texte = texte.replace(mark, value)
    return texte


def _avertissement(order: Ordonnance, options: OptionsImpression, texts: Paragraphes) -> str:
    """Return what the paper owes: a secure sheet, the form it does not replace, the pharmacy chosen."""
    found = []
    if _is_papier_securise(order, options):
        found.append(texts["stupefiants"]["papier_securise"])
    if order.is_exception and order.exemption:
        found.append(texts["formulaires"]["exception"])
    found.append(texts["formulaires"].get(order.type.value, ""))
    if order.pharmacie_designee:
        found.append(f"{PHARMACIE_CHOISIE}{order.pharmacie_designee}.")
    return " ".join(filter(None, found))


def _is_papier_securise(order: Ordonnance, options: OptionsImpression) -> bool:
    return bool(options.rangs_securises and order.exemption)


def _titre(order: Ordonnance, options: OptionsImpression, texts: Paragraphes) -> str:
    """Return the kind of an order that its page must name, and whether it replaces another."""
    words = [texts["genres"].get(order.type.value, "")]
    if options.rangs_securises:
        words.append(texts["genres"]["securisee"])
    if order.is_exception:
        words.append(texts["genres"]["exception"])
    if order.remplace:
        words.append("Remplace une ordonnance précédente")
    return " · ".join(filter(None, words))
