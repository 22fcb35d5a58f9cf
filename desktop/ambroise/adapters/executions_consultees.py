"""What the pharmacies did with an order, in words: one sentence for each line they answered."""

from collections.abc import Mapping
from typing import Final

from ambroise.usecases.ports_actes import ExecutionConsultee
from esante.ordonnance_numerique.models import Execution, ExecutionLigne, IssueLigne, MotifNonDelivrance

_MOTIFS: Final = {
    MotifNonDelivrance.REFUS_PATIENT: "refusé par le patient",
    MotifNonDelivrance.CONTRE_INDICATION: "contre-indication",
    MotifNonDelivrance.DEJA_EN_POSSESSION: "le patient en a déjà",
    MotifNonDelivrance.REFUS_PHARMACIEN: "refus pharmaceutique",
    MotifNonDelivrance.RUPTURE: "rupture",
}


def consulted_execution(execution: Execution, prescrites: Mapping[str, str]) -> ExecutionConsultee:
    """Return an execution as it is read; ``prescrites`` names the lines of the order by their identifier."""
    return ExecutionConsultee(
        execution.execute_le,
        execution.executant.nom,
        "partielle" if any(ligne.quantite_due for ligne in execution.lignes) else "complète",
        tuple(_words(ligne, prescrites.get(ligne.ligne, "")) for ligne in execution.lignes),
    )


def _words(ligne: ExecutionLigne, prescrite: str) -> str:
    """Return what was given, what lacks first, and how it differs from what was prescribed."""
    if ligne.issue is IssueLigne.NON_DELIVREE:
        motif = f", {_MOTIFS[ligne.motif]}" if ligne.motif in _MOTIFS else ""
        return f"Non délivré{motif}\u00a0: {prescrite}"
    mots = [ligne.designation_delivree or prescrite]
    if ligne.issue is IssueLigne.SUBSTITUEE and prescrite:
        mots.append(f"à la place de {prescrite}")
    if ligne.issue is IssueLigne.MODIFIEE:
        accord = ligne.accord_prescripteur_le
        mots.append(f"modifié, accord du {accord:%d/%m/%Y}" if accord else "modifié")
        mots.append(ligne.posologie_modifiee)
    du = f"Reste dû {ligne.quantite_due.normalize():f}\u00a0: " if ligne.quantite_due else ""
    return du + ", ".join(filter(None, mots))
