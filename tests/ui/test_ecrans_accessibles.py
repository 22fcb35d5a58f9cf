"""Every screen is walked without mouse and without sight, at the room a small laptop leaves."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from ambroise.ui.actions import EVERYWHERE, SHELL, conflicts
from ambroise.ui.agenda import commandes as agenda
from ambroise.ui.agenda.choix import Vue
from ambroise.ui.agenda.screen import AgendaScreen
from ambroise.ui.apercu import screen as apercu
from ambroise.ui.comptoir import screen as comptoir
from ambroise.ui.dmp import screen as dmp
from ambroise.ui.envois import screen as envois
from ambroise.ui.envois.state import COLONNES as COLONNES_ENVOIS
from ambroise.ui.envois.state import arrange
from ambroise.ui.errors import ErrorDoor
from ambroise.ui.identites import accueil
from ambroise.ui.identites import screen as identites
from ambroise.ui.identites.state import EtatIdentite
from ambroise.ui.journee import screen as journee
from ambroise.ui.journee.state import COLONNES as COLONNES_JOURNEE
from ambroise.ui.journee.state import present
from ambroise.ui.ordonnances import screen as ordonnances
from ambroise.ui.ordonnances.state import line_rows
from ambroise.ui.patients import dossier as dossiers
from ambroise.ui.patients import raccourcis, recherche
from ambroise.ui.patients.frise import timeline, timeline_rows
from ambroise.ui.pratique import screen as pratique
from ambroise.ui.registre import renouvellements
from ambroise.ui.registre import screen as registre
from ambroise.ui.screen import Context, Screen
from ambroise.ui.soins import screen as soins
from ambroise.ui.tasks import Tasks
from ambroise.ui.tournee import screen as tournee
from ambroise.ui.tournee.state import EtatTournee
from ambroise.ui.widgets.lists import TwoLineModel
from ambroise.ui.widgets.rows import RowsModel
from ambroise.usecases.ports_cartes import BeneficiaireVitale
from ambroise.usecases.ports_identite import InsTrouvee
from tests.fakes import comptoir as fake_comptoir
from tests.fakes import dossier as fake_dossier
from tests.fakes import ecrans as e
from tests.fakes import ordonnance as fake_ordonnance
from tests.fakes import revue as fake_revue
from tests.fakes.agenda import MOI, FauxAgenda
from tests.fakes.journee import JOURNEE
from tests.fakes.soins import FakePlans
from tests.fakes.tournee import TOURNEE
from tests.ui.accessibility import assert_accessible
from tests.ui.ecrans import make_context, show


def make_journee(context: Context) -> Screen:
    """Return the home of the day."""
    result = journee.JourneeScreen(context)
    result.show_journee(present(JOURNEE, e.MAINTENANT))
    return result


def make_envois(context: Context) -> Screen:
    """Return the outbox, a refused envoi current."""
    result = envois.EnvoisScreen(context)
    result.show_envois(e.ENVOIS, e.MAINTENANT)
    return result


def make_identite(context: Context) -> Screen:
    """Return an identity with one differing trait."""
    result = identites.IdentiteScreen(context)
    result.show_identite(EtatIdentite(e.DARTAGNAN, e.JOUR, InsTrouvee(e.DARTAGNAN_INS), e.local(14, 12)))
    return result


def make_qualified(context: Context) -> Screen:
    """Return an identity that holds an INS, which may be taken away."""
    result = identites.IdentiteScreen(context)
    assert e.ADRUN.identite.ins is not None
    trouvee = InsTrouvee(e.ADRUN.identite.ins)
    result.show_identite(EtatIdentite(e.ADRUN, e.JOUR, trouvee, e.local(14, 12)))
    return result


def make_waiting_counter(context: Context) -> Screen:
    """Return the counter before a scan."""
    return comptoir.ComptoirScreen(context)


def make_agenda(context: Context) -> Screen:
    """Return the week of an office, and two practitioners side by side."""
    result = AgendaScreen(context)
    jours = [e.JOUR + timedelta(days=n) for n in range(-3, 2)]
    result.show_agenda(FauxAgenda().read(jours, ()), e.MAINTENANT, Vue(qui=MOI))
    return result


def make_tournee(context: Context) -> Screen:
    """Return the tour, a home open."""
    result = tournee.TourneeScreen(context)
    result.show_tournee(EtatTournee(TOURNEE, e.MAINTENANT).opened_first())
    return result


def make_accueil(context: Context) -> Screen:
    """Return the reception of a person whose card was read."""
    result = accueil.AccueilScreen(context)
    result.show_carte(BeneficiaireVitale(1, "DE VINCI", "RUTH", e.JOUR.replace(year=1977), ""))
    return result


def make_soins(context: Context) -> Screen:
    """Return the care plans, one open."""
    result = soins.SoinsScreen(context)
    result.show_plans(FakePlans().list(e.JOUR))
    return result


def make_soins_saisie(context: Context) -> Screen:
    """Return a care plan being corrected."""
    result = soins.SoinsScreen(context)
    plans = FakePlans()
    result.show_plans(plans.list(e.JOUR))
    result.begin(plans.sources(e.TCHITCHI.id), plans.list(e.JOUR)[1])
    return result


def make_pratique(context: Context) -> Screen:
    """Return the alerts of one's own prescriptions, the first one read."""
    result = pratique.PratiqueScreen(context)
    result.show_revue(fake_revue.revue(fermes=1))
    result.enter("alertes")
    return result


MODULES = (
    agenda,
    journee,
    raccourcis,
    recherche,
    dossiers,
    identites,
    accueil,
    ordonnances,
    comptoir,
    registre,
    pratique,
    envois,
    tournee,
    soins,
    dmp,
    apercu,
)

SCREENS: dict[str, Callable[[Context], Screen]] = {
    "journee": make_journee,
    "patients": recherche.PatientsScreen,
    "dossiers": fake_dossier.screen,
    "identites": make_identite,
    "identite qualifiée": make_qualified,
    "ordonnances": fake_ordonnance.screen,
    "comptoir": fake_comptoir.screen,
    "comptoir vide": make_waiting_counter,
    "envois": make_envois,
    "registre": registre.RegistreScreen,
    "renouvellements": renouvellements.RenouvellementsScreen,
    "agenda": make_agenda,
    "tournee": make_tournee,
    "soins": make_soins,
    "soins vide": soins.SoinsScreen,
    "soins saisie": make_soins_saisie,
    "accueil": make_accueil,
    "raccourcis": raccourcis.RaccourcisScreen,
    "pratique": make_pratique,
    "pratique vide": pratique.PratiqueScreen,
}


@pytest.mark.parametrize("nom", SCREENS)
@pytest.mark.parametrize("width", [884, 1204, 1290, 1364])
def test_screen_is_walked_without_mouse_nor_sight(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor, nom: str, width: int
) -> None:
    context, _ = make_context(tmp_path, tasks, errors)
    screen = SCREENS[nom](context)
    show(qtbot, screen, width)
    assert screen.width() == width, "l’écran ne tient pas dans la fenêtre"
    assert_accessible(screen)


def test_no_two_commands_fight_for_a_key_in_a_screen() -> None:
    modules = MODULES
    assert not conflicts([*SHELL, *(c for module in modules for c in module.COMMANDS)])


def test_commands_of_a_screen_are_not_everywhere() -> None:
    modules = MODULES
    assert all(c.scope != EVERYWHERE for module in modules for c in module.COMMANDS)


def test_models_keep_the_contract_of_qt(qtmodeltester: ModelTester) -> None:
    etat = present(JOURNEE, e.MAINTENANT)
    qtmodeltester.check(RowsModel(COLONNES_JOURNEE, etat.lignes))
    qtmodeltester.check(RowsModel(COLONNES_ENVOIS, arrange(e.ENVOIS, "tous", e.MAINTENANT)))
    qtmodeltester.check(TwoLineModel(line_rows(fake_ordonnance.etat())))
    entrees = timeline(fake_dossier.DOSSIER, e.JOUR)
    qtmodeltester.check(TwoLineModel(timeline_rows(entrees, frozenset())))
    lignes = EtatIdentite(e.DARTAGNAN, e.JOUR, InsTrouvee(e.DARTAGNAN_INS), e.local(14, 12)).lignes
    qtmodeltester.check(RowsModel(identites.COLONNES, lignes))
