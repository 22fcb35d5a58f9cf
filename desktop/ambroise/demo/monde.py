"""What the scenario is played in: two seats, one sandbox, one set of readers, and where documents go."""

import json
import secrets
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx
from platformdirs import user_cache_path

from ambroise.bootstrap.application import Application
from ambroise.bootstrap.bac_a_sable import BacASable, open_sandbox
from ambroise.bootstrap.lecteurs import LECTEUR_CPS, LecteursVirtuels
from ambroise.demo.deroulement import PATIENCE_S, require
from ambroise.persistence.profile import open_profile
from ambroise.settings import CanalPsc, ComplementStructure, Reglages, save_reglages
from esante.sandbox.pcscd import PrivatePcscd

CODE_PORTEUR = "1234"
BOITE_MEDECIN = "max.libre@medecin.formation.mssante.fr"
BOITE_CONFRERE = "claire.confrere@medecin.formation.mssante.fr"
BOITE_PHARMACIEN = "ademis.tral@pharmacien.formation.mssante.fr"

_MEDECIN = Reglages(
    profession="10",
    poste="cabinet",
    canal_psc=CanalPsc.CARTE,  # nobody is there to choose
    boite_mssante=BOITE_MEDECIN,
    structures={
        "499900063480001": ComplementStructure(
            nom="Cabinet des Tilleuls",
            adresse="12, rue des Tilleuls",
            code_postal="63000",
            commune="Clermont-Ferrand",
            telephone="+33 4 65 71 00 12",
            email="max.libre@cabinet-tilleuls.example",
            numero_am="991111111",
            specialite_amo="01",
        )
    },
)
_PHARMACIEN = Reglages(
    profession="21",
    poste="comptoir",
    canal_psc=CanalPsc.CARTE,
    boite_mssante=BOITE_PHARMACIEN,
    structures={
        "10B0127189": ComplementStructure(
            nom="Pharmacie du Marché",
            adresse="3, place du Marché",
            code_postal="63000",
            commune="Clermont-Ferrand",
            telephone="+33 4 65 71 00 34",
            numero_am="992222222",
            specialite_amo="50",
        )
    },
)


@dataclass(frozen=True)
class Fichiers:
    """Where the scenario leaves what it made."""

    dossier: Path

    def write(self, nom: str, contenu: bytes) -> Path:
        """Write a file of the result and return its path."""
        chemin = self.dossier / nom
        chemin.parent.mkdir(parents=True, exist_ok=True)
        chemin.write_bytes(contenu)
        return chemin


class Monde:
    """Everything the steps handle; leaving it stops all that it started.

    Args:
        demon: the PC/SC daemon of this process, when it runs one already.
    """

    def __init__(self, travail: Path, sortie: Path, demon: PrivatePcscd | None = None) -> None:
        self._demon = demon
        self.fichiers = Fichiers(sortie)
        self._travail = travail
        self._fermetures = ExitStack()

    def __enter__(self) -> Self:
        self.bac: BacASable = open_sandbox(self._travail / "bac-a-sable")
        self._fermetures.callback(self.bac.close)
        self._controle = self._fermetures.enter_context(
            httpx.Client(base_url=self.bac.adresses.controle, trust_env=False, timeout=PATIENCE_S)
        )
        self.pret = self._travail / "pret.json"
        self.pret.write_text(json.dumps(self.bac.adresses.as_json()), encoding="utf-8")
        self.lecteurs = LecteursVirtuels(self._travail / "cartes", self._demon)
        self._fermetures.callback(self.lecteurs.close)
        self.phrase_medecin = secrets.token_urlsafe(16)
        self.medecin = self._open("medecin", _MEDECIN, self.phrase_medecin)
        self.pharmacien = self._open("pharmacie", _PHARMACIEN, secrets.token_urlsafe(16))
        # Built once for all profiles of this user, from the files shipped.
        for seat in (self.medecin, self.pharmacien):
            assert seat.medicaments
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._fermetures.close()

    def _open(self, nom: str, reglages: Reglages, phrase: str) -> Application:
        profil = open_profile(self._travail / nom)
        save_reglages(profil.config, reglages)
        return self._fermetures.enter_context(
            Application(
                profil.racine,
                passphrase=phrase,
                bac_a_sable=self.pret,
                lecteurs=self.lecteurs,
                referentiels=user_cache_path("ambroise", appauthor=False) / "referentiels",
            )
        )

    def release_medecin(self) -> None:
        """Close the doctor's profile, so that another process may work on it."""
        self.medecin.__exit__(None, None, None)

    def reopen_medecin(self) -> Application:
        """Take the doctor's profile back."""
        self.medecin = self._open("medecin", _MEDECIN, self.phrase_medecin)
        return self.medecin

    # --- cards ---------------------------------------------------------------------------------------

    def insert(self, carte: str, lecteur: str) -> str:
        """Put a sandbox card in a reader and wait until the PC/SC daemon tells it; return the slot."""
        self.lecteurs.insert(carte, lecteur, self.bac.adresses.autorite.parent)
        slot = self.lecteurs.slot(lecteur)
        wait_until(
            lambda: any(e.nom == slot and e.carte for e in self.medecin.cartes.list_lecteurs()),
            f"la carte {carte} n’est pas vue dans {slot}",
        )
        return slot

    def change_cps(self, carte: str) -> None:
        """Pull the CPS out, close its session, and put another one in."""
        for seat in (self.medecin, self.pharmacien):
            seat.session.close()
        self.lecteurs.remove(LECTEUR_CPS)
        slot = self.lecteurs.slot(LECTEUR_CPS)
        wait_until(
            lambda: not any(e.nom == slot and e.carte for e in self.medecin.cartes.list_lecteurs()),
            "la carte retirée est encore vue",
        )
        self.insert(carte, LECTEUR_CPS)

    # --- the sandbox, from the outside ----------------------------------------------------------------

    def control(self, service: str, **reglages: object) -> None:
        """Tell a service of the sandbox how to behave."""
        self._controle.post(f"/{service}", json=reglages).raise_for_status()

    def accepted(self, service: str) -> dict[str, int]:
        """Return how many times a service accepted each document, by its identifier."""
        reponse = self._controle.get(f"/{service}/compteurs").raise_for_status()
        compteurs: dict[str, Any] = reponse.json()
        return dict(compteurs["accepted"])


def wait_until(condition: Callable[[], bool], constat: str) -> None:
    """Look again until the condition holds. Raises PreuveAbsente when it never does."""
    fin = time.monotonic() + PATIENCE_S
    while not condition():
        require(time.monotonic() < fin, constat)
        time.sleep(0.01)
