"""Bring patients in from another software's table: mapped columns, dry run, refusals told, resumable.

A refusal names its line and why, never what was in it. Imported identities are provisional: no column can
give them a status.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from ambroise.domain.audit import ActionAudit
from ambroise.domain.identite import CleHomonyme, Identite, Sexe, TraitsIdentite
from ambroise.domain.moyens import Moyen, read_moyens, write_moyens
from ambroise.domain.patient import Coordonnees, Patient
from ambroise.domain.phonetique import fold
from ambroise.domain.saisie_traits import (
    TraitInvalide,
    normalize_lieu,
    normalize_nom,
    normalize_prenoms,
    normalize_sexe,
)
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.errors import AmbroiseError

LOT = 500
REFUS_MAXIMAUX = 100_000
_LONGUEUR = 300
_COLONNES: dict[str, tuple[str, ...]] = {
    "nom_naissance": ("nom de naissance", "nom naissance", "nom de famille", "nom patronymique", "nom"),
    "nom_utilise": ("nom utilise", "nom d usage", "nom usuel", "nom marital", "nom d epouse"),
    "prenoms_naissance": ("prenoms naissance", "prenoms de naissance", "prenoms", "premier prenom", "prenom"),
    "sexe": ("sexe", "civilite", "genre"),
    "date_naissance": ("date de naissance", "date naissance", "ne e le", "ne le", "ddn", "naissance"),
    "lieu_naissance": ("lieu naissance", "code lieu de naissance", "code insee naissance", "cog naissance"),
    "telephone": ("telephone", "tel", "telephone 1", "telephone fixe", "portable", "mobile"),
    "telephone_2": ("portable", "mobile", "telephone portable", "telephone 2", "telephone mobile"),
    "telephone_3": ("telephone professionnel", "telephone travail", "telephone 3"),
    "email": ("email", "courriel", "mail", "adresse mail", "adresse electronique"),
    "email_2": ("email 2", "courriel 2", "mail 2", "email professionnel"),
    "adresse": ("adresse", "rue", "adresse postale"),
    "code_postal": ("code postal", "cp"),
    "commune": ("commune", "ville"),
    "nir_facturation": (
        "nir facturation",
        "numero de securite sociale",
        "n securite sociale",
        "nir",
        "num secu",
    ),
}
_TELEPHONES = ("telephone", "telephone_2", "telephone_3")
_EMAILS = ("email", "email_2")
OBLIGATOIRES = ("nom_naissance", "prenoms_naissance", "date_naissance")
_DATE_FR = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})(?:[ T].*)?")
_DATE_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T].*)?")
_NIR = re.compile(r"[1-478]\d{2}(?:\d{2}|[2-9]\d)(?:\d{2}|2[AB])\d{6}(?:\d{2})?")


@dataclass(frozen=True)
class Refus:
    """A line left out, and why, without quoting it."""

    ligne: int
    raison: str


@dataclass
class BilanImport:
    """What became of the lines; ``ignores`` were known already or imported by a former run."""

    lus: int = 0
    crees: int = 0
    ignores: int = 0
    refuses: list[Refus] = field(default_factory=list)


class LigneRefusee(Exception):
    """A line that cannot become a patient; the message says why."""


def guess_columns(entetes: Iterable[str]) -> dict[str, str]:
    """Return which header feeds which field, from the names publishers usually give them."""
    plies = {fold(entete): entete for entete in entetes}
    trouvees: dict[str, str] = {}
    for champ, synonymes in _COLONNES.items():
        for nom in (fold(champ.replace("_", " ")), *synonymes):
            if nom in plies and plies[nom] not in trouvees.values():
                trouvees[champ] = plies[nom]
                break
    return trouvees


def check_columns(colonnes: Mapping[str, str], entetes: Iterable[str]) -> None:
    """Refuse a mapping that names an unknown field or header, or lacks what a patient needs.

    Raises:
        AmbroiseError: says which.
    """
    connues = set(entetes)
    for champ, entete in colonnes.items():
        if champ not in _COLONNES:
            raise AmbroiseError(
                f"La correspondance nomme un champ inconnu\u00a0: «\u00a0{champ}\u00a0».",
                code="champ_inconnu",
                remede="Les champs sont\u00a0: " + ", ".join(_COLONNES) + ".",
            )
        if entete not in connues:
            raise AmbroiseError(
                f"La colonne «\u00a0{entete}\u00a0» n’est pas dans ce fichier.", code="colonne_absente"
            )
    if manquants := [champ for champ in OBLIGATOIRES if champ not in colonnes]:
        raise AmbroiseError(
            "Aucune colonne n’est reconnue pour\u00a0: " + ", ".join(manquants) + ".",
            code="colonnes_manquantes",
            remede="Donnez la correspondance des colonnes dans un fichier.",
        )


def import_patients(
    contexte: Contexte,
    lignes: Iterable[tuple[int, Mapping[str, str]]],
    colonnes: Mapping[str, str],
    *,
    source: str,
    auteur: str,
    a_blanc: bool = False,
    progress: Callable[[BilanImport], bool] = lambda _bilan: True,
) -> BilanImport:
    """Create the patients of a table, by batches; a second run of the same source goes on where it stopped.

    Args:
        lignes: number and cells by header of each line.
        colonnes: header that feeds each field.
        source: identifies the file (its SHA-256), for the resumption.
        progress: called after each batch; returns False to stop.
        a_blanc: write nothing.
    """
    bilan = BilanImport()
    repere = f"import/{source}"
    with contexte.uow() as uow:
        fait = uow.brouillons.get(repere)
    derniere = int(fait[0]) if fait and not a_blanc else 0
    lot: list[tuple[int, Patient]] = []
    vus: set[CleHomonyme] = set()
    for numero, cellules in lignes:
        bilan.lus += 1
        try:
            patient = _to_patient(contexte, cellules, colonnes)
        except LigneRefusee as refus:  # told at each run: the former one may have been killed
            if len(bilan.refuses) < REFUS_MAXIMAUX:
                bilan.refuses.append(Refus(numero, str(refus)))
            continue
        if numero <= derniere:
            bilan.ignores += 1
            continue
        lot.append((numero, patient))
        if len(lot) >= LOT:
            _write(contexte, lot, vus, repere, auteur, bilan, a_blanc)
            lot = []
            if not progress(bilan):
                return bilan
    _write(contexte, lot, vus, repere, auteur, bilan, a_blanc)
    return bilan


def _write(
    contexte: Contexte,
    lot: list[tuple[int, Patient]],
    vus: set[CleHomonyme],
    repere: str,
    auteur: str,
    bilan: BilanImport,
    a_blanc: bool,
) -> None:
    if not lot:
        return
    with contexte.uow() as uow:
        nouveaux = []
        vus |= uow.masse.known_traits([patient.identite.traits for _, patient in lot])
        for _, patient in lot:
            cle = patient.identite.traits.cle_homonyme
            if cle in vus:
                bilan.ignores += 1
            else:
                vus.add(cle)
                nouveaux.append(patient)
        bilan.crees += len(nouveaux)
        if a_blanc:
            return
        uow.masse.add_patients(nouveaux)
        uow.brouillons.save(repere, str(lot[-1][0]), contexte.horloge())
        contexte.trace(uow, auteur, ActionAudit.CREATION, f"import de {len(nouveaux)} patients")
        uow.commit()


def _to_patient(contexte: Contexte, cellules: Mapping[str, str], colonnes: Mapping[str, str]) -> Patient:
    valeurs = {champ: (cellules.get(entete) or "").strip() for champ, entete in colonnes.items()}
    for champ, valeur in valeurs.items():
        if len(valeur) > _LONGUEUR:
            raise LigneRefusee(f"La colonne «\u00a0{colonnes[champ]}\u00a0» est trop longue.")
        if any(ord(c) < 32 or c == "\x7f" for c in valeur):
            raise LigneRefusee(
                f"La colonne «\u00a0{colonnes[champ]}\u00a0» contient un caractère de commande."
            )
        if (valeur[:1] in "=@" and valeur) or (valeur[:1] == "+" and champ not in _TELEPHONES):
            raise LigneRefusee(f"La colonne «\u00a0{colonnes[champ]}\u00a0» contient une formule.")
    for champ in OBLIGATOIRES:
        if not valeurs[champ]:
            raise LigneRefusee(f"La colonne «\u00a0{colonnes[champ]}\u00a0» est vide.")
    naissance = _date(valeurs["date_naissance"], contexte.horloge().date())
    nir = re.sub(r"[\s.]", "", valeurs.get("nir_facturation", "")).upper()
    if nir and not _NIR.fullmatch(nir):
        raise LigneRefusee("Le numéro de sécurité sociale n’a pas la forme attendue.")
    try:
        traits = TraitsIdentite(
            nom_naissance=normalize_nom(valeurs["nom_naissance"]),
            prenoms_naissance=normalize_prenoms(valeurs["prenoms_naissance"]),
            sexe=_sexe(valeurs.get("sexe", ""), nir),
            date_naissance=naissance,
            lieu_naissance=normalize_lieu(valeurs.get("lieu_naissance", "")),
        )
        utilise = normalize_nom(valeurs["nom_utilise"]) if valeurs.get("nom_utilise") else ""
    except TraitInvalide as erreur:
        raise LigneRefusee(erreur.raison) from None
    return Patient(
        id=contexte.new_id(),
        identite=Identite(traits, "" if utilise == traits.nom_naissance else utilise),
        coordonnees=Coordonnees(
            telephone=_several(valeurs, colonnes, _TELEPHONES),
            email=_several(valeurs, colonnes, _EMAILS),
            adresse=valeurs.get("adresse", ""),
            code_postal=valeurs.get("code_postal", ""),
            commune=valeurs.get("commune", ""),
        ),
        nir_facturation=nir,
    )


def _several(valeurs: Mapping[str, str], colonnes: Mapping[str, str], champs: Sequence[str]) -> str:
    """Return the ways of several columns in one line; all but the first are labelled by their header."""
    moyens: list[Moyen] = []
    for champ in champs:
        for moyen in read_moyens(valeurs.get(champ, "")):
            if moyen.valeur not in {connu.valeur for connu in moyens}:
                etiquette = moyen.etiquette or (colonnes[champ].strip().lower() if moyens else "")
                moyens.append(Moyen(moyen.valeur, etiquette))
    return write_moyens(moyens)


def _date(texte: str, aujourdhui: date) -> date:
    iso, francaise = _DATE_ISO.fullmatch(texte), _DATE_FR.fullmatch(texte)
    morceaux = iso.groups() if iso else francaise.groups()[::-1] if francaise else None
    if morceaux is None:
        raise LigneRefusee("La date de naissance n’est pas écrite JJ/MM/AAAA ni AAAA-MM-JJ.")
    try:
        naissance = date(*(int(m) for m in morceaux))
    except ValueError:
        raise LigneRefusee("La date de naissance n’existe pas dans le calendrier.") from None
    if not date(1880, 1, 1) <= naissance <= aujourdhui:
        raise LigneRefusee("La date de naissance est dans l’avenir ou trop ancienne.")
    return naissance


def _sexe(texte: str, nir: str) -> Sexe:
    mots = {
        "m": "M",
        "mr": "M",
        "monsieur": "M",
        "h": "M",
        "homme": "M",
        "1": "M",
        "masculin": "M",
        "mme": "F",
    }
    mots |= {
        "f": "F",
        "mlle": "F",
        "madame": "F",
        "femme": "F",
        "2": "F",
        "feminin": "F",
        "garcon": "M",
        "fille": "F",
    }
    plie = fold(texte)
    if plie in mots:
        return Sexe(mots[plie])
    if plie:
        return normalize_sexe(texte)
    return Sexe({"1": "M", "2": "F"}.get(nir[:1], "I"))
