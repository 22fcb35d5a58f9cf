"""The pharmacist's own « non substituable (MTE-PH) », checked again when the dispensing is recorded."""

from ambroise.domain.dispensation import DispensationLigne, ReponseLigne
from ambroise.domain.marge_etroite import SOURCE, find_refus_mte_ph, is_marge_etroite
from ambroise.domain.medicament import TypeGenerique
from ambroise.usecases.errors import AmbroiseError
from ambroise.usecases.ports_actes import LigneConsultee
from ambroise.usecases.ports_medicaments import BaseMedicaments


class MentionRefusee(AmbroiseError):
    """The mention is written where the arrêté does not allow it."""

    exit_code = 1

    def __init__(self, ligne: LigneConsultee, raison: str) -> None:
        super().__init__(
            f"Ligne {ligne.rang}\u00a0: {raison}",
            code="mte_ph_refusee",
            remede=f"Retirez la mention ({SOURCE}), puis délivrez.",
        )


def require_mte_ph(base: BaseMedicaments, prescrite: LigneConsultee, ligne: DispensationLigne) -> None:
    """Refuse the mention elsewhere than on a reference of narrow margin that nobody excluded.

    Raises:
        MentionRefusee: with the sentence to read.
    """
    if not ligne.mte_ph:
        return
    codes = {livree.code_cis for livree in ligne.delivrances}
    raison = find_refus_mte_ph(
        exclue_par_prescripteur=not prescrite.is_substituable,
        marge_etroite=all(
            (specialite := base.find_specialite(code)) is not None and is_marge_etroite(specialite)
            for code in codes
        ),
        reference=ligne.reponse is not ReponseLigne.SUBSTITUE
        and all(_is_reference(base, code) for code in codes),
    )
    if raison:
        raise MentionRefusee(prescrite, raison)


def _is_reference(base: BaseMedicaments, code_cis: str) -> bool:
    types = {choix.code_cis: choix.type for choix in base.list_generiques(code_cis)}
    return types.get(code_cis) is TypeGenerique.PRINCEPS
