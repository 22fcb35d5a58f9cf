"""Steps of the features on prescribing and dispensing."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from pytest_bdd import given, parsers, scenarios, then, when

from ambroise.domain.acte_ligne import to_ligne
from ambroise.domain.acte_saisi import parse_acte
from ambroise.domain.alerte import Alerte, Controles, DecisionAlerte, ReponseAlerte, TypeAlerte
from ambroise.domain.gs1 import CodeBoite, check_boite, parse_code_boite
from ambroise.domain.ligne_ordonnance import LigneOrdonnance, MentionNonSubstituable
from ambroise.domain.ordonnance import Exemption, MotifExemption, OrdonnanceIncomplete, TypeOrdonnance
from ambroise.domain.ordonnancier import (
    EntreeOrdonnancier,
    MouvementStupefiant,
    SensMouvement,
    StockInsuffisant,
    compute_balance,
    find_gaps,
)
from ambroise.domain.posologie import Duree, UniteTemps
from ambroise.domain.posologie_saisie import parse_posologie
from ambroise.domain.produit_prescrit import DispositifPrescrit, SpecialitePrescrite
from ambroise.domain.regles_delivrance import Delivrabilite, Liste, check_delivrable
from ambroise.printing.lignes import compose_ligne
from ambroise.usecases.controle_ordonnance import (
    OrdonnanceAControler,
    Terrain,
    TraitementDeclare,
    check_ordonnance,
    needs_ordonnance_securisee,
)
from ambroise.usecases.ligne_json import specialite_prescrite
from ambroise.usecases.ports_medicaments import BaseMedicaments, SorteMedicament
from tests.fakes.base_medicaments import shipped_base
from tests.fakes.ordonnances import LE, NOW, make_allergie, make_ordonnance

scenarios("ordonnance/prescrire.feature", "ordonnance/delivrer.feature")


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


# --- dispensing --------------------------------------------------------------------------------------


@dataclass
class Comptoir:
    """The line at the counter and the last answer."""

    ligne: LigneOrdonnance | None = None
    liste: Liste = Liste.AUCUNE
    prescrite_le: date = LE
    reponse: Delivrabilite | None = None
    registre: list[EntreeOrdonnancier] = field(default_factory=list)
    mouvements: list[MouvementStupefiant] = field(default_factory=list)
    boite: CodeBoite | None = None
    ecarts: tuple[str, ...] = ()


@pytest.fixture
def comptoir() -> Comptoir:
    return Comptoir()


def read_day(texte: str) -> date:
    return datetime.strptime(texte, "%d/%m/%Y").date()  # noqa: DTZ007


@given(parsers.parse("une ordonnance du {jour} d’un produit « {liste} »"))
def order_of(comptoir: Comptoir, jour: str, liste: str) -> None:
    length = Duree(Decimal(28), UniteTemps.JOUR) if liste == "stupefiant" else None
    product = SpecialitePrescrite("60000001", "ALPHAMOL", "ALPHAMOL")
    comptoir.ligne = LigneOrdonnance(UUID(int=1), product, duree_traitement=length, delivrance_unique=True)
    comptoir.liste, comptoir.prescrite_le = Liste(liste), read_day(jour)


@given(parsers.parse("une ordonnance du {jour} d’un dispositif"))
def order_of_device(comptoir: Comptoir, jour: str) -> None:
    comptoir.ligne = LigneOrdonnance(UUID(int=1), DispositifPrescrit("Bande"))
    comptoir.prescrite_le = read_day(jour)


@when(parsers.parse("elle est présentée le {le} après {faites:d} délivrance"))
def presented(comptoir: Comptoir, le: str, faites: int) -> None:
    assert comptoir.ligne is not None
    comptoir.reponse = check_delivrable(
        comptoir.ligne, comptoir.liste, comptoir.prescrite_le, read_day(le), faites
    )


@then(parsers.parse("la réponse est « {verdict} » d’après « {article} »"))
def answered(comptoir: Comptoir, verdict: str, article: str) -> None:
    assert comptoir.reponse is not None
    assert comptoir.reponse.verdict.value == verdict
    assert article in comptoir.reponse.article


@given(parsers.parse("un ordonnancier numéroté {numeros}"))
def register(comptoir: Comptoir, numeros: str) -> None:
    comptoir.registre = [
        EntreeOrdonnancier(int(n), LE, Liste.LISTE_I, "Dr LIBRE", "", "ADRUN Zoé", "ALPHAMOL", Decimal(1), 1)
        for n in numeros.split(",")
    ]


@then(parsers.parse("il manque le numéro {numero:d}"))
def gap(comptoir: Comptoir, numero: int) -> None:
    assert find_gaps(comptoir.registre) == (numero,)


def move(comptoir: Comptoir, sens: SensMouvement, unites: int) -> MouvementStupefiant:
    return MouvementStupefiant("60000002", LE, sens, Decimal(unites), f"pièce {len(comptoir.mouvements)}")


@given(parsers.parse("{unites:d} unités de stupéfiant reçues"))
def received(comptoir: Comptoir, unites: int) -> None:
    comptoir.mouvements.append(move(comptoir, SensMouvement.RECEPTION, unites))


@when(parsers.parse("{unites:d} unités sont délivrées"))
def delivered(comptoir: Comptoir, unites: int) -> None:
    comptoir.mouvements.append(move(comptoir, SensMouvement.DELIVRANCE, unites))


@then(parsers.parse("il reste {unites:d} unités"))
def stock(comptoir: Comptoir, unites: int) -> None:
    assert compute_balance(comptoir.mouvements)[0].stock == unites


@then(parsers.parse("{unites:d} unités de plus sont refusées"))
def refused(comptoir: Comptoir, unites: int) -> None:
    more = move(comptoir, SensMouvement.DELIVRANCE, unites)
    with pytest.raises(StockInsuffisant):
        compute_balance([*comptoir.mouvements, more])


@given(parsers.parse("la boîte « {code} »"))
def pack(comptoir: Comptoir, code: str) -> None:
    comptoir.boite = parse_code_boite(code)


@when(parsers.parse("elle répond à une ligne de « {cip} » le {le}"))
def pack_answers(comptoir: Comptoir, cip: str, le: str) -> None:
    assert comptoir.boite is not None
    comptoir.ecarts = check_boite(comptoir.boite, frozenset({cip}), read_day(le))


@then(parsers.parse("la réponse dit « {mots} »"))
def pack_told(comptoir: Comptoir, mots: str) -> None:
    assert len(comptoir.ecarts) == 1
    assert mots in comptoir.ecarts[0]
