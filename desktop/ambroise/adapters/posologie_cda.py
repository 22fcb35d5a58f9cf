"""What the CDA of an order can structure of a posology (model eP-MED-DM 2024.01); its words say all of it."""

from decimal import Decimal

from ambroise.domain.posologie import Dose, Duree, Posologie, Rythme, UniteTemps
from ambroise.domain.posologie_calcul import prises_par_jour
from ambroise.domain.posologie_texte import render_posologie
from ambroise.domain.unites import fold
from esante.cda.models import Code
from esante.cda.ordonnance_models import Intervalle, PhasePosologie, Quantite

EDQM = "0.4.0.127.0.16.1.1.2.1"


def phases(posologie: Posologie, texte: str) -> tuple[PhasePosologie, ...]:
    """Structure what the model can hold, one dose at a regular distance, then another; the rest stays words.

    Steps taken together, a rhythm or a ceiling it has no place for would be read as something else: the whole
    posology is then words alone.
    """
    etapes = posologie.etapes
    if len({e.sequence for e in etapes}) < len(etapes):
        return ()
    if len(etapes) > 1 and any(e.si_besoin or e.max_par_24h for e in etapes):
        return ()
    found = []
    for etape in etapes:
        dose, periode = etape.dose, _periode(etape.rythme)
        if dose is None or periode is None:
            return ()
        found.append(
            PhasePosologie(
                texte if len(etapes) == 1 else render_posologie(Posologie((etape,))),
                Intervalle(quantite(dose), quantite(Dose(dose.plus_forte, dose.unite))),
                periode.valeur,
                periode.unite.value,
                duree_jours=int(etape.duree.jours) if etape.duree else None,
            )
        )
    return tuple(found)


def _periode(rythme: Rythme) -> Duree | None:
    """Return the distance between two intakes, None when it is not regular."""
    par_semaine = rythme.periode == Duree(Decimal(1), UniteTemps.SEMAINE)
    if not rythme.is_quotidien and not (par_semaine and len(rythme.jours) == rythme.frequence):
        return None
    if rythme.frequence and rythme.periode:
        if rythme.frequence_maximale or rythme.periode.maximum:
            return None
        if rythme.frequence > 1 and rythme.periode.unite is UniteTemps.JOUR:
            return Duree(_round(rythme.periode.valeur * 24 / rythme.frequence), UniteTemps.HEURE)
        return Duree(_round(rythme.periode.valeur / rythme.frequence), rythme.periode.unite)
    count = prises_par_jour(rythme)
    return Duree(_round(24 / count), UniteTemps.HEURE) if count else None


def _round(valeur: Decimal) -> Decimal:
    return valeur.quantize(Decimal("0.000001")).normalize() + Decimal(0)


def quantite(dose: Dose) -> Quantite:
    """Return the low end of a dose in UCUM; an annotation names what UCUM has no unit for (« {gelule} »)."""
    unite = dose.unite
    annotation = "tablet" if unite.libelle == "comprimé" else fold(unite.libelle).replace(" ", "-")
    return Quantite(dose.valeur, unite.code_ucum or f"{{{annotation}}}", unite.libelle)


def voie(posologie: Posologie) -> Code | None:
    """Return the route that every step shares."""
    routes = {(e.code_voie, e.voie) for e in posologie.etapes if e.code_voie}
    if len(routes) != 1:
        return None
    ((code, libelle),) = routes
    return Code(code, libelle, EDQM) if code else None
