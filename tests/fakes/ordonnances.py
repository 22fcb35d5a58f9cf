"""Orders made of real products of the shipped base, for tests."""

from datetime import UTC, date, datetime
from uuid import UUID

from ambroise.domain.dossier import Allergie
from ambroise.domain.ligne_ordonnance import LigneOrdonnance
from ambroise.domain.ordonnance import Ordonnance, Prescripteur
from ambroise.domain.posologie_saisie import parse_posologie
from ambroise.domain.produit_prescrit import DenominationPrescrite, SpecialitePrescrite
from ambroise.domain.unites import unite, unite_of_forme
from ambroise.usecases.ports_medicaments import BaseMedicaments, SorteMedicament

LE = date(2026, 6, 4)
NOW = datetime(2026, 6, 4, 9, 52, tzinfo=UTC)


def make_ligne(
    base: BaseMedicaments, texte: str, posologie: str = "1-0-0 7j", rang: int = 1, **changes
) -> LigneOrdonnance:
    """Return a line by the first brand found, or by the common name when the text is in capitals."""
    sorte = SorteMedicament.DCI if texte.isupper() else SorteMedicament.SPECIALITE
    found = next(m for m in base.search(texte, 50) if m.sorte is sorte)
    unit = unite_of_forme(found.forme, found.denomination) or unite("unité")
    if sorte is SorteMedicament.DCI:
        denomination = base.find_denomination(found.cle)
        assert denomination is not None
        produit = DenominationPrescrite(denomination, unit)
    else:
        produit = SpecialitePrescrite(found.cle, found.denomination, found.dci, found.forme, unite=unit)
    return LigneOrdonnance(
        id=UUID(int=100 + rang),
        produit=produit,
        posologie=parse_posologie(posologie, unit) if posologie else None,
        **changes,
    )


def make_ordonnance(*lignes: LigneOrdonnance, **changes) -> Ordonnance:
    """Return a draft of the published test doctor."""
    return Ordonnance(
        id=UUID(int=1),
        patient_id=UUID(int=2),
        prescripteur=Prescripteur("99900063480", "LIBRE", "Max", numero_am="639912345"),
        date=LE,
        lignes=lignes,
        **changes,
    )


def make_allergie(libelle: str, **changes) -> Allergie:
    """Return an allergy noted some day."""
    return Allergie(UUID(int=7), UUID(int=2), libelle, datetime(2019, 3, 1, tzinfo=UTC), **changes)


def read_day(texte: str) -> date:
    """Return the day written ``04/06/2026``."""
    return datetime.strptime(texte, "%d/%m/%Y").date()  # noqa: DTZ007
