"""What the DMP, or our own checks, refuse."""

from collections.abc import Sequence

from lxml import etree

from esante import soap
from esante.cda.constat import Constat
from esante.dmp import messages
from esante.dmp.models import ErreurRegistre
from esante.errors import Malformed, Rejected


class DmpRejected(Rejected):
    """The DMP refused; ``erreurs`` holds every reason it gave, the first one being ``code``."""

    def __init__(self, erreurs: Sequence[ErreurRegistre]) -> None:
        first = erreurs[0] if erreurs else ErreurRegistre("XDSRegistryError", "")
        super().__init__(first.code, first.libelle)
        self.erreurs = tuple(erreurs)


class DocumentNonConforme(Malformed):
    """Our own checks refuse a document before it is sent; ``constats`` say what is wrong."""

    def __init__(self, constats: Sequence[Constat]) -> None:
        super().__init__(f"document non conforme\u00a0: {', '.join(c.regle for c in constats)}")
        self.constats = tuple(constats)


def check_registered(answer: etree._Element) -> tuple[ErreurRegistre, ...]:
    """Return the warnings of a registry's answer. Raises DmpRejected for a failure, whole or partial."""
    status, errors = messages.read_reponse_registre(answer)
    if status != messages.SUCCES:
        raise DmpRejected([e for e in errors if not e.is_avertissement] or list(errors))
    return errors


def check_accepted(answer: etree._Element) -> str:
    """Return the context of a specific service's answer. Raises DmpRejected for any other status."""
    status, context = messages.read_statut(answer)
    if status not in ("DMPOk", "DMPFound", "DMPPatientAccessAlreadyExists"):
        raise DmpRejected([ErreurRegistre(status, context)])
    return context


def fault_refusal(fault: soap.Fault) -> DmpRejected:
    """Return the refusal that a fault tells."""
    codes = [code for code in fault.subcodes if code]
    return DmpRejected([ErreurRegistre(codes[-1] if codes else fault.code, fault.reason)])
