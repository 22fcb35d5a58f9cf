"""What the terminal does with medicines and orders without a session: print, decode, update."""

import tempfile
from collections.abc import Callable
from datetime import date
from functools import cached_property
from pathlib import Path

from ambroise.adapters.code_ordonnance import read_code
from ambroise.adapters.environnement import load_environnement
from ambroise.bootstrap.documents import Documents, Papier
from ambroise.printing.qualite import specialite_of
from ambroise.referentiels.sources import rollback, update
from ambroise.referentiels.telechargement import BDPM, fetch
from ambroise.settings import Environnement
from ambroise.usecases.errors import Introuvable
from ambroise.usecases.ports_actes import CodeLu
from ambroise.usecases.ports_medicaments import BaseMedicaments
from ambroise.usecases.prescription import ProfilPrescripteur
from ambroise.usecases.sessions import SessionService

Progres = Callable[[int, int, str], None]


class OutilsMedicaments:
    """Needs neither session, store nor service."""

    def __init__(
        self,
        environnement: Environnement,
        open_medicaments: Callable[[], BaseMedicaments],
        dossier: Path,
        proxy: str,
        papier: Callable[[], Papier],
    ) -> None:
        self._environnement = environnement
        self._open = open_medicaments
        self._dossier = dossier
        self._proxy = proxy
        self._papier = papier

    @cached_property
    def documents(self) -> Documents:
        """The printed page of an act; no service is needed."""
        return Documents(load_environnement(self._environnement.value), self._open(), self._papier)

    def read_code(self, texte: str) -> CodeLu:
        """Understand the code of an order, scanned or typed. Raises ReponseInvalide."""
        return read_code(texte)

    def update(self, origine: str | None, progres: Progres, le: date) -> tuple[str, ...]:
        """Update the reference data from a folder or an address, the BDPM site by default.

        Returns the names of the files replaced; the base opened before goes on being read as it was.

        Raises:
            Introuvable: no such folder.
            ServiceInjoignable, NonPrisEnCharge: the address.
            ReponseInvalide: a file is not what it should be; the base in use stays.
        """
        origine = origine or BDPM
        with tempfile.TemporaryDirectory(prefix="ambroise-referentiels-") as name:
            folder, editions = Path(origine), {}
            if "://" in origine:
                folder = Path(name)
                editions = dict.fromkeys(
                    fetch(origine, folder, progres, proxy=self._proxy or None), le.isoformat()
                )
            elif not folder.is_dir():
                raise Introuvable(f"Le dossier {folder} n’existe pas.")
            return update(self._dossier, folder, editions, progres).fichiers

    def rollback(self) -> None:
        """Go back to the reference data in use before. Raises ReponseInvalide when there is none."""
        rollback(self._dossier)


HOPITAUX = frozenset({"SA01", "SA02", "SA03", "SA04"})
"""Sectors of activity that are health establishments (value set J02 of the CI-SIS)."""


def profil_prescripteur(session: SessionService, referentiels: Path) -> ProfilPrescripteur:
    """Return what the card in the session says of who prescribes; nothing when nobody is logged in."""
    from ambroise.referentiels.prescripteurs import load_liste

    if not session.is_professionnelle:
        return ProfilPrescripteur()
    ouverte = session.courante
    specialite = specialite_of(ouverte.professionnel)
    return ProfilPrescripteur(
        (specialite,) if specialite else (),
        ouverte.situation.secteur_activite in HOPITAUX,
        load_liste(ouverte.professionnel, referentiels / "prescripteurs"),
    )
