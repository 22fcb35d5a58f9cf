"""A room holds one appointment at a time: another is refused, unless who gives it insists."""

from collections.abc import Collection, Sequence

from ambroise.domain.agenda import RendezVous
from ambroise.usecases.errors import SalleOccupee
from ambroise.usecases.ports import UnitOfWork


def require_salles(uow: UnitOfWork, ecrits: Sequence[RendezVous], salles: Collection[str]) -> None:
    """Check the rooms of appointments just written, in the transaction that writes them.

    Raises:
        SalleOccupee: another appointment holds one of these rooms then; leave without committing.
    """
    siens = {rdv.id for rdv in ecrits}
    voulus = [rdv for rdv in ecrits if rdv.lieu in salles and not rdv.is_libre]
    # Rooms are asked for in one order: two seats that want two of them never wait for each other.
    pris = [
        autre
        for rdv in sorted(voulus, key=lambda r: (r.lieu, r.debut))
        for autre in uow.rendez_vous.in_salle(rdv.lieu, rdv.debut, rdv.fin)
        if autre.id not in siens
    ]
    if pris:
        raise _refusal(pris)


def holder_of_salle(uow: UnitOfWork, voulu: RendezVous) -> RendezVous | None:
    """Return what holds the room of an appointment then, None when it is free or is no room."""
    if not voulu.lieu or voulu.is_libre or voulu.lieu not in uow.reglages_agenda.get("").salles:
        return None
    la = uow.rendez_vous.in_salle(voulu.lieu, voulu.debut, voulu.fin)
    return next((autre for autre in la if autre.id != voulu.id), None)


def _refusal(pris: Sequence[RendezVous]) -> SalleOccupee:
    premier, reste = pris[0], len(pris) - 1
    debut, fin = premier.debut.astimezone(), premier.fin.astimezone()
    suite = f", et {reste} autre{'s' if reste > 1 else ''} fois" if reste else ""
    return SalleOccupee(
        f"«\u00a0{premier.lieu}\u00a0» est déjà prise le {debut:%d/%m de %H:%M} à {fin:%H:%M}{suite}.",
        code="salle_occupee",
        remede="Choisissez une autre heure ou un autre lieu, ou passez outre si l’on peut la partager.",
    )
