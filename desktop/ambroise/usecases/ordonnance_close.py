"""The orders that nothing more may be dispensed from: what the counter says of each, and what to do next."""

from collections.abc import Iterable, Sequence

from ambroise.domain.dispensation import DispensationLigne
from ambroise.domain.renouvellement_exceptionnel import RenouvellementExceptionnel
from ambroise.usecases.errors import AmbroiseError
from ambroise.usecases.ports_actes import EtatEnLigne, OrdonnanceConsultee


class OrdonnanceEpuisee(AmbroiseError):
    """Everything prescribed was already dispensed."""

    exit_code = 1

    def __init__(self, refus: str = "") -> None:
        """Say it.

        Args:
            refus: why the treatment cannot be pursued after the end of the order, when it was asked.
        """
        suite = "Rien de plus ne peut être délivré\u202f; le patient doit revoir son prescripteur."
        super().__init__(
            "Cette ordonnance est entièrement délivrée.",
            remede=f"{refus} {suite}".strip(),
        )


class OrdonnanceAnnulee(AmbroiseError):
    """Its author cancelled or replaced it: nothing may leave on the strength of its paper."""

    exit_code = 1

    def __init__(self, remplacee_par: str = "") -> None:
        super().__init__(
            "Son prescripteur a remplacé cette ordonnance."
            if remplacee_par
            else "Son prescripteur a annulé cette ordonnance.",
            remede=f"Demandez au patient la nouvelle, ou tapez son numéro\u00a0: {remplacee_par}."
            if remplacee_par
            else "Rien ne doit être délivré, même sur papier\u202f; appelez le prescripteur en cas de doute.",
        )


class OrdonnanceExpiree(AmbroiseError):
    """The service takes no more answer to it."""

    exit_code = 1

    def __init__(self) -> None:
        super().__init__(
            "Cette ordonnance est expirée.",
            remede="Plus rien ne se délivre à ce titre\u202f; le patient doit revoir son prescripteur.",
        )


def require_delivrable(
    consultee: OrdonnanceConsultee, exceptionnels: Sequence[RenouvellementExceptionnel] = ()
) -> None:
    """Refuse what shows nothing to answer; an expired order is still read, for its patient.

    Args:
        exceptionnels: its lines that are over, which a pharmacist may give once more or not.
    """
    if consultee.etat is EtatEnLigne.ANNULEE:
        raise OrdonnanceAnnulee(consultee.remplacee_par)
    if consultee.is_delivrable or any(examen.is_possible for examen in exceptionnels):
        return
    refus = next((f"{examen.refus} ({examen.article})." for examen in exceptionnels), "")
    raise OrdonnanceEpuisee(refus[:1].upper() + refus[1:])


def require_open(consultee: OrdonnanceConsultee, lignes: Iterable[DispensationLigne]) -> None:
    """Refuse to write in the register what the service is known to refuse."""
    if consultee.etat is EtatEnLigne.ANNULEE:
        raise OrdonnanceAnnulee(consultee.remplacee_par)
    if consultee.etat is EtatEnLigne.EXPIREE and not all(ligne.is_exceptionnelle for ligne in lignes):
        raise OrdonnanceExpiree
