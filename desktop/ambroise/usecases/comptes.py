"""Open and close the accounts of the office, and keep a file to a few people."""

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from ambroise.domain.audit import ActionAudit
from ambroise.domain.code_compte import CodeCompte
from ambroise.domain.droits import Compte, Droit, Role
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.errors import AmbroiseError, Introuvable
from ambroise.usecases.ports import UnitOfWork
from ambroise.usecases.ports_comptes import PortEmpreintes

CHIFFRES_PROVISOIRES = 8


def draw_code() -> str:
    """Return the digits of a provisional code."""
    return "".join(str(secrets.randbelow(10)) for _ in range(CHIFFRES_PROVISOIRES))


class CompteService:
    """Accounts; each act is traced under who does it.

    Args:
        empreintes: how a code is kept.
        draw: makes the provisional codes.
    """

    def __init__(
        self,
        contexte: Contexte,
        auteur: str,
        empreintes: PortEmpreintes,
        draw: Callable[[], str] = draw_code,
    ) -> None:
        self._contexte = contexte
        self._auteur = auteur
        self._empreintes = empreintes
        self._draw = draw

    def list(self) -> Sequence[Compte]:
        """Return all accounts, closed ones too, by name."""
        with self._contexte.uow() as uow:
            return uow.comptes.list()

    def list_codes(self) -> Mapping[UUID, CodeCompte]:
        """Return the codes by account; an account without any opens with its card only."""
        with self._contexte.uow() as uow:
            return {code.compte_id: code for code in uow.comptes.codes()}

    def give_code(self, identifiant: str) -> str:
        """Give an account a provisional code, told once, and unblock it; its holder chooses another one.

        Raises:
            Introuvable: no such account.
        """
        code = self._draw()
        empreinte = self._empreintes.make(code)
        with self._contexte.uow() as uow:
            compte = _find(uow, identifiant)
            uow.comptes.give_code(CodeCompte(compte.id, empreinte))
            self._trace(uow, f"compte {identifiant}", "code provisoire donné")
            uow.commit()
        return code

    def found(self, praticien: Compte, administrateur: Compte) -> str:
        """Declare the first two accounts, who cares and who administers; return the latter's code.

        Whoever works alone has every right and no account; from here on each has those of a role.

        Raises:
            AmbroiseError: accounts are declared already.
        """
        code = self._draw()
        empreinte = self._empreintes.make(code)
        with self._contexte.uow() as uow:
            if uow.comptes.list():
                raise AmbroiseError("Des comptes sont déjà déclarés.", code="comptes_declares")
            for compte in (praticien, administrateur):
                uow.comptes.save(replace(compte, id=self._contexte.new_id(), version=0))
                self._trace(uow, f"compte {compte.identifiant}", compte.role)
            uow.comptes.give_code(CodeCompte(_find(uow, administrateur.identifiant).id, empreinte))
            self._trace(uow, f"compte {administrateur.identifiant}", "code provisoire donné")
            uow.commit()
        return code

    def open(
        self, identifiant: str, nom: str, role: Role, du: date | None = None, au: date | None = None
    ) -> Compte:
        """Open an account, or change the name, the role or the dates of a known one.

        Raises:
            AmbroiseError: the dates are the wrong way round, or nobody would read the files any more.
        """
        with self._contexte.uow() as uow:
            connu = uow.comptes.find(identifiant.strip())
            id_, version = (connu.id, connu.version) if connu else (self._contexte.new_id(), 0)
            return self._write(uow, Compte(id_, identifiant.strip(), nom.strip(), role, du, au, version))

    def save(self, saisi: Compte, lu: Compte | None) -> Compte:
        """Write an account as it was typed over the one that was read; without any, a new one.

        Raises:
            ConflitVersion: another seat changed it since; ``actuel`` is the account as it stands.
            AmbroiseError: as ``open``, or the identifier of a new account is another's.
        """
        with self._contexte.uow() as uow:
            if lu is not None:
                return self._write(uow, replace(saisi, id=lu.id, version=lu.version))
            if uow.comptes.find(saisi.identifiant) is not None:
                raise AmbroiseError(
                    "Un compte porte déjà cet identifiant.",
                    code="compte_connu",
                    remede="Choisissez-le dans la liste pour le changer, ou donnez un autre identifiant.",
                )
            return self._write(uow, replace(saisi, id=self._contexte.new_id(), version=0))

    def _write(self, uow: UnitOfWork, compte: Compte) -> Compte:
        if not compte.identifiant or not compte.nom:
            raise AmbroiseError("Un compte porte un identifiant et un nom.", code="compte_incomplet")
        if compte.du and compte.au and compte.au < compte.du:
            raise AmbroiseError("La fin du compte précède son début.", code="dates_inversees")
        _require_soignant(uow, compte)
        compte = uow.comptes.save(compte)
        detail = f"{compte.role}, du {compte.du} au {compte.au}"
        self._trace(uow, f"compte {compte.identifiant}", detail)
        uow.commit()
        return compte

    def close(self, identifiant: str, dernier_jour: date) -> Compte:
        """Let nobody work under an account after a day; what it wrote stays.

        Raises:
            Introuvable: no such account.
            AmbroiseError: nobody would read the files any more.
        """
        with self._contexte.uow() as uow:
            ferme = replace(_find(uow, identifiant), au=dernier_jour)
            _require_soignant(uow, ferme)
            ferme = uow.comptes.save(ferme)
            self._trace(uow, f"compte {identifiant}", f"fermé après le {dernier_jour}")
            uow.commit()
        return ferme

    def restrict(self, patient_id: UUID, lecteurs: Iterable[str]) -> None:
        """Keep a file to these accounts, or give it back to the office when none is named.

        Raises:
            Introuvable: no such patient, or no such account.
            AmbroiseError: none of them reads files.
        """
        noms = tuple(lecteurs)
        with self._contexte.uow() as uow:
            uow.patients.get(patient_id)
            comptes = [uow.comptes.find(nom) for nom in noms]
            if None in comptes:
                raise Introuvable("Un de ces comptes n’existe pas dans ce profil.")
            jour = self._contexte.horloge().date()
            if noms and not any(c and c.is_allowed(Droit.LIRE_CLINIQUE, jour) for c in comptes):
                raise AmbroiseError(
                    "Aucun de ces comptes ne lit les dossiers.",
                    code="aucun_lecteur",
                    remede="Nommez au moins un soignant.",
                )
            uow.comptes.restrict(patient_id, noms)
            self._trace(uow, "restriction du dossier", ", ".join(noms) or "levée", patient_id)
            uow.commit()

    def _trace(self, uow: UnitOfWork, objet: str, detail: str, patient_id: UUID | None = None) -> None:
        self._contexte.trace(
            uow, self._auteur, ActionAudit.MODIFICATION, objet, patient_id=patient_id, detail=detail
        )


def _find(uow: UnitOfWork, identifiant: str) -> Compte:
    compte = uow.comptes.find(identifiant)
    if compte is None:
        raise Introuvable("Ce compte n’existe pas dans ce profil.")
    return compte


def _require_soignant(uow: UnitOfWork, compte: Compte) -> None:
    """Refuse to leave an office where nobody reads the files: declaring accounts closes all the others."""
    autres = [c for c in uow.comptes.list() if c.id != compte.id]
    if not any(c.role in (Role.PRATICIEN, Role.PHARMACIEN) and c.au is None for c in (*autres, compte)):
        raise AmbroiseError(
            "Un compte de praticien ou de pharmacien, sans date de fin, doit rester ouvert.",
            code="sans_soignant",
            remede="Ouvrez d’abord ce compte, avec l’identifiant de sa carte CPS.",
        )
