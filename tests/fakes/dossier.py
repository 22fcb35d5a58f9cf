"""The file of the published test patient ADRUN: a year of follow-up, running treatments, a draft."""

from datetime import date
from decimal import Decimal

from ambroise.domain.dossier import Constante, Consultation, TypeConstante
from ambroise.domain.ligne_ordonnance import LigneOrdonnance
from ambroise.domain.ordonnance import Ordonnance, Prescripteur, StatutOrdonnance
from ambroise.domain.posologie import (
    Dose,
    Duree,
    EtapePosologie,
    Moment,
    MomentPrise,
    Posologie,
    Rythme,
    UnitePrise,
    UniteTemps,
)
from ambroise.domain.produit_prescrit import SpecialitePrescrite
from ambroise.ui.patients.brouillon import BrouillonConsultation
from ambroise.ui.patients.dossier import DossierScreen
from ambroise.ui.screen import Context
from ambroise.usecases.patients import DossierPatient
from tests.fakes import ecrans as e
from tests.fakes.journee import PENICILLINES

T = TypeConstante
COMPRIME = UnitePrise("comprimé", "comprimés")
LIBRE = Prescripteur("99900063480", "LIBRE", "MAX")

_MESURES = (
    (date(2024, 6, 3), "7.8", "79", "140", "84"),
    (date(2024, 10, 8), "7.4", "78.2", "138", "82"),
    (date(2025, 2, 11), "7.2", "77", "136", "80"),
    (date(2025, 6, 17), "7.0", "76.4", "136", "82"),
    (date(2025, 12, 11), "6.9", "75.3", "136", "82"),
    (date(2026, 3, 12), "7.1", "74.9", "132", "80"),
)


def posologie(*moments: Moment) -> Posologie:
    """Return one tablet at each moment."""
    rythme = Rythme(moments=tuple(MomentPrise(m) for m in moments))
    return Posologie((EtapePosologie(dose=Dose(Decimal(1), COMPRIME), rythme=rythme),))


def ligne(
    dci: str, denomination: str, moments: tuple[Moment, ...], mois: int, *, cis: str = "60000001"
) -> LigneOrdonnance:
    """Return a line of an order of three boxes of a medicine."""
    return LigneOrdonnance(
        e.ident(f"{dci} {mois}"),
        SpecialitePrescrite(cis, denomination, dci, "comprimé", unite=COMPRIME),
        posologie(*moments),
        Duree(Decimal(mois), UniteTemps.MOIS),
        boites=mois,
        en_rapport_ald=True,
    )


METFORMINE = ligne("METFORMINE 1000 mg, comprimé", "METFORMINE BIOGARAN", (Moment.MATIN, Moment.SOIR), 3)
RAMIPRIL = ligne("RAMIPRIL 5 mg, comprimé sécable", "RAMIPRIL BIOGARAN", (Moment.MATIN,), 3)
SIMVASTATINE = ligne("SIMVASTATINE 20 mg, comprimé", "ZOCOR 20 mg", (Moment.SOIR,), 3, cis="60000003")
LEVOTHYROXINE = ligne("LÉVOTHYROXINE 75 microg., comprimé", "LEVOTHYROX", (Moment.MATIN,), 6)


def ordonnance(jour: date, *lignes: LigneOrdonnance) -> Ordonnance:
    """Return a signed order."""
    return Ordonnance(
        e.ident(f"ordonnance {jour}"),
        e.ADRUN.id,
        LIBRE,
        jour,
        lignes=lignes,
        statut=StatutOrdonnance.SIGNEE,
        numero="02AMBTEST2JC4NYGHZ",
        signee_le=e.local(9, jour=jour),
    )


def _constantes(jour: date, hba1c: str, poids: str, haute: str, basse: str) -> tuple[Constante, ...]:
    instant = e.local(9, jour=jour)
    valeurs = (
        (T.HBA1C, hba1c),
        (T.POIDS, poids),
        (T.TENSION_SYSTOLIQUE, haute),
        (T.TENSION_DIASTOLIQUE, basse),
    )
    return tuple(
        Constante(e.ident(f"{jour} {t.code}"), e.ADRUN.id, t, Decimal(v), instant) for t, v in valeurs
    )


def _consultation(jour: date, motif: str, constantes: tuple[Constante, ...]) -> Consultation:
    note = "Examen\nBon état général.\n\nConduite\nTraitement reconduit."
    return Consultation(
        e.ident(f"consultation {jour}"),
        e.ADRUN.id,
        "899900063480",
        e.local(9, jour=jour),
        motif,
        note,
        constantes,
    )


_PAR_JOUR = {mesure[0]: _constantes(*mesure) for mesure in _MESURES}

DOSSIER = DossierPatient(
    e.ADRUN,
    tuple(_consultation(jour, "Suivi de diabète", c) for jour, c in sorted(_PAR_JOUR.items(), reverse=True)),
    tuple(c for constantes in _PAR_JOUR.values() for c in constantes),
    (PENICILLINES,),
    (
        ordonnance(date(2026, 3, 12), METFORMINE, RAMIPRIL, SIMVASTATINE),
        ordonnance(date(2026, 2, 20), LEVOTHYROXINE),
    ),
    (),
)

BROUILLON = BrouillonConsultation(
    "Toux fébrile depuis 4 jours",
    "ta 138/84 fc 88 t 38,4 sat 97 p 74,5",
    "Interrogatoire\nToux sèche puis peu productive, fièvre d’installation progressive, asthénie, céphalées. "
    "Pas de dyspnée au repos, pas de douleur thoracique.\n\n"
    "Examen\nBon état général. Crépitants de la base droite, sans signe de lutte.\n\n"
    "Conclusion\nPneumopathie de la base droite, allure atypique, sans signe de gravité.\n\n"
    "Conduite\nMacrolide 7 jours, paracétamol. Revoir dans 72 heures, plus tôt si essoufflement.",
)


def describe(posologie_: Posologie) -> str:
    """Return a sentence, enough for a screen."""
    mots = {Moment.MATIN: "le matin", Moment.SOIR: "le soir", Moment.MIDI: "à midi"}
    moments = [mots[m.moment] for etape in posologie_.etapes for m in etape.rythme.moments]
    return f"1 comprimé {' et '.join(moments)}"


def screen(context: Context) -> DossierScreen:
    """Return the screen showing the file and its draft."""
    result = DossierScreen(context)
    result.show_dossier(
        DOSSIER,
        BROUILLON,
        e.MAINTENANT,
        garde_le=e.local(11, 38),
        phrase=lambda ligne_: describe(ligne_.posologie) if ligne_.posologie else "",
    )
    return result
