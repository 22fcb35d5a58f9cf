"""Check the code of an account without a card; each try is written before it is checked.

A kill, a second seat or a clock put forward give no further try than those counted. Nothing of a code is
ever logged nor traced: the trail says that a try was refused, whose it was and from which seat.
"""

from dataclasses import dataclass, replace

from ambroise.domain.audit import ActionAudit
from ambroise.domain.code_compte import CodeCompte, weakness_of
from ambroise.domain.droits import Compte
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.errors import AccesRefuse
from ambroise.usecases.garde import closed_account
from ambroise.usecases.ports import UnitOfWork
from ambroise.usecases.ports_comptes import PortEmpreintes


class CodeRefuse(AccesRefuse):
    """The code is wrong, too many were, or it is not the time to try again."""


class CodeProvisoire(AccesRefuse):
    """The code is right and somebody else knows it: it only opens the choice of another one."""


class CodeFaible(AccesRefuse):
    """The code chosen would be found too easily."""


@dataclass(frozen=True)
class Accueil:
    """Who a login screen offers without a card, and whether the office declared accounts at all."""

    comptes: tuple[Compte, ...] = ()
    is_declare: bool = False


class CodeService:
    """Codes of the accounts.

    Args:
        contexte: that of the machine: nobody is logged in yet when a code is checked.
    """

    def __init__(self, contexte: Contexte, empreintes: PortEmpreintes) -> None:
        self._contexte = contexte
        self._empreintes = empreintes

    def accueil(self) -> Accueil:
        """Return who may open here by a code, by name."""
        jour = self._contexte.horloge().astimezone().date()
        with self._contexte.reading() as uow:
            avec_code = {code.compte_id for code in uow.comptes.codes()}
            comptes = uow.comptes.list()
        return Accueil(
            tuple(c for c in comptes if c.id in avec_code and c.is_actif(jour)), is_declare=bool(comptes)
        )

    def check(self, identifiant: str, code: str) -> Compte:
        """Return the account a code opens.

        Raises:
            CodeRefuse: the code is wrong, or no try is left before an instant, or at all.
            CodeProvisoire: it is right, and another one must be chosen first.
            DroitInsuffisant: the account is not open today.
        """
        compte, garde = self._check(identifiant, code)
        if garde.provisoire:
            raise CodeProvisoire(
                "Ce code vous a été donné\u00a0: choisissez le vôtre.", code="code_a_choisir"
            )
        return compte

    def choose(self, identifiant: str, actuel: str, nouveau: str) -> None:
        """Replace the code of an account by one that only its holder knows.

        Raises:
            CodeRefuse, DroitInsuffisant: as ``check``.
            CodeFaible: the new one is too easy to find, or is the one it replaces.
        """
        compte, garde = self._check(identifiant, actuel)
        faiblesse = weakness_of(nouveau, compte) or (
            "Choisissez un autre code que celui qui vous a été donné." if nouveau == actuel else ""
        )
        if faiblesse:
            raise CodeFaible(faiblesse, code="code_faible")
        empreinte = self._empreintes.make(nouveau)
        with self._contexte.uow() as uow:
            uow.comptes.note_try(replace(garde, empreinte=empreinte, provisoire=False))
            self._trace(uow, compte, ActionAudit.MODIFICATION, "code choisi")
            uow.commit()

    def _check(self, identifiant: str, code: str) -> tuple[Compte, CodeCompte]:
        compte, garde = self._take_try(identifiant)
        if not self._empreintes.is_matching(code, garde.empreinte):
            self._tell_refusal(compte, garde)
            raise _refusal(garde)
        garde = garde.forget_tries()
        with self._contexte.uow() as uow:
            uow.comptes.note_try(garde)
            uow.commit()
        return compte, garde

    def _take_try(self, identifiant: str) -> tuple[Compte, CodeCompte]:
        maintenant = self._contexte.horloge()
        with self._contexte.uow() as uow:
            compte = uow.comptes.find(identifiant)
            garde = uow.comptes.code(compte.id) if compte else None
            if compte is None or garde is None or not compte.is_actif(maintenant.astimezone().date()):
                raise closed_account()
            if garde.is_bloque:
                raise _blocked()
            attente = garde.wait_left(maintenant)
            if attente:
                raise CodeRefuse(
                    "Trop de codes faux ont été donnés.",
                    code="code_attendre",
                    remede=f"Réessayez dans {_duration(int(attente.total_seconds()) + 1)}.",
                )
            garde = garde.count_try(maintenant)
            uow.comptes.note_try(garde)
            uow.commit()
        return compte, garde

    def _tell_refusal(self, compte: Compte, garde: CodeCompte) -> None:
        with self._contexte.uow() as uow:
            self._trace(uow, compte, ActionAudit.REFUS_SESSION, f"code faux, essai {garde.essais}")
            uow.commit()

    def _trace(self, uow: UnitOfWork, compte: Compte, action: ActionAudit, objet: str) -> None:
        self._contexte.trace(uow, compte.identifiant, action, objet)


def _refusal(garde: CodeCompte) -> CodeRefuse:
    if garde.is_bloque:
        return _blocked()
    essais = f"{garde.essais_restants} essais" if garde.essais_restants > 1 else "un essai"
    return CodeRefuse("Ce code est faux.", code="code_faux", remede=f"Il reste {essais}.")


def _blocked() -> CodeRefuse:
    return CodeRefuse(
        "Ce compte est bloqué\u00a0: trop de codes faux ont été donnés.",
        code="code_bloque",
        remede="Demandez à l’administrateur du cabinet de vous donner un nouveau code.",
    )


def _duration(secondes: int) -> str:
    if secondes < 60:
        return f"{secondes}\u00a0secondes" if secondes > 1 else "une seconde"
    minutes = -(-secondes // 60)
    return f"{minutes}\u00a0minutes" if minutes > 1 else "une minute"
