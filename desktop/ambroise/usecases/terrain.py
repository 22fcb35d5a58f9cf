"""What the file of a patient tells the controls: age, weight, allergies, pregnancy, treatments of elsewhere.

HAS, référentiel LAP: data asked in a structured form, with their date and a warning when they are old; « no
known allergy » is an answer, not the absence of one.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from ambroise.domain.dossier import Constante, TypeConstante
from ambroise.domain.entrees import ArretTraitement, AucuneAllergieConnue, EtatMaternel, TraitementDeclare
from ambroise.domain.fonction_renale import estimate
from ambroise.domain.ligne_ordonnance import LigneOrdonnance
from ambroise.domain.mensurations import AGE_ADULTE, Mensurations
from ambroise.domain.ordonnance import Ordonnance, StatutOrdonnance, TypeOrdonnance
from ambroise.domain.posologie import add_duree
from ambroise.domain.produit_prescrit import ProduitLibre
from ambroise.domain.traitement import stopped_lines
from ambroise.usecases import controle_ordonnance as controle
from ambroise.usecases.controles.produits import Terrain
from ambroise.usecases.ligne_json import specialite_prescrite
from ambroise.usecases.ports import UnitOfWork
from ambroise.usecases.ports_medicaments import BaseMedicaments, SorteMedicament

POIDS_ENFANT = timedelta(days=90)
POIDS_ADULTE = timedelta(days=730)
CREATININE = timedelta(days=365)
MARQUES_COMPAREES = 8
"""A weight older than this is one nobody doses with; a child grows."""


def read_terrain(uow: UnitOfWork, patient_id: UUID, le: date) -> Terrain:
    """Return what the file says of the patient on a day."""
    traits = uow.patients.get(patient_id).identite.traits
    allergies = tuple(uow.dossiers.allergies(patient_id))
    etats = uow.entrees.list(EtatMaternel, patient_id)
    constantes = uow.dossiers.constantes(patient_id)
    poids = _last(constantes, TypeConstante.POIDS)
    creatinine = _last(constantes, TypeConstante.CREATININE)
    dosee = _day(creatinine) if creatinine else None
    is_recente = dosee is not None and le - dosee <= CREATININE
    mesure = _day(poids) if poids else None
    fonction = None
    limite = POIDS_ADULTE if traits.age(le) >= AGE_ADULTE else POIDS_ENFANT
    poids_kg = poids.valeur if poids and mesure and le - mesure <= limite else None
    if creatinine is not None and dosee is not None and is_recente:
        fonction = estimate(creatinine.valeur, dosee, traits.age(le), traits.sexe.value, poids_kg)
    return Terrain(
        traits.date_naissance,
        traits.sexe.value,
        allergies,
        aucune_allergie=not allergies and bool(uow.entrees.list(AucuneAllergieConnue, patient_id)),
        grossesse=etats[0].grossesse_on(le) if etats else None,
        allaitement=etats[0].allaitement_on(le) if etats else None,
        poids_kg=poids_kg,
        poids_perime_le=mesure if mesure and le - mesure > limite else None,
        fonction_renale=fonction,
        creatinine_perimee_le=None if is_recente else dosee,
    )


def read_mensurations(uow: UnitOfWork, ordonnance: Ordonnance) -> Mensurations:
    """Return what the order of a child bears: his last weight and height, unless he has grown since."""
    traits = uow.patients.get(ordonnance.patient_id).identite.traits
    is_concernee = ordonnance.type in (TypeOrdonnance.MEDICAMENTS, TypeOrdonnance.DISPOSITIFS)
    if not is_concernee or traits.age(ordonnance.date) >= AGE_ADULTE:
        return Mensurations()
    constantes = uow.dossiers.constantes(ordonnance.patient_id)
    poids, taille = (
        mesure.valeur if mesure and _day(mesure) >= ordonnance.date - POIDS_ENFANT else None
        for mesure in (_last(constantes, type_) for type_ in (TypeConstante.POIDS, TypeConstante.TAILLE))
    )
    return Mensurations(poids, taille)


def read_traitements(
    uow: UnitOfWork, base: BaseMedicaments, ordonnance: Ordonnance
) -> tuple[controle.TraitementDeclare, ...]:
    """Return what the patient takes that day: lines of signed orders, and treatments declared."""
    arretees = stopped_lines(uow.entrees.list(ArretTraitement, ordonnance.patient_id), ordonnance.date)
    prescrits = [
        controle.TraitementDeclare(ligne, fin)
        for ancienne in uow.ordonnances.list(ordonnance.patient_id)
        if ancienne.statut is StatutOrdonnance.SIGNEE
        and ancienne.type is TypeOrdonnance.MEDICAMENTS
        and ancienne.id != ordonnance.id
        for ligne in ancienne.lignes
        if ligne.id not in arretees and (fin := _end(ligne, ancienne)) is not None and fin >= ordonnance.date
    ]
    declares = [
        controle.TraitementDeclare(_declared_line(base, entree), entree.fin)
        for entree in uow.entrees.list(TraitementDeclare, ordonnance.patient_id)
        if entree.fin is None or entree.fin >= ordonnance.date
    ]
    return (*prescrits, *declares)


def _last(constantes: Sequence[Constante], type_: TypeConstante) -> Constante | None:
    mesures = [c for c in constantes if c.type is type_]
    return max(mesures, key=lambda c: c.mesuree_le, default=None)


def _day(constante: Constante) -> date:
    return constante.mesuree_le.astimezone().date()


def _end(ligne: LigneOrdonnance, ancienne: Ordonnance) -> date | None:
    duree = ligne.with_duree(ancienne.date).duree_traitement
    return None if duree is None else add_duree(ligne.date_debut or ancienne.date, duree)


def _declared_line(base: BaseMedicaments, entree: TraitementDeclare) -> LigneOrdonnance:
    """Return a treatment of elsewhere as a line; what is not recognised can only be named."""
    code_cis = entree.code_cis or _find_cis(base, entree.libelle)
    produit = specialite_prescrite(base, code_cis) if code_cis else None
    return LigneOrdonnance(entree.id, produit or ProduitLibre(entree.libelle))


def _find_cis(base: BaseMedicaments, mots: str) -> str:
    """Return a product made of what every medicine so named holds, empty when they have nothing in common.

    The strength may be anybody's guess: what is compared with the order is the substance.
    """
    trouves = [r for r in base.search(mots, MARQUES_COMPAREES) if not r.sens_approche]
    codes = [r.cle if r.sorte is SorteMedicament.SPECIALITE else _first_brand(base, r.cle) for r in trouves]
    specialites = [s for code in codes if code and (s := base.find_specialite(code)) is not None]
    communes = set.intersection(*(set(s.dci) for s in specialites)) if specialites else set()
    return next((s.code_cis for s in specialites if communes and set(s.dci) == communes), "")


def _first_brand(base: BaseMedicaments, cle_dci: str) -> str:
    marques = base.list_specialites(cle_dci)
    return marques[0].cle if marques else ""
