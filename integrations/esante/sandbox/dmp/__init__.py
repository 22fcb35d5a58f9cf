"""The DMP, simulated: a registry and repository that check all they receive."""

from esante.sandbox.dmp.service import DmpService
from esante.sandbox.service import ServiceFactory

SERVICES: list[tuple[str, ServiceFactory]] = [("dmp", DmpService)]
