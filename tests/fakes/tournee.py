"""The morning of the published test nurse: five homes, two already visited."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from ambroise.domain.entrees import MesurePlaie
from ambroise.domain.patient import Patient
from ambroise.domain.tournee import ActeSoin, EtatActe, Passage
from ambroise.usecases.tournees import PassagePrevu
from tests.fakes import ecrans as e


def _acte(libelle: str, precision: str = "", cotation: str = "", fait: bool = False) -> ActeSoin:
    etat = EtatActe.FAIT if fait else EtatActe.A_FAIRE
    return ActeSoin(e.ident(f"acte {libelle}"), libelle, precision, cotation, etat)


ACTES = (
    _acte("Glycémie capillaire", "Avant l’injection", "AMI 1", fait=True),
    _acte("Insuline lente, 18 unités", "Sous-cutanée, cuisse gauche", "AMI 1", fait=True),
    _acte("Pansement d’ulcère, jambe droite", "Un jour sur deux, photo le jeudi", "AMI 4"),
    _acte("Pilulier vérifié", "Semaine du 1er juin"),
)


def passage(
    de: Patient,
    heure: tuple[int, int],
    adresse: str,
    actes: tuple[ActeSoin, ...],
    fait: datetime | None = None,
    plaies: tuple[MesurePlaie, ...] = (),
) -> PassagePrevu:
    """Return a home of the tour."""
    return PassagePrevu(
        Passage(
            e.ident(f"passage {de.id}"),
            de.id,
            e.local(*heure),
            adresse,
            actes,
            ordonnance="ordonnance du 12 mai 2026",
            a_savoir="Anticoagulant · boîte à clés 4 B" if de is e.TCHITCHI else "",
            termine_le=fait,
        ),
        de,
        plaies=plaies,
    )


_ULCERE = MesurePlaie(e.ident("ulcère"), e.TCHITCHI.id, "jambe droite", date(2026, 5, 28), 31, 22)
PHOTO = e.ident("photo")
_UN = (_acte("Injection", "", "AMI 1"),)
_FAIT = (_acte("Injection", "", "AMI 1", fait=True),)

TOURNEE = (
    passage(e.HERMANN, (7, 40), "3, rue Haute", _FAIT, e.local(7, 52)),
    passage(e.PATTROIS, (8, 0), "9, rue Basse", _FAIT, e.local(8, 11)),
    passage(e.TCHITCHI, (8, 20), "4, rue du Port, 2e étage", ACTES, plaies=(_ULCERE,)),
    passage(e.ADRTROIS, (8, 45), "18, place du Marché", _UN),
    passage(e.NESSI_R, (9, 5), "7, chemin des Vignes", _UN),
)


class FakeTournees:
    """Keeps the tour in memory."""

    def __init__(self) -> None:
        self.prevus = {p.passage.id: p for p in TOURNEE}
        self.gardes: list[Passage] = []
        self.finis: list[Passage] = []
        self.photos: list[Path] = []

    def load(self, jour: date) -> tuple[PassagePrevu, ...]:
        return tuple(self.prevus.values()) if jour == e.JOUR else ()

    def keep(self, passage: Passage) -> datetime:
        self.gardes.append(passage)
        return e.MAINTENANT

    def add_photo(self, passage: Passage, chemin: Path) -> Passage:
        self.photos.append(chemin)
        return replace(passage, plaie=replace(passage.plaie, photo=PHOTO))

    def finish(self, passage: Passage) -> None:
        self.finis.append(passage)
