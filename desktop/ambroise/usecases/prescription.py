"""From what is typed to a line of an order: find the product, read the posology, count, check."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from ambroise.domain.alerte import Controles
from ambroise.domain.avis_medicament import AvisMedicament, current_avis, join_avis
from ambroise.domain.force import complete_name, dosage_of
from ambroise.domain.liens_medicament import fiche_publique
from ambroise.domain.ligne_ordonnance import LigneOrdonnance
from ambroise.domain.liste_prescripteur import ListePrescripteur
from ambroise.domain.ordonnance import Ordonnance
from ambroise.domain.plan_soins import PlanSoins
from ambroise.domain.posologie import Duree, Posologie, UnitePrise, UniteTemps
from ambroise.domain.posologie_calcul import Bilan, compute_bilan, count_boites
from ambroise.domain.posologie_saisie import parse_posologie
from ambroise.domain.posologie_texte import render_posologie
from ambroise.domain.produit_prescrit import DenominationPrescrite, Produit, SpecialitePrescrite
from ambroise.domain.unites import unite, unite_of_forme
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.controle_ordonnance import (
    OrdonnanceAControler,
    check_ordonnance,
    complete_ordonnance,
)
from ambroise.usecases.controles import liste
from ambroise.usecases.errors import Introuvable
from ambroise.usecases.ports_medicaments import (
    BaseMedicaments,
    ResumeMedicament,
    SorteMedicament,
    edition_base,
    is_ancienne,
)
from ambroise.usecases.renouvellement import Renouvellement, renew
from ambroise.usecases.terrain import read_terrain, read_traitements

MARQUES_LUES = 40
"""Brands of a common name whose opinions are read: the most there are of nearly all."""


_MULTIDOSES = ("cartouche", "stylo", "multidose", "UI/mL", "unités/")
"""Packs of these last several injections."""
_SOLIDES = frozenset({"comprimé", "gélule", "capsule", "lyophilisat"})


@dataclass(frozen=True)
class MesureLigne:
    """What a line amounts to: packs, their price, and the words for both; None when the base cannot tell."""

    boites: int | None
    prix: Decimal | None
    mots: str


@dataclass(frozen=True)
class ProfilPrescripteur:
    """What reserved medicines ask of who prescribes: specialties in words, and practice in a hospital.

    ``liste`` is what the profession may prescribe, None without limit.
    """

    specialites: tuple[str, ...] = ()
    exerce_a_l_hopital: bool = False
    liste: ListePrescripteur | None = None


class PrescriptionService:
    """The medicines base and the controls around the order being written."""

    def __init__(
        self,
        contexte: Contexte,
        base: BaseMedicaments,
        profil: Callable[[], ProfilPrescripteur] = lambda: ProfilPrescripteur(),
    ) -> None:
        """Stand on a base.

        Args:
            profil: who prescribes now, for the medicines reserved to some.
        """
        self._contexte = contexte
        self._base = base
        self._profil = profil

    @property
    def edition(self) -> date | None:
        """Date of the base of medicines."""
        return edition_base(self._base.editions())

    @property
    def is_ancienne(self) -> bool:
        """Whether the base should be updated."""
        return is_ancienne(self.edition, self._contexte.horloge().astimezone().date())

    def search(self, texte: str, limite: int = 20) -> Sequence[ResumeMedicament]:
        """Return the medicines that match, in the neutral order of the base."""
        return self._base.search(texte, limite)

    def produit_of(self, resume: ResumeMedicament) -> Produit:
        """Return what is prescribed when this line of a search is chosen.

        Raises:
            Introuvable: the base no longer holds it.
        """
        if resume.sorte is SorteMedicament.DCI:
            denomination = self._base.find_denomination(resume.cle)
            if denomination is None:
                raise Introuvable("Cette dénomination n’est plus dans la base des médicaments.")
            return DenominationPrescrite(denomination, unite_of_forme(denomination.forme))
        specialite = self._base.find_specialite(resume.cle)
        if specialite is None:
            raise Introuvable("Cette spécialité n’est plus dans la base des médicaments.")
        return SpecialitePrescrite(
            code_cis=specialite.code_cis,
            denomination=specialite.denomination,
            dci=specialite.libelle_dci or " + ".join(specialite.dci),
            forme=specialite.forme,
            unite=unite_of_forme(specialite.forme, specialite.denomination),
        )

    def read_avis(self, produit: Produit) -> AvisMedicament:
        """Return what HAS and ANSM say today of a product; of a common name, what they say of its brands."""
        match produit:
            case SpecialitePrescrite(code_cis=code_cis):
                found = self._base.read_avis(code_cis)
            case DenominationPrescrite(denomination=denomination):
                brands = self._base.list_specialites(denomination.cle)[:MARQUES_LUES]
                found = join_avis(self._base.read_avis(brand.cle) for brand in brands)
            case _:
                found = AvisMedicament()
        return current_avis(found, self._contexte.horloge().astimezone().date())

    def find_fiche(self, produit: Produit) -> str:
        """Return the address of the public page of a product; of a common name, that of its first brand."""
        match produit:
            case SpecialitePrescrite(code_cis=code_cis):
                return fiche_publique(code_cis)
            case DenominationPrescrite(denomination=denomination):
                marques = self._base.list_specialites(denomination.cle)
                return fiche_publique(marques[0].cle) if marques else ""
            case _:
                return ""

    def to_denomination(self, ligne: LigneOrdonnance) -> LigneOrdonnance:
        """Return a line under the common name of its brand; all the rest of it stays.

        Raises:
            Introuvable: the base knows no common name for it.
        """
        code_cis = ligne.produit.code_cis if isinstance(ligne.produit, SpecialitePrescrite) else ""
        specialite = self._base.find_specialite(code_cis) if code_cis else None
        denomination = self._base.find_denomination(specialite.cle_dci) if specialite else None
        if denomination is None:
            raise Introuvable(
                "La base n’a pas de dénomination commune pour ce produit.",
                remede="La ligne reste telle quelle.",
            )
        return replace(ligne, produit=DenominationPrescrite(denomination, _unite(ligne.produit)))

    def read_posologie(self, texte: str, produit: Produit | None = None) -> Posologie:
        """Understand a shorthand in the unit of the product. Raises PosologieIllisible."""
        return parse_posologie(texte, _unite(produit))

    def make_ligne(self, produit: Produit, posologie: Posologie | None) -> LigneOrdonnance:
        """Return the line: packs and length follow from the posology where they can be counted."""
        duree = None
        if posologie:
            jours = count_prises(produit, posologie).duree_jours
            duree = Duree(Decimal(jours), UniteTemps.JOUR) if jours else None
        return LigneOrdonnance(
            id=self._contexte.new_id(),
            produit=produit,
            posologie=posologie,
            duree_traitement=duree,
            boites=self.measure(produit, posologie).boites,
        )

    def renew(self, brouillon: Ordonnance, lignes: Sequence[LigneOrdonnance]) -> Renouvellement:
        """Return the draft with those lines renewed, and what changed in the base since."""
        return renew(brouillon, lignes, self._contexte.new_id, self._base)

    def measure(self, produit: Produit, posologie: Posologie | None) -> MesureLigne:
        """Return packs, price and words of a line, for the cheapest marketed pack that is the least waste.

        Nothing is counted of a dose in another unit than what the packs hold (drops, units of insulin).
        """
        bilan = count_prises(produit, posologie) if posologie else None
        total = bilan.total if bilan is not None and _is_in_packs(bilan.unite, produit) else None
        choix = []
        for unites, prix in self._packs(produit):
            boites = count_boites(total, unites) if total else 1
            choix.append((boites * unites - (total or 0), boites, unites, prix))
        if not choix or total is None:
            return MesureLigne(None, None, "")
        _, boites, unites, prix = min(choix, key=lambda c: (c[0], c[1]))
        pluriel = "s" if boites > 1 else ""
        mots = f"{boites} boîte{pluriel} de {unites.normalize():f}"
        return MesureLigne(boites, prix * boites if prix is not None else None, mots)

    def complete(self, ordonnance: Ordonnance) -> Ordonnance:
        """Return the draft with what its lines imply: two zones, secure order, médicament d'exception."""
        return complete_ordonnance(self._base, ordonnance)

    def check(self, ordonnance: Ordonnance) -> Controles:
        """Run every control against the file of the patient, the running treatments, and who prescribes."""
        with self._contexte.uow() as uow:
            terrain = read_terrain(uow, ordonnance.patient_id, ordonnance.date)
            traitements = read_traitements(uow, self._base, ordonnance)
            plans = uow.entrees.list(PlanSoins, ordonnance.patient_id)
        profil = self._profil()
        found = check_ordonnance(
            self._base,
            OrdonnanceAControler(
                ordonnance, terrain, traitements, profil.specialites, profil.exerce_a_l_hopital
            ),
        )
        if profil.liste is None:
            return found
        reponse = liste.check(profil.liste, self._base, ordonnance, plans)
        return replace(found, alertes=(*reponse.alertes, *found.alertes), refus=reponse.refus)

    def _packs(self, produit: Produit) -> list[tuple[Decimal, Decimal | None]]:
        match produit:
            case SpecialitePrescrite(code_cis=code_cis):
                codes = [code_cis]
            case DenominationPrescrite(denomination=denomination):
                codes = [r.cle for r in self._base.list_specialites(denomination.cle)]
            case _:
                codes = []
        meilleurs: dict[Decimal, Decimal | None] = {}
        for code in codes:
            specialite = self._base.find_specialite(code)
            for presentation in specialite.presentations if specialite else ():
                if not presentation.commercialisee or presentation.unites is None:
                    continue
                connu = meilleurs.get(presentation.unites)
                if presentation.unites not in meilleurs or (
                    presentation.prix_public is not None
                    and (connu is None or presentation.prix_public < connu)
                ):
                    meilleurs[presentation.unites] = presentation.prix_public
        return list(meilleurs.items())


def describe(posologie: Posologie) -> str:
    """Return the sentence of a posology, as the patient reads it."""
    return render_posologie(posologie)


def count_prises(produit: Produit, posologie: Posologie) -> Bilan:
    """Return the totals of a posology for a product, doses in milligrams counted in its tablets."""
    return compute_bilan(posologie, dosage=dosage_of(produit), unite_prise=_unite(produit))


def _is_in_packs(dite: UnitePrise | None, produit: Produit) -> bool:
    """Tell whether packs hold the unit of a dose as a thing; « comprimé » is said of any solid form."""
    if dite is None or not isinstance(produit, SpecialitePrescrite | DenominationPrescrite):
        return False
    tenue = produit.unite or unite("unité")
    if tenue.libelle == "injection" and any(mot in complete_name(produit) for mot in _MULTIDOSES):
        return False
    return dite == tenue or {dite.libelle, tenue.libelle} <= _SOLIDES


def _unite(produit: Produit | None) -> UnitePrise | None:
    return getattr(produit, "unite", None)
