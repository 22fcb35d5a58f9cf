"""« Non substituable (MTE-PH) » at the counter: the reference is kept by the pharmacist himself."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from ambroise.domain.dispensation import ReponseLigne
from ambroise.domain.marge_etroite import find_refus_mte_ph
from ambroise.ui.comptoir.choix import missing
from ambroise.ui.comptoir.ports import BoiteGroupe
from ambroise.ui.comptoir.quantite import with_boite
from ambroise.ui.comptoir.state import EtatComptoir
from ambroise.usecases.ports_actes import LigneConsultee

RAPPEL: Final = "À écrire à la main sur l’ordonnance papier\u202f; informez le prescripteur (Alt+I)."
"""What the arrêté asks besides the record."""
_REPONSES: Final = (ReponseLigne.TEL_QUEL, ReponseLigne.PARTIEL)


def refus_mte_ph(etat: EtatComptoir, ligne: LigneConsultee) -> str:
    """Return why the mention may not be written on a line, empty when it may."""
    return find_refus_mte_ph(
        exclue_par_prescripteur=not ligne.is_substituable,
        marge_etroite=any(b.is_marge_etroite for b in etat.boites_de(ligne)),
        reference=bool(_references(etat, ligne)),
    )


def toggle_mte_ph(etat: EtatComptoir, ligne: LigneConsultee) -> tuple[EtatComptoir, str]:
    """Return the counter with the mention written, or taken away; as it was, and why, when it may not be.

    Written on a line that nobody answered yet, it answers it as prescribed, by the reference.
    """
    avant = etat.choix_de(ligne)
    if avant.mte_ph:
        return etat.with_choix(ligne, replace(avant, mte_ph=False)), ""
    raison = refus_mte_ph(etat, ligne)
    if raison:
        return etat, raison
    if not etat.is_possible(ligne, ReponseLigne.TEL_QUEL):
        return etat, etat.delai_de(ligne).phrase
    if avant.reponse not in _REPONSES:
        etat = etat.press(ligne, ReponseLigne.TEL_QUEL)
        avant = etat.choix_de(ligne)
    choix = replace(avant, mte_ph=True, valide=False)
    if choix.boite is None or not choix.boite.is_reference:
        references = _references(etat, ligne)
        seule = references[0] if len(references) == 1 else None
        choix = replace(with_boite(ligne, etat.prises_de(ligne), choix, seule), bipees=())
    entier = choix.reponse is ReponseLigne.TEL_QUEL or avant.valide
    return etat.with_choix(ligne, replace(choix, valide=entier and not missing(ligne, choix))), ""


def _references(etat: EtatComptoir, ligne: LigneConsultee) -> Sequence[BoiteGroupe]:
    """Return the references of the group of a line; without any generic there is none."""
    boites = [b for b in etat.boites_de(ligne) if not b.hors_groupe]
    generiques = [b for b in boites if not (b.is_reference or b.complement)]
    return [b for b in boites if b.is_reference and b.is_marge_etroite] if generiques else []
