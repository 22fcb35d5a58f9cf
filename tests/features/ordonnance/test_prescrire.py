"""Steps of the feature on prescribing."""

from dataclasses import dataclass, field, replace
from datetime import date, time
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest
from pytest_bdd import given, parsers, scenarios, then, when

from ambroise.adapters.ordonnance_numerique_lignes import deposited_lines
from ambroise.domain.acte_ligne import to_ligne
from ambroise.domain.acte_saisi import parse_acte
from ambroise.domain.alerte import Alerte, Controles, DecisionAlerte, ReponseAlerte, TypeAlerte
from ambroise.domain.ligne_ordonnance import LigneOrdonnance, MentionNonSubstituable
from ambroise.domain.options_ligne import split_options
from ambroise.domain.ordonnance import (
    Exemption,
    MotifExemption,
    Ordonnance,
    OrdonnanceIncomplete,
    TypeOrdonnance,
)
from ambroise.domain.plan_soins import ActePlan, PlanSoins
from ambroise.domain.posologie_saisie import parse_posologie
from ambroise.domain.produit_prescrit import DispositifPrescrit
from ambroise.domain.professionnel import Profession, Professionnel
from ambroise.printing.lignes import compose_ligne
from ambroise.referentiels.prescripteurs import load_liste
from ambroise.usecases.controle_ordonnance import (
    OrdonnanceAControler,
    Terrain,
    TraitementDeclare,
    check_ordonnance,
    needs_ordonnance_securisee,
)
from ambroise.usecases.controles import liste
from ambroise.usecases.ligne_json import specialite_prescrite
from ambroise.usecases.ports_medicaments import BaseMedicaments, SorteMedicament
from tests.fakes.base_medicaments import shipped_base
from tests.fakes.ordonnances import LE, NOW, make_allergie, make_ordonnance, read_day

scenarios("ordonnance/prescrire.feature")


@dataclass
class Consultation:
    """What the scenario has said so far."""

    base: BaseMedicaments
    terrain: Terrain = field(default_factory=Terrain)
    traitements: list[TraitementDeclare] = field(default_factory=list)
    lignes: list[LigneOrdonnance] = field(default_factory=list)
    exemption: Exemption | None = None
    type: TypeOrdonnance = TypeOrdonnance.MEDICAMENTS
    vue: Alerte | None = None

    def check(self) -> Controles:
        order = make_ordonnance(*self.lignes, exemption=self.exemption, type=self.type)
        return check_ordonnance(self.base, OrdonnanceAControler(order, self.terrain, tuple(self.traitements)))

    def ligne(self, produit: str, posologie: str, **changes: object) -> LigneOrdonnance:
        found = next(m for m in self.base.search(produit, 50) if m.sorte is SorteMedicament.SPECIALITE)
        product = specialite_prescrite(self.base, found.cle)
        assert product is not None
        return LigneOrdonnance(
            UUID(int=len(self.lignes) + 1),
            product,
            parse_posologie(posologie, product.unite),
            **changes,  # type: ignore[arg-type]
        )


@pytest.fixture
def consultation() -> Consultation:
    return Consultation(shipped_base())


def born(age: int) -> date:
    return date(LE.year - age, 1, 1)


@given(parsers.re(r"un (?:homme|enfant) de (?P<age>\d+) ans sans allergie connue"))
def male(consultation: Consultation, age: str) -> None:
    consultation.terrain = Terrain(born(int(age)), "M", aucune_allergie=True)


@given(parsers.re(r"une femme (?P<enceinte>enceinte )?de (?P<age>\d+) ans sans allergie connue"))
def female(consultation: Consultation, age: str, enceinte: str | None) -> None:
    consultation.terrain = Terrain(born(int(age)), "F", (), True, bool(enceinte), False)


@given(parsers.parse("un homme de 50 ans allergique à « {libelle} »"))
def allergic(consultation: Consultation, libelle: str) -> None:
    consultation.terrain = Terrain(born(50), "M", (make_allergie(libelle),))


@given("un homme de 50 ans aux allergies non renseignées")
def never_asked(consultation: Consultation) -> None:
    consultation.terrain = Terrain(born(50), "M")


@given(parsers.parse("un traitement en cours « {produit} » jusqu’au {fin}"))
def running(consultation: Consultation, produit: str, fin: str) -> None:
    ligne = consultation.ligne(produit, "1 toutes les 72h 14j")
    consultation.traitements.append(TraitementDeclare(replace(ligne, id=UUID(int=900)), read_day(fin)))


@given("un téléservice indisponible")
def offline(consultation: Consultation) -> None:
    consultation.exemption = Exemption(MotifExemption.TELESERVICE_INDISPONIBLE, NOW, "99900063480")


@when(
    parsers.re(
        r"je prescris « (?P<produit>.+?) » : « (?P<posologie>[^»]+?) »(?: à renouveler (?P<fois>\d+) fois)?$"
    )
)
def prescribe(consultation: Consultation, produit: str, posologie: str, fois: str | None) -> None:
    consultation.lignes = []
    consultation.lignes = [consultation.ligne(produit, posologie, renouvellements=int(fois or 0))]


@when(
    parsers.re(
        r"je prescris « (?P<produit>.+?) » : « (?P<posologie>.+?) » non substituable « (?P<mention>\w+) »"
    )
)
def prescribe_ns(consultation: Consultation, produit: str, posologie: str, mention: str) -> None:
    consultation.lignes = [
        consultation.ligne(produit, posologie, mention_non_substituable=MentionNonSubstituable(mention))
    ]


@when(parsers.re(r"je prescris aussi « (?P<produit>.+?) » : « (?P<posologie>.+?) »"))
def prescribe_more(consultation: Consultation, produit: str, posologie: str) -> None:
    consultation.lignes.append(consultation.ligne(produit, posologie))


@when("je prescris un médicament d’exception sans indication")
def prescribe_exception(consultation: Consultation) -> None:
    consultation.lignes = [consultation.ligne("doliprane 1000", "1-1-1 5j", medicament_exception=True)]


@when(parsers.parse("je prescris le dispositif « {saisie} »"))
def prescribe_device(consultation: Consultation, saisie: str) -> None:
    consultation.type = TypeOrdonnance.DISPOSITIFS
    consultation.lignes = [to_ligne(consultation.type, parse_acte(consultation.type, saisie), UUID(int=1))]


@then(parsers.re(r"l’alerte « (?P<titre>.+?) » (?P<force>bloque|s’affiche), d’après « (?P<source>.+?) »"))
def alerted(consultation: Consultation, titre: str, force: str, source: str) -> None:
    found = [a for a in consultation.check().alertes if a.titre == titre]
    assert found, [a.titre for a in consultation.check().alertes]
    consultation.vue = found[0]
    assert consultation.vue.is_bloquante is (force == "bloque")
    assert source in consultation.vue.source
    assert consultation.vue.edition


@given(parsers.parse("un enfant de {age:d} ans pesant {poids:d} kg"))
def weighed(consultation: Consultation, age: int, poids: int) -> None:
    consultation.terrain = Terrain(born(age), "M", aucune_allergie=True, poids_kg=Decimal(poids))


@when(parsers.parse("je prescris « {produit} » sans posologie"))
def prescribe_bare(consultation: Consultation, produit: str) -> None:
    consultation.lignes = [replace(consultation.ligne(produit, "1 matin"), posologie=None)]


@when(parsers.parse("je tape « {saisie} » pour « {produit} »"))
def typed(consultation: Consultation, saisie: str, produit: str) -> None:
    posologie, options = split_options(saisie)
    consultation.lignes = [options.apply(consultation.ligne(produit, posologie))]


@when(parsers.parse("je prescris en « {genre} » : « {saisie} »"))
def prescribe_care(consultation: Consultation, genre: str, saisie: str) -> None:
    consultation.type = TypeOrdonnance[genre]
    consultation.lignes = [to_ligne(consultation.type, parse_acte(consultation.type, saisie), UUID(int=1))]


@then(parsers.parse("l’alerte « {titre} » n’est pas dite"))
def not_told(consultation: Consultation, titre: str) -> None:
    assert titre not in [a.titre for a in consultation.check().alertes]


@then(parsers.parse("le pharmacien lira « {mots} »"))
def told_to_pharmacist(consultation: Consultation, mots: str) -> None:
    mentions = compose_ligne(consultation.lignes[0]).mentions
    assert f"Au pharmacien : {mots}" in [d.replace("\u00a0", " ") for d in mentions]
    (deposee,) = deposited_lines(make_ordonnance(*consultation.lignes))
    assert deposee.mention.replace("\u00a0", " ") == mots


@then("aucune alerte de durée ne bloque")
def length_allowed(consultation: Consultation) -> None:
    assert TypeAlerte.DUREE not in [a.type for a in consultation.check().bloquantes]


@then("aucune alerte ne bloque")
def nothing_stops(consultation: Consultation) -> None:
    assert [a.titre for a in consultation.check().bloquantes] == []


@then(parsers.parse("la conduite dit « {mots} »"))
def advised(consultation: Consultation, mots: str) -> None:
    assert consultation.vue is not None
    assert mots in consultation.vue.conduite


@then(parsers.parse("la cause dit « {mots} »"))
def caused(consultation: Consultation, mots: str) -> None:
    assert consultation.vue is not None
    assert mots in consultation.vue.cause


@then("elle ne se maintient pas sans motif")
def needs_reason(consultation: Consultation) -> None:
    assert consultation.vue is not None
    with pytest.raises(ValueError, match="motif"):
        ReponseAlerte(consultation.vue, DecisionAlerte.MAINTENUE, "", "99900063480", NOW)


@then(parsers.parse("la ligne s’imprime « {texte} »"))
def printed(consultation: Consultation, texte: str) -> None:
    secure = needs_ordonnance_securisee(consultation.base, consultation.lignes)
    line = compose_ligne(consultation.lignes[0], en_lettres=1 in secure)
    assert line.posologie.replace("\u00a0", " ") == texte


@then(parsers.parse("la ligne porte le titre « {titre} »"))
def titled(consultation: Consultation, titre: str) -> None:
    assert compose_ligne(consultation.lignes[0]).titre == titre


@then(parsers.re(r"la mention est (?P<verdict>régulière|irrégulière)"))
def mention(consultation: Consultation, verdict: str) -> None:
    kinds = [a.type for a in consultation.check().alertes]
    assert (TypeAlerte.NON_SUBSTITUABLE in kinds) is (verdict == "irrégulière")


@then("l’ordonnance ne se signe pas sans numéro ni motif d’exemption")
def unsigned(consultation: Consultation) -> None:
    with pytest.raises(OrdonnanceIncomplete, match="exemption"):
        make_ordonnance(*consultation.lignes).sign(NOW, None)


@then(parsers.parse("« {un} » et « {autre} » sont dits non contrôlés"))
def not_checked(consultation: Consultation, un: str, autre: str) -> None:
    assert {un, autre} <= {n.controle for n in consultation.check().non_controles}


# --- the nurse ---------------------------------------------------------------------------------------

ACTE = ActePlan(UUID(int=1), "Pansement", (time(8),), LE, LE)
PLAN = PlanSoins(UUID(int=2), UUID(int=3), (ACTE,), "8", prescrite_le=LE, signee=True)


PROFESSIONS = {profession.libelle.lower(): profession for profession in Profession}


@dataclass
class PrescriptionLimitee:
    """What a profession with a list writes, and the acts of care ordered around it."""

    base: BaseMedicaments
    profession: Profession = Profession.INFIRMIER
    savoir_faire: str = ""
    ordonnance: Ordonnance = field(default_factory=make_ordonnance)
    plans: tuple[PlanSoins, ...] = (PLAN,)

    def choose(self, nom: str) -> None:
        self.savoir_faire = "SI01" if nom.endswith("en pratique avancée") else ""
        self.profession = PROFESSIONS[nom.removesuffix(" en pratique avancée")]

    def answer(self) -> liste.ReponseListe:
        professionnel = Professionnel("8", "A", "B", self.profession, self.savoir_faire)
        la_sienne = load_liste(professionnel, Path("absent"))
        assert la_sienne is not None
        return liste.check(la_sienne, self.base, self.ordonnance, self.plans)


@pytest.fixture
def limitee(consultation: Consultation) -> PrescriptionLimitee:
    return PrescriptionLimitee(consultation.base)


@when(parsers.re(r"un infirmier prescrit « (?P<dispositif>.+) » (?P<actes>pendant des actes|sans acte) .+"))
def nurse_prescribes(limitee: PrescriptionLimitee, dispositif: str, actes: str) -> None:
    device_prescribed(limitee, "infirmier", dispositif)
    if actes.startswith("sans"):
        limitee.plans = ()


@when(parsers.re(r"la profession « (?P<profession>.+) » prescrit le dispositif « (?P<dispositif>.+) »"))
def device_prescribed(limitee: PrescriptionLimitee, profession: str, dispositif: str) -> None:
    limitee.choose(profession)
    ligne = LigneOrdonnance(UUID(int=1), DispositifPrescrit(dispositif, quantite="1 boîte"))
    limitee.ordonnance = make_ordonnance(ligne, type=TypeOrdonnance.DISPOSITIFS)


@when(parsers.re(r"la profession « (?P<profession>.+) » prescrit le médicament « (?P<produit>.+) »"))
def medicine_prescribed(
    limitee: PrescriptionLimitee, consultation: Consultation, profession: str, produit: str
) -> None:
    limitee.choose(profession)
    limitee.ordonnance = make_ordonnance(consultation.ligne(produit, "1-1-1 5j"))


@when(parsers.re(r"la profession « (?P<profession>.+) » demande l’examen « (?P<examen>.+) »"))
def act_prescribed(limitee: PrescriptionLimitee, profession: str, examen: str) -> None:
    limitee.choose(profession)
    acte = to_ligne(TypeOrdonnance.BIOLOGIE, parse_acte(TypeOrdonnance.BIOLOGIE, examen), UUID(int=1))
    limitee.ordonnance = make_ordonnance(acte, type=TypeOrdonnance.BIOLOGIE)


@then("la signature est permise sans un mot")
def signs_quietly(limitee: PrescriptionLimitee) -> None:
    assert limitee.answer() == liste.ReponseListe()


@then(parsers.re("la signature est (?P<comment>refusée|permise|à justifier) : « (?P<mots>.+) »"))
def list_answered(limitee: PrescriptionLimitee, comment: str, mots: str) -> None:
    reponse = limitee.answer()
    (alerte,) = reponse.alertes
    assert mots in f"{alerte.titre} {alerte.cause} {alerte.conduite}"
    assert alerte.is_bloquante is (comment != "permise")
    assert reponse.refus == ((alerte.cause,) if comment == "refusée" else ())


@then(parsers.parse("le texte cité est « {texte} »"))
def text_cited(limitee: PrescriptionLimitee, texte: str) -> None:
    (alerte,) = limitee.answer().alertes
    assert texte in alerte.source.replace("\u202f", " ")
