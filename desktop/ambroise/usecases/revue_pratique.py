"""Review one's own prescriptions: who takes this medicine, which alerts were passed over, and why.

Only what one signed oneself is read; the files kept from the reader are left out, and counted. The query is
traced; when the list leaves as a file or on paper, the trail of each patient named says so.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from ambroise.domain.audit import ActionAudit
from ambroise.domain.droits import rpps_of
from ambroise.domain.ligne_ordonnance import LigneOrdonnance
from ambroise.domain.ordonnance import Ordonnance
from ambroise.domain.patient import Patient
from ambroise.domain.posologie_texte import render_posologie
from ambroise.domain.produit_prescrit import Produit, ProduitLibre
from ambroise.domain.revue import AlerteRevue, CriteresRevue, LigneRevue, PatientRevue, Revue
from ambroise.domain.traitement import end_of
from ambroise.domain.type_ordonnance import TypeOrdonnance
from ambroise.domain.unites import fold
from ambroise.usecases.acces import AccesService
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.controles.produits import resolve
from ambroise.usecases.errors import AmbroiseError
from ambroise.usecases.ports import UnitOfWork
from ambroise.usecases.ports_medicaments import BaseMedicaments
from ambroise.usecases.sessions import SessionService

_OBJET = "revue de mes prescriptions"
_NIVEAUX_ATC = (3, 4, 5, 7)
"""How many signs each level of a class is written with, from the therapeutic group to the substance."""


@dataclass(frozen=True)
class _Nature:
    """What a product is looked for by: every word that names it, its class; and how an alert names it."""

    mots: str
    code_atc: str
    noms: tuple[str, ...]


class RevuePratiqueService:
    """Answers a query on the orders of who is logged in."""

    def __init__(
        self, contexte: Contexte, session: SessionService, acces: AccesService, base: BaseMedicaments
    ) -> None:
        self._contexte = contexte
        self._session = session
        self._acces = acces
        self._base = base
        self._natures: dict[Produit, _Nature] = {}

    def search(self, criteres: CriteresRevue) -> Revue:
        """Return the lines and the alerts of one's own orders that the criteria keep, the newest first.

        Raises:
            SessionFermee: nobody is logged in.
            DroitInsuffisant: the role does not prescribe.
            AmbroiseError: who is logged in has no RPPS number, so no order of his own.
        """
        auteur = self._session.auteur
        rpps = rpps_of(auteur)
        if not rpps:
            raise AmbroiseError(
                "Cette session n’a pas de numéro RPPS\u00a0: aucune ordonnance n’est à son nom.",
                remede="Ouvrez la session avec votre carte, ou votre compte de prescripteur.",
            )
        with self._contexte.uow() as uow:
            ordonnances = uow.ordonnances.signed_by(rpps, criteres.du or date.min, criteres.au)
            dossiers = {o.patient_id: uow.fusions.resolve(o.patient_id) for o in ordonnances}
            fermes = self._acces.closed_files(uow, auteur, set(dossiers.values()))
            lisibles = [o for o in ordonnances if dossiers[o.patient_id] not in fermes]
            revue = self._review(uow, criteres, lisibles, dossiers, len(fermes))
            self._contexte.trace(uow, auteur, ActionAudit.INTERROGATION, _OBJET, detail=criteres.phrase)
            uow.commit()
        return revue

    def note_export(self, revue: Revue) -> None:
        """Trace that the list leaves as a file, in the trail of each patient it names."""
        self._note(revue, ActionAudit.EXPORT)

    def note_print(self, revue: Revue) -> None:
        """Trace that the list goes to a printer, in the trail of each patient it names."""
        self._note(revue, ActionAudit.IMPRESSION)

    def _note(self, revue: Revue, action: ActionAudit) -> None:
        with self._contexte.uow() as uow:
            for patient_id in sorted(revue.patients):
                self._contexte.trace(uow, self._session.auteur, action, _OBJET, patient_id=patient_id)
            uow.commit()

    def _review(
        self,
        uow: UnitOfWork,
        criteres: CriteresRevue,
        ordonnances: Iterable[Ordonnance],
        dossiers: dict[UUID, UUID],
        fermes: int,
    ) -> Revue:
        patients: dict[UUID, Patient] = {}
        lignes: list[LigneRevue] = []
        alertes: list[AlerteRevue] = []
        for ordonnance in ordonnances:
            id_ = dossiers[ordonnance.patient_id]
            if id_ not in patients:
                patients[id_] = uow.patients.get(id_)
            patient = _described(patients[id_], ordonnance)
            if not criteres.accepts_patient(patient.sexe, patient.age):
                continue
            retenues = [ligne for ligne in ordonnance.lignes if self._accepts(criteres, ordonnance, ligne)]
            lignes += [self._line(ordonnance, patient, ligne) for ligne in retenues]
            noms = {nom for ligne in retenues for nom in self._nature(ligne).noms}
            alertes += _alerts(ordonnance, patient, noms if criteres.medicament.strip() else None)
        return Revue(criteres, tuple(lignes), tuple(alertes), fermes)

    def _accepts(self, criteres: CriteresRevue, ordonnance: Ordonnance, ligne: LigneOrdonnance) -> bool:
        is_libre = isinstance(ligne.produit, ProduitLibre) and ordonnance.type is TypeOrdonnance.MEDICAMENTS
        if not (ligne.is_medicament or is_libre):
            return False
        if not criteres.medicament.strip():
            return True
        nature = self._nature(ligne)
        return criteres.accepts_produit(nature.mots, nature.code_atc)

    def _nature(self, ligne: LigneOrdonnance) -> _Nature:
        """Return what names a product, read once in the base."""
        connue = self._natures.get(ligne.produit)
        if connue is None:
            produit = resolve(self._base, ligne, None)
            specialite = produit.specialite
            substances = " ".join(s.nom for s in specialite.substances) if specialite else ""
            classes = {self._base.libelle_atc(produit.atc[:n]) or "" for n in _NIVEAUX_ATC}
            noms = (produit.nom, *(specialite.dci if specialite else ()))
            connue = _Nature(
                f"{ligne.libelle} {substances} {' '.join(classes)}",
                produit.atc,
                tuple(fold(nom) for nom in noms if nom),
            )
            self._natures[ligne.produit] = connue
        return connue

    def _line(self, ordonnance: Ordonnance, patient: PatientRevue, ligne: LigneOrdonnance) -> LigneRevue:
        return LigneRevue(
            patient,
            ordonnance.id,
            ordonnance.date,
            ligne.libelle,
            self._nature(ligne).code_atc,
            render_posologie(ligne.posologie) if ligne.posologie else "",
            ligne.indication,
            end_of(ligne, ligne.date_debut or ordonnance.date),
        )


def _alerts(
    ordonnance: Ordonnance, patient: PatientRevue, noms: Collection[str] | None
) -> Iterable[AlerteRevue]:
    """Return the alerts of an order, or those that name one of these products.

    Ranks are of no use here: an answer keeps those of the order as it stood when it was given.
    """
    for reponse in ordonnance.reponses_alertes:
        alerte = reponse.alerte
        mots = fold(f"{alerte.titre} {alerte.cause} {' '.join(alerte.traitements)}")
        if noms is not None and not any(nom in mots for nom in noms):
            continue
        yield AlerteRevue(
            patient,
            ordonnance.id,
            ordonnance.date,
            alerte.niveau,
            alerte.titre or alerte.cause,
            alerte.cause,
            reponse.decision,
            reponse.motif,
            " ".join(filter(None, (alerte.source, f"({alerte.edition})" if alerte.edition else ""))),
        )


def _described(patient: Patient, ordonnance: Ordonnance) -> PatientRevue:
    traits = patient.identite.traits
    return PatientRevue(
        patient.id,
        f"{patient.nom_affiche} {patient.prenom_affiche}",
        traits.date_naissance,
        traits.sexe,
        traits.age(ordonnance.date),
    )
