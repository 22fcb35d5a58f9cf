"""Renew a past order, line by line or whole: the same lines under new identifiers, to be checked again.

A renewed line remembers the one it renews, so that the controls do not count its treatment twice. Dates and
answers to alerts are not carried over: everything is answered anew (HAS, LAP).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from ambroise.domain.chirurgie import read_chirurgie
from ambroise.domain.ligne_ordonnance import LigneOrdonnance
from ambroise.domain.ordonnance import Ordonnance
from ambroise.domain.produit_prescrit import SpecialitePrescrite
from ambroise.domain.suspension import drop_suspension
from ambroise.usecases.ligne_json import specialite_prescrite
from ambroise.usecases.ports_medicaments import BaseMedicaments


@dataclass(frozen=True, slots=True)
class Renouvellement:
    """The draft with the renewed lines, and what the doctor must know of them, in French."""

    ordonnance: Ordonnance
    remarques: tuple[str, ...] = ()


def renew(
    brouillon: Ordonnance,
    lignes: Iterable[LigneOrdonnance],
    new_id: Callable[[], UUID],
    base: BaseMedicaments | None = None,
) -> Renouvellement:
    """Return the draft with the lines renewed; a line already renewed in it is not added twice.

    Args:
        brouillon: the order being written.
        lignes: lines of former orders.
        new_id: makes identifiers.
        base: the base in use, for products that changed or left the market.

    Raises:
        OrdonnanceFigee: the order is signed.
    """
    already = {ligne.ligne_renouvelee for ligne in brouillon.lignes}
    kept = list(brouillon.lignes)
    remarks: list[str] = []
    for ligne in lignes:
        if ligne.id in already:
            continue
        renewed, remark = _renewed(ligne, new_id(), base)
        kept.append(renewed)
        if remark:
            remarks.append(remark)
    return Renouvellement(brouillon.edit(lignes=tuple(kept)), tuple(remarks))


def replace_ordonnance(
    signee: Ordonnance, ordonnance_id: UUID, new_id: Callable[[], UUID]
) -> tuple[Ordonnance, Ordonnance]:
    """Return the signed order marked as replaced, and the draft that takes its place.

    Raises:
        OrdonnanceFigee: it is not a signed one.
    """
    replaced = signee.replaced_by(ordonnance_id)
    draft = Ordonnance(
        id=ordonnance_id,
        patient_id=signee.patient_id,
        prescripteur=signee.prescripteur,
        date=signee.date,
        type=signee.type,
        lignes=tuple(replace(ligne, id=new_id()) for ligne in signee.lignes),
        bizone=signee.bizone,
        pharmacie_designee=signee.pharmacie_designee,
        remplace=signee.id,
    )
    return replaced, draft


def _renewed(ligne: LigneOrdonnance, id_: UUID, base: BaseMedicaments | None) -> tuple[LigneOrdonnance, str]:
    produit, mention, remark = ligne.produit, ligne.instructions_dispensateur, ""
    if base is not None and isinstance(produit, SpecialitePrescrite):
        current = specialite_prescrite(base, produit.code_cis)
        if current is None:
            remark = f"{produit.denomination}\u00a0: produit retiré de la base, choisissez-en un autre."
        elif current.denomination != produit.denomination:
            remark = f"{produit.denomination} s’appelle maintenant {current.denomination}."
            produit = current
    renewed = replace(
        ligne,
        id=id_,
        produit=produit,
        date_debut=None,
        date_prochain_diagnostic=None,
        instructions_patient=drop_suspension(ligne.instructions_patient),
        chevauchement_autorise=False,
        instructions_dispensateur="" if read_chirurgie(mention) else mention,
        ligne_renouvelee=ligne.id,
    )
    return renewed, remark
