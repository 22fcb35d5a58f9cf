"""What the pharmacist must know before answering: delays, interactions and doses, packs given before.

The order tells its own lines; a qualified file of that person here tells allergies and the rest; what is
not known is said not checked. Delays: CSP R5132-21, -22, -30, -33; HAS, référentiel LAD: the same controls
as the prescriber's.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from ambroise.domain.alerte import Controles, NonControle
from ambroise.domain.dispensation import Dispensation
from ambroise.domain.gs1 import CodeBoite
from ambroise.domain.identite import MatriculeIns
from ambroise.domain.ligne_ordonnance import LigneOrdonnance
from ambroise.domain.medicament import Specialite
from ambroise.domain.ordonnance import Ordonnance, Prescripteur
from ambroise.domain.patient import Patient
from ambroise.domain.quantite_delivrance import Prises
from ambroise.domain.rappel import LotsRappeles
from ambroise.domain.regles_delivrance import Delivrabilite, Liste, check_delivrable, liste_of
from ambroise.domain.renouvellement_exceptionnel import RenouvellementExceptionnel
from ambroise.domain.type_ordonnance import TypeOrdonnance
from ambroise.usecases.alertes_comptoir import at_the_counter
from ambroise.usecases.boites_bipees import require_new, require_not_recalled
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.controle_ordonnance import (
    OrdonnanceAControler,
    Terrain,
    TraitementDeclare,
    check_ordonnance,
)
from ambroise.usecases.dispensations import find_patient
from ambroise.usecases.errors import ServiceError
from ambroise.usecases.fractions import covered_until, fraction_due
from ambroise.usecases.lignes_consultees import find_prescrite, read_ligne, read_prises
from ambroise.usecases.ports_actes import OrdonnanceConsultee
from ambroise.usecases.ports_medicaments import BaseMedicaments
from ambroise.usecases.renouvellement_exceptionnel import examine_ordonnance
from ambroise.usecases.terrain import read_terrain, read_traitements
from ambroise.usecases.traitements_comptoir import given_here, names_of, ordered_elsewhere

_PERSONNE = UUID(int=0)

Autres = Callable[[MatriculeIns], Sequence[OrdonnanceConsultee]]
"""Returns the orders of a patient that the service lets a pharmacist see. Raises ServiceError."""


@dataclass(frozen=True)
class ControleComptoir:
    """The answer of the controls; ``delais`` by line, ``recues`` when a pack was last given, by CIP13."""

    delais: Mapping[str, Delivrabilite] = field(default_factory=dict)
    controles: Controles = field(default_factory=Controles)
    recues: Mapping[str, date] = field(default_factory=dict)
    traitements: tuple[str, ...] = ()
    """The other treatments taken into the controls, by name."""
    is_ailleurs_connu: bool = False
    """Whether the orders of elsewhere were read too."""
    terrain: Terrain | None = None
    """What the file here tells of the person, None without a qualified file."""
    declares: tuple[TraitementDeclare, ...] = ()
    """The other treatments themselves, for a line answered with another medicine."""
    prises: Mapping[str, Prises] = field(default_factory=dict)
    """What a day of each medicine takes, by line."""
    attendus: Mapping[str, date] = field(default_factory=dict)
    """The lines given here that are not due again yet, with the day they will be (CSP R5132-14)."""
    exceptionnels: Mapping[str, RenouvellementExceptionnel] = field(default_factory=dict)
    """The lines that are over, and whether each may be given once more (CSP R5123-2-1)."""


class ComptoirService:
    """Controls at the counter; reads only."""

    def __init__(
        self,
        contexte: Contexte,
        base: BaseMedicaments,
        autres: Autres = lambda _: (),
        rappels: Callable[[], LotsRappeles] = LotsRappeles,
    ) -> None:
        """Stand on a base.

        Args:
            autres: reads the other orders of a qualified INS from the service.
            rappels: reads the recalled lots that this office knows.
        """
        self._contexte = contexte
        self._base = base
        self._autres = autres
        self._rappels = rappels

    def control(self, consultee: OrdonnanceConsultee, le: date) -> ControleComptoir:
        """Return what is known of an order before any answer."""
        with self._contexte.uow() as uow:
            passees = uow.dispensations.list(consultee.numero)
            patient = find_patient(uow, consultee)
            terrain = read_terrain(uow, patient.id, le) if patient is not None else None
            traitements = given_here(uow, self._base, consultee, le)
            if patient is not None:
                ici = next(
                    (o for o in uow.ordonnances.list(patient.id) if o.numero == consultee.numero), None
                )
                traitements += read_traitements(
                    uow, self._base, ici or self._as_order(consultee, (), patient.id)
                )
        ailleurs = self._read_elsewhere(consultee, patient, le)
        traitements += ailleurs or ()
        lignes = {ligne.id: read_ligne(self._base, ligne) for ligne in consultee.lignes}
        produits = {ligne.id: find_prescrite(self._base, ligne) for ligne in consultee.lignes}
        delais = {
            ligne.id: check_delivrable(
                lignes[ligne.id],
                _liste(produits[ligne.id]),
                consultee.date_prescription,
                le,
                ligne.delivrances,
                covered_until(ligne, consultee.date_prescription),
                entamee=bool(ligne.boites_delivrees or ligne.fractions_le),
            )
            for ligne in consultee.lignes
            if ligne.boites_restantes
        }
        perdus = {id_: delai.jours_perdus for id_, delai in delais.items()}
        return ControleComptoir(
            delais,
            self._check(consultee, tuple(lignes.values()), terrain, traitements),
            _received(passees),
            names_of(traitements),
            ailleurs is not None,
            terrain,
            traitements,
            self._count(consultee, perdus),
            _awaited(passees, le),
            examine_ordonnance(self._base, consultee, le),
        )

    def control_again(self, connu: ControleComptoir, repondue: OrdonnanceConsultee) -> ControleComptoir:
        """Return the controls of the order as it is answered: another medicine, another posology agreed.

        The person and the other treatments are those already read; the delays stay those of the order.
        """
        lignes = tuple(read_ligne(self._base, ligne) for ligne in repondue.lignes)
        controles = self._check(repondue, lignes, connu.terrain, connu.declares)
        perdus = {id_: delai.jours_perdus for id_, delai in connu.delais.items()}
        return replace(connu, controles=controles, prises=self._count(repondue, perdus))

    def check_pack(self, code: CodeBoite) -> None:
        """Refuse a pack of a recalled lot, or one that this pharmacy already gave.

        Raises:
            BoiteRappelee: its lot is in the list of this office.
            BoiteDejaDelivree: it left with another dispensing.
        """
        require_not_recalled(self._rappels(), code)
        with self._contexte.uow() as uow:
            # An opened pack may give a further fraction: the dispensing itself refuses to give it whole.
            require_new(uow, code.code_cip13, code.numero_serie, au_detail=True)

    def _count(self, consultee: OrdonnanceConsultee, perdus: Mapping[str, int]) -> dict[str, Prises]:
        return {
            ligne.id: replace(
                read_prises(self._base, ligne), fraction=fraction_due(ligne, perdus.get(ligne.id, 0))
            )
            for ligne in consultee.lignes
            if ligne.type is TypeOrdonnance.MEDICAMENTS
        }

    def _read_elsewhere(
        self, consultee: OrdonnanceConsultee, patient: Patient | None, le: date
    ) -> tuple[TraitementDeclare, ...] | None:
        """Return what other orders hold; None when nobody may ask, or the service does not answer."""
        matricule = patient.identite.matricule_transmissible if patient is not None else None
        if matricule is None:
            return None
        try:
            autres = [o for o in self._autres(matricule) if o.numero != consultee.numero]
        except ServiceError:
            return None
        return ordered_elsewhere(autres, lambda o: [(li, read_ligne(self._base, li)) for li in o.lignes], le)

    def _check(
        self,
        consultee: OrdonnanceConsultee,
        lignes: tuple[LigneOrdonnance, ...],
        terrain: Terrain | None,
        traitements: tuple[TraitementDeclare, ...],
    ) -> Controles:
        ordonnance = self._as_order(consultee, lignes, _PERSONNE)
        connu = terrain or Terrain(consultee.patient_date_naissance)
        found = check_ordonnance(self._base, OrdonnanceAControler(ordonnance, connu, traitements))
        defaut = self._rappels().defaut
        rappels = (NonControle("Lots rappelés", (), defaut),) if defaut else ()
        return replace(
            found,
            alertes=at_the_counter(found.alertes),
            non_controles=(*rappels, *found.non_controles),
        )

    def _as_order(
        self, consultee: OrdonnanceConsultee, lignes: tuple[LigneOrdonnance, ...], patient_id: UUID
    ) -> Ordonnance:
        return Ordonnance(
            id=_PERSONNE,
            patient_id=patient_id,
            prescripteur=Prescripteur(consultee.rpps_prescripteur, consultee.prescripteur, ""),
            date=consultee.date_prescription,
            lignes=lignes,
        )


def _received(passees: Iterable[Dispensation]) -> dict[str, date]:
    """Return when each pack was last given for this order."""
    recues: dict[str, date] = {}
    for dispensation in sorted(passees, key=lambda d: d.instant):
        for ligne in dispensation.lignes:
            for delivrance in ligne.delivrances:
                recues[delivrance.code_cip13] = dispensation.instant.astimezone().date()
    return recues


def _awaited(passees: Iterable[Dispensation], le: date) -> dict[str, date]:
    """Return the lines whose last dispensing here still lasts, with the day the next one is due."""
    dernieres = {str(li.ligne_id): li for d in sorted(passees, key=lambda d: d.instant) for li in d.lignes}
    return {
        id_: ligne.renouvelable_le
        for id_, ligne in dernieres.items()
        if ligne.renouvelable_le is not None and ligne.renouvelable_le > le
    }


def _liste(specialite: Specialite | None) -> Liste:
    return liste_of(specialite) if specialite is not None else Liste.AUCUNE
