"""What the screen of the accounts asks, over one application."""

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from ambroise.domain.droits import Compte, Role
from ambroise.domain.professionnel import Profession
from ambroise.ui.comptes.ports import CompteSaisi, EtatComptes, LigneCompte
from ambroise.usecases.comptes import CompteService

if TYPE_CHECKING:
    from ambroise.bootstrap.application import Application

_SANS_ID = UUID(int=0)


class ComptesEcran:
    """``ui.comptes.ports.Comptes``: in the name of who is logged in, within the rights of that account."""

    def __init__(self, app: "Application") -> None:
        self._app = app

    @property
    def _service(self) -> CompteService:
        auteur = self._app.session.auteur if self._app.session.is_ouverte else ""
        return CompteService(self._app.contexte, auteur, self._app.empreintes)

    def etat(self) -> EtatComptes:
        """Return the accounts; who works here is proposed as the first practitioner."""
        service = self._service
        codes = service.list_codes()
        etat = EtatComptes([LigneCompte(compte, codes.get(compte.id)) for compte in service.list()])
        if not self._app.session.is_professionnelle:
            return etat
        professionnel = self._app.session.courante.professionnel
        role = Role.PHARMACIEN if professionnel.profession is Profession.PHARMACIEN else Role.PRATICIEN
        return replace(
            etat, nom=professionnel.nom_affiche, identifiant=professionnel.identifiant_national, role=role
        )

    def save(self, saisi: CompteSaisi) -> Compte:
        return self._service.save(_account(saisi), saisi.lu)

    def close(self, identifiant: str) -> Compte:
        return self._service.close(identifiant, self._app.contexte.horloge().astimezone().date())

    def give_code(self, identifiant: str) -> str:
        return self._service.give_code(identifiant)

    def found(self, praticien: CompteSaisi, administrateur: CompteSaisi) -> str:
        return self._service.found(_account(praticien), _account(administrateur))


def _account(saisi: CompteSaisi) -> Compte:
    return Compte(_SANS_ID, saisi.identifiant, saisi.nom, saisi.role, saisi.du, saisi.au)
