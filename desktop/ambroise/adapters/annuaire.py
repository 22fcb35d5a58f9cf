"""The national directory, indexed beside the profile."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from threading import Event

from ambroise.adapters.traduction import translating, translating_file
from ambroise.usecases.errors import Introuvable, ServiceInjoignable
from ambroise.usecases.ports_en_ligne import BilanAnnuaire, Correspondant
from esante.annuaire.index import data_date, has_news, import_extractions
from esante.annuaire.models import FicheAnnuaire
from esante.annuaire.recherche import Annuaire
from esante.errors import Unreachable

SERVICE = "L’annuaire national"


class AnnuaireLocal:
    """Opens the index at each search: an import may replace it at any time."""

    def __init__(self, index: Path) -> None:
        self._index = index

    def search(
        self, texte: str, *, profession: str | None = None, commune: str | None = None, limite: int = 30
    ) -> Sequence[Correspondant]:
        """Return the correspondents that hold every word."""
        try:
            with translating(SERVICE), Annuaire(self._index) as annuaire:
                found = annuaire.search(texte, profession=profession, commune=commune, limit=limite)
        except ServiceInjoignable as error:
            if isinstance(error.__cause__, Unreachable) or not self._index.exists():
                raise ServiceInjoignable(
                    "L’annuaire national n’a pas encore été importé.",
                    remede="Importez les extractions nationales\u00a0: palette (Ctrl+K), "
                    "«\u00a0Annuaire national\u00a0», ou ambroise annuaire import DOSSIER.",
                ) from None
            raise
        return [_correspondant(fiche) for fiche in found]

    def import_dossier(
        self, dossier: Path, on_avance: Callable[[int, int], None], annule: Event | None = None
    ) -> BilanAnnuaire:
        """Bring the index up to date with the files of a folder.

        Raises:
            Introuvable: there is no such folder.
            ReponseInvalide: it holds no extraction, or one that cannot be trusted; the old index stays.
        """
        if not dossier.is_dir():
            raise Introuvable(
                f"Le dossier {dossier} n’existe pas.",
                remede="Vérifiez son nom et que le disque est branché.",
            )
        with translating_file("Le contenu du dossier"):
            report = import_extractions(dossier, self._index, progress=on_avance, cancel=annule)
        return BilanAnnuaire(
            report.lignes,
            report.retenues,
            dict(report.ecartees),
            report.ajoutees,
            report.supprimees,
            report.professionnels,
            report.bal,
        )

    def date_donnees(self) -> datetime | None:
        """Return the date of the data."""
        return data_date(self._index)

    def has_nouveautes(self, dossier: Path) -> bool:
        """Tell whether a folder holds a delivery not imported yet; a folder out of reach holds none."""
        if not dossier.is_dir():
            return False
        with translating(SERVICE):
            return has_news(dossier, self._index)


def _correspondant(fiche: FicheAnnuaire) -> Correspondant:
    return Correspondant(
        fiche.identifiant,
        fiche.nom,
        fiche.prenom,
        fiche.libelle_profession,
        fiche.savoir_faire,
        ", ".join(fiche.communes),
        ", ".join(fiche.structures),
        tuple(box.adresse for box in fiche.bal),
    )
