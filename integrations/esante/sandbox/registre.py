"""Which simulated services exist: one line a service, in the order they start.

Each module exposes ``SERVICES``, pairs of a name (the key of the ready file) and a factory taking a
:class:`~esante.sandbox.service.Contexte`.
"""

from importlib import import_module

from esante.sandbox.service import ServiceFactory

MODULES: tuple[str, ...] = (
    "esante.sandbox.insi",
    "esante.sandbox.apcv",
    "esante.sandbox.cartes.service",
    "esante.sandbox.dmp",
    "esante.sandbox.psc.relais",
    "esante.sandbox.mssante.service",
    "esante.sandbox.ordonnance_numerique.service",
    "esante.sandbox.annuaire.service",
    "esante.sandbox.ror.service",
)


def load_services() -> list[tuple[str, ServiceFactory]]:
    """Return every service of the sandbox."""
    return [pair for module in MODULES for pair in import_module(module).SERVICES]
