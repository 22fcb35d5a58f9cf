"""What the patient file shows, computed from the file and the day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from ambroise.domain.constantes_saisie import MesureSaisie
from ambroise.domain.dossier import Constante, TypeConstante
from ambroise.domain.entrees import Ald, AucuneAllergieConnue
from ambroise.domain.fonction_renale import estimate
from ambroise.domain.reperes_constantes import EcartRepere, appraise
from ambroise.domain.traitement import TraitementEnCours, running_treatments, stopped_lines
from ambroise.ui.painting import SEMIBOLD, Span
from ambroise.ui.tokens import Tone
from ambroise.ui.widgets.curve import Point
from ambroise.ui.widgets.lists import TwoLine
from ambroise.ui.widgets.patient_banner import BandeauPatient
from ambroise.ui.words import NBSP, long_date, plural, short_date
from ambroise.usecases.patients import DossierPatient

T = TypeConstante


_TUILES: Final = (
    (T.TENSION_SYSTOLIQUE, "Tension"),
    (T.FREQUENCE_CARDIAQUE, "Pouls"),
    (T.TEMPERATURE, "Température"),
    (T.SATURATION, "SpO₂"),
    (T.POIDS, "Poids"),
    (T.TAILLE, "Taille"),
    (T.GLYCEMIE, "Glycémie"),
    (T.HBA1C, "HbA1c"),
    (T.CREATININE, "Créatinine"),
    (T.PERIMETRE_CRANIEN, "Périmètre crânien"),
)

COURBES: Final = (
    T.HBA1C,
    T.POIDS,
    T.TENSION_SYSTOLIQUE,
    T.GLYCEMIE,
    T.CREATININE,
    T.TAILLE,
    T.PERIMETRE_CRANIEN,
)


@dataclass(frozen=True)
class Tuile:
    """One measure as read back: name, value larger than typed, and the last one or a word."""

    titre: str
    valeur: str
    unite: str
    dessous: str = ""
    ton: Tone | None = None

    @property
    def phrase(self) -> str:
        """What a screen reader says."""
        return f"{self.titre}{NBSP}: {self.valeur} {self.unite}, {self.dessous}".rstrip(", ")


def number(valeur: Decimal) -> str:
    """Return a decimal as written in French."""
    return f"{valeur.normalize():f}".replace(".", ",")


def bandeau_of(dossier: DossierPatient, aujourdhui: date) -> BandeauPatient:
    """Return what the banner keeps on screen while this file is open."""
    patient = dossier.patient
    identite, traits = patient.identite, patient.identite.traits
    matricule = identite.matricule_transmissible
    allergies = tuple(a.libelle for a in dossier.allergies)
    demandees = bool(allergies) or any(isinstance(e, AucuneAllergieConnue) for e in dossier.entrees)
    alds = [e for e in dossier.entrees if isinstance(e, Ald) and (e.fin is None or e.fin >= aujourdhui)]
    return BandeauPatient(
        patient.nom_affiche,
        patient.prenom_affiche,
        traits.date_naissance,
        traits.sexe,
        identite.statut,
        aujourdhui,
        matricule=matricule.numero if matricule else "",
        attributs=identite.attributs,
        allergies=allergies if demandees else None,
        ald=" · ".join(filter(None, (a.numero and f"n°{NBSP}{a.numero}", a.libelle)))
        if (a := next(iter(alds), None))
        else "",
        date_estimee=traits.date_estimee,
        id=patient.id,
    )


def treatments(dossier: DossierPatient, aujourdhui: date) -> tuple[TraitementEnCours, ...]:
    """Return what the patient takes."""
    return running_treatments(dossier.ordonnances, aujourdhui, stopped_lines(dossier.entrees, aujourdhui))


def treatment_end(traitement: TraitementEnCours, aujourdhui: date) -> tuple[str, Tone]:
    """Return when a treatment ends, in words, and their ink."""
    reste = traitement.jours_restants(aujourdhui)
    if reste is None or traitement.fin is None:
        return "sans terme", "secondary"
    if reste < 0:
        return f"fini depuis {plural(-reste, 'jour')}", "warning"
    if traitement.is_echu(aujourdhui):
        return ("fin aujourd’hui" if reste == 0 else f"fin dans {plural(reste, 'jour')}"), "warning"
    if traitement.is_cure:
        return f"encore {plural(reste, 'jour')}", "secondary"
    return f"fin le {short_date(traitement.fin, aujourdhui)}", "secondary"


def treatment_row(traitement: TraitementEnCours, phrase: str, aujourdhui: date) -> TwoLine:
    """Return a running treatment as a row."""
    fin, ton = treatment_end(traitement, aujourdhui)
    gras = SEMIBOLD if ton == "warning" else 400
    return TwoLine(
        (Span(traitement.ligne.nom_court, SEMIBOLD),),
        (Span(phrase or " ", tone="secondary", size=12),),
        right=(Span(fin, gras, ton, 12),),
        right_yields=True,
        data=traitement,
    )


def tiles(
    mesures: Iterable[MesureSaisie],
    anterieures: Iterable[Constante],
    age: int | None,
    le: date,
    sexe: str = "",
) -> tuple[Tuile, ...]:
    """Return the tiles of the measures typed, each beside the last value of the file.

    Args:
        sexe: ``M`` or ``F``; without it, the renal function is not estimated.
    """
    valeurs = {m.type: m.valeur for m in mesures}
    avant: dict[TypeConstante, Constante] = {}
    for constante in sorted(anterieures, key=lambda c: c.mesuree_le):
        avant[constante.type] = constante
    result = []
    for type_, titre in _TUILES:
        if type_ not in valeurs:
            continue
        if type_ is T.TENSION_SYSTOLIQUE:
            result.append(_tension(valeurs, avant, age, le))
            continue
        if type_ is T.CREATININE and (tuile := _renale(valeurs, avant, age, le, sexe)) is not None:
            result.append(tuile)
            continue
        appreciation = appraise(type_, valeurs[type_], age)
        dessous, ton = _since(type_, valeurs[type_], avant.get(type_), le), None
        if appreciation is not None:
            dessous, ton = appreciation.mot, _ton(appreciation.ecart)
        result.append(Tuile(titre, number(valeurs[type_]), type_.unite, dessous, ton))
    return tuple(result)


def _renale(
    valeurs: dict[TypeConstante, Decimal],
    avant: dict[TypeConstante, Constante],
    age: int | None,
    le: date,
    sexe: str,
) -> Tuile | None:
    """Return the creatinine with the renal function it gives; None when it gives none."""
    poids = valeurs.get(T.POIDS) or (avant[T.POIDS].valeur if T.POIDS in avant else None)
    fonction = estimate(valeurs[T.CREATININE], le, age, sexe, poids) if age is not None else None
    if fonction is None:
        return None
    mots = f"DFG {fonction.dfg}"
    if fonction.clairance is not None:
        mots += f" · clairance {fonction.clairance}"
    ton: Tone | None = "warning" if fonction.is_diminuee else None
    return Tuile("Créatinine", number(fonction.creatinine), T.CREATININE.unite, mots, ton)


def points(constantes: Iterable[Constante], type_: TypeConstante) -> tuple[Point, ...]:
    """Return the curve of a measure."""
    return tuple(
        Point(c.mesuree_le.astimezone().date(), float(c.valeur)) for c in constantes if c.type is type_
    )


def age_at(dossier: DossierPatient, le: date) -> int:
    """Return the age of the patient on a day."""
    return dossier.patient.identite.traits.age(le)


def _tension(
    valeurs: dict[TypeConstante, Decimal], avant: dict[TypeConstante, Constante], age: int | None, le: date
) -> Tuile:
    haute, basse = valeurs[T.TENSION_SYSTOLIQUE], valeurs[T.TENSION_DIASTOLIQUE]
    ecarts = [
        a
        for a in (appraise(T.TENSION_SYSTOLIQUE, haute, age), appraise(T.TENSION_DIASTOLIQUE, basse, age))
        if a is not None
    ]
    dessous, ton = "", None
    if ecarts:
        pire = max(ecarts, key=lambda a: a.ecart is EcartRepere.DANGER)
        dessous, ton = pire.mot, _ton(pire.ecart)
    elif T.TENSION_SYSTOLIQUE in avant and T.TENSION_DIASTOLIQUE in avant:
        derniere = avant[T.TENSION_SYSTOLIQUE]
        quand = short_date(derniere.mesuree_le.astimezone().date(), le)
        dessous = f"{number(derniere.valeur)}/{number(avant[T.TENSION_DIASTOLIQUE].valeur)} · {quand}"
    return Tuile("Tension", f"{number(haute)}/{number(basse)}", "mmHg", dessous, ton)


def _since(type_: TypeConstante, valeur: Decimal, avant: Constante | None, le: date) -> str:
    if avant is None:
        return "première"
    quand = short_date(avant.mesuree_le.astimezone().date(), le)
    ecart = valeur - avant.valeur
    if not ecart:
        return f"stable · {quand}"
    if type_ in (T.POIDS, T.TAILLE, T.PERIMETRE_CRANIEN, T.HBA1C):
        return f"{'+' if ecart > 0 else '−'}{number(abs(ecart))} · {quand}"
    return f"{number(avant.valeur)} · {quand}"


def _ton(ecart: EcartRepere) -> Tone:
    return "danger" if ecart is EcartRepere.DANGER else "warning"


def consultation_title(debut: datetime) -> str:
    """Return « du 12 mars 2026 » for the head of a past consultation."""
    return f"du {long_date(debut.astimezone().date())}"
