"""Steps of the feature on dispensing."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

import pytest
from pytest_bdd import given, parsers, scenarios, then, when

from ambroise.domain.chirurgie import Chirurgie
from ambroise.domain.dispensation import Delivrance, DispensationLigne, ReponseLigne
from ambroise.domain.fraction import Part, find_fraction
from ambroise.domain.gs1 import CodeBoite, check_boite, parse_code_boite
from ambroise.domain.ligne_ordonnance import LigneOrdonnance
from ambroise.domain.medicament import CategorieCondition, Specialite
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
from ambroise.domain.quantite_delivrance import Prises, QuantiteDelivrable, compute_prises, limit_quantite
from ambroise.domain.regles_delivrance import Delivrabilite, Liste, check_delivrable
from ambroise.domain.renouvellement_exceptionnel import (
    DELIVRANCES,
    PasseLigne,
    RenouvellementExceptionnel,
    examine_renouvellement,
)
from ambroise.domain.unites import unite
from ambroise.printing.dos import compose_verso
from ambroise.usecases.edition_registre import edit, to_csv
from ambroise.usecases.non_substitution import MentionRefusee
from ambroise.usecases.ports_actes import LigneConsultee
from tests.fakes.base_medicaments import shipped_base
from tests.fakes.ordonnances import LE, make_ligne, read_day
from tests.fakes.services import consultee
from tests.fakes.specialites import condition, make_specialite
from tests.integration.controles.test_stupefiants_au_comptoir import Officine

scenarios("ordonnance/delivrer.feature")


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
    prises: Prises = field(default_factory=Prises)
    unites: Decimal = Decimal(0)
    quantite: QuantiteDelivrable | None = None
    specialite: Specialite | None = None
    passe: PasseLigne = field(default_factory=PasseLigne)
    examen: RenouvellementExceptionnel | None = None
    ecarts: tuple[str, ...] = ()
    prescrite: LigneConsultee | None = None
    dit: str = ""
    fraction: tuple[int, int, int] = (0, 0, 0)
    part: Part | None = None


@pytest.fixture
def comptoir() -> Comptoir:
    return Comptoir()


@given(
    parsers.re(
        r"une ordonnance du (?P<jour>[\d/]+) d’un produit « (?P<liste>\w+) »"
        r"(?: à renouveler (?P<fois>\d+) fois)?$"
    )
)
def order_of(comptoir: Comptoir, jour: str, liste: str, fois: str | None) -> None:
    length = Duree(Decimal(28), UniteTemps.JOUR) if liste == "stupefiant" else None
    product = SpecialitePrescrite("60000001", "ALPHAMOL", "ALPHAMOL")
    comptoir.ligne = LigneOrdonnance(
        UUID(int=1),
        product,
        duree_traitement=length,
        delivrance_unique=True,
        renouvellements=int(fois or 0),
    )
    comptoir.liste, comptoir.prescrite_le = Liste(liste), read_day(jour)


@given(
    parsers.re(r"une ordonnance du (?P<jour>[\d/]+) d’un dispositif(?: à renouveler (?P<fois>\d+) fois)?$")
)
def order_of_device(comptoir: Comptoir, jour: str, fois: str | None) -> None:
    comptoir.ligne = LigneOrdonnance(UUID(int=1), DispositifPrescrit("Bande"), renouvellements=int(fois or 0))
    comptoir.prescrite_le = read_day(jour)


@given(
    parsers.parse(
        "une ordonnance du {jour} d’un stupéfiant pour une chirurgie du {operation}, sortie le {sortie}"
    )
)
def order_for_surgery(comptoir: Comptoir, jour: str, operation: str, sortie: str) -> None:
    order_of(comptoir, jour, "stupefiant", None)
    assert comptoir.ligne is not None
    mention = Chirurgie(read_day(operation), read_day(sortie)).mention
    comptoir.ligne = replace(comptoir.ligne, instructions_dispensateur=mention)


def treatment(comptoir: Comptoir, posologie: str, jours: int) -> None:
    product = SpecialitePrescrite("60000001", "ALPHAMOL", "ALPHAMOL", unite=unite("comprimé"))
    comptoir.ligne = LigneOrdonnance(
        UUID(int=1),
        product,
        parse_posologie(posologie, unite("comprimé")),
        duree_traitement=Duree(Decimal(jours), UniteTemps.JOUR),
    )


@given(parsers.parse("un traitement « {posologie} » de {jours:d} jours"))
def treatment_of(comptoir: Comptoir, posologie: str, jours: int) -> None:
    treatment(comptoir, posologie, jours)
    assert comptoir.ligne is not None
    comptoir.prises = compute_prises(comptoir.ligne, None)


@given("un contraceptif à prendre chaque jour")
def contraceptive(comptoir: Comptoir) -> None:
    treatment(comptoir, "1-0-0", 180)
    assert comptoir.ligne is not None
    comptoir.prises = compute_prises(comptoir.ligne, make_specialite(code_atc="G03AA07"))


@given(parsers.parse("un stupéfiant à prendre deux fois par jour, par fractions de {jours:d} jours"))
def narcotic(comptoir: Comptoir, jours: int) -> None:
    treatment(comptoir, "1-0-1", 28)
    assert comptoir.ligne is not None
    comptoir.ligne = replace(comptoir.ligne, fraction_jours=jours)
    stupefiant = make_specialite(condition(CategorieCondition.STUPEFIANT))
    comptoir.prises = compute_prises(comptoir.ligne, stupefiant)


@when(parsers.parse("il est délivré en boîtes de {unites:d}"))
def dispensed(comptoir: Comptoir, unites: int) -> None:
    comptoir.unites = Decimal(unites)
    comptoir.quantite = limit_quantite(comptoir.prises, comptoir.unites)


@then(parsers.parse("{boites:d} boîtes sortent au plus, pour {jours:d} jours"))
def leaving(comptoir: Comptoir, boites: int, jours: int) -> None:
    assert comptoir.quantite is not None
    assert comptoir.quantite.boites == boites
    assert comptoir.prises.days_of(comptoir.unites * boites) == jours


@then(parsers.parse("le nombre de boîtes n’est pas calculé, car « {raison} »"))
def uncounted(comptoir: Comptoir, raison: str) -> None:
    assert comptoir.quantite is not None
    assert (comptoir.quantite.boites, comptoir.quantite.raison) == (None, raison)


@given(
    parsers.parse(
        "une ordonnance du {jour} de {jours:d} jours à renouveler {fois:d} fois, délivrée la dernière fois "
        "le {derniere}"
    )
)
def finished(comptoir: Comptoir, jour: str, jours: int, fois: int, derniere: str) -> None:
    treatment(comptoir, "1-0-1", jours)
    assert comptoir.ligne is not None
    comptoir.ligne = replace(comptoir.ligne, renouvellements=fois)
    comptoir.prescrite_le, comptoir.passe = read_day(jour), PasseLigne(read_day(derniere))
    comptoir.specialite = make_specialite(condition(CategorieCondition.LISTE_I))


@given(parsers.parse("{deja:d} dispensation exceptionnelle, la dernière le {derniere}"))
def pursued(comptoir: Comptoir, deja: int, derniere: str) -> None:
    faites = [read_day(derniere) - timedelta(days=30 * rang) for rang in range(deja)] if deja else []
    comptoir.passe = replace(comptoir.passe, exceptionnelles=tuple(faites))


@given(parsers.parse("un empêchement : {obstacle}"))
def obstacle(comptoir: Comptoir, obstacle: str) -> None:
    assert comptoir.ligne is not None
    match obstacle:
        case "le médicament est un stupéfiant":
            comptoir.specialite = make_specialite(condition(CategorieCondition.STUPEFIANT))
        case "le médicament suit les règles des stupéfiants":
            comptoir.specialite = make_specialite(condition(CategorieCondition.TOUTES_LETTRES))
        case "sa prescription est limitée à 28 jours":
            comptoir.specialite = make_specialite(condition(CategorieCondition.DUREE_LIMITEE, 28))
        case "la base ne connaît pas le médicament":
            comptoir.specialite = None
        case "c’est un contraceptif oral":
            comptoir.specialite = make_specialite(code_atc="G03AA07")
        case "le prescripteur a interdit le renouvellement":
            comptoir.ligne = replace(comptoir.ligne, renouvellement_interdit=True)
        case "le prescripteur a écrit « Ne pas renouveler SVP »":
            comptoir.ligne = replace(comptoir.ligne, instructions_dispensateur="Ne pas renouveler SVP")
        case "le traitement n’est renouvelé qu’une fois":
            comptoir.ligne = replace(comptoir.ligne, renouvellements=1)
        case "le patient l’a refusé au comptoir":
            comptoir.passe = replace(comptoir.passe, is_refusee=True)
        case _:
            raise AssertionError(obstacle)


@when(parsers.parse("elle est présentée le {le} pour être poursuivie"))
def presented_again(comptoir: Comptoir, le: str) -> None:
    assert comptoir.ligne is not None
    comptoir.examen = examine_renouvellement(
        comptoir.ligne, comptoir.specialite, comptoir.prescrite_le, read_day(le), comptoir.passe
    )


@then(parsers.parse("la dispensation exceptionnelle est « {reponse} »"))
def pursuit(comptoir: Comptoir, reponse: str) -> None:
    examen = comptoir.examen
    if examen is None:
        assert reponse == "pas finie"
    elif examen.is_possible:
        assert reponse == f"possible, {examen.rang} sur {DELIVRANCES}"
    else:
        assert examen.refus.casefold() == reponse.casefold()
        assert examen.article == "CSP R5123-2-1"


@then(parsers.parse("la dispensation exceptionnelle est refusée d’après « {texte} »"))
def no_pursuit(comptoir: Comptoir, texte: str) -> None:
    assert comptoir.examen is not None
    assert not comptoir.examen.is_possible
    assert comptoir.examen.article == texte


@given(parsers.parse("un stupéfiant remis à « {porteur} »"))
def carried(comptoir: Comptoir, porteur: str) -> None:
    comptoir.registre = [
        EntreeOrdonnancier(
            1, LE, Liste.STUPEFIANT, "Dr LIBRE", "", "ADRUN Zoé", "ALPHAMOL", Decimal(1), 1, porteur=porteur
        )
    ]


@then(parsers.parse("la ligne de l’ordonnancier porte « {mots} »"))
def registered(comptoir: Comptoir, mots: str) -> None:
    edition = edit("ordonnancier", comptoir.registre)
    assert mots in to_csv(edition).decode("utf-8-sig")


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


def product_of(texte: str) -> SpecialitePrescrite:
    produit = make_ligne(shipped_base(), texte).produit
    assert isinstance(produit, SpecialitePrescrite)
    return produit


@given(parsers.re(r"une ligne de « (?P<texte>.+) » que le prescripteur a laissée « (?P<mention>.+) »$"))
def left_by_the_prescriber(comptoir: Comptoir, texte: str, mention: str) -> None:
    comptoir.prescrite = LigneConsultee(
        str(UUID(int=7)), 1, texte, "1 le matin", 1, 0, code_cis=product_of(texte).code_cis,
        is_substituable=mention == "substituable",
    )  # fmt: skip


@when(parsers.parse("le pharmacien délivre « {texte} » en portant MTE-PH"))
def kept_by_the_pharmacist(comptoir: Comptoir, texte: str) -> None:
    assert comptoir.prescrite is not None
    produit, officine = product_of(texte), Officine()
    livree = Delivrance("3400930065785", produit.code_cis, produit.denomination, 1)
    ligne = DispensationLigne(UUID(int=7), ReponseLigne.TEL_QUEL, (livree,), mte_ph=True)
    try:
        faite = officine.comptoir.dispense(consultee(comptoir.prescrite), (ligne,))
    except MentionRefusee as refus:
        comptoir.dit = refus.message
    else:
        (verso,) = compose_verso(faite, officine.cabinet.session.courante, specimen=False).lignes
        comptoir.dit = verso.reponse


@then(parsers.parse("la délivrance dit « {mots} »"))
def dispensing_says(comptoir: Comptoir, mots: str) -> None:
    assert mots in comptoir.dit


@given(
    parsers.parse(
        "un traitement de {jours:d} jours à {par_jour:d} unité par jour, en fractions de {fraction:d} jours"
    )
)
def fractioned(comptoir: Comptoir, jours: int, par_jour: int, fraction: int) -> None:
    comptoir.fraction = jours, par_jour, fraction


@when(parsers.parse("{faites:d} fractions sont déjà délivrées d’une boîte de {contenu:d}"))
def fractions_made(comptoir: Comptoir, faites: int, contenu: int) -> None:
    jours, par_jour, fraction = comptoir.fraction
    due = find_fraction(jours, fraction, faites)
    comptoir.part = Prises(Fraction(par_jour), fraction=due).part_of(Decimal(contenu), 1)


@then(parsers.parse("la fraction donne {unites:d} unités, il en restera {reste:d}"))
def fraction_gives(comptoir: Comptoir, unites: int, reste: int) -> None:
    assert comptoir.part == Part(Decimal(unites), Decimal(reste))
