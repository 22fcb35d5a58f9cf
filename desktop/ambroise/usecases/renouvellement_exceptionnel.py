"""Give one more month of a treatment whose order is over, and tell its prescriber (CSP R5123-2-1)."""

from collections.abc import Callable, Mapping
from datetime import date

from ambroise.domain.dispensation import Dispensation, DispensationLigne
from ambroise.domain.medicament import Specialite
from ambroise.domain.produit_prescrit import DenominationPrescrite
from ambroise.domain.regles_delivrance import MOIS_MAXIMUM, add_mois
from ambroise.domain.renouvellement_exceptionnel import (
    ARTICLE,
    MENTION,
    PasseLigne,
    RenouvellementExceptionnel,
    examine_renouvellement,
)
from ambroise.domain.type_ordonnance import TypeOrdonnance
from ambroise.usecases.errors import AmbroiseError
from ambroise.usecases.lignes_consultees import find_prescrite, read_ligne
from ambroise.usecases.message_propose import MessagePropose
from ambroise.usecases.ports_actes import LigneConsultee, OrdonnanceConsultee
from ambroise.usecases.ports_medicaments import BaseMedicaments
from ambroise.usecases.sessions import SessionService

Exceptionnels = Mapping[str, RenouvellementExceptionnel]


class RenouvellementRefuse(AmbroiseError):
    """A line may not be given after the end of its order, or not any more."""

    exit_code = 1

    def __init__(self, libelle: str, refus: str, article: str) -> None:
        super().__init__(
            f"{libelle}\u00a0: {refus} ({article}).",
            code="renouvellement_exceptionnel_refuse",
            remede="Retirez cette ligne\u202f; le patient doit revoir son prescripteur.",
        )


def examine_ordonnance(
    base: BaseMedicaments, consultee: OrdonnanceConsultee, le: date
) -> dict[str, RenouvellementExceptionnel]:
    """Return the lines that are over, with whether each may be given once more."""
    found: dict[str, RenouvellementExceptionnel] = {}
    for ligne in consultee.lignes:
        if ligne.type is not TypeOrdonnance.MEDICAMENTS or not _is_over(consultee, ligne, le):
            continue
        lue = read_ligne(base, ligne)
        specialite = find_prescrite(base, ligne)
        if isinstance(lue.produit, DenominationPrescrite):
            specialite = _find_brand(base, lue.produit)
        passe = PasseLigne(ligne.derniere_le, ligne.exceptionnelles, ligne.is_refusee)
        examen = examine_renouvellement(lue, specialite, consultee.date_prescription, le, passe)
        if examen is not None:
            found[ligne.id] = examen
    return found


def require_renouvelables(
    base: BaseMedicaments,
    consultee: OrdonnanceConsultee,
    lignes: tuple[DispensationLigne, ...],
    le: date,
) -> None:
    """Refuse to record as exceptional what may not be.

    Raises:
        RenouvellementRefuse: a condition of the text does not hold today.
    """
    demandees = {str(ligne.ligne_id) for ligne in lignes if ligne.is_exceptionnelle}
    examens = examine_ordonnance(base, consultee, le) if demandees else {}
    for ligne in (li for li in consultee.lignes if li.id in demandees):
        examen = examens.get(ligne.id)
        if examen is None:
            raise RenouvellementRefuse(ligne.libelle, "l’ordonnance n’est pas finie", ARTICLE)
        if not examen.is_possible:
            raise RenouvellementRefuse(ligne.libelle, examen.refus, examen.article)


class InformationService:
    """Writes to the prescriber what was given after the end of his order."""

    def __init__(self, session: SessionService, find_bal: Callable[[str], str] = lambda _: "") -> None:
        """Stand on who is logged in.

        Args:
            find_bal: the secure box of a professional by his RPPS number, empty when none is known.
        """
        self._session = session
        self._find_bal = find_bal

    def message(self, consultee: OrdonnanceConsultee, dispensation: Dispensation) -> MessagePropose:
        """Return the message that tells the prescriber, ready to be read again and sent."""
        session = self._session.courante
        donnees = "\n".join(
            f"- {ligne.libelle}\u00a0: {_boxes(sum(d.boites for d in ligne.delivrances))}"
            for ligne in dispensation.lignes
            if ligne.is_exceptionnelle
        )
        corps = (
            "Bonjour,\n\n"
            f"Votre ordonnance du {consultee.date_prescription:%d/%m/%Y} pour {dispensation.patient}, "
            f"né(e) le {consultee.patient_date_naissance:%d/%m/%Y}, est arrivée à son terme. Pour que le "
            f"traitement ne s’interrompe pas, j’ai délivré le {dispensation.instant.astimezone():%d/%m/%Y}, "
            f"par {MENTION} (CSP R5123-2-1)\u00a0:\n{donnees}\n\n"
            "Un rendez-vous reste nécessaire pour la suite\u00a0: je l’ai dit à votre patient.\n\n"
            f"Bien cordialement,\n{session.professionnel.nom_affiche}, {session.situation.structure.nom}\n"
        )
        return MessagePropose(
            dispensation.patient_id,
            consultee.prescripteur,
            self._find_bal(consultee.rpps_prescripteur),
            "Dispensation supplémentaire exceptionnelle",
            corps,
        )


def _is_over(consultee: OrdonnanceConsultee, ligne: LigneConsultee, le: date) -> bool:
    """Tell whether the ordinary dispensings of a line are over: all given, or a year passed."""
    return not ligne.boites_restantes or le > add_mois(consultee.date_prescription, MOIS_MAXIMUM)


def _find_brand(base: BaseMedicaments, produit: DenominationPrescrite) -> Specialite | None:
    """Return a product of a common name, whose conditions are those of all."""
    marques = base.list_specialites(produit.denomination.cle)
    return base.find_specialite(marques[0].cle) if marques else None


def _boxes(combien: int) -> str:
    return f"{combien}\u00a0boîte{'s' if combien > 1 else ''}"
