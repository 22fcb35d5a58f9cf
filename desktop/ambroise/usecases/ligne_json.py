"""One line of an order as JSON: its product, its posology, its flags."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from ambroise.domain.ligne_ordonnance import LigneOrdonnance, MentionNonSubstituable
from ambroise.domain.posologie import Duree, Posologie, UnitePrise
from ambroise.domain.posologie_saisie import PosologieIllisible, parse_posologie
from ambroise.domain.produit_prescrit import (
    ActePrescrit,
    DenominationPrescrite,
    DispositifPrescrit,
    PreparationPrescrite,
    Produit,
    ProduitLibre,
    SpecialitePrescrite,
)
from ambroise.domain.unites import unite_of_forme
from ambroise.usecases.json_domaine import JsonInvalide, join
from ambroise.usecases.ports_medicaments import BaseMedicaments, SorteMedicament

_PRODUITS = ("code_cis", "code_cip", "cle_dci", "dci", "formule", "texte_libre", "dispositif", "acte")


@dataclass(frozen=True, slots=True)
class LigneJson:
    """One line; exactly one of the product fields is given; ``posologie`` is a shorthand or a model."""

    code_cis: str | None = None
    code_cip: str | None = None
    cle_dci: str | None = None
    dci: str | None = None
    formule: str | None = None
    texte_libre: str | None = None
    dispositif: DispositifPrescrit | None = None
    acte: ActePrescrit | None = None
    posologie: str | Posologie | None = None
    duree: str | None = None
    date_debut: date | None = None
    boites: int | None = None
    renouvellements: int = 0
    renouvellement_interdit: bool = False
    en_rapport_ald: bool = False
    accident_travail: bool = False
    non_remboursable: bool = False
    hors_amm: bool = False
    prevention: bool = False
    medicament_exception: bool = False
    mention_non_substituable: MentionNonSubstituable | None = None
    indication: str = ""
    instructions_patient: str = ""
    instructions_dispensateur: str = ""
    fraction_jours: int | None = None
    delivrance_unique: bool = False
    chevauchement_autorise: bool = False
    fin: date | None = None


def read_ligne(ligne: LigneJson, base: BaseMedicaments, id_: UUID, path: str) -> LigneOrdonnance:
    """Return the line of the domain. Raises JsonInvalide."""
    produit, unite = _produit(ligne, base, path)
    posologie = ligne.posologie
    if isinstance(posologie, str):
        try:
            posologie = parse_posologie(posologie, unite)
        except PosologieIllisible as error:
            raise JsonInvalide(join(path, "posologie"), error.message) from error
    length = _duree(ligne.duree, join(path, "duree"))
    try:
        return LigneOrdonnance(
            id=id_,
            produit=produit,
            posologie=posologie,
            duree_traitement=length,
            date_debut=ligne.date_debut,
            boites=ligne.boites,
            renouvellements=ligne.renouvellements,
            renouvellement_interdit=ligne.renouvellement_interdit,
            en_rapport_ald=ligne.en_rapport_ald,
            accident_travail=ligne.accident_travail,
            non_remboursable=ligne.non_remboursable,
            hors_amm=ligne.hors_amm,
            prevention=ligne.prevention,
            medicament_exception=ligne.medicament_exception,
            mention_non_substituable=ligne.mention_non_substituable,
            indication=ligne.indication,
            instructions_patient=ligne.instructions_patient,
            instructions_dispensateur=ligne.instructions_dispensateur,
            fraction_jours=ligne.fraction_jours,
            delivrance_unique=ligne.delivrance_unique,
            chevauchement_autorise=ligne.chevauchement_autorise,
        )
    except ValueError as error:
        raise JsonInvalide(path, str(error)) from error


def specialite_prescrite(base: BaseMedicaments, code_cis: str) -> SpecialitePrescrite | None:
    """Return what is prescribed under a CIS, names copied from the base; None when it knows no such code."""
    found = base.find_specialite(code_cis)
    if found is None:
        return None
    return SpecialitePrescrite(
        found.code_cis,
        found.denomination,
        found.libelle_dci or " + ".join(found.dci),
        found.forme,
        unite=unite_of_forme(found.forme, found.denomination),
    )


def _produit(ligne: LigneJson, base: BaseMedicaments, path: str) -> tuple[Produit, UnitePrise | None]:
    given = [name for name in _PRODUITS if getattr(ligne, name)]
    if len(given) != 1:
        raise JsonInvalide(path, f"un seul produit est attendu parmi {', '.join(_PRODUITS)}")
    value: Any = getattr(ligne, given[0])
    match given[0]:
        case "code_cis" | "code_cip":
            return _specialite(given[0], value, base)
        case "cle_dci" | "dci":
            return _denomination(given[0], value, base, path)
        case "formule":
            return PreparationPrescrite(value), None
        case "texte_libre":
            return ProduitLibre(value), None
    assert isinstance(value, DispositifPrescrit | ActePrescrit)
    return value, None


def _specialite(field: str, code: str, base: BaseMedicaments) -> tuple[Produit, UnitePrise | None]:
    pack = base.find_presentation(code) if field == "code_cip" else None
    cis = pack.code_cis if pack else code
    product = specialite_prescrite(base, cis)
    if product is None:
        # Kept, and said « not checked » by the controls: an order may name a product of a newer base.
        return SpecialitePrescrite(code, f"Produit {code}", ""), None
    return product, product.unite


def _denomination(
    field: str, value: str, base: BaseMedicaments, path: str
) -> tuple[Produit, UnitePrise | None]:
    key = value
    if field == "dci":
        found = next((m for m in base.search(value, 20) if m.sorte is SorteMedicament.DCI), None)
        key = found.cle if found else ""
    denomination = base.find_denomination(key)
    if denomination is None:
        raise JsonInvalide(
            join(path, field), f"«\u00a0{value[:60]}\u00a0» n’est pas une dénomination de la base"
        )
    unite = unite_of_forme(denomination.forme)
    return DenominationPrescrite(denomination, unite), unite


def _duree(texte: str | None, path: str) -> Duree | None:
    if texte is None:
        return None
    try:
        (etape,) = parse_posologie(f"1 matin {texte}").etapes
    except (PosologieIllisible, ValueError) as error:
        raise JsonInvalide(
            path,
            f"«\u00a0{texte[:40]}\u00a0» n’est pas une durée\u202f; écrivez «\u00a07j\u00a0» ou "
            "«\u00a03 mois\u00a0»",
        ) from error
    if etape.duree is None:
        raise JsonInvalide(
            path,
            f"«\u00a0{texte[:40]}\u00a0» n’est pas une durée\u202f; écrivez «\u00a07j\u00a0» ou "
            "«\u00a03 mois\u00a0»",
        )
    return etape.duree
