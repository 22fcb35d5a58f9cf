"""A line of the service as the rules read one: its product from the base, its posology as a model."""

from decimal import Decimal
from uuid import UUID

from ambroise.domain.ligne_ordonnance import LigneOrdonnance, MentionNonSubstituable
from ambroise.domain.medicament import Specialite
from ambroise.domain.mention_ligne import with_mentions
from ambroise.domain.posologie import Duree, Posologie, UnitePrise, UniteTemps
from ambroise.domain.posologie_brouillon import PosologieIllisible
from ambroise.domain.posologie_saisie import parse_posologie
from ambroise.domain.produit_prescrit import DenominationPrescrite, ProduitLibre, SpecialitePrescrite
from ambroise.domain.quantite_delivrance import Prises, compute_prises
from ambroise.domain.unites import unite_of_forme
from ambroise.usecases.ligne_json import specialite_prescrite
from ambroise.usecases.ports_actes import LigneConsultee
from ambroise.usecases.ports_medicaments import BaseMedicaments, SorteMedicament


def read_ligne(base: BaseMedicaments, ligne: LigneConsultee) -> LigneOrdonnance:
    """Return a line of the service as the controls read one."""
    produit = _product(base, ligne)
    jours = ligne.duree_jours
    lue = LigneOrdonnance(
        UUID(ligne.id),
        produit,
        ligne.posologie_structuree
        or _read_posologie(ligne.posologie, produit.unite if not isinstance(produit, ProduitLibre) else None),
        duree_traitement=Duree(Decimal(jours), UniteTemps.JOUR) if jours else None,
        boites=ligne.boites or None,
        renouvellements=ligne.renouvellements,
        fraction_jours=ligne.fraction_jours,
        mention_non_substituable=_read_mention(ligne.motif_non_substituable),
        indication=ligne.indication,
        instructions_dispensateur=ligne.mention,
    )
    return with_mentions(lue, ligne.mentions)


def find_prescrite(base: BaseMedicaments, ligne: LigneConsultee) -> Specialite | None:
    """Return the product a line names, None for a common name or one the base does not know."""
    return base.find_specialite(ligne.code_cis) if ligne.code_cis else None


def read_prises(base: BaseMedicaments, ligne: LigneConsultee) -> Prises:
    """Return what a day of a line takes in the units of its packs."""
    return compute_prises(read_ligne(base, ligne), find_prescrite(base, ligne))


def _product(
    base: BaseMedicaments, ligne: LigneConsultee
) -> SpecialitePrescrite | DenominationPrescrite | ProduitLibre:
    """Return the product by its code, else by its common name, else as the words of the line."""
    if ligne.code_cis:
        return specialite_prescrite(base, ligne.code_cis) or ProduitLibre(ligne.libelle)
    for resume in base.search(ligne.libelle):
        if resume.sorte is SorteMedicament.DCI and resume.denomination == ligne.libelle:
            denomination = base.find_denomination(resume.cle)
            if denomination is not None:
                return DenominationPrescrite(denomination, unite_of_forme(denomination.forme))
    return ProduitLibre(ligne.libelle)


def _read_posologie(texte: str, unite: UnitePrise | None) -> Posologie | None:
    if not texte.strip():
        return None
    try:
        return parse_posologie(texte, unite)
    except PosologieIllisible:
        return Posologie(texte_libre=texte)


def _read_mention(motif: str) -> MentionNonSubstituable | None:
    """Return the reason of a « non substituable »; one that no text knows forbids all the same."""
    return next((mention for mention in MentionNonSubstituable if mention.value == motif), None)
