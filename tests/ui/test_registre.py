"""The register without a mouse: filter, write a movement, see what is owed and what to prepare."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ambroise.domain.bilan_delivrances import LigneBilan
from ambroise.domain.copie_ordonnance import CopieOrdonnance
from ambroise.domain.intervention import (
    Devenir,
    InterventionPharmaceutique,
    ProblemeOrdonnance,
    Proposition,
)
from ambroise.domain.ordonnancier import EcritureStupefiant, EntreeOrdonnancier, LigneBalance, SensMouvement
from ambroise.domain.regles_delivrance import Liste
from ambroise.ui.errors import ErrorDoor
from ambroise.ui.registre.colonnes import ORDONNANCIER
from ambroise.ui.registre.controller import RegistreController, RenouvellementsController
from ambroise.ui.registre.renouvellements import RenouvellementsScreen
from ambroise.ui.registre.screen import RegistreScreen
from ambroise.ui.tasks import Tasks
from ambroise.ui.words import read_number
from ambroise.usecases.edition_registre import Edition
from ambroise.usecases.errors import Introuvable
from ambroise.usecases.registre import BalanceProduit, BoitesDues, RenouvellementDu
from tests.ui.ecrans import make_context, show

DUROGESIC = "DUROGESIC 25 microgrammes/heure, dispositif transdermique"


def entree(numero: int, produit: str, patient: str) -> EntreeOrdonnancier:
    return EntreeOrdonnancier(
        numero, date(2026, 6, numero), Liste.LISTE_I, "Dr LIBRE Max", "", patient, produit, Decimal(28), 1
    )


class FakeRegistres:
    """Two entries, one narcotic, one box owed."""

    def __init__(self) -> None:
        self.ecrites: list[tuple[str, SensMouvement, Decimal, str]] = []
        self.panne: Exception | None = None
        self.gardees: list[CopieOrdonnance] = []
        self.delivres = [entree(2, "RAMIPRIL 5 mg", "CORSE Anthony"), entree(1, "ZOCOR 20 mg", "ADRUN Zoé")]
        qui = ("02AMBTEST2JC4NYGHZ", "ADRUN Zoé", "Dr LIBRE Max", "ZOCOR 20 mg")
        quoi = (ProblemeOrdonnance.INTERACTION, Proposition.REMPLACER)
        self.intervention = InterventionPharmaceutique(
            UUID(int=9), None, date(2026, 6, 4), datetime(2026, 6, 4, 9, tzinfo=UTC), *qui, *quoi
        )

    def ordonnancier(self) -> Sequence[EntreeOrdonnancier]:
        return tuple(self.delivres)

    def balance(self) -> Sequence[BalanceProduit]:
        stock = sum((u for _p, _s, u, _t in self.ecrites), Decimal(0))
        return [BalanceProduit(DUROGESIC, LigneBalance("1", stock, Decimal(0), stock))]

    def dues(self) -> Sequence[BoitesDues]:
        return [BoitesDues("ADRUN Zoé", "RAMIPRIL 5 mg", 1, date(2026, 6, 1), "02AMBTEST2JC4NYGHZ")]

    def bilan(self) -> Sequence[LigneBilan]:
        raisons = ("refusée\u00a0: rupture", "1\u00a0boîte non bipée")
        return [LigneBilan(date(2026, 6, 3), "ADRUN Zoé", "ZOCOR 20 mg", "02AMBTEST2JC4NYGHZ", raisons)]

    def copies(self) -> Sequence[CopieOrdonnance]:
        return tuple(self.gardees)

    def renouvellements(self, le: date) -> Sequence[RenouvellementDu]:
        return [RenouvellementDu("ADRUN Zoé", "ZOCOR 20 mg", le, "02AMBTEST2JC4NYGHZ")]

    def interventions(self) -> Sequence[InterventionPharmaceutique]:
        return [self.intervention]

    def answer(
        self, intervention: InterventionPharmaceutique, devenir: Devenir
    ) -> InterventionPharmaceutique:
        self.intervention = intervention.answer(devenir)
        return self.intervention

    def record(self, produit: str, sens: SensMouvement, unites: Decimal, piece: str) -> EcritureStupefiant:
        if self.panne is not None:
            raise self.panne
        self.ecrites.append((produit, sens, unites, piece))
        return EcritureStupefiant(UUID(int=1), "1", DUROGESIC, date(2026, 6, 4), sens, unites, piece)


class Poste:
    """The register with its controller."""

    def __init__(self, qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor) -> None:
        context, _ = make_context(tmp_path, tasks, errors)
        self.registres = FakeRegistres()
        self.screen = RegistreScreen(context)
        self.controller = RegistreController(self.screen, self.registres)
        show(qtbot, self.screen)
        self.screen.enter()
        qtbot.waitUntil(lambda: len(self.screen.rows_of("ordonnancier")) == 2)


@pytest.fixture
def poste(qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor) -> Poste:
    return Poste(qtbot, tmp_path, tasks, errors)


@pytest.mark.parametrize(
    ("texte", "numeros"), [("zoe", [1]), ("ramipril", [2]), ("01/06", [1]), ("rien", [])]
)
def test_the_register_is_found_by_patient_product_or_date(
    qtbot: QtBot, poste: Poste, texte: str, numeros: list[int]
) -> None:
    qtbot.keyClicks(poste.screen.filtre, texte)
    assert [
        e.numero for e in poste.screen.rows_of("ordonnancier") if isinstance(e, EntreeOrdonnancier)
    ] == numeros


def test_what_another_seat_writes_leaves_the_row_chosen_and_what_is_typed(qtbot: QtBot, poste: Poste) -> None:
    screen, table = poste.screen, poste.screen._tables["ordonnancier"]
    screen.filtre.setText("6")
    screen.mouvement.piece.setText("BL 12")
    table.select(1)
    poste.registres.delivres.insert(0, entree(6, "PLAVIX 75 mg", "NESSI Ruth"))
    poste.controller.load()
    qtbot.waitUntil(lambda: len(screen.rows_of("ordonnancier")) == 3)
    assert table.current().numero == 1
    assert (screen.filtre.text(), screen.mouvement.piece.text()) == ("6", "BL 12")


def test_a_reception_is_written_from_the_keyboard_and_counted_at_once(qtbot: QtBot, poste: Poste) -> None:
    poste.screen.actions_["registre_movement"].trigger()
    form = poste.screen.mouvement
    assert form.produit.hasFocus()
    qtbot.keyClicks(form.produit, "3400936109490")
    qtbot.keyClicks(form.unites, "20")
    qtbot.keyClick(form.unites, Qt.Key.Key_Return)
    assert poste.registres.ecrites == [], "a movement without its piece is not written"
    qtbot.keyClicks(form.piece, "BL 12")
    qtbot.keyClick(form.piece, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: poste.screen.toast.text.startswith("Mouvement inscrit"))
    assert poste.registres.ecrites == [("3400936109490", SensMouvement.RECEPTION, Decimal(20), "BL 12")]
    assert form.produit.text() == ""

    def stock() -> Decimal | None:
        (balance,) = poste.screen.rows_of("stupefiants")
        assert isinstance(balance, BalanceProduit)
        return balance.ligne.stock if balance.ligne else None

    qtbot.waitUntil(lambda: stock() == 20)


def test_a_refused_movement_says_why_and_keeps_what_was_typed(qtbot: QtBot, poste: Poste) -> None:
    poste.registres.panne = Introuvable("Ce produit n’est pas dans la base.")
    poste.screen.movement_given.emit("12", SensMouvement.RECEPTION, Decimal(1), "BL")
    qtbot.waitUntil(lambda: len(poste.screen.banners.shown) == 1)


def test_enter_goes_to_what_the_movement_lacks(qtbot: QtBot, poste: Poste) -> None:
    poste.screen.actions_["registre_movement"].trigger()
    form = poste.screen.mouvement
    qtbot.keyClicks(form.produit, "3400936109490")
    qtbot.keyClick(form.produit, Qt.Key.Key_Return)
    assert form.unites.hasFocus()
    qtbot.keyClicks(form.unites, "20")
    qtbot.keyClick(form.unites, Qt.Key.Key_Return)
    assert form.piece.hasFocus()


def test_units_are_a_number() -> None:
    assert (read_number("2,5"), read_number("x"), read_number("inf")) == (Decimal("2.5"), None, None)


def test_what_acts_on_rows_is_offered_only_where_there_are_some(qtbot: QtBot, poste: Poste) -> None:
    actions = poste.screen.actions_
    poste.screen.show_registres((), (), ())
    poste.screen.enter("copies")
    noms = ("registre_joindre", "registre_detruire", "registre_print", "registre_export")
    assert not any(actions[nom].isEnabled() for nom in noms)
    poste.screen.show_registres([entree(1, DUROGESIC, "ADRUN Zoé")], (), ())
    poste.screen.enter("ordonnancier")
    assert actions["registre_print"].isEnabled()
    assert not actions["registre_joindre"].isEnabled()


def test_a_renewal_goes_to_the_counter_by_enter(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    context, _ = make_context(tmp_path, tasks, errors)
    screen = RenouvellementsScreen(context)
    controller = RenouvellementsController(screen, FakeRegistres())
    show(qtbot, screen)
    screen.enter()
    qtbot.waitUntil(lambda: screen.model.rowCount() == 1)
    screen.table.select(0)
    with qtbot.waitSignal(controller.counter_wanted) as wanted:
        qtbot.keyClick(screen.table, Qt.Key.Key_Return)
    assert wanted.args == ["02AMBTEST2JC4NYGHZ"]


def test_renewals_are_printed_and_exported(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    context, _ = make_context(tmp_path, tasks, errors)
    screen = RenouvellementsScreen(context)
    RenouvellementsController(screen, FakeRegistres())
    assert not screen.actions_["renouvellements_print"].isEnabled(), "nothing to print yet"
    screen.enter()
    qtbot.waitUntil(lambda: screen.model.rowCount() == 1)
    editions: list[Edition] = []
    screen.print_wanted.connect(editions.append)
    screen.actions_["renouvellements_print"].trigger()
    (edition,) = editions
    assert edition.titre == "Renouvellements à préparer"
    assert edition.lignes[0][1:] == ("ADRUN Zoé", "ZOCOR 20 mg", "02AMBTEST2JC4NYGHZ")
    screen.export_wanted.emit(edition, tmp_path / "dus.csv")
    qtbot.waitUntil(lambda: "exporté dans dus.csv" in screen.toast.text)


def test_boxes_owed_go_to_the_counter_by_enter(qtbot: QtBot, poste: Poste) -> None:
    poste.screen.enter("dues")
    table = poste.screen._tables["dues"]
    qtbot.waitUntil(lambda: table.model().rowCount() == 1)
    table.select(0)
    with qtbot.waitSignal(poste.screen.chosen) as wanted:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert wanted.args == ["02AMBTEST2JC4NYGHZ"]


def test_register_is_printed_as_it_is_filtered_in_the_order_of_its_numbers(
    qtbot: QtBot, poste: Poste
) -> None:
    editions: list[Edition] = []
    poste.screen.print_wanted.connect(editions.append)
    poste.screen.actions_["registre_print"].trigger()
    poste.screen.filtre.setText("zocor")
    poste.screen.actions_["registre_print"].trigger()
    entiere, filtree = editions
    assert [ligne[0] for ligne in entiere.lignes] == ["1", "2"]
    assert ([ligne[2] for ligne in filtree.lignes], filtree.choix) == (["ZOCOR 20 mg [I]"], "zocor")


def test_register_is_exported_where_one_says(qtbot: QtBot, poste: Poste, tmp_path: Path) -> None:
    chemin = tmp_path / "registre.csv"
    poste.screen.export_wanted.emit(poste.screen.edition(), chemin)
    qtbot.waitUntil(lambda: "exporté dans registre.csv" in poste.screen.toast.text)
    assert chemin.read_text("utf-8-sig").splitlines()[0].startswith("N°;Date;Produit")


def test_answer_of_the_prescriber_is_noted_from_the_keyboard(qtbot: QtBot, poste: Poste) -> None:
    poste.screen.enter("interventions")
    table = poste.screen._tables["interventions"]
    qtbot.waitUntil(lambda: table.model().rowCount() == 1)
    table.setCurrentIndex(table.model().index(0, 0))
    poste.screen.actions_["registre_acceptee"].trigger()
    qtbot.waitUntil(lambda: poste.registres.intervention.devenir is Devenir.ACCEPTEE)


def test_who_took_the_narcotics_away_is_read_beside_the_patient() -> None:
    (colonne,) = (c for c in ORDONNANCIER if c.title.startswith("Patient"))
    sortie = replace(entree(1, DUROGESIC, "ADRUN Zoé"), liste=Liste.STUPEFIANT, porteur="CORSE Jean")
    cellule = colonne.cell(sortie)
    assert [span.text for span in cellule.spans] == ["ADRUN Zoé"]
    assert cellule.sub[0].text.endswith(" · remis à CORSE Jean")
    assert "remis" not in colonne.cell(replace(sortie, porteur="")).text()


def test_the_strength_of_a_product_is_never_what_a_small_screen_cuts() -> None:
    (colonne,) = (c for c in ORDONNANCIER if c.title == "Produit")
    cellule = colonne.cell(replace(entree(1, "SKENAN L.P. 30 mg, gélule", "ADRUN"), liste=Liste.STUPEFIANT))
    assert [span.text for span in cellule.spans] == ["SKENAN L.P. 30 mg"]
    assert [span.text for span in cellule.sub] == ["gélule · Stupéfiant"]


def test_what_is_worth_looking_at_again_is_read_with_its_reasons_and_printed(
    qtbot: QtBot, poste: Poste
) -> None:
    poste.screen.enter("bilan")
    qtbot.waitUntil(lambda: len(poste.screen.rows_of("bilan")) == 1)
    with qtbot.waitSignal(poste.screen.print_wanted) as voulu:
        qtbot.keyClick(poste.screen, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert voulu.args is not None
    edition = voulu.args[0]
    assert isinstance(edition, Edition)
    assert edition.titre == "Délivrances à revoir, trente jours"
    assert "refusée\u00a0: rupture, 1\u00a0boîte non bipée" in edition.lignes[0]
