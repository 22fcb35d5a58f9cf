"""A review of one's own prescriptions as the screen is given it."""

from datetime import date, timedelta

from ambroise.domain.alerte import DecisionAlerte, NiveauAlerte
from ambroise.domain.revue import AlerteRevue, CriteresRevue, LigneRevue, PatientRevue, Revue
from tests.fakes import ecrans as e

AU = e.JOUR


def _patient(patient: object, le: date) -> PatientRevue:
    traits = patient.identite.traits  # type: ignore[attr-defined]
    nom = f"{patient.nom_affiche} {patient.prenom_affiche}"  # type: ignore[attr-defined]
    return PatientRevue(patient.id, nom, traits.date_naissance, traits.sexe, traits.age(le))  # type: ignore[attr-defined]


def ligne(
    patient: object, produit: str, atc: str, posologie: str, il_y_a: int = 0, jours: int = 90
) -> LigneRevue:
    le = AU - timedelta(days=il_y_a)
    qui = _patient(patient, le)
    return LigneRevue(qui, e.ident(produit), le, produit, atc, posologie, "", le + timedelta(days=jours))


def alerte(
    patient: object, titre: str, cause: str, niveau: NiveauAlerte, decision: DecisionAlerte, motif: str = ""
) -> AlerteRevue:
    source = "Thésaurus des interactions de l’ANSM (octobre 2020)"
    return AlerteRevue(
        _patient(patient, AU), e.ident(titre), AU, niveau, titre, cause, decision, motif, source
    )


SIMVASTATINE = "Simvastatine 20 mg, comprimé (ZOCOR 20 mg)"
LIGNES = (
    ligne(e.ADRUN, SIMVASTATINE, "C10AA01", "1 comprimé le soir pendant 3 mois"),
    ligne(e.CORSE, "Ramipril 5 mg, comprimé", "C09AA05", "1 comprimé le matin pendant 3 mois", 12),
    ligne(e.ADRUN, SIMVASTATINE, "C10AA01", "1 comprimé le soir pendant 3 mois", 95, 60),
)
ALERTES = (
    alerte(
        e.CORSE,
        "Présentation pour adultes",
        "RAMIPRIL 5 mg ADULTES\u202f; le patient a 14 ans.",
        NiveauAlerte.PRECAUTION,
        DecisionAlerte.VUE,
    ),
    alerte(
        e.ADRUN,
        "Simvastatine et clarithromycine",
        "Simvastatine avec clarithromycine\u00a0: risque majoré d’atteinte musculaire.",
        NiveauAlerte.CONTRE_INDICATION,
        DecisionAlerte.MAINTENUE,
        "Suspendue 7 jours",
    ),
)


def revue(criteres: CriteresRevue | None = None, fermes: int = 0) -> Revue:
    """Return what answers the criteria, as the use case does."""
    criteres = criteres or CriteresRevue(AU - timedelta(days=366), AU)
    lignes = tuple(li for li in LIGNES if criteres.accepts_produit(li.produit, li.code_atc))
    return Revue(criteres, lignes, ALERTES, fermes)
