"""The words of a document laid out to be drawn as a page: its header, its sections, its foot."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from ambroise.domain.identite import Identite
from esante.cda.ecriture import PARIS
from esante.cda.lecture import DocumentLu

_COLONNE = " · "
_NE = {"F": "née le", "M": "né le"}


@dataclass(frozen=True)
class TexteAImprimer:
    """What a page made from a document says; a qualified ``identite`` is printed as a block."""

    titre: str
    entete: tuple[str, ...]
    parties: tuple[tuple[str, tuple[str, ...]], ...]
    pied: str
    auteur: str
    instant: datetime
    identite: Identite | None = None
    oid_ins: Mapping[str, str] = field(default_factory=dict)


def page_pdf(lu: DocumentLu, rendre: Callable[[TexteAImprimer], bytes]) -> bytes:
    """Return a document as a PDF: its own copy, else its words on our page."""
    if lu.page is not None and lu.page.media == "application/pdf":
        return lu.page.donnees
    corps = lu.corps
    texte = corps.donnees.decode("utf-8", "replace") if corps and corps.media == "text/plain" else ""
    return rendre(texte_of(lu, texte))


def texte_of(lu: DocumentLu, texte: str = "") -> TexteAImprimer:
    """Return what the page of a document says; ``texte`` stands for its sections when it has none."""
    patient = lu.patient
    moment = (lu.instant or datetime.now(UTC)).astimezone(PARIS)
    traits = [f"{patient.nom_naissance} {patient.premier_prenom}".strip()]
    if patient.date_naissance:
        traits.append(f"{_NE.get(patient.sexe, 'naissance le')} {patient.date_naissance:%d/%m/%Y}")
    if patient.matricule:
        traits.append(f"INS\u00a0: {patient.matricule}")
    auteurs = "\u202f; ".join(
        f"{a.prenom} {a.nom}".strip() + (f", {a.specialite}" if a.specialite else "") for a in lu.auteurs
    )
    parties = (
        (("", tuple(texte.splitlines())),)
        if texte
        else tuple((s.titre, (s.texte,)) for s in lu.sections if s.texte)
    )
    return TexteAImprimer(
        lu.titre,
        (
            f"Patient\u00a0: {_COLONNE.join(traits)}",
            f"Auteur\u00a0: {auteurs}",
            f"Établi le {moment:%d/%m/%Y} à {moment:%H:%M}, version {lu.version}",
        ),
        parties,
        _COLONNE.join(traits),
        auteurs,
        moment,
    )
