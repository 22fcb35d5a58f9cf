"""Every state of the cards as the window shows it, one picture each, as if filmed: build/captures/cartes.

The cards are in readers of the real PC/SC daemon; the CPS answers through OpenSC in its own process.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QPushButton

from ambroise.bootstrap.lecteurs import LECTEUR_CPS, LECTEUR_VITALE
from ambroise.demo.captures import Photographe, open_window
from ambroise.demo.monde import CODE_PORTEUR, Monde
from ambroise.settings import RetraitCps
from ambroise.ui.identites.accueil import AccueilScreen
from ambroise.ui.journee.screen import JourneeScreen
from ambroise.ui.reglages.screen import ReglagesScreen
from ambroise.ui.shell.popover import Popover
from esante.sandbox.apcv import Telephone
from esante.sandbox.pcscd import PrivatePcscd

DOSSIER = Path(__file__).parents[2] / "build" / "captures" / "cartes"
CODE_FAUX = "0000"


@dataclass
class Film:
    """One window over real use cases, the real daemon and virtual cards."""

    monde: Monde
    photo: Photographe
    travail: Path
    demon: PrivatePcscd

    def light(self, key: str) -> str:
        return self.photo.interface.window.top_bar.light(key).light.value

    def details(self, key: str) -> tuple[tuple[str, str], ...]:
        return self.photo.interface.window.top_bar.light(key).light.details

    def insert(self, carte: str, lecteur: str = LECTEUR_CPS) -> None:
        self.monde.lecteurs.insert(carte, lecteur, self.monde.bac.adresses.autorite.parent)

    def replace_cps(self) -> None:
        """A new card came from the ANS: its counter of tries is full."""
        self.monde.lecteurs.remove(LECTEUR_CPS)
        self.photo.settle(lambda: self.photo.interface._page.waits_for_card)
        for compteur in (self.travail / "cartes").glob("cps-*.json"):
            compteur.unlink()
        self.insert("cps-libre")
        self.photo.settle(lambda: "3\u00a0essais" in self.attempts())

    def attempts(self) -> str:
        return self.photo.interface._page._attempts.text()

    def give(self, code: str) -> None:
        page = self.photo.interface._page
        self.photo.settle(lambda: page.field.isEnabled())
        page.field.setText(code)
        QTest.keyClick(page.field, Qt.Key.Key_Return)


@pytest.fixture
def film(tmp_path: Path, pcscd: PrivatePcscd, qapp: QApplication, opensc: Path) -> Iterator[Film]:
    shutil.rmtree(DOSSIER, ignore_errors=True)
    travail = tmp_path / "travail"
    travail.mkdir()
    with Monde(travail, tmp_path / "resultat", pcscd) as monde:
        assert monde.lecteurs.reels
        pcscd.stop()
        try:
            with open_window(monde.medecin, DOSSIER, []) as photo:
                photo.interface.window.activateWindow()
                photo.settle(photo.interface.window.isActiveWindow)
                yield Film(monde, photo, travail, pcscd)
        finally:
            if not pcscd.is_running:
                pcscd.start()


def test_every_state_of_the_cards_is_shown(film: Film) -> None:
    window, photo = film.photo.interface.window, film.photo
    page = photo.interface._page

    photo.settle(lambda: film.light("cps") == "aucun lecteur")
    assert page.waits_for_card
    assert page._awaiting._readers.text().startswith("Aucun lecteur")
    photo.shoot("aucun-lecteur")

    film.demon.start()
    photo.settle(lambda: film.light("cps") == "aucune carte")
    assert page._awaiting._readers.text() == "Les lecteurs sont prêts."
    photo.shoot("lecteurs-vides")

    film.insert("cps-libre")
    photo.settle(lambda: film.attempts() == "La carte accepte encore 3\u00a0essais.")
    assert page.field.hasFocus()
    photo.shoot("cps-code-demande")

    film.give(CODE_FAUX)
    photo.settle(lambda: film.attempts() == "La carte accepte encore 2\u00a0essais.")
    photo.shoot("code-faux")

    film.give(CODE_FAUX)
    photo.settle(lambda: film.attempts().startswith("Dernier essai"))
    photo.shoot("dernier-essai")

    film.give(CODE_FAUX)
    photo.settle(lambda: "bloquée" in film.attempts())
    assert not page.field.isEnabled()
    photo.shoot("carte-bloquee")

    film.replace_cps()
    film.give(CODE_PORTEUR)
    photo.settle(lambda: bool(page.situations))
    photo.shoot("lieu-d-exercice")
    page.situations[0].click()
    photo.settle(lambda: film.light("cps").startswith("Dr"))
    window.go("journee")
    window.top_bar.light("cps").click()
    photo.shoot("session-ouverte-details")
    popover = window.findChild(Popover)
    assert popover is not None
    QTest.keyClick(popover, Qt.Key.Key_Escape)

    window.go("accueil")
    accueil = window.current
    assert isinstance(accueil, AccueilScreen)
    photo.settle()
    QTest.keyClicks(accueil.formulaire.nom, "Adru")
    film.insert("vitale-nessi-famille", LECTEUR_VITALE)
    photo.settle(lambda: bool(window.banners.shown))
    QTest.keyClicks(window.focusWidget(), "n")
    assert accueil.formulaire.nom.text() == "Adrun", "the keys go on where they went"
    photo.shoot("vitale-pendant-la-saisie")

    (banner,) = window.banners.shown
    next(b for b in banner.findChildren(QPushButton) if "dossier" in b.text()).click()
    photo.settle(lambda: "plusieurs personnes" in accueil._source.text())
    photo.shoot("vitale-qui-est-present")

    film.monde.lecteurs.remove(LECTEUR_VITALE)
    photo.settle(lambda: film.light("vitale") == "aucune carte")
    telephone = Telephone(film.monde.bac.adresses.autorite.parent.parent / "apcv", "nessi-ruth")
    accueil.apcv.field.setText(telephone.show(datetime.now(UTC)).texte)
    QTest.keyClick(accueil.apcv.field, Qt.Key.Key_Return)
    photo.settle(lambda: "valable" in accueil.apcv.etat)
    photo.interface.seat.refresh()
    photo.settle(lambda: film.light("vitale").startswith("appli"))
    photo.shoot("appli-carte-vitale")

    film.insert("telephone-nessi", LECTEUR_VITALE)
    photo.settle(lambda: ("Lecteur Vitale 00 00", "téléphone") in film.details("vitale"))
    accueil.apcv.poser.click()
    photo.settle(lambda: "valable" in accueil.apcv.etat)
    photo.shoot("telephone-pose")
    film.monde.lecteurs.remove(LECTEUR_VITALE)
    photo.settle(lambda: ("Lecteur Vitale 00 00", "vide") in film.details("vitale"))

    film.insert("vitale-muette", LECTEUR_VITALE)
    photo.settle(lambda: film.light("vitale") == "carte muette")
    photo.shoot("carte-muette")

    film.monde.lecteurs.remove(LECTEUR_CPS)
    photo.settle(lambda: window.is_locked and window.pages.lock_page._attempts.text().startswith("Réinsérez"))
    photo.shoot("cps-retiree-verrou")
    film.insert("cps-libre")
    photo.settle(lambda: "3\u00a0essais" in window.pages.lock_page._attempts.text())
    assert window.pages.lock_page.field.hasFocus(), "the code is typed at once"
    photo.shoot("cps-revenue")
    window.pages.lock_page.field.setText(CODE_PORTEUR)
    QTest.keyClick(window.pages.lock_page.field, Qt.Key.Key_Return)
    photo.settle(lambda: not window.is_locked)

    window.go("reglages")
    reglages = window.current
    assert isinstance(reglages, ReglagesScreen)
    next(b for b in reglages.form.removal.findChildren(QAbstractButton) if "e-CPS" in b.text()).click()
    photo.settle(lambda: film.monde.medecin.reglages.retrait_cps is RetraitCps.GARDER)
    window.go("journee")
    film.monde.lecteurs.remove(LECTEUR_CPS)
    photo.settle(lambda: window.is_locked and window.pages.lock_page.ecps.isVisible())
    photo.shoot("cps-retiree-e-cps-offerte")
    window.pages.lock_page.ecps.click()
    photo.settle(lambda: film.light("cps").endswith("e-CPS"))
    assert not window.is_locked
    journee = window.current
    assert isinstance(journee, JourneeScreen)
    photo.settle(lambda: "À vérifier" in [w.text() for w in journee.poste.resume.findChildren(QLabel)])
    window.top_bar.light("cps").click()
    photo.shoot("session-gardee-par-e-cps")
    (popover,) = (p for p in window.findChildren(Popover) if p.isVisible())
    QTest.keyClick(popover, Qt.Key.Key_Escape)

    film.insert("cps-libre")
    photo.settle(lambda: film.light("cps").endswith("code attendu"))
    photo.shoot("cps-revenue-code-attendu")
    assert len(photo.images) == 18
