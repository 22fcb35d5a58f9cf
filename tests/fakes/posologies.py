"""Posologies of the whole model, for properties: any field, any combination the model allows."""

from dataclasses import replace
from datetime import date, time
from decimal import Decimal

from hypothesis import strategies as st

from ambroise.domain.posologie import (
    Dose,
    Duree,
    EtapePosologie,
    JourSemaine,
    Moment,
    MomentPrise,
    Parite,
    Posologie,
    Rythme,
    UniteTemps,
)
from ambroise.domain.posologie_brouillon import without_repeats
from ambroise.domain.posologie_valeurs import VOIES
from ambroise.domain.unites import unite

NOMBRES = st.one_of(
    st.integers(1, 12).map(Decimal),
    st.sampled_from([Decimal(n) for n in ("0.25", "0.5", "0.75", "1.5", "2.25", "0.333333", "7.5", "0.05")]),
    st.sampled_from([Decimal(n) for n in ("100", "1500", "12000", "100000")]),
)
UNITES = st.sampled_from(
    [
        unite(nom)
        for nom in (
            *("comprimé", "gélule", "sachet", "ampoule", "goutte", "bouffée", "application", "injection"),
            *(
                "dispositif transdermique",
                "récipient unidose",
                "cuillère à café",
                "cuillère-mesure",
                "anneau",
            ),
            *("dose", "unité", "unité internationale", "gramme", "milligramme", "microgramme", "millilitre"),
            *("millimole", "emplâtre", "poche", "ovule"),
        )
    ]
)
CONDITIONS = ("si douleur", "si besoin", "en cas de fièvre", "selon l’intensité de la douleur")
PHRASES = (
    "ne pas croquer",
    "à jeun",
    "avec un grand verre d’eau, sans s’allonger",
    "revoir à un mois",
    "si vomissement, reprendre la dose",
)


def _range(draw: st.DrawFn, low: Decimal) -> Decimal | None:
    return low + draw(NOMBRES) if draw(st.booleans()) else None


@st.composite
def doses(draw: st.DrawFn, *, fourchette: bool = True) -> Dose:
    """Return a dose of any unit of the table."""
    low = draw(NOMBRES)
    return Dose(low, draw(UNITES), _range(draw, low) if fourchette else None)


@st.composite
def durees(draw: st.DrawFn, unites: tuple[UniteTemps, ...] = tuple(UniteTemps)) -> Duree:
    """Return a length of time, ranges included, under ten years."""
    low = draw(st.one_of(st.integers(1, 5).map(Decimal), st.just(Decimal("1.5"))))
    high = low + draw(st.integers(1, 4)) if draw(st.booleans()) else None
    return Duree(low, draw(st.sampled_from(unites)), high)


@st.composite
def moments(draw: st.DrawFn) -> MomentPrise:
    """Return a moment; before or after a meal, maybe some minutes from it."""
    moment = draw(st.sampled_from(Moment))
    beside = moment.value[:2] in ("AC", "PC")
    return MomentPrise(moment, draw(st.sampled_from([0, 15, 30, 60, 90])) if beside else 0)


@st.composite
def rythmes(draw: st.DrawFn) -> Rythme:
    """Return any rhythm; a moment said twice, loosely and precisely, is one intake."""
    some = draw(st.sets(st.sampled_from(["frequence", "moments", "heures", "jours", "duree"]), max_size=3))
    frequence = draw(st.integers(1, 6)) if "frequence" in some else None
    more = frequence is not None and draw(st.booleans())
    slots = draw(
        st.lists(
            moments(),
            max_size=3 if "moments" in some else 0,
            unique=True,
        )
    )
    heures = draw(
        st.lists(
            st.times().map(lambda t: time(t.hour, t.minute)),
            max_size=3 if "heures" in some else 0,
            unique=True,
        )
    )
    days = draw(st.sampled_from(["jours", "parite", "cycle", "mois"])) if "jours" in some else ""
    longueur = draw(st.integers(2, 60)) if days == "cycle" else None
    jours = _jours(draw) if days == "jours" else ()
    if jours and frequence:  # more intakes a week than days named is refused as nonsense
        frequence, more = 1, False
    return Rythme(
        heures=tuple(heures),
        moments=without_repeats(slots),
        frequence=frequence,
        frequence_maximale=frequence + draw(st.integers(1, 3)) if frequence and more else None,
        periode=draw(durees()) if frequence else None,
        jours=jours,
        parite=draw(st.sampled_from(Parite)) if days == "parite" else None,
        jours_cycle=_rangs(draw, longueur) if longueur else (),
        longueur_cycle=longueur,
        jours_mois=_rangs(draw, 31) if days == "mois" else (),
        duree_administration=draw(durees()) if "duree" in some else None,
    )


def _jours(draw: st.DrawFn) -> tuple[JourSemaine, ...]:
    found = draw(st.sets(st.sampled_from(JourSemaine), min_size=1, max_size=6))
    return tuple(sorted(found, key=list(JourSemaine).index))


def _rangs(draw: st.DrawFn, haut: int) -> tuple[int, ...]:
    return tuple(sorted(draw(st.sets(st.integers(1, haut), min_size=1, max_size=4))))


_CADRES = (
    *("voie", "site", "si_besoin", "max_par_prise", "max_par_24h", "max_total", "ecart_minimal", "delai"),
    *("evenement_debut", "evenement_arret", "complement", "debut", "fin", "duree"),
)


@st.composite
def cadres(draw: st.DrawFn) -> dict[str, object]:
    """Return what frames a step, by field."""
    some = draw(st.sets(st.sampled_from(_CADRES), max_size=4))
    ceiling = doses(fourchette=False)
    found: dict[str, object] = {}
    choices: dict[str, st.SearchStrategy[object]] = {
        "site": st.sampled_from(["sur le genou droit", "dans les deux yeux"]),
        "si_besoin": st.sampled_from(CONDITIONS),
        "max_par_prise": ceiling,
        "max_par_24h": ceiling,
        "max_total": ceiling,
        "ecart_minimal": durees(),
        "delai": durees(),
        "evenement_debut": st.sampled_from(
            ["à débuter 12 heures avant l’intervention", "dès l’arrêt du saignement"]
        ),
        "evenement_arret": st.sampled_from(["jusqu’à l’arrêt de la diarrhée", "jusqu’à cicatrisation"]),
        "complement": st.sampled_from(PHRASES),
        "debut": st.dates(date(2020, 1, 1), date(2030, 1, 1)),
        "duree": durees(),
    }
    for name in sorted(some & choices.keys()):
        found[name] = draw(choices[name])
    if "voie" in some:
        found["voie"], found["code_voie"] = draw(st.sampled_from(sorted(set(VOIES.values()))))
    if "fin" in some and "duree" not in some:
        found["fin"] = draw(st.dates(date(2030, 1, 1), date(2035, 1, 1)))
    return found


@st.composite
def etapes(draw: st.DrawFn, sequence: int, cadre: dict[str, object], *, seule: bool) -> EtapePosologie:
    """Return a step; beside another one it says when it is taken."""
    rythme = draw(
        rythmes() if seule else rythmes().filter(lambda r: bool(r.moments or r.heures or not r.is_quotidien))
    )
    if rythme == Rythme() and {"duree", "fin"} & cadre.keys():
        # A dose said for days without a word of when is read back as each day's.
        rythme = replace(rythme, frequence=1, periode=Duree(Decimal(1), UniteTemps.JOUR))
    par_kg = draw(doses()) if draw(st.integers(0, 5)) == 0 else None
    dose = None if par_kg and draw(st.booleans()) else draw(doses())
    return EtapePosologie(sequence=sequence, dose=dose, par_kg=par_kg, rythme=rythme, **cadre)  # type: ignore[arg-type]


def _apart(together: list[EtapePosologie]) -> bool:
    """Tell whether steps taken together differ in what is taken, and in when: twice the same is one."""
    doses = {e.dose for e in together}
    slots = [set(e.rythme.moments) | set(e.rythme.heures) for e in together]
    return len(doses) == len(together) and not (len(slots) > 1 and slots[0] & slots[1])


@st.composite
def posologies(draw: st.DrawFn) -> Posologie:
    """Return one to three sequences of one or two steps; those taken together share their frame."""
    found: list[EtapePosologie] = []
    for sequence in range(1, draw(st.integers(1, 3)) + 1):
        cadre = draw(cadres())
        count = draw(st.sampled_from([1, 1, 1, 2]))
        together = [draw(etapes(sequence, cadre, seule=count == 1)) for _ in range(count)]
        found += together if _apart(together) else together[:1]
    return Posologie(tuple(found))
