"""What the order and the counter screens ask of the medicines base."""

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from ambroise.bootstrap.interface.biosimilaires import similar_packs
from ambroise.bootstrap.interface.referentiel import Referentiel
from ambroise.domain.alerte import Controles
from ambroise.domain.avis_medicament import AvisMedicament
from ambroise.domain.biosimilaire import GroupesBiosimilaires
from ambroise.domain.libelle_acte import LibelleActe
from ambroise.domain.ligne_ordonnance import LigneOrdonnance
from ambroise.domain.marge_etroite import is_marge_etroite
from ambroise.domain.medicament import CategorieCondition, Specialite, TypeGenerique
from ambroise.domain.ordonnance import Ordonnance
from ambroise.domain.posologie import Posologie
from ambroise.domain.posologie_brouillon import PosologieIllisible
from ambroise.domain.posologie_saisie import parse_posologie
from ambroise.domain.posologie_texte import render_date, render_quantite
from ambroise.domain.produit_prescrit import Produit, SpecialitePrescrite
from ambroise.domain.type_ordonnance import TypeOrdonnance
from ambroise.referentiels.libelles import read_libelles
from ambroise.ui.comptoir.ports import BoiteGroupe
from ambroise.ui.ordonnances.ports import PosologieLue, PropositionMedicament
from ambroise.usecases.ports_actes import LigneConsultee
from ambroise.usecases.ports_medicaments import BaseMedicaments, ResumeMedicament, SorteMedicament
from ambroise.usecases.prescription import PrescriptionService, count_prises, describe
from ambroise.usecases.renouvellement import Renouvellement

_CONDITIONS = (
    (CategorieCondition.STUPEFIANT, "Stupéfiant"),
    (CategorieCondition.RESERVE_HOPITAL, "Réservé à l’hôpital"),
)


class PrescriptionEcran:
    """``ui.ports.Prescription``: the words and prices shown while an order is typed."""

    def __init__(self, referentiel: Referentiel) -> None:
        self._referentiel = referentiel
        self._libelles: Mapping[TypeOrdonnance, Sequence[LibelleActe]] | None = None
        self.edition = ""
        """Known after the first search: the base is never opened in the thread that draws."""

    def search(self, texte: str, limite: int = 20) -> Sequence[PropositionMedicament]:
        prescription, base = self._referentiel.prescription(), self._referentiel.base()
        if not self.edition:
            edition = prescription.edition
            self.edition = f"Base du {render_date(edition)}" if edition else "Base sans date"
            if prescription.is_ancienne:
                self.edition += ", à mettre à jour"
        return [_proposition(prescription, base, r) for r in prescription.search(texte, limite)]

    def read_avis(self, produit: Produit) -> AvisMedicament:
        return self._referentiel.prescription().read_avis(produit)

    def find_fiche(self, produit: Produit) -> str:
        return self._referentiel.prescription().find_fiche(produit)

    def to_denomination(self, ligne: LigneOrdonnance) -> LigneOrdonnance:
        return self._referentiel.prescription().to_denomination(ligne)

    def read_posologie(self, texte: str, produit: Produit | None = None) -> PosologieLue | None:
        try:
            posologie = parse_posologie(texte, getattr(produit, "unite", None))
        except PosologieIllisible:
            return None
        totaux = ""
        if produit is not None:
            bilan = count_prises(produit, posologie)
            if bilan.total is not None and bilan.unite is not None:
                totaux = render_quantite(bilan.total, bilan.unite)
        return PosologieLue(posologie, describe(posologie), totaux)

    def explain_posologie(self, texte: str, produit: Produit | None = None) -> str:
        try:
            parse_posologie(texte, getattr(produit, "unite", None))
        except PosologieIllisible as erreur:
            return str(erreur)
        return ""

    def renew(self, brouillon: Ordonnance, lignes: Sequence[LigneOrdonnance]) -> Renouvellement:
        return self._referentiel.prescription().renew(brouillon, lignes)

    def describe(self, posologie: Posologie) -> str:
        return describe(posologie)

    def measure(
        self, produit: Produit, posologie: Posologie | None
    ) -> tuple[int | None, Decimal | None, str]:
        mesure = self._referentiel.prescription().measure(produit, posologie)
        return mesure.boites, mesure.prix, mesure.mots

    def check(self, ordonnance: Ordonnance) -> Controles:
        return self._referentiel.prescription().check(ordonnance)

    def libelles(self, type_: TypeOrdonnance) -> Sequence[LibelleActe]:
        if self._libelles is None:
            self._libelles = read_libelles()
        return self._libelles.get(type_, ())


def _proposition(
    prescription: PrescriptionService, base: BaseMedicaments, resume: ResumeMedicament
) -> PropositionMedicament:
    produit = prescription.produit_of(resume)
    is_dci = resume.sorte is SorteMedicament.DCI
    nom, _, forme = resume.denomination.partition(", ")
    return PropositionMedicament(
        produit=produit,
        libelle=nom,
        forme=forme,
        conditionnement=_packs(resume),
        prix=resume.prix,
        a_partir_de=is_dci,
        taux=resume.taux,
        groupe_generique=resume.is_generique,
        etiquettes=tuple(_labels(base, resume, produit)),
        termes=resume.termes,
    )


def _labels(base: BaseMedicaments, resume: ResumeMedicament, produit: Produit) -> Sequence[str]:
    labels = []
    if resume.disponibilite is not None:
        labels.append(resume.disponibilite.name.replace("_", " ").capitalize())
    if not resume.commercialise:
        labels.append("Non commercialisé")
    if resume.surveillance_renforcee:
        labels.append("Surveillance renforcée")
    if isinstance(produit, SpecialitePrescrite):
        specialite = base.find_specialite(produit.code_cis)
        labels += [mot for categorie, mot in _CONDITIONS if specialite and specialite.has(categorie)]
    return labels


class BoitesEcran:
    """``ui.ports.Boites``: the packs that answer a line, reference first, then by price and name."""

    def __init__(self, referentiel: Referentiel, biosimilaires: Callable[[], GroupesBiosimilaires]) -> None:
        self._referentiel = referentiel
        self._biosimilaires = biosimilaires

    def find(self, ligne: LigneConsultee) -> Sequence[BoiteGroupe]:
        if not ligne.code_cis:
            return self._of_denomination(ligne.libelle)
        base = self._referentiel.base()
        specialite = base.find_specialite(ligne.code_cis)
        siennes = self._of_specialite(ligne, specialite)
        if specialite is None:
            return siennes
        groupes = self._biosimilaires()
        groupe = groupes.find(specialite.denomination)
        if groupe is None:
            return siennes
        if not groupe.is_reference(specialite.denomination):
            siennes = [replace(b, is_reference=False, is_biosimilaire=True) for b in siennes]
        connues = {b.presentation.code_cip13 for b in siennes}
        similaires = similar_packs(base, groupes, specialite)
        return [*siennes, *(b for b in similaires if b.presentation.code_cip13 not in connues)]

    def _of_specialite(self, ligne: LigneConsultee, specialite: Specialite | None) -> list[BoiteGroupe]:
        """Return the packs of a product and of its generic group."""
        stupefiant = specialite is not None and specialite.is_stupefiant
        marge = specialite is not None and is_marge_etroite(specialite)
        choix = self._referentiel.base().list_generiques(ligne.code_cis)
        if choix:
            boites = [
                BoiteGroupe(
                    c.presentation,
                    c.specialite,
                    is_reference=c.type is TypeGenerique.PRINCEPS,
                    complement=c.type is TypeGenerique.COMPLEMENTARITE_POSOLOGIQUE,
                    is_stupefiant=stupefiant,
                    is_marge_etroite=marge,
                )
                for c in choix
                if c.presentation.commercialisee
            ]
            return sorted(boites, key=lambda b: b.complement)
        if specialite is None:
            return []
        return [
            BoiteGroupe(p, specialite.denomination, is_reference=True, is_stupefiant=stupefiant)
            for p in specialite.presentations
            if p.commercialisee
        ]

    def search(self, texte: str) -> Sequence[BoiteGroupe]:
        base = self._referentiel.base()
        presentation = base.find_presentation(texte.strip())
        codes = [presentation.code_cis] if presentation is not None else _codes_of(base, texte)
        specialites = [s for code in codes if (s := base.find_specialite(code)) is not None]
        return [
            BoiteGroupe(p, s.denomination, is_stupefiant=s.is_stupefiant, hors_groupe=True)
            for s in specialites
            for p in s.presentations
            if p.commercialisee and presentation in (None, p)
        ]

    def _of_denomination(self, libelle: str) -> Sequence[BoiteGroupe]:
        """Return the packs of every spécialité of a common name, by price then name."""
        communs = (r for r in self._referentiel.base().search(libelle) if r.sorte is SorteMedicament.DCI)
        commun = next((r for r in communs if r.denomination == libelle), None)
        boites: list[BoiteGroupe] = []
        for resume in self._referentiel.base().list_specialites(commun.cle) if commun is not None else ():
            specialite = self._referentiel.base().find_specialite(resume.cle)
            if specialite is None:
                continue
            boites += [
                BoiteGroupe(
                    p,
                    resume.denomination,
                    not resume.is_generique,
                    is_stupefiant=specialite.is_stupefiant,
                )
                for p in specialite.presentations
                if p.commercialisee
            ]
        return sorted(boites, key=_by_price)


_AUTRES = 40
"""Medicines looked among when another one is agreed: the likeliest."""


def _codes_of(base: BaseMedicaments, texte: str) -> Sequence[str]:
    """Return the spécialités that words name, those of a common name in its place."""
    codes = (
        code
        for resume in base.search(texte)
        for code in (
            [resume.cle]
            if resume.sorte is SorteMedicament.SPECIALITE
            else [s.cle for s in base.list_specialites(resume.cle)]
        )
    )
    return list(dict.fromkeys(itertools.islice(codes, _AUTRES)))


def _by_price(boite: BoiteGroupe) -> tuple[bool, Decimal, str]:
    prix = boite.presentation.prix_public
    return prix is None, prix or Decimal(0), boite.denomination


def _packs(resume: ResumeMedicament) -> str:
    if resume.sorte is SorteMedicament.DCI:
        return f"{resume.nombre} spécialité{'s' if resume.nombre > 1 else ''}"
    if resume.unites_par_boite is None:
        return ""
    return f"boîte de {resume.unites_par_boite.normalize():f}"
