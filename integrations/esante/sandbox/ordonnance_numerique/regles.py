"""The checks of the service: what a deposit and an execution must hold, and what an execution does to each
line.

Sources: CSP R5132-3 (mentions), R5132-21 and -22 (twelve months, three months before the first dispensing),
R165-36 (devices: twelve months), JDV_CompletudeDispensation. The official control list is not public.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from esante.ordonnance_numerique.fhir_dosage import DosageInvalide, check_dosages
from esante.ordonnance_numerique.models import (
    EXECUTANT_BY_TYPE,
    CodeErreur,
    Depot,
    EtatLigne,
    EtatOrdonnance,
    Execution,
    ExecutionLigne,
    IssueLigne,
    LigneDeposee,
    MotifNonDelivrance,
    TypeLigne,
)
from esante.sandbox.ordonnance_numerique.appelant import PRESCRIPTEURS, Appelant
from esante.sandbox.ordonnance_numerique.exceptionnel import check_exceptionnelle
from esante.sandbox.ordonnance_numerique.refus import Refus

FIRST_DISPENSING_DAYS = 91
VALIDITY_DAYS = 366
NON_SUBSTITUABLE = frozenset({"MTE", "EFG", "CIF"})
NON_SUBSTITUABLE_PHARMACIEN = "MTE-PH"
_LONGEST_NAME = 100


def check_depot(depot: Depot, appelant: Appelant, today: date) -> None:
    """Refuse a deposit that lacks something or that the caller may not make.

    Raises:
        Refus: with the code of the first defect.
    """
    prescripteur = depot.prescripteur
    if appelant.profession not in PRESCRIPTEURS or appelant.profession != prescripteur.profession:
        raise Refus(CodeErreur.APPELANT_NON_HABILITE, "Profession non habilitée à prescrire")
    if prescripteur.signataire not in {appelant.rpps, appelant.identifiant_national}:
        raise Refus(CodeErreur.APPELANT_NON_HABILITE, "Le signataire n’est pas le titulaire de la carte")
    if prescripteur.rpps_remplacant == prescripteur.rpps:
        raise Refus(CodeErreur.CHAMP_ABSENT, "Le remplaçant et le remplacé sont la même personne")
    patient = depot.patient
    for value, name in (
        (prescripteur.rpps, "RPPS du prescripteur"),
        (prescripteur.nom, "nom du prescripteur"),
        (prescripteur.numero_am or prescripteur.numero_finess, "numéro AM ou FINESS du prescripteur"),
        (patient.nom_naissance, "nom de naissance du patient"),
        (patient.premier_prenom, "premier prénom du patient"),
        (depot.lignes, "ligne de prescription"),
    ):
        if not value:
            raise Refus(CodeErreur.CHAMP_ABSENT, f"Champ obligatoire absent\u00a0: {name}")
    if max(len(patient.nom_naissance), len(patient.premier_prenom)) > _LONGEST_NAME:
        raise Refus(CodeErreur.CHAMP_ABSENT, "Nom du patient de plus de 100 caractères")
    if bool(patient.matricule) != bool(patient.oid):
        raise Refus(CodeErreur.CHAMP_ABSENT, "Matricule INS sans OID, ou OID sans matricule")
    if not today - timedelta(days=1) <= depot.date_prescription <= today + timedelta(days=1):
        raise Refus(CodeErreur.CHAMP_ABSENT, "Date de prescription différente du jour du dépôt")
    if depot.recueil_opposition_le > today + timedelta(days=1):
        raise Refus(CodeErreur.CONSENTEMENT_ABSENT, "Recueil de l’opposition daté du futur")
    _check_lignes(depot.lignes)


def check_execution(
    execution: Execution,
    depot: Depot,
    lignes: tuple[EtatLigne, ...],
    appelant: Appelant,
    passees: tuple[Execution, ...],
    today: date,
) -> None:
    """Refuse an execution whose lines do not match the ordonnance or its past.

    Raises:
        Refus: with the code of the first defect.
    """
    executant = execution.executant
    if executant.identifiant_national != appelant.identifiant_national:
        raise Refus(CodeErreur.APPELANT_NON_HABILITE, "L’exécutant n’est pas le titulaire de la carte")
    if not (executant.numero_am or executant.numero_finess):
        raise Refus(CodeErreur.CHAMP_ABSENT, "Numéro AM ou FINESS de l’exécutant absent")
    if not execution.lignes:
        raise Refus(CodeErreur.CHAMP_ABSENT, "Exécution sans ligne")
    prescribed = {ligne.identifiant: ligne for ligne in depot.lignes}
    states = {etat.ligne: etat for etat in lignes}
    seen: set[str] = set()
    for ligne in execution.lignes:
        if ligne.ligne not in prescribed or ligne.ligne in seen:
            raise Refus(CodeErreur.LIGNE_REFUSEE, "Ligne inconnue ou répétée")
        seen.add(ligne.ligne)
        prescrite, etat = prescribed[ligne.ligne], states[ligne.ligne]
        if ligne.is_exceptionnelle:
            check_exceptionnelle(ligne, prescrite, depot, etat, passees, today)
        else:
            _check_open_line(ligne, etat)
        _check_execution_ligne(ligne, prescrite, etat)


def check_executant(depot: Depot, appelant: Appelant) -> None:
    """Refuse a caller whose profession cannot execute this ordonnance.

    Raises:
        Refus: profession not allowed.
    """
    allowed = EXECUTANT_BY_TYPE[depot.lignes[0].type].value
    if appelant.profession not in allowed:
        raise Refus(CodeErreur.APPELANT_NON_HABILITE, "Profession non habilitée à exécuter cette ordonnance")


def compute_lignes(depot: Depot, executions: Iterable[Execution]) -> tuple[EtatLigne, ...]:
    """Return the state of each line after the executions."""
    answers: dict[str, list[ExecutionLigne]] = {ligne.identifiant: [] for ligne in depot.lignes}
    for execution in executions:
        for answer in execution.lignes:
            answers[answer.ligne].append(answer)
    return tuple(
        EtatLigne(
            ligne.identifiant,
            sum(_counts(a) for a in answers[ligne.identifiant]),
            1 + ligne.renouvellements,
            any(a.completude is not None for a in answers[ligne.identifiant]),
            any(
                a.issue is IssueLigne.NON_DELIVREE and a.motif is not MotifNonDelivrance.RUPTURE
                for a in answers[ligne.identifiant]
            ),
        )
        for ligne in depot.lignes
    )


def compute_etat(
    depot: Depot, lignes: tuple[EtatLigne, ...], today: date, *, annulee: bool
) -> EtatOrdonnance:
    """Return the state of an ordonnance on a day."""
    if annulee:
        return EtatOrdonnance.ANNULEE
    if all(ligne.is_soldee for ligne in lignes):
        return EtatOrdonnance.EXECUTEE
    started = any(ligne.entamee or ligne.close for ligne in lignes)
    limit = VALIDITY_DAYS if started else _first_limit(depot)
    if (today - depot.date_prescription).days > limit:
        return EtatOrdonnance.EXPIREE
    return EtatOrdonnance.PARTIELLEMENT_EXECUTEE if started else EtatOrdonnance.DEPOSEE


def _first_limit(depot: Depot) -> int:
    medicines = all(ligne.type is TypeLigne.MEDICAMENT for ligne in depot.lignes)
    return FIRST_DISPENSING_DAYS if medicines else VALIDITY_DAYS


def _check_lignes(lignes: tuple[LigneDeposee, ...]) -> None:
    if len({ligne.identifiant for ligne in lignes}) != len(lignes):
        raise Refus(CodeErreur.LIGNE_REFUSEE, "Deux lignes portent le même identifiant")
    if len({EXECUTANT_BY_TYPE[ligne.type] for ligne in lignes}) != 1 and {ligne.type for ligne in lignes} != {
        TypeLigne.MEDICAMENT,
        TypeLigne.DISPOSITIF_MEDICAL,
    }:
        raise Refus(CodeErreur.LIGNE_REFUSEE, "Une ordonnance n’a qu’un type d’exécutant")
    for ligne in lignes:
        if not ligne.designation.strip():
            raise Refus(CodeErreur.LIGNE_REFUSEE, "Ligne sans désignation")
        if ligne.type is not TypeLigne.MEDICAMENT:
            continue
        if not ligne.posologie.strip():
            raise Refus(CodeErreur.LIGNE_REFUSEE, "Médicament sans posologie")
        try:
            check_dosages(ligne.dosages)
        except DosageInvalide as error:
            raise Refus(CodeErreur.LIGNE_REFUSEE, f"Posologie structurée\u00a0: {error}") from None
        if not ligne.duree_jours and not ligne.nombre_boites:
            raise Refus(CodeErreur.LIGNE_REFUSEE, "Médicament sans durée ni nombre de boîtes")
        if ligne.non_substituable is not None and ligne.non_substituable not in NON_SUBSTITUABLE:
            raise Refus(CodeErreur.LIGNE_REFUSEE, "Motif de non-substitution inconnu")


def _counts(answer: ExecutionLigne) -> bool:
    """Tell whether an answer is one of the dispensings that the prescriber wrote."""
    whole = answer.completude is not None and answer.completude.is_complete
    return whole and not answer.is_exceptionnelle


def _check_open_line(ligne: ExecutionLigne, etat: EtatLigne) -> None:
    if etat.is_soldee:
        raise Refus(CodeErreur.DEJA_EXECUTEE, "Ligne déjà exécutée")
    if ligne.issue is IssueLigne.MODIFIEE and ligne.accord_prescripteur_le is None:
        raise Refus(CodeErreur.LIGNE_REFUSEE, "Modification sans accord du prescripteur")


def _check_execution_ligne(ligne: ExecutionLigne, prescrite: LigneDeposee, etat: EtatLigne) -> None:
    if ligne.issue is IssueLigne.NON_DELIVREE:
        if ligne.motif is None or ligne.completude is not None:
            raise Refus(CodeErreur.LIGNE_REFUSEE, "Ligne non délivrée\u00a0: un motif, et pas de complétude")
        return
    if ligne.completude is None:
        raise Refus(CodeErreur.LIGNE_REFUSEE, "Ligne délivrée sans code de complétude")
    if ligne.completude.is_first == etat.entamee:
        raise Refus(CodeErreur.LIGNE_REFUSEE, "Code de complétude contraire aux délivrances passées")
    if not ligne.completude.is_complete and not ligne.quantite_due:
        raise Refus(CodeErreur.LIGNE_REFUSEE, "Délivrance partielle sans quantité due")
    if ligne.non_substituable and (
        ligne.non_substituable != NON_SUBSTITUABLE_PHARMACIEN
        or ligne.issue is not IssueLigne.DELIVREE
        or prescrite.non_substituable
    ):
        raise Refus(CodeErreur.LIGNE_REFUSEE, "Motif de non-substitution du pharmacien irrégulier")
    if ligne.issue is IssueLigne.SUBSTITUEE:
        if prescrite.non_substituable:
            raise Refus(CodeErreur.LIGNE_REFUSEE, "Ligne non substituable")
        if ligne.produit is None:
            raise Refus(CodeErreur.LIGNE_REFUSEE, "Substitution sans produit délivré")
