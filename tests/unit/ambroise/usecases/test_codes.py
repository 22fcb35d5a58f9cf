"""A session without a card: the code of an account, its tries, the time to wait, the lock."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from ambroise.domain.code_compte import ESSAIS_MAXIMAUX, CodeCompte, weakness_of
from ambroise.domain.droits import Compte, Role
from ambroise.usecases.codes import CodeFaible, CodeProvisoire, CodeRefuse, CodeService
from ambroise.usecases.comptes import CompteService
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.errors import (
    AccesRefuse,
    AmbroiseError,
    Introuvable,
    NonPrisEnCharge,
    SessionFermee,
    SessionSansCarte,
)
from ambroise.usecases.garde import DroitInsuffisant
from ambroise.usecases.sessions import SessionService
from tests.fakes.memoire import BaseMemoire, make_contexte
from tests.fakes.services import DOCTEUR, FauxLecteurs
from tests.fakes.temps import HorlogeReglable

PROVISOIRE, CHOISI = "48151623", "tilleul en fleur"


class EmpreintesLisibles:
    """Codes kept as they are, reversed: quick, and still not equal to what is typed."""

    def make(self, code: str) -> str:
        return code[::-1]

    def is_matching(self, code: str, empreinte: str) -> bool:
        return code[::-1] == empreinte


class Accueil:
    """An office of a practitioner, an administrator and a secretary, in front of its login screen."""

    def __init__(self) -> None:
        self.base = BaseMemoire()
        contexte = make_contexte(self.base)
        self.horloge = HorlogeReglable(contexte.horloge())
        self.contexte = Contexte(contexte.uow, self.horloge, contexte.new_id, "accueil")
        self.codes = CodeService(self.contexte, EmpreintesLisibles())
        self.comptes = CompteService(self.contexte, "essai", EmpreintesLisibles(), lambda: PROVISOIRE)
        self.lecteurs = FauxLecteurs()
        self.session = SessionService(self.contexte, self.lecteurs, codes=self.codes)
        vide = UUID(int=0)
        self.comptes.found(
            Compte(vide, DOCTEUR.identifiant_national, "Max LIBRE", Role.PRATICIEN),
            Compte(vide, "admin", "Paule Vidal", Role.ADMINISTRATEUR),
        )
        self.comptes.open("anne", "Anne Roy", Role.SECRETAIRE)
        self.comptes.give_code("anne")

    def choose(self) -> None:
        self.codes.choose("anne", PROVISOIRE, CHOISI)

    def code(self) -> CodeCompte:
        [code] = [
            c for c in self.base.tables.codes.values() if c.compte_id == self.base.tables.comptes["anne"].id
        ]
        return code

    def traces(self) -> list[str]:
        return [f"{e.auteur} {e.action.value} {e.objet} {e.detail}" for e in self.base.tables.audit]


@pytest.fixture
def accueil() -> Accueil:
    return Accueil()


def test_a_provisional_code_opens_nothing_but_the_choice_of_another(accueil: Accueil) -> None:
    with pytest.raises(CodeProvisoire):
        accueil.session.open_by_code("anne", PROVISOIRE)
    assert not accueil.session.is_ouverte
    for faible in (
        "123456",
        "111222",
        "4815",
        "court",
        "Anne Roy secrétaire",
        PROVISOIRE,
        " espaces autour ",
    ):
        with pytest.raises(CodeFaible):
            accueil.codes.choose("anne", PROVISOIRE, faible)
    accueil.choose()
    session = accueil.session.open_by_code("anne", CHOISI)
    assert (session.compte.nom, accueil.session.auteur) == ("Anne Roy", "anne")
    with pytest.raises(CodeRefuse):
        accueil.codes.check("anne", PROVISOIRE)


def test_what_is_signed_or_sent_still_asks_for_a_card(accueil: Accueil) -> None:
    accueil.choose()
    accueil.session.open_by_code("anne", CHOISI)
    assert accueil.session.is_ouverte
    assert not accueil.session.is_professionnelle
    with pytest.raises(SessionSansCarte, match="carte CPS"):
        assert accueil.session.courante
    accueil.session.close()
    with pytest.raises(SessionFermee, match="Aucune session"):
        assert accueil.session.courante


def test_wrong_codes_are_counted_then_waited_for_then_blocked(
    accueil: Accueil,
) -> None:
    accueil.choose()
    for restants in (9, 8, 7):
        with pytest.raises(CodeRefuse, match="faux") as refus:
            accueil.codes.check("anne", "autre code faux")
        assert str(restants) in refus.value.remede
    with pytest.raises(CodeRefuse, match="Trop de codes") as attente:
        accueil.codes.check("anne", CHOISI)  # even the right one: nothing is learnt while waiting
    assert "30\u00a0secondes" in attente.value.remede or "31\u00a0secondes" in attente.value.remede
    while accueil.code().essais < ESSAIS_MAXIMAUX:
        accueil.horloge.advance(timedelta(minutes=16))
        with pytest.raises(CodeRefuse):
            accueil.codes.check("anne", "autre code faux")
    accueil.horloge.advance(timedelta(days=1))
    with pytest.raises(CodeRefuse, match="bloqué"):
        accueil.codes.check("anne", CHOISI)
    accueil.comptes.give_code("anne")
    accueil.choose()
    assert accueil.codes.check("anne", CHOISI).nom == "Anne Roy"


def test_the_right_code_forgets_the_wrong_ones(accueil: Accueil) -> None:
    accueil.choose()
    for _ in range(2):
        with pytest.raises(CodeRefuse):
            accueil.codes.check("anne", "autre code faux")
    accueil.codes.check("anne", CHOISI)
    assert accueil.code().essais == 0


def test_a_clock_put_back_never_makes_the_wait_longer_than_a_quarter_of_an_hour(accueil: Accueil) -> None:
    accueil.choose()
    for _ in range(3):
        with pytest.raises(CodeRefuse):
            accueil.codes.check("anne", "autre code faux")
    accueil.horloge.advance(-timedelta(days=400))
    assert accueil.code().wait_left(accueil.horloge()) <= timedelta(minutes=15)


def test_a_try_is_written_before_it_is_checked(accueil: Accueil) -> None:
    class Mort(EmpreintesLisibles):
        def is_matching(self, code: str, empreinte: str) -> bool:
            raise SystemExit

    accueil.choose()
    with pytest.raises(SystemExit):
        CodeService(accueil.contexte, Mort()).check("anne", "autre code faux")
    assert accueil.code().essais == 1


def test_no_code_is_ever_traced(accueil: Accueil) -> None:
    accueil.choose()
    with pytest.raises(CodeRefuse):
        accueil.codes.check("anne", "autre code faux")
    accueil.session.open_by_code("anne", CHOISI)
    accueil.session.close()
    traces = "\n".join(accueil.traces())
    for ecrit in ("refus_session code faux, essai 1", "ouverture_session code", "fermeture_session code"):
        assert f"anne {ecrit}" in traces
    for secret in (PROVISOIRE, CHOISI, "autre code faux"):
        assert secret not in traces
        assert secret not in repr(accueil.code())


def test_only_accounts_open_today_and_with_a_code_are_offered(accueil: Accueil) -> None:
    jour = accueil.horloge().astimezone().date()
    accueil.comptes.open("passe", "Paul", Role.REMPLACANT, date(2020, 1, 1), date(2020, 2, 1))
    accueil.comptes.open("futur", "Luc", Role.REMPLACANT, jour + timedelta(days=1))
    for identifiant in ("passe", "futur"):
        accueil.comptes.give_code(identifiant)
        with pytest.raises(DroitInsuffisant):
            accueil.session.open_by_code(identifiant, PROVISOIRE)
    with pytest.raises(DroitInsuffisant):
        accueil.session.open_by_code(DOCTEUR.identifiant_national, PROVISOIRE)
    assert [c.identifiant for c in accueil.session.accueil().comptes] == ["anne", "admin"]


def test_the_lock_opens_with_the_code_of_who_works_here(accueil: Accueil) -> None:
    accueil.choose()
    with pytest.raises(SessionFermee):
        accueil.session.reopen_by_code(CHOISI)
    accueil.session.open_by_code("anne", CHOISI)
    with pytest.raises(CodeRefuse):
        accueil.session.reopen_by_code("autre code faux")
    accueil.session.reopen_by_code(CHOISI)


def test_a_card_unknown_to_an_office_with_accounts_opens_nothing(accueil: Accueil) -> None:
    assert accueil.session.open("1234").professionnel == DOCTEUR
    accueil.session.close()
    accueil.comptes.open("8" + "9" * 11, "Autre", Role.PRATICIEN)
    accueil.comptes.close(DOCTEUR.identifiant_national, date(2020, 1, 1))
    with pytest.raises(DroitInsuffisant, match="pas ouvert"):
        accueil.session.open("1234")
    assert not accueil.session.is_ouverte


def test_an_office_is_declared_once_and_codes_are_for_known_accounts(accueil: Accueil) -> None:
    compte = Compte(UUID(int=0), "x", "X", Role.ADMINISTRATEUR)
    with pytest.raises(AmbroiseError, match="déjà"):
        accueil.comptes.found(compte, compte)
    with pytest.raises(Introuvable):
        accueil.comptes.give_code("personne")
    with pytest.raises(NonPrisEnCharge):
        SessionService(accueil.contexte, accueil.lecteurs).open_by_code("anne", PROVISOIRE)


def test_an_account_is_bound_to_an_rpps_only_by_a_national_identifier() -> None:
    compte = Compte(UUID(int=1), "899700366240", "Max", Role.PRATICIEN)
    assert compte.numero_rpps == "99700366240"
    assert Compte(UUID(int=1), "anne", "Anne", Role.SECRETAIRE).numero_rpps == ""
    assert weakness_of("tilleul en fleur", compte) == ""
    assert weakness_of("582904", compte) == ""


def test_a_refused_card_gives_nobody_its_role(accueil: Accueil) -> None:
    accueil.lecteurs.porteur = replace(DOCTEUR, situations=())
    with pytest.raises(AccesRefuse, match="aucune situation"):
        accueil.session.open("1234")
    assert accueil.session.role is None
