"""Readers and cards as the terminal tells them: nothing refused, nothing kept."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from ambroise.adapters.remedes import remede
from ambroise.adapters.traduction import translating_card
from ambroise.usecases.errors import CarteAbsente, CodePorteurRefuse, NonPrisEnCharge, ServiceInjoignable
from esante.cartes.acces import AccesCartes
from esante.cartes.code_porteur import CodePorteur
from esante.cartes.donnees_cps import SituationExercice
from esante.errors import CardAbsent, Unreachable
from esante.pcsc.atr import TypeCarte
from esante.pcsc.connection import EtatLecteur
from esante.pcsc.monitor import CardMonitor


@dataclass(frozen=True)
class CarteVue:
    """A card in a reader, unread; ``explication`` says what to do of an unknown or mute one."""

    type: str
    atr: str
    explication: str | None = None


@dataclass(frozen=True)
class LecteurVu:
    """A reader and what it holds."""

    nom: str
    carte: CarteVue | None
    occupe: bool


@dataclass(frozen=True)
class BeneficiaireLu:
    """One person of a Vitale card."""

    nom: str
    prenom: str
    date_naissance: date | None
    nir: str | None
    rang: int


@dataclass(frozen=True)
class VitaleLue:
    """A Vitale card and what it does not say."""

    type: str
    lecteur: str
    nature: str
    beneficiaires: tuple[BeneficiaireLu, ...]
    absents: tuple[str, ...]


@dataclass(frozen=True)
class PorteurLu:
    """The holder of a CPS."""

    identifiant_national: str
    numero_rpps: str | None
    nom: str
    prenom: str
    type_carte: str | None
    profession: str | None
    specialite: str | None


@dataclass(frozen=True)
class CpsLue:
    """A CPS: what anyone reads, and with a session its holder and situations."""

    type: str
    lecteur: str
    numero_serie: str
    debut_validite: date | None
    fin_validite: date | None
    essais_restants: int | None
    porteur: PorteurLu | None = None
    situations: tuple[SituationExercice, ...] = ()
    situation_facturation: tuple[str, ...] | None = None


@dataclass(frozen=True)
class EvenementVu:
    """One change of a reader."""

    evenement: str
    lecteur: str
    type: str | None
    instant: datetime


class LectureCartes:
    """Read what is in the readers.

    Args:
        acces: the cards.
        horloge: the present instant.
    """

    def __init__(self, acces: AccesCartes, horloge: Callable[[], datetime]) -> None:
        self._acces, self._horloge = acces, horloge

    def list_lecteurs(self) -> tuple[LecteurVu, ...]:
        """Return the readers. Raises ServiceInjoignable without a PC/SC daemon."""
        return tuple(LecteurVu(r.nom, _carte(r), r.occupe) for r in self._readers())

    def read(self, lecteur: str | None = None) -> VitaleLue | CpsLue:
        """Read the card of a reader, or the first card known.

        Raises:
            CarteAbsente, NonPrisEnCharge, ReponseInvalide, ServiceInjoignable: see the errors.
        """
        with translating_card("La carte"):
            state = self._choose(lecteur)
            card_type = state.type_carte
            assert card_type is not None
            if card_type.is_vitale:
                return self._read_vitale(state.nom)
            if card_type.is_cps:
                return self._read_cps(state.nom, card_type)
        raise NonPrisEnCharge(
            "La carte du lecteur ne répond pas."
            if card_type is TypeCarte.MUETTE
            else "La carte du lecteur n’est ni une carte Vitale ni une CPS.",
            code=state.atr.hex().upper(),
            remede=_EXPLICATIONS[card_type],
        )

    def read_session(self, code_porteur: str, lecteur: str | None = None) -> CpsLue:
        """Read a CPS with its holder's session, opened once and closed.

        Raises:
            CodePorteurRefuse: the code was refused, or could be none.
            CarteAbsente, NonPrisEnCharge, ServiceInjoignable: see the errors.
        """
        try:
            code = CodePorteur(code_porteur)
        except ValueError as exc:
            raise CodePorteurRefuse(
                f"{exc}.".capitalize(),
                None,
                remede="La carte n’a pas été interrogée\u00a0: aucun essai n’est perdu.",
            ) from None
        with translating_card("La carte CPS"):
            name, publiques = self._acces.read_cps_publique(lecteur)
            with self._acces.open_cps(name) as session:
                session.login(code)
                lecture = session.read()
        p = lecture.porteur
        return CpsLue(
            publiques.type_carte.value,
            name,
            lecture.numero_serie,
            publiques.debut_validite,
            publiques.fin_validite,
            publiques.essais_restants,
            PorteurLu(
                p.identifiant_national,
                p.numero_rpps,
                p.nom,
                p.prenom,
                p.type_carte,
                p.profession,
                p.specialite,
            ),
            lecture.situations,
            lecture.situation_facturation,
        )

    @contextmanager
    def watch(self) -> Iterator[Iterator[EvenementVu]]:
        """Follow the readers until the block is left."""
        monitor = CardMonitor(self._acces.service, now=self._horloge)
        events = monitor.events()
        with monitor:
            yield (
                EvenementVu(
                    e.nature.value, e.lecteur, e.type_carte.value if e.type_carte else None, e.instant
                )
                for e in events
            )

    def _readers(self) -> tuple[EtatLecteur, ...]:
        try:
            return self._acces.list_readers()
        except Unreachable as exc:
            raise ServiceInjoignable(f"{exc}.".capitalize(), remede=remede("pcsc")) from exc

    def _choose(self, lecteur: str | None) -> EtatLecteur:
        readers = self._readers()
        if lecteur is not None:
            named = next((r for r in readers if r.nom == lecteur), None) or next(
                (r for r in readers if r.nom.startswith(lecteur) and r.carte_presente), None
            )
            if named is None:
                noms = ", ".join(r.nom for r in readers) or "aucun"
                raise CarteAbsente(
                    "Aucun lecteur de ce nom, ou aucune carte dedans.",
                    remede=f"Lecteurs présents\u00a0: {noms}.",
                )
            readers = (named,)
        full = [r for r in readers if r.type_carte is not None]
        known = [
            r for r in full if r.type_carte is not None and (r.type_carte.is_vitale or r.type_carte.is_cps)
        ]
        if not full:
            raise CardAbsent("aucune carte dans les lecteurs")
        return sorted(known or full, key=lambda r: not (r.type_carte or TypeCarte.MUETTE).is_vitale)[0]

    def _read_vitale(self, lecteur: str) -> VitaleLue:
        _, lecture = self._acces.read_vitale(lecteur)
        people = tuple(
            BeneficiaireLu(b.nom, b.prenom, b.date_naissance, b.nir_facturation, b.rang)
            for b in lecture.beneficiaires
        )
        absents = tuple(absent.value for absent in lecture.absents)
        return VitaleLue(lecture.type_carte.value, lecteur, lecture.nature.value, people, absents)

    def _read_cps(self, lecteur: str, card_type: TypeCarte) -> CpsLue:
        _, d = self._acces.read_cps_publique(lecteur)
        return CpsLue(
            card_type.value, lecteur, d.numero_serie, d.debut_validite, d.fin_validite, d.essais_restants
        )


_EXPLICATIONS = {
    TypeCarte.MUETTE: (
        "Retirez la carte, essuyez la puce, réinsérez-la dans le bon sens\u202f; "
        "sinon, essayez un autre lecteur."
    ),
    TypeCarte.INCONNUE: (
        "Vérifiez que c’est la bonne carte\u202f; si oui, signalez son ATR avec le rapport de diagnostic."
    ),
    TypeCarte.VITALE_1: "Carte Vitale de première génération\u00a0: demandez son remplacement à la caisse.",
}


def _carte(reader: EtatLecteur) -> CarteVue | None:
    card_type = reader.type_carte
    if card_type is None:
        return None
    return CarteVue(card_type.value, reader.atr.hex().upper(), _EXPLICATIONS.get(card_type))
