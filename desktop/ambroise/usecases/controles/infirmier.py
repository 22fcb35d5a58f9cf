"""The limits of what a nurse prescribes, shown while the order is written, held when it is signed."""

from collections.abc import Iterable
from datetime import date

from ambroise.domain.alerte import Alerte, NiveauAlerte, TypeAlerte
from ambroise.domain.ordonnance import Ordonnance
from ambroise.domain.plan_soins import PlanSoins
from ambroise.domain.prescription_infirmiere import SOURCE, find_categorie, refusals


def check(ordonnance: Ordonnance, plans: Iterable[PlanSoins], le: date) -> Iterable[Alerte]:
    """Return what the list forbids, and what it asks for each device it allows."""
    for phrase in refusals(ordonnance, plans, le):
        yield _alerte(
            NiveauAlerte.CONTRE_INDICATION,
            tuple(n for n, li in enumerate(ordonnance.lignes, 1) if li.libelle in phrase),
            "Hors de la prescription infirmière",
            phrase,
            "Demandez cette prescription au médecin.",
        )
    for rang, ligne in enumerate(ordonnance.lignes, 1):
        categorie = find_categorie(ligne.libelle)
        if categorie is not None and categorie.conditions:
            yield _alerte(
                NiveauAlerte.INFORMATION, (rang,), categorie.nom, ligne.libelle, categorie.conditions
            )


def _alerte(niveau: NiveauAlerte, lignes: tuple[int, ...], titre: str, cause: str, conduite: str) -> Alerte:
    return Alerte(
        cle=f"infirmier:{titre}:{cause}",
        niveau=niveau,
        type=TypeAlerte.CONDITION_PRESCRIPTION,
        lignes=lignes,
        titre=titre,
        cause=cause,
        mecanisme="",
        conduite=conduite,
        source=SOURCE,
        edition="20 mars 2012",
        libelle_niveau="Liste des infirmiers",
    )
