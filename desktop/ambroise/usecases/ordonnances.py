"""Sign an order: freeze it, make its documents, and put in the outbox all that must leave, at once."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from ambroise.domain.audit import ActionAudit
from ambroise.domain.dossier import Document, TypeDocument
from ambroise.domain.envoi import Envoi
from ambroise.domain.ordonnance import (
    Ordonnance,
    Prescripteur,
    StatutOrdonnance,
    TypeOrdonnance,
)
from ambroise.domain.professionnel import Professionnel, ProfessionnelRemplace
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.controle_ordonnance import keep_alertes_vues, require_reponses
from ambroise.usecases.dmp_alimentation import feeding_refusal
from ambroise.usecases.envois_ordonnance import Destinataires, EnvoisOrdonnance
from ambroise.usecases.errors import AmbroiseError, Introuvable
from ambroise.usecases.heure import require_heure
from ambroise.usecases.ports_actes import (
    ActeSigne,
    ControlePrescription,
    OrdonnanceConsultee,
    PortDocuments,
    PortNumeros,
    PortOrdonnanceNumerique,
    PortPreparation,
)
from ambroise.usecases.remplacements import Remplacement, read_remplacement, settle
from ambroise.usecases.sessions import SessionService
from ambroise.usecases.stockage import empreinte
from ambroise.usecases.terrain import read_mensurations


@dataclass(frozen=True)
class OrdonnanceSignee:
    """The frozen order, the exact bytes of its documents, and the envois that will carry them.

    ``page`` is the document of the file that prints.
    """

    acte: ActeSigne
    envois: tuple[Envoi, ...]
    page: Document


class OrdonnanceService:
    """Acts of the prescriber on orders."""

    def __init__(
        self,
        contexte: Contexte,
        session: SessionService,
        *,
        numeros: PortNumeros,
        documents: PortDocuments,
        preparation: PortPreparation,
        service: PortOrdonnanceNumerique,
        controle: ControlePrescription | None = None,
        is_dmp_automatique: Callable[[], bool] = lambda: True,
        masques_dmp: Callable[[UUID], tuple[str, ...]] = lambda _: (),
        find_remplace: Callable[[str], ProfessionnelRemplace | None] = lambda _: None,
    ) -> None:
        self._contexte = contexte
        self._session = session
        self._numeros = numeros
        self._documents = documents
        self._envois = EnvoisOrdonnance(contexte, preparation, is_dmp_automatique, masques_dmp)
        self._service = service
        self._controle = controle
        self._find_remplace = find_remplace

    def draft(self, patient_id: UUID) -> Ordonnance:
        """Return the draft left today by who is logged in, else an empty order. Raises SessionFermee."""
        session = self._session.courante
        professionnel = session.professionnel
        jour = self._contexte.horloge().astimezone().date()
        with self._contexte.uow() as uow:
            for connue in uow.ordonnances.list(patient_id):
                if (connue.statut, connue.date) == (StatutOrdonnance.BROUILLON, jour) and (
                    connue.prescripteur.numero_rpps == professionnel.numero_rpps
                ):
                    return self._told_for_whom(connue)
        vierge = Ordonnance(
            id=self._contexte.new_id(),
            patient_id=patient_id,
            prescripteur=Prescripteur(
                numero_rpps=professionnel.numero_rpps,
                nom=professionnel.nom,
                prenom=professionnel.prenom,
                numero_am=session.situation.numero_am or None,
            ),
            date=jour,
            type=_first_kind(professionnel),
        )
        return self._told_for_whom(vierge)

    def keep(self, brouillon: Ordonnance) -> datetime:
        """Keep a draft as it stands and return the instant to show; a draft is not yet an act.

        Raises:
            SessionFermee: nobody is logged in.
            ActeFinal: it was signed meanwhile.
        """
        maintenant = self._contexte.horloge()
        if self._session.auteur and not brouillon.is_figee:
            with self._contexte.uow() as uow:
                uow.ordonnances.save(brouillon)
                uow.commit()
        return maintenant

    def sign(self, ordonnance: Ordonnance, destinataires: Destinataires | None = None) -> OrdonnanceSignee:
        """Freeze the order and everything that leaves with it, in one transaction.

        Every control runs again: what stops must have been answered, whatever the screen showed.
        An order with an exemption has no number, no QR code, and is not deposited.

        Raises:
            SessionFermee: nobody is logged in.
            OrdonnanceIncomplete, OrdonnanceFigee: the order cannot be signed.
            HorlogeEnRetard: the clock went back, the order would bear a false date.
            AmbroiseError: the patient cannot be written to.
        """
        destinataires = destinataires or Destinataires()
        session = self._session.courante
        maintenant = self._contexte.horloge()
        ordonnance = self._require_signable(ordonnance)
        is_numerique = ordonnance.type.is_numerique and ordonnance.exemption is None
        signee = ordonnance.sign(maintenant, self._numeros.numero_ordonnance() if is_numerique else None)
        with self._contexte.uow() as uow:
            require_heure(self._contexte, uow)
            remplacement = read_remplacement(uow, ordonnance)
            patient = uow.patients.get(ordonnance.patient_id)
            mensurations = read_mensurations(uow, ordonnance)
            if feeding_refusal(uow, patient):
                destinataires = replace(destinataires, dmp=False)
        if destinataires.patient and not patient.identite.is_qualifiee:
            raise AmbroiseError(
                "On n’écrit à un patient que sous une identité qualifiée.",
                remede="Qualifiez l’identité, ou signez sans envoi au patient.",
            )
        acte = ActeSigne(
            signee,
            patient,
            session,
            self._numeros.identifiant_document(),
            numero_remplace=remplacement.numero if remplacement else "",
            mensurations=mensurations,
        )
        acte = replace(acte, pdf=self._documents.render_pdf(acte))
        acte = replace(acte, cda=self._documents.build_cda(acte))
        envois = self._envois.make(acte, destinataires, remplacement)
        page = self._make_document(acte, TypeDocument.ORDONNANCE_PDF, acte.pdf, "application/pdf")
        self._write(acte, page, envois, remplacement)
        return OrdonnanceSignee(acte, envois, page)

    def _require_signable(self, ordonnance: Ordonnance) -> Ordonnance:
        """Return the order as it is to be signed, every control having run and what stops been answered."""
        ordonnance = self._told_for_whom(ordonnance)
        if self._controle is not None:
            ordonnance = self._controle.complete(ordonnance)
            controles = self._controle.check(ordonnance)
            require_reponses(controles, ordonnance.reponses_alertes)
            ordonnance = keep_alertes_vues(ordonnance, controles, self._contexte.horloge())
        return ordonnance

    def _make_document(self, acte: ActeSigne, type_: TypeDocument, contenu: bytes, mime: str) -> Document:
        signee = acte.ordonnance
        assert signee.signee_le is not None
        return Document(
            id=self._contexte.new_id(),
            patient_id=acte.patient.id,
            type=type_,
            titre=f"Ordonnance du {signee.date:%d/%m/%Y}",
            type_mime=mime,
            empreinte=empreinte(contenu),
            taille=len(contenu),
            ajoute_le=signee.signee_le,
        )

    def _write(
        self, acte: ActeSigne, page: Document, envois: tuple[Envoi, ...], remplacement: Remplacement | None
    ) -> None:
        """Write the act, its documents, what leaves with it and its trace, or nothing at all."""
        signee = acte.ordonnance
        cda = self._make_document(acte, TypeDocument.ORDONNANCE_CDA, acte.cda, "text/xml")
        with self._contexte.uow() as uow:
            uow.ordonnances.save(signee)
            if remplacement is not None:
                settle(self._contexte, uow, remplacement, signee, self._session.auteur)
            uow.dossiers.add_document(page, acte.pdf)
            uow.dossiers.add_document(cda, acte.cda)
            for envoi in envois:
                uow.envois.add(envoi)
            self._contexte.trace(
                uow,
                self._session.auteur,
                ActionAudit.SIGNATURE,
                f"ordonnance {signee.id}",
                patient_id=acte.patient.id,
                detail=signee.numero or "sans numéro",
            )
            uow.commit()

    def follow(self, ordonnance_id: UUID) -> OrdonnanceConsultee:
        """Return what the pharmacies did with a signed order, unless the patient opposes it.

        Raises:
            Introuvable: no such order, or it was signed without a number.
            AmbroiseError: the patient opposed the consultation of what is dispensed.
            ServiceError: the service did not answer, or refused.
        """
        with self._contexte.uow() as uow:
            ordonnance = uow.ordonnances.get(ordonnance_id)
            if ordonnance.numero is None:
                raise Introuvable("Cette ordonnance n’a pas de numéro\u00a0: rien n’en est connu en ligne.")
            if ordonnance.consentement and ordonnance.consentement.opposition:
                raise AmbroiseError(
                    "Le patient s’oppose à ce que vous consultiez ce qui lui est délivré.",
                    remede="Il peut revenir sur sa décision lors d’une prochaine ordonnance.",
                )
            self._contexte.trace(
                uow,
                self._session.auteur,
                ActionAudit.INTERROGATION,
                f"délivrances de l’ordonnance {ordonnance_id}",
                patient_id=ordonnance.patient_id,
            )
            uow.commit()
        return self._service.consult(ordonnance.numero)

    def _told_for_whom(self, brouillon: Ordonnance) -> Ordonnance:
        """Return one's own draft with the name of who one replaces today.

        What replaces a former order stays under the name that the service knows it by.
        """
        moi = self._session.courante.professionnel
        is_mienne = brouillon.prescripteur.numero_rpps == moi.numero_rpps
        if brouillon.is_figee or brouillon.remplace is not None or not is_mienne:
            return brouillon
        remplace = self._find_remplace(moi.identifiant_national)
        if remplace is not None and not remplace.is_en_cours(brouillon.date):
            remplace = None
        return replace(brouillon, prescripteur=brouillon.prescripteur.for_remplace(remplace))


def _first_kind(professionnel: Professionnel) -> TypeOrdonnance:
    """Return the kind of order that a professional most likely begins."""
    return TypeOrdonnance.DISPOSITIFS if professionnel.is_auxiliaire else TypeOrdonnance.MEDICAMENTS
