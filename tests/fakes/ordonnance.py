"""An order being written for the published test patient ADRUN, with an interaction to answer."""

from dataclasses import replace
from decimal import Decimal

from ambroise.domain.alerte import Alerte, Controle, Controles, NiveauAlerte, NonControle, TypeAlerte
from ambroise.domain.ordonnance import LigneOrdonnance, Ordonnance, SpecialitePrescrite
from ambroise.domain.posologie import Duree, Moment, Posologie, UniteTemps
from ambroise.ui.ordonnances.screen import OrdonnanceScreen
from ambroise.ui.ordonnances.state import EtatOrdonnance, Mesure
from ambroise.ui.ports import PropositionMedicament
from ambroise.ui.screen import Context
from tests.fakes import dossier as d
from tests.fakes import ecrans as e

CLARITHROMYCINE = LigneOrdonnance(
    e.ident("clarithromycine"),
    SpecialitePrescrite("60000005", "CLARITHROMYCINE 500 mg, comprimé", "", "comprimé", unite=d.COMPRIME),
    d.posologie(Moment.MATIN, Moment.SOIR),
    Duree(Decimal(7), UniteTemps.JOUR),
)

INTERACTION = Alerte(
    "ci-clarithromycine-simvastatine",
    NiveauAlerte.CONTRE_INDICATION,
    TypeAlerte.INTERACTION,
    (3, 4),
    "Risque majoré de rhabdomyolyse.",
    "La clarithromycine freine l’élimination de la simvastatine.",
    "",
    "ANSM, thésaurus",
    "octobre 2020",
    titre="Clarithromycine et simvastatine",
)

CONTROLES = Controles(
    (
        INTERACTION,
        Alerte(
            "rein",
            NiveauAlerte.PRECAUTION,
            TypeAlerte.INTERACTION,
            (2,),
            "Ramipril et fonction rénale",
            "",
            "Surveiller la créatinine et le potassium.",
            "ANSM, thésaurus",
            "octobre 2020",
        ),
    ),
    (
        NonControle("doses maximales", (), "la base publique ne les contient pas."),
        NonControle("grossesse", (), "non renseignée au dossier."),
    ),
    (Controle("allergies", "aucune"), Controle("doublons", "aucun"), Controle("âge", "adulte")),
)


def renewed(ligne: LigneOrdonnance) -> LigneOrdonnance:
    """Return a line renewed."""
    return replace(ligne, id=e.ident(f"renouvelle {ligne.id}"), ligne_renouvelee=ligne.id)


LIGNES = (renewed(d.METFORMINE), renewed(d.RAMIPRIL), renewed(d.SIMVASTATINE), CLARITHROMYCINE)

ORDONNANCE = Ordonnance(e.ident("brouillon"), e.ADRUN.id, d.LIBRE, e.JOUR, lignes=LIGNES, bizone=True)

DOLIPRANES = tuple(
    PropositionMedicament(
        SpecialitePrescrite(
            f"6023410{n}", f"DOLIPRANE 1000 mg, {forme}", "PARACÉTAMOL 1000 mg", unite=d.COMPRIME
        ),
        "DOLIPRANE 1000 mg",
        forme,
        "2 boîtes de 8",
        Decimal("4.36"),
        taux=65,
        termes=("doliprane", "1000"),
        etiquettes=("Tension",) if n == 3 else (),
    )
    for n, forme in enumerate(
        ("comprimé", "comprimé effervescent sécable", "gélule", "poudre pour solution buvable")
    )
)


def phrase(posologie: Posologie | None) -> str:
    """Return a sentence, enough for a screen."""
    return d.describe(posologie) if posologie is not None else ""


def etat() -> EtatOrdonnance:
    """Return the order with its alert to answer."""
    return EtatOrdonnance(
        ORDONNANCE,
        d.DOSSIER,
        e.JOUR,
        lambda ligne: phrase(ligne.posologie),
        lambda ligne: Mesure(ligne.boites or 1, Decimal("12.34"), f"{ligne.boites or 1} boîtes de 30"),
        CONTROLES,
    )


def screen(context: Context) -> OrdonnanceScreen:
    """Return the screen showing that order."""
    result = OrdonnanceScreen(context)
    result.show_etat(etat())
    return result
