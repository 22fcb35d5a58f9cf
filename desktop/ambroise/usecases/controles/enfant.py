"""What the order of a child owes: his weight, and his height, where the dose or the device needs them.

CSP R5132-3, 7° (medicines: height and weight if needed), CSS R165-38 (devices: age and weight if needed).
Who prescribes judges the need: it is recalled, never required.
"""

from collections.abc import Iterable

from ambroise.domain.alerte import Alerte, NiveauAlerte, TypeAlerte
from ambroise.domain.mensurations import AGE_ADULTE
from ambroise.domain.posologie_texte import render_date
from ambroise.domain.produit_prescrit import DispositifPrescrit
from ambroise.usecases.controles.alertes import REGLES
from ambroise.usecases.controles.produits import Dossier


def check(dossier: Dossier) -> Iterable[Alerte]:
    """Return one alert for the whole order when the weight of a child will not be printed."""
    age = dossier.terrain.age(dossier.le)
    if age is None or age >= AGE_ADULTE or dossier.terrain.poids_kg is not None:
        return
    dispositifs = [p for p in dossier.produits if isinstance(p.ligne.produit, DispositifPrescrit)]
    concernes = dispositifs or [p for p in dossier.produits if p.ligne.is_medicament]
    if not concernes:
        return
    perime = dossier.terrain.poids_perime_le
    connu = f"le dernier poids est du {render_date(perime)}" if perime else "son poids n’est pas au dossier"
    yield Alerte(
        cle="enfant:poids",
        niveau=NiveauAlerte.PRECAUTION,
        type=TypeAlerte.MENTION,
        lignes=tuple(rang for p in concernes for rang in p.lignes),
        titre="Poids de l’enfant à écrire",
        cause=f"L’enfant a {age} an{'s' if age > 1 else ''} et {connu}\u00a0: il ne s’imprimera pas.",
        mecanisme="",
        conduite="Pesez-le et mesurez-le si la dose en dépend\u00a0: «\u00a0p 14,2 taille 95\u00a0».",
        source="CSS R165-38" if dispositifs else "CSP R5132-3, 7°",
        edition=REGLES,
        libelle_niveau="Mention, si nécessaire",
    )
