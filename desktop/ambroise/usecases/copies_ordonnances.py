"""Keep the copies of the orders of narcotics, show them, join the scan of the paper, destroy them in time.

CSP R5132-35: a copy bearing what R5132-13 wants is kept three years, classed by prescriber then by date, and
shown on request. Nothing is destroyed by itself: somebody asks, and the trace says who and when.
"""

from collections.abc import Callable, Sequence

from ambroise.domain.audit import ActionAudit
from ambroise.domain.copie_ordonnance import ARTICLE, CopieOrdonnance, OrigineCopie, filing_order
from ambroise.domain.dispensation import Dispensation, DispensationLigne
from ambroise.domain.regles_delivrance import Liste, liste_of
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.errors import AmbroiseError
from ambroise.usecases.ports import UnitOfWork
from ambroise.usecases.ports_actes import OrdonnanceConsultee
from ambroise.usecases.ports_medicaments import BaseMedicaments
from ambroise.usecases.sessions import SessionService

Dessin = Callable[[OrdonnanceConsultee, Dispensation], bytes]
"""Draws the page of a copy: the order, then what was done with it."""


class CopieAGarder(AmbroiseError):
    """A copy would be destroyed before its time."""

    exit_code = 1

    def __init__(self, copie: CopieOrdonnance) -> None:
        super().__init__(
            f"Cette copie est à garder jusqu’au {copie.a_garder_jusqu_au:%d/%m/%Y} ({ARTICLE}).",
            code="copie_a_garder",
            remede="Elle se détruira ensuite, sur votre demande seulement.",
        )


class GardeCopies:
    """Keeps the copy of a dispensing of narcotics, in the transaction of the act."""

    def __init__(self, contexte: Contexte, base: BaseMedicaments, dessiner: Dessin) -> None:
        self._contexte, self._base, self._dessiner = contexte, base, dessiner

    def __call__(self, uow: UnitOfWork, consultee: OrdonnanceConsultee, dispensation: Dispensation) -> None:
        """Draw and keep the copy, if a narcotic leaves."""
        stupefiants = [ligne for ligne in dispensation.lignes if self._is_stupefiant(ligne)]
        if not stupefiants:
            return
        copie = CopieOrdonnance(
            self._contexte.new_id(),
            dispensation.id,
            dispensation.numero_ordonnance,
            dispensation.prescripteur,
            dispensation.patient,
            dispensation.instant.astimezone().date(),
            tuple(numero for ligne in stupefiants for numero in ligne.numeros_ordonnancier),
            OrigineCopie.DESSINEE,
            dispensation.porteur,
        )
        uow.copies_ordonnances.add(copie, self._dessiner(consultee, dispensation))

    def _is_stupefiant(self, ligne: DispensationLigne) -> bool:
        livrees = (self._base.find_specialite(livree.code_cis) for livree in ligne.delivrances)
        return any(s is not None and liste_of(s) is Liste.STUPEFIANT for s in livrees)


class CopieService:
    """Acts on the copies kept."""

    def __init__(self, contexte: Contexte, session: SessionService) -> None:
        self._contexte, self._session = contexte, session

    def list(self) -> Sequence[CopieOrdonnance]:
        """Return the copies by prescriber, then by date; those destroyed still say that they were kept."""
        with self._contexte.uow() as uow:
            return sorted(uow.copies_ordonnances.list(), key=filing_order)

    def read(self, copie: CopieOrdonnance) -> bytes:
        """Return the PDF of a copy; reading it leaves a trace.

        Raises:
            SessionFermee: nobody is logged in.
            Introuvable: it was destroyed.
        """
        with self._contexte.uow() as uow:
            contenu = uow.copies_ordonnances.content(copie.id)
            self._trace(uow, ActionAudit.LECTURE, copie)
            uow.commit()
        return contenu

    def note_print(self, copie: CopieOrdonnance) -> None:
        """Trace that a copy goes to a printer."""
        with self._contexte.uow() as uow:
            self._trace(uow, ActionAudit.IMPRESSION, copie)
            uow.commit()

    def join(self, copie: CopieOrdonnance, pdf: bytes) -> CopieOrdonnance:
        """Keep the scan of the paper beside a copy, for as long.

        Raises:
            SessionFermee: nobody is logged in.
        """
        jointe = CopieOrdonnance(
            self._contexte.new_id(),
            copie.dispensation_id,
            copie.numero_ordonnance,
            copie.prescripteur,
            copie.patient,
            copie.le,
            copie.numeros,
            OrigineCopie.JOINTE,
            copie.porteur,
        )
        with self._contexte.uow() as uow:
            uow.copies_ordonnances.add(jointe, pdf)
            self._trace(uow, ActionAudit.CREATION, jointe)
            uow.commit()
        return jointe

    def destroy(self, copie: CopieOrdonnance) -> None:
        """Destroy a copy whose time is over; that it was kept, and who destroyed it, stays.

        Raises:
            SessionFermee: nobody is logged in.
            CopieAGarder: three years are not over.
            Introuvable: it was destroyed already.
        """
        if not copie.is_destructible(self._contexte.horloge().astimezone().date()):
            raise CopieAGarder(copie)
        with self._contexte.uow() as uow:
            uow.copies_ordonnances.destroy(copie.id)
            self._trace(uow, ActionAudit.DESTRUCTION, copie)
            uow.commit()

    def _trace(self, uow: UnitOfWork, action: ActionAudit, copie: CopieOrdonnance) -> None:
        objet = f"copie d’ordonnance de stupéfiants {copie.id}"
        self._contexte.trace(uow, self._session.auteur, action, objet, detail=copie.numero_ordonnance)
