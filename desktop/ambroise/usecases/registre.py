"""The registers of the pharmacy, read from its dispensings: listed medicines, narcotics, owed, renewals.

CSP R5132-9 and -10 (register), R5132-35 and -36 (narcotics: entries, balance, yearly inventory).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from ambroise.domain.audit import ActionAudit
from ambroise.domain.bilan_delivrances import LigneBilan, review
from ambroise.domain.dispensation import Delivrance, Dispensation, DispensationLigne
from ambroise.domain.ordonnancier import (
    EcritureStupefiant,
    EntreeOrdonnancier,
    LigneBalance,
    MouvementStupefiant,
    SensMouvement,
    StockInsuffisant,
    compute_balance,
)
from ambroise.domain.regles_delivrance import Liste, liste_of
from ambroise.domain.renouvellement_exceptionnel import MENTION
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.errors import AmbroiseError, Introuvable
from ambroise.usecases.ports_medicaments import BaseMedicaments
from ambroise.usecases.sessions import SessionService
from ambroise.usecases.stupefiants import DEBUT, REMEDE, read_mouvements

JOURS_AVANT_RENOUVELLEMENT = 7
JOURS_BILAN = 30


@dataclass(frozen=True)
class BalanceProduit:
    """The balance of one narcotic; ``refus`` when more went out than ever came in: an entry is missing."""

    denomination: str
    ligne: LigneBalance | None
    refus: str = ""


@dataclass(frozen=True)
class BoitesDues:
    """Boxes owed to a patient since a partial dispensing."""

    patient: str
    libelle: str
    boites: int
    depuis: date
    numero: str


@dataclass(frozen=True)
class RenouvellementDu:
    """A line that may be renewed from a day on."""

    patient: str
    libelle: str
    le: date
    numero: str


class RegistreService:
    """Reads the registers of this pharmacy, and writes the movements of narcotics."""

    def __init__(self, contexte: Contexte, session: SessionService, base: BaseMedicaments) -> None:
        self._contexte = contexte
        self._session = session
        self._base = base

    def ordonnancier(self, depuis: datetime = DEBUT) -> Sequence[EntreeOrdonnancier]:
        """Return the entries from an instant on, the last number first."""
        entrees = [
            self._entry(dispensation, ligne, numero, livrees)
            for dispensation in self._dispensations(depuis)
            for ligne in dispensation.lignes
            for numero, livrees in zip(ligne.numeros_ordonnancier, self._listed(ligne), strict=False)
        ]
        return sorted(entrees, key=lambda e: e.numero, reverse=True)

    def balance(self) -> Sequence[BalanceProduit]:
        """Return the balance of each narcotic, by name."""
        with self._contexte.uow() as uow:
            mouvements = read_mouvements(uow, self._base)
        return sorted(
            (_balance(mouvements.noms[code], moves) for code, moves in mouvements.par_produit.items()),
            key=lambda b: b.denomination,
        )

    def record(self, produit: str, sens: SensMouvement, unites: Decimal, piece: str) -> EcritureStupefiant:
        """Write a movement of narcotics in the register.

        Args:
            produit: the code of a pack, or of a spécialité.

        Raises:
            SessionFermee: nobody is logged in.
            Introuvable: no such product in the base.
            AmbroiseError: not a narcotic, no piece, or more going out than what is in stock.
        """
        auteur = self._session.auteur
        code_cis, denomination = self._find(produit)
        maintenant = self._contexte.horloge()
        try:
            ecriture = EcritureStupefiant(
                self._contexte.new_id(),
                code_cis,
                denomination,
                maintenant.astimezone().date(),
                sens,
                unites,
                piece.strip(),
                instant=maintenant,
            )
        except ValueError as raison:
            raise AmbroiseError(f"{raison}".capitalize() + ".") from raison
        if sens is SensMouvement.DESTRUCTION:
            self._require_stock(code_cis, unites)
        with self._contexte.uow() as uow:
            garde = uow.entrees.save(ecriture)
            objet = f"registre des stupéfiants {ecriture.id}"
            self._contexte.trace(uow, auteur, ActionAudit.CREATION, objet, detail=sens.value)
            uow.commit()
        return garde

    def dues(self) -> Sequence[BoitesDues]:
        """Return the boxes owed, the oldest first; what a later dispensing gave is no more owed."""
        return [
            BoitesDues(d.patient, _name(ligne), ligne.boites_dues, _day(d), d.numero_ordonnance)
            for d, ligne in self._last_answers()
            if ligne.boites_dues
        ]

    def bilan(self) -> Sequence[LigneBilan]:
        """Return what is worth looking at again among the dispensings of the last month, the latest first."""
        depuis = self._contexte.horloge() - timedelta(days=JOURS_BILAN)
        return review(self._dispensations(depuis), lambda code: self._liste(code) not in (None, Liste.AUCUNE))

    def renouvellements(self, le: date) -> Sequence[RenouvellementDu]:
        """Return the lines that may be renewed within a week, or already may, the earliest first."""
        limite = le + timedelta(days=JOURS_AVANT_RENOUVELLEMENT)
        dus = [
            RenouvellementDu(d.patient, _name(ligne), ligne.renouvelable_le, d.numero_ordonnance)
            for d, ligne in self._last_answers()
            if ligne.renouvelable_le is not None and ligne.renouvelable_le <= limite
        ]
        return sorted(dus, key=lambda r: (r.le, r.patient))

    def _last_answers(self) -> list[tuple[Dispensation, DispensationLigne]]:
        dernieres: dict[tuple[str, object], tuple[Dispensation, DispensationLigne]] = {}
        for dispensation in self._dispensations(DEBUT):
            for ligne in dispensation.lignes:
                dernieres[dispensation.numero_ordonnance, ligne.ligne_id] = dispensation, ligne
        return list(dernieres.values())

    def _dispensations(self, depuis: datetime) -> Sequence[Dispensation]:
        with self._contexte.uow() as uow:
            return uow.dispensations.since(depuis)

    def _listed(self, ligne: DispensationLigne) -> list[list[Delivrance]]:
        """Return the deliveries of each listed product of a line, in the order numbers were taken."""
        par_produit: dict[str, list[Delivrance]] = {}
        for livree in ligne.delivrances:
            par_produit.setdefault(livree.code_cis, []).append(livree)
        return [livrees for code, livrees in par_produit.items() if self._liste(code) is not Liste.AUCUNE]

    def _entry(
        self,
        dispensation: Dispensation,
        ligne: DispensationLigne,
        numero: int,
        livrees: Sequence[Delivrance],
    ) -> EntreeOrdonnancier:
        liste = self._liste(livrees[0].code_cis)
        return EntreeOrdonnancier(
            numero=numero,
            date=_day(dispensation),
            liste=Liste.LISTE_I if liste is None else liste,
            prescripteur=dispensation.prescripteur,
            adresse_prescripteur=dispensation.adresse_prescripteur,
            patient=dispensation.patient,
            produit=livrees[0].denomination,
            quantite=sum((d.unites or Decimal(0) for d in livrees), Decimal(0)),
            boites=sum(d.boites for d in livrees),
            porteur=dispensation.porteur,
            mention=MENTION if ligne.is_exceptionnelle else "",
        )

    def _liste(self, code_cis: str) -> Liste | None:
        """Return the list of a product; None when the base does not know it, which is entered too."""
        specialite = self._base.find_specialite(code_cis)
        return liste_of(specialite) if specialite is not None else None

    def _find(self, produit: str) -> tuple[str, str]:
        presentation = self._base.find_presentation(produit.strip())
        specialite = self._base.find_specialite(presentation.code_cis if presentation else produit.strip())
        if specialite is None:
            raise Introuvable(
                "Ce produit n’est pas dans la base.", remede="Tapez le code CIP13 de la boîte, ou bipez-la."
            )
        if not specialite.is_stupefiant:
            raise AmbroiseError(f"{specialite.denomination} n’est pas un stupéfiant.")
        return specialite.code_cis, specialite.denomination

    def _require_stock(self, code_cis: str, unites: Decimal) -> None:
        with self._contexte.uow() as uow:
            stock = read_mouvements(uow, self._base).stock(code_cis)
        if unites > stock:
            raise AmbroiseError(f"Le registre n’en compte que {stock:f}.", remede=REMEDE)


def _balance(denomination: str, mouvements: Iterable[MouvementStupefiant]) -> BalanceProduit:
    try:
        (ligne,) = compute_balance(mouvements)
    except StockInsuffisant as raison:
        sorties = str(raison).partition("\u00a0: ")[2].partition(" ")[0]
        return BalanceProduit(denomination, None, f"Une réception manque, {sorties} sorties")
    return BalanceProduit(denomination, ligne)


def _name(ligne: DispensationLigne) -> str:
    return ligne.libelle or next((d.denomination for d in ligne.delivrances), "")


def _day(dispensation: Dispensation) -> date:
    return dispensation.instant.astimezone().date()
