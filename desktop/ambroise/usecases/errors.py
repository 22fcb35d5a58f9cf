"""What a user can be told of a failure: what happened, what is safe, what to do.

The adapters translate the errors of cards and services into these; ``ui/errors.py`` and the terminal
each turn them into their own output. The five kinds have the exit codes 3 to 7.
"""

from datetime import datetime
from typing import ClassVar


class AmbroiseError(Exception):
    """Base of the errors shown to a user; ``message`` is a French sentence without patient data.

    ``kind`` and ``exit_code`` are those of the terminal contract.
    """

    kind: ClassVar[str] = "Rejected"
    exit_code: ClassVar[int] = 5

    def __init__(self, message: str, *, code: str = "", remede: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.remede = remede


class ServiceError(AmbroiseError):
    """A card or a national service failed."""


class ServiceInjoignable(ServiceError):
    """Nothing answered; the same request may succeed later."""

    kind = "Unreachable"
    exit_code = 3


class CarteAbsente(ServiceInjoignable):
    """The card needed is not in a reader, or left it."""


class AccesRefuse(ServiceError):
    """A secret, a certificate or a right was refused."""

    kind = "Refused"
    exit_code = 4


class CodePorteurRefuse(AccesRefuse):
    """Wrong code porteur; ``essais_restants`` is 0 when the card is blocked, None when unknown."""

    def __init__(self, message: str, essais_restants: int | None, *, remede: str = "") -> None:
        super().__init__(message, remede=remede)
        self.essais_restants = essais_restants


class DemandeRejetee(ServiceError):
    """The service answered no, with its official code."""

    kind = "Rejected"
    exit_code = 5


class ReponseInvalide(ServiceError):
    """What was received departs from its specification."""

    kind = "Malformed"
    exit_code = 6


class NonPrisEnCharge(ServiceError):
    """Known, but beyond what this software may or can do."""

    kind = "Unsupported"
    exit_code = 7


class Introuvable(AmbroiseError):
    """The object asked for does not exist in this profile."""

    exit_code = 1


class ConflitVersion(AmbroiseError):
    """Another seat wrote the same object first; nothing was overwritten.

    ``nom`` is the name of the author where the office knows it, ``actuel`` what is written now.
    """

    def __init__(self, auteur: str, instant: datetime | None, actuel: object = None) -> None:
        super().__init__(
            "Ce dossier a été modifié entre-temps depuis un autre poste. Rien n’a été écrasé.",
            remede="Relisez la version enregistrée, puis reprenez votre modification.",
        )
        self.auteur = auteur
        self.instant = instant
        self.actuel = actuel
        self.nom = ""


class DoublonIns(AmbroiseError):
    """Another active patient already bears this (matricule, OID) pair."""


class CreneauOccupe(AmbroiseError):
    """Another appointment holds that time."""


class SalleOccupee(CreneauOccupe):
    """Another appointment holds that room then; whoever gives it may do so all the same."""


class ActeFinal(AmbroiseError):
    """A signed act cannot be changed; it is replaced or cancelled."""


class ProfilOccupe(AmbroiseError):
    """Another instance works on the same profile."""

    kind = "Refused"
    exit_code = 4


class ProfilIllisible(AmbroiseError):
    """The profile cannot be opened: read-only, wrong key, damaged or newer database, full disk."""

    kind = "Malformed"
    exit_code = 6


class SessionFermee(AmbroiseError):
    """The act needs a professional logged in with a CPS."""

    kind = "Refused"
    exit_code = 4

    def __init__(
        self,
        message: str = "Aucune session n’est ouverte.",
        remede: str = "Insérez la carte CPS et saisissez le code porteur.",
    ) -> None:
        super().__init__(message, remede=remede)


class SessionSansCarte(SessionFermee):
    """Somebody works here, opened by a code, and the act needs a card."""

    def __init__(self) -> None:
        super().__init__(
            "Cet acte demande une carte CPS : votre session est ouverte par un code.",
            "Changez d’utilisateur, puis ouvrez avec une carte.",
        )
