"""From a dispensing of narcotics to the copy of its order, with what the register wants written on it.

CSP R5132-35: the copy bears the mentions of R5132-13: stamp, register number, date, quantities.
"""

from collections.abc import Iterable
from decimal import Decimal

from ambroise.domain.copie_ordonnance import ARTICLE, MOIS_DE_GARDE
from ambroise.domain.dispensation import Dispensation, DispensationLigne
from ambroise.domain.mention_ligne import words_of
from ambroise.domain.posologie_texte import render_date
from ambroise.domain.professionnel import SessionProfessionnel
from ambroise.domain.regles_delivrance import add_mois
from ambroise.printing.dos import compose_verso
from ambroise.printing.texte import PageTexte
from ambroise.printing.verso import PageVerso
from ambroise.usecases.ports_actes import LigneConsultee, OrdonnanceConsultee


def compose_copie(
    consultee: OrdonnanceConsultee,
    dispensation: Dispensation,
    session: SessionProfessionnel,
    *,
    specimen: bool,
) -> PageTexte:
    """Return the page of a copy: the order as the service holds it, then what this pharmacy did."""
    verso = compose_verso(dispensation, session, specimen=specimen)
    jour = dispensation.instant.astimezone().date()
    fin = add_mois(jour, MOIS_DE_GARDE)
    remis = dispensation.porteur or "le patient"
    return PageTexte(
        titre=f"{'SPÉCIMEN. ' if specimen else ''}Copie d’ordonnance de stupéfiants",
        entete=(
            f"Prescripteur\u00a0: {consultee.prescripteur}, RPPS {consultee.rpps_prescripteur}",
            *filter(None, (dispensation.adresse_prescripteur,)),
            f"Patient\u00a0: {dispensation.patient}, "
            f"naissance le {render_date(consultee.patient_date_naissance)}",
            f"Ordonnance N° {consultee.numero} du {render_date(consultee.date_prescription)}",
        ),
        parties=(
            ("Prescrit", tuple(_prescribed(consultee.lignes))),
            ("Timbre de la pharmacie", verso.timbre),
            (
                f"Délivré le {render_date(jour)}",
                (f"Par {verso.pharmacien}, remis à {remis}", *_given(dispensation.lignes, verso)),
            ),
        ),
        pied=f"{ARTICLE}\u00a0: à garder jusqu’au {render_date(fin)}",
        auteur=verso.timbre[0],
        instant=dispensation.instant,
    )


def _prescribed(lignes: Iterable[LigneConsultee]) -> Iterable[str]:
    for ligne in lignes:
        boites = f"{ligne.boites}\u00a0boîte{'s' if ligne.boites > 1 else ''}" if ligne.boites else ""
        fraction = f"par fractions de {ligne.fraction_jours} jours" if ligne.fraction_jours else ""
        duree = f"pendant {ligne.duree_jours} jours" if ligne.duree_jours else ""
        parties = (ligne.posologie, duree, boites, fraction, *words_of(ligne.mentions), ligne.mention)
        yield f"{ligne.rang}. {ligne.libelle}\u00a0: {' · '.join(filter(None, parties))}"


def _given(lignes: Iterable[DispensationLigne], verso: PageVerso) -> Iterable[str]:
    """Return each answer with what left: units first, as the register of narcotics counts them."""
    for ligne, dite in zip(lignes, verso.lignes, strict=True):
        unites = sum((livree.unites or Decimal(0) for livree in ligne.delivrances), Decimal(0))
        numeros = f"ordonnancier n° {', '.join(map(str, dite.numeros))}" if dite.numeros else ""
        compte = f"{unites.normalize():f} unités" if unites else ""
        produits = "\u202f; ".join(dite.delivre)
        yield " · ".join(filter(None, (f"{dite.prescrit}\u00a0: {dite.reponse}", produits, compte, numeros)))
