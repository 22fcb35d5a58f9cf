"""The simulated ApCV: a phone that shows its code, and the service that exchanges it for a context."""

from esante.sandbox.apcv.service import SERVICES
from esante.sandbox.apcv.telephone import Telephone

__all__ = ["SERVICES", "Telephone"]
