"""What the counter shows: the order scanned, the answer being given to each line, what is still missing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from ambroise.domain.dispensation import (
    DispensationLigne,
    ReponseLigne,
)
from ambroise.domain.quantite_delivrance import Prises
from ambroise.domain.regles_delivrance import Delivrabilite, Verdict
from ambroise.domain.renouvellement_exceptionnel import RenouvellementExceptionnel
from ambroise.ui.comptoir.choix import Choix, answered, missing, reopened, to_dispensation
from ambroise.ui.comptoir.ports import BoiteGroupe
from ambroise.ui.comptoir.quantite import with_boite
from ambroise.ui.widgets.patient_banner import BandeauPatient
from ambroise.ui.words import NBSP, long_date, short_date
from ambroise.usecases.comptoir import ControleComptoir
from ambroise.usecases.dispensations import OrdonnanceScannee
from ambroise.usecases.ports_actes import EtatEnLigne, LigneConsultee, OrdonnanceConsultee
from ambroise.usecases.ports_cartes import BeneficiaireVitale


@dataclass(frozen=True)
class EtatComptoir:
    """The whole screen; every change gives another value."""

    scannee: OrdonnanceScannee
    aujourdhui: date
    boites: Mapping[str, tuple[BoiteGroupe, ...]] = field(default_factory=dict)
    choix: Mapping[str, Choix] = field(default_factory=dict)
    courante: str = ""
    vitale: BeneficiaireVitale | None = None
    controle: ControleComptoir = field(default_factory=ControleComptoir)
    controlee: OrdonnanceConsultee | None = None
    """The order as the controls last read it; None is as it was prescribed."""
    dossier: BandeauPatient | None = None
    """The file open above the counter, which may be somebody else's."""
    porteur: str = ""
    """Who takes the narcotics away, when it is not the patient (CSP R5132-35)."""
    en_cours: bool = False
    sur_image: bool = False
    """Its code was read on a photograph or a scan, which are not the order."""

    @property
    def has_stupefiant(self) -> bool:
        """Tell whether a narcotic may leave with this order."""
        return any(b.is_stupefiant for ligne in self.a_repondre for b in self.boites_de(ligne))

    @property
    def lignes(self) -> tuple[LigneConsultee, ...]:
        """The lines of the order, those that are wholly dispensed included."""
        return tuple(reopened(li, self.choix_de(li)) for li in self.scannee.consultee.lignes)

    @property
    def repondue(self) -> OrdonnanceConsultee:
        """The order as it is answered: what was agreed takes the place of what was prescribed."""
        consultee = self.scannee.consultee
        return replace(consultee, lignes=tuple(answered(li, self.choix_de(li)) for li in consultee.lignes))

    @property
    def is_expiree(self) -> bool:
        """Tell whether the service takes no more answer to this order: it is there to be read."""
        return self.scannee.consultee.etat is EtatEnLigne.EXPIREE

    @property
    def a_controler(self) -> bool:
        """Tell whether the controls are late on the answers."""
        return self.repondue != (self.controlee or self.scannee.consultee)

    @property
    def a_repondre(self) -> tuple[LigneConsultee, ...]:
        """The lines that must have an answer: those with boxes to give, while the order is valid."""
        return tuple(
            ligne
            for ligne in self.lignes
            if ligne.boites_restantes and (not self.is_expiree or self.choix_de(ligne).exceptionnel)
        )

    @property
    def ouvrables(self) -> tuple[LigneConsultee, ...]:
        """The lines that the arrows go through: those to give, and those that may be given once more."""
        return tuple(li for li in self.lignes if li.boites_restantes or self.is_renouvelable(li))

    @property
    def is_entamee(self) -> bool:
        """Tell whether an answer was begun: it must not be lost."""
        return any(choix.reponse is not None for choix in self.choix.values())

    @property
    def repondues(self) -> int:
        """How many lines have their answer."""
        return sum(self.choix_de(ligne).valide for ligne in self.a_repondre)

    @property
    def total(self) -> Decimal:
        """The price of what leaves, as far as the base tells it."""
        return sum((prix for ligne in self.lignes if (prix := self.prix_de(ligne)) is not None), Decimal(0))

    @property
    def suivante(self) -> LigneConsultee | None:
        """The first line without an answer."""
        return next((ligne for ligne in self.a_repondre if not self.choix_de(ligne).valide), None)

    @property
    def empechement(self) -> str:
        """Why nothing can be dispensed yet, empty when it can."""
        if self.is_expiree and not self.a_repondre:
            return "Ordonnance expirée"
        suivante = self.suivante
        if suivante is not None:
            return f"Prochaine ligne{NBSP}: {suivante.rang}"
        if all(self.choix_de(ligne).reponse is None for ligne in self.lignes):
            return "Rien à délivrer"
        return "Contrôle du changement en cours…" if self.a_controler else ""

    def find_ligne(self, ligne_id: str) -> LigneConsultee | None:
        """Return the line of an identifier."""
        return next((ligne for ligne in self.lignes if ligne.id == ligne_id), None)

    def choix_de(self, ligne: LigneConsultee) -> Choix:
        """Return the answer being given to a line."""
        return self.choix.get(ligne.id, Choix())

    def boites_de(self, ligne: LigneConsultee) -> tuple[BoiteGroupe, ...]:
        """Return the packs that may answer a line, in the neutral order."""
        return self.boites.get(ligne.id, ())

    def delai_de(self, ligne: LigneConsultee) -> Delivrabilite:
        """Return whether a line may be dispensed today."""
        if self.choix_de(ligne).exceptionnel:
            return Delivrabilite(Verdict.OUI, "")
        return self.controle.delais.get(ligne.id, Delivrabilite(Verdict.OUI, ""))

    def exceptionnel_de(self, ligne: LigneConsultee) -> RenouvellementExceptionnel | None:
        """Return whether a line that is over may be given once more, None when it is not over."""
        return self.controle.exceptionnels.get(ligne.id)

    def is_renouvelable(self, ligne: LigneConsultee) -> bool:
        """Tell whether a line that is over may be given once more."""
        examen = self.exceptionnel_de(ligne)
        return examen is not None and examen.is_possible

    def prises_de(self, ligne: LigneConsultee) -> Prises | None:
        """Return what a day of a line takes, None while nothing is known of it."""
        return self.controle.prises.get(ligne.id)

    def is_offered(self, ligne: LigneConsultee, reponse: ReponseLigne) -> bool:
        """Tell whether an answer has a meaning for a line: one box to give has no part."""
        if reponse is not ReponseLigne.PARTIEL:
            return True
        choix = with_boite(ligne, self.prises_de(ligne), Choix(), _prescrite(ligne, self.boites_de(ligne)))
        return choix.part is None and choix.boites > 1

    def is_possible(self, ligne: LigneConsultee, reponse: ReponseLigne) -> bool:
        """Tell whether a line may be answered so: out of its delays, it can only be refused."""
        prescrite = next(li for li in self.scannee.consultee.lignes if li.id == ligne.id)
        if self.is_expiree or not prescrite.boites_restantes:
            return False
        if reponse is ReponseLigne.REFUSE:
            return True
        delai = self.controle.delais.get(ligne.id)
        if delai is not None and delai.verdict is Verdict.NON:
            return False
        if reponse is ReponseLigne.SUBSTITUE:
            return ligne.is_substituable
        return self.is_offered(ligne, reponse)

    def prix_de(self, ligne: LigneConsultee) -> Decimal | None:
        """Return the price of what leaves for a line; the base prices packs, not their units."""
        choix = self.choix_de(ligne)
        if choix.boite is None or choix.boite.presentation.prix_public is None or choix.part is not None:
            return None
        return choix.boite.presentation.prix_public * choix.boites

    def with_boites(self, ligne: LigneConsultee, autres: Iterable[BoiteGroupe]) -> "EtatComptoir":
        """Return the state with other medicines to choose from for a line, those found last first."""
        connues = self.boites_de(ligne)
        cips = {b.presentation.code_cip13 for b in connues}
        nouvelles = tuple(b for b in autres if b.presentation.code_cip13 not in cips)
        return replace(self, boites={**self.boites, ligne.id: nouvelles + connues})

    def with_choix(self, ligne: LigneConsultee, choix: Choix) -> "EtatComptoir":
        """Return the state with the answer to a line changed."""
        return replace(self, choix={**self.choix, ligne.id: choix})

    def press(self, ligne: LigneConsultee, reponse: ReponseLigne) -> "EtatComptoir":
        """Answer a line by one of the five; complete answers are valid at once."""
        boites, prises = self.boites_de(ligne), self.prises_de(ligne)
        if reponse is ReponseLigne.REFUSE:
            return self.with_choix(ligne, Choix(reponse))
        boite = _generique(ligne, boites) if reponse is ReponseLigne.SUBSTITUE else _prescrite(ligne, boites)
        choix = with_boite(ligne, prises, Choix(reponse), boite)
        if reponse is ReponseLigne.TEL_QUEL:
            choix = replace(choix, valide=not missing(ligne, choix))
        elif reponse is ReponseLigne.MODIFIE:
            choix = replace(choix, accord_de=self.scannee.consultee.prescripteur)
        return self.with_choix(ligne, choix)

    def validate(self, ligne: LigneConsultee) -> "EtatComptoir":
        """Hold the answer to a line for given, when nothing is missing, and go to the next one."""
        if missing(ligne, self.choix_de(ligne)):
            return self
        etat = self.with_choix(ligne, replace(self.choix_de(ligne), valide=True))
        return etat.next_line()

    def next_line(self) -> "EtatComptoir":
        """Return the state with the first line without an answer open."""
        suivante = self.suivante
        return replace(self, courante=suivante.id if suivante else "")

    def first_line(self) -> "EtatComptoir":
        """Return the state with the line to begin by open: one to answer, else one to give once more."""
        premiere = self.suivante or next(iter(self.ouvrables), None)
        return replace(self, courante=premiere.id if premiere else "")

    def move(self, pas: int) -> "EtatComptoir":
        """Return the state with the line above or below open."""
        ids = [ligne.id for ligne in self.ouvrables]
        if not ids:
            return self
        rang = ids.index(self.courante) + pas if self.courante in ids else 0
        return replace(self, courante=ids[max(0, min(rang, len(ids) - 1))])

    def dispensation(self) -> tuple[DispensationLigne, ...]:
        """Return the answers as the act records them."""
        return tuple(
            to_dispensation(ligne, self.choix_de(ligne), self.aujourdhui) for ligne in self.a_repondre
        )


def mark_received(
    boites: tuple[BoiteGroupe, ...], recues: Mapping[str, date], aujourdhui: date
) -> tuple[BoiteGroupe, ...]:
    """Return the packs with when each was last given for this order."""
    return tuple(
        replace(b, deja_recue=f"reçu {short_date(recues[cip], aujourdhui)}") if cip in recues else b
        for b in boites
        for cip in (b.presentation.code_cip13,)
    )


def alert_count(etat: EtatComptoir) -> int:
    """Return how many alerts of the top level the patient must be told of."""
    return sum(alerte.is_bloquante for alerte in etat.controle.controles.alertes)


def signed_words(etat: EtatComptoir) -> str:
    """Return when the order was signed."""
    return f"Signée le {long_date(etat.scannee.consultee.date_prescription)}"


def _prescrite(ligne: LigneConsultee, boites: tuple[BoiteGroupe, ...]) -> BoiteGroupe | None:
    """Return the pack prescribed, when the order leaves no doubt.

    A common name, or packs of several sizes, leave the choice open: a number of boxes says nothing by itself.
    """
    if not ligne.code_cis:
        return None
    exactes = [b for b in boites if b.presentation.code_cis == ligne.code_cis]
    recues = [b for b in exactes if b.deja_recue]
    if len({b.presentation.unites for b in exactes}) > 1 and len(recues) != 1:
        return None
    return next(iter(recues or exactes), None)


def _generique(ligne: LigneConsultee, boites: tuple[BoiteGroupe, ...]) -> BoiteGroupe | None:
    """Return the pack to start from: the one received last time, else the first in the neutral order."""
    autres = [
        b
        for b in boites
        if b.presentation.code_cis != ligne.code_cis and not (b.is_reference or b.complement or b.hors_groupe)
    ]
    recues = [b for b in autres if b.deja_recue]
    return next(iter(recues or autres), None)
