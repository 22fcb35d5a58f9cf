"""The orders that nothing more may be dispensed from: what the counter says of each, and what to do next."""

from ambroise.usecases.errors import AmbroiseError
from ambroise.usecases.ports_actes import EtatEnLigne, OrdonnanceConsultee


class OrdonnanceEpuisee(AmbroiseError):
    """Everything prescribed was already dispensed."""

    exit_code = 1

    def __init__(self) -> None:
        super().__init__(
            "Cette ordonnance est entièrement délivrée.",
            remede="Rien de plus ne peut être délivré\u202f; le patient doit revoir son prescripteur.",
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


def require_delivrable(consultee: OrdonnanceConsultee) -> None:
    """Refuse what shows nothing to answer; an expired order is still read, for its patient."""
    if consultee.etat is EtatEnLigne.ANNULEE:
        raise OrdonnanceAnnulee(consultee.remplacee_par)
    if not consultee.is_delivrable:
        raise OrdonnanceEpuisee


def require_open(consultee: OrdonnanceConsultee) -> None:
    """Refuse to write in the register what the service is known to refuse."""
    if consultee.etat is EtatEnLigne.ANNULEE:
        raise OrdonnanceAnnulee(consultee.remplacee_par)
    if consultee.etat is EtatEnLigne.EXPIREE:
        raise OrdonnanceExpiree
