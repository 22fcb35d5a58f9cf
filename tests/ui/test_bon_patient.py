"""What is done is done to the patient in the banner, whichever file was opened before."""

from dataclasses import replace
from types import SimpleNamespace
from typing import cast
from uuid import UUID

import pytest
from PySide6.QtWidgets import QLineEdit

from ambroise.bootstrap.application import Application
from ambroise.bootstrap.interface.ecrans import COMMANDES_PATIENT, Ecrans
from ambroise.domain.dossier import Document
from ambroise.ui.apercu.controller import PageFaite
from ambroise.ui.main_window import MainWindow, Workplace
from ambroise.ui.screen import Context, Screen
from tests.fakes import dossier as d
from tests.fakes import ecrans as e
from tests.ui.fenetre import Make
from tests.ui.samples import ADRUN


class Temoin(Screen):
    """Notes what it was entered with."""

    shows_patient = True

    def __init__(self, context: Context, key: str) -> None:
        self.key = key
        super().__init__(context)
        self.entres: list[object] = []
        champ = QLineEdit()
        champ.setAccessibleName("Champ")
        self.put(champ)

    def enter(self, argument: object = None) -> None:
        self.entres.append(argument)


@pytest.fixture
def window(make_window: Make) -> MainWindow:
    """A window on screens that only note who they are given."""
    result = make_window(Workplace())
    for key in (
        "dossiers",
        "identites",
        "ordonnances",
        "courriers",
        "acces",
        "coordonnees",
        "journee",
        "apercu",
    ):
        result.register(key, lambda context, key=key: Temoin(context, key))
    result.go("journee")
    return result


@pytest.fixture
def ecrans(window: MainWindow) -> Ecrans:
    """The screens of an application that no test reaches, ADRUN’s file being open."""
    result = Ecrans(cast(Application, SimpleNamespace(contexte=None, session=None)))
    result._passage.join(window)
    result._passage.dossier = d.DOSSIER
    window.show_patient(replace(ADRUN, id=d.DOSSIER.patient.id))
    return result


def entered(window: MainWindow, key: str) -> list[object]:
    screen = window.screen_of(key)
    assert isinstance(screen, Temoin)
    return screen.entres


def test_a_file_just_created_is_the_open_one_before_its_identity_is_qualified(
    window: MainWindow, ecrans: Ecrans
) -> None:
    ecrans.jour._qualify(e.CORSE)
    assert window.patient_id is None, "the banner of the file opened before is gone at once"
    assert entered(window, "dossiers") == [e.CORSE.id]
    assert entered(window, "identites") == [(e.CORSE, "insi")]
    assert window.current is window.screen_of("identites")
    window.back()
    assert window.current is window.screen_of("dossiers"), "not the form of arrivals, empty again"


@pytest.mark.parametrize("commande", sorted(COMMANDES_PATIENT))
def test_a_command_on_someone_whose_file_is_not_open_opens_it_and_does_nothing_to_another(
    window: MainWindow, ecrans: Ecrans, commande: str
) -> None:
    autre = UUID(int=77)
    window.show_patient(replace(ADRUN, id=autre))  # as the tour does, home after home
    ecrans._command(commande)
    assert entered(window, "dossiers") == [autre]
    assert window.current is window.screen_of("dossiers")


def test_a_command_acts_on_the_file_that_the_banner_names(window: MainWindow, ecrans: Ecrans) -> None:
    ecrans._command("acces")
    assert entered(window, "acces") == [d.DOSSIER.patient.id]


def test_the_plan_of_intakes_is_previewed_and_is_read_only_when_it_is_drawn(
    window: MainWindow, ecrans: Ecrans
) -> None:
    ecrans._command("plan_prises")
    (page,) = entered(window, "apercu")
    assert isinstance(page, PageFaite)
    assert page.titre == "Plan de prise de ADRUN Zoe"
    assert page.note_print is not None


def test_an_order_signed_shows_its_page_to_print_and_back_is_the_file(
    window: MainWindow, ecrans: Ecrans
) -> None:
    parties: list[bool] = []
    facteur = SimpleNamespace(wake=lambda: parties.append(True))
    ecrans.dossier._app = cast(Application, SimpleNamespace(facteur=facteur))
    window.go("dossiers", d.DOSSIER.patient.id)
    page = cast(Document, SimpleNamespace())
    ecrans.dossier._signed(page)
    assert parties == [True]
    assert window.current is window.screen_of("apercu")
    assert entered(window, "apercu") == [page]
    window.back()
    assert window.current is window.screen_of("dossiers")
