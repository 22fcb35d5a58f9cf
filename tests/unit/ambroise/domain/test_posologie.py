"""A posology typed in one line is understood, said back in French, counted; or refused with a sentence."""

from datetime import date
from decimal import Decimal

import pytest

from ambroise.domain.posologie import Dose, Duree, EtapePosologie, Posologie, Rythme, UniteTemps
from ambroise.domain.posologie_calcul import compute_bilan, count_boites
from ambroise.domain.posologie_saisie import PosologieIllisible, parse_posologie
from ambroise.domain.posologie_texte import render_posologie
from ambroise.domain.unites import find_unite, symbole, unite, unite_of_forme

CP, GELULE, MG = unite("comprimé"), unite("gélule"), unite("mg")
JEUDI = date(2026, 6, 4)


@pytest.mark.parametrize(
    ("saisie", "texte", "total", "jours", "par_jour"),
    [
        ("1-0-1 7j", "1 comprimé matin et soir pendant 7 jours", 14, 7, 2),
        ("2-0-1", "2 comprimés le matin et 1 comprimé le soir", None, None, 3),
        ("1-1-1-2 5j", "1 comprimé matin, midi et soir et 2 comprimés au coucher pendant 5 jours", 25, 5, 5),
        (
            "2/j si douleur max 6",
            "1 comprimé 2 fois par jour, si douleur, sans dépasser 6 comprimés par jour",
            None,
            None,
            6,
        ),
        ("1 lun mer ven 3m", "1 comprimé le lundi, mercredi et vendredi pendant 3 mois", 38, 90, 1),
        (
            "30-20-10 par 5j",
            "30 comprimés par jour pendant 5 jours, puis 20 comprimés par jour pendant 5 jours,"
            " puis 10 comprimés par jour pendant 5 jours",
            300,
            15,
            30,
        ),
        ("1/2-0-1/2 15j", "1/2 comprimé matin et soir pendant 15 jours", 15, 15, 1),
        ("3/4/j 1 sem", "3/4 de comprimé par jour pendant 1 semaine", Decimal("5.25"), 7, Decimal("0.75")),
        ("1 3/j 5j", "1 comprimé 3 fois par jour pendant 5 jours", 15, 5, 3),
        ("2x2/j 5j", "2 comprimés 2 fois par jour pendant 5 jours", 20, 5, 4),
        ("1 /8h 5j", "1 comprimé toutes les 8 heures pendant 5 jours", 15, 5, 3),
        ("1 1j/2 30j", "1 comprimé un jour sur deux pendant 30 jours", 15, 30, 1),
        ("1 pairs 30j", "1 comprimé les jours pairs pendant 30 jours", 15, 30, 1),
        ("1 matin 5j/7 4 sem", None, 20, 28, 1),
        ("1 avant chaque repas 10j", "1 comprimé avant chaque repas pendant 10 jours", 30, 10, 3),
        ("1 à 2 3/j 5-7j", "1 à 2 comprimés 3 fois par jour pendant 5 à 7 jours", 42, 7, 6),
        ("1 à 7h 12h30 18h 2j", "1 comprimé à 7 h, 12 h 30 et 18 h pendant 2 jours", 6, 2, 3),
        ("1 par semaine 3m", "1 comprimé par semaine pendant 3 mois", 13, 90, 1),
        ("1 du 04/06/2026 au 11/06/2026", "1 comprimé par jour du 4 juin 2026 au 11 juin 2026", 8, 8, 1),
        ("1 1j", "1 comprimé pendant 1 jour", 1, 1, 1),
        ("50 mL en 30 min 5j", "50 mL en 30 minutes pendant 5 jours", 250, 5, 50),
        ("1 mms 2j", "1 comprimé matin, midi et soir pendant 2 jours", 6, 2, 3),
        ("1 si douleur 5j", "1 comprimé pendant 5 jours, si douleur", None, 5, None),
        ("1 6/j max 40 au total 10j", None, 40, 10, 6),
    ],
)
def test_shorthand_is_understood_said_and_counted(
    saisie: str, texte: str | None, total: object, jours: int | None, par_jour: object
) -> None:
    posologie = parse_posologie(saisie, CP)
    said = render_posologie(posologie)
    if texte is not None:
        assert said.replace("\u00a0", " ") == texte
    assert parse_posologie(said, CP) == posologie, "what is said is read back"
    bilan = compute_bilan(posologie, JEUDI)
    assert bilan.total == total
    assert bilan.duree_jours == jours
    assert bilan.par_jour_maximum == par_jour


@pytest.mark.parametrize(
    ("saisie", "raison"),
    [
        ("", "vide"),
        ("   ", "vide"),
        ("abc", "«\u00a0abc\u00a0» n’est pas compris"),
        ("1 matin bidule", "«\u00a0bidule\u00a0» n’est pas compris"),
        ("matin", "dose manque"),
        ("7j", "dose n’est pas indiquée"),
        ("max 6", "dose n’est pas indiquée"),
        ("0-0-0", "nulles"),
        ("0 matin", "nulle"),
        ("1/0 matin", "nulle"),
        ("1-1-1 max 0", "maximum nul"),
        ("1-1-1 0h matin", "durée est positive"),
        ("30-20-10 par 0j", "durée est positive"),
        ("1 toutes les 0 h", "durée est positive"),
        ("1-1", "matin-midi-soir"),
        ("1-1-1-1-1", "matin-midi-soir"),
        ("2/j 3/j", "sans dire quand"),
        ("1 matin 7j 10j", "deux durées"),
        ("1 25h", "pas une heure"),
        ("1 matin 7j/5", "cycle"),
        ("1 j9/7", "cycle"),
        ("2 à 1 matin", "ne dépasse pas"),
        ("1 matin 99999 j", "dix ans"),
        ("1 jusqu'au 31/02/2026", "n’existe pas"),
        ("puis 1 matin", "Rien ne précède"),
        ("2 par semaine le mardi", "2 prises par semaine pour 1 jour"),
        ("30-0-10 par 5j", "palier nul"),
        ("1 le 45 du mois", "jour du mois"),
        ("1 " * 1200, "trop longue"),
        ("1 matin \x00", "n’est pas compris"),
        ("١ matin", "n’est pas compris"),
    ],
)
def test_nonsense_gets_a_sentence_never_a_guess(saisie: str, raison: str) -> None:
    with pytest.raises(PosologieIllisible, match=raison):
        parse_posologie(saisie, CP)


@pytest.mark.parametrize(
    ("saisie", "texte"),
    [
        ("1 dimanche", "1 comprimé le dimanche"),
        ("1 lun mar mer jeu ven sam dim", "1 comprimé du lundi au dimanche"),
        ("1 l'après-midi", "1 comprimé l’après-midi"),
        ("1 sans dépasser 3/4 de comprimé par prise", "1 comprimé, sans dépasser 3/4 de comprimé par prise"),
        ("1 goutte par minute", "1 goutte par minute"),
        ("10 à 15 mg/kg 4 fois par jour", "10 à 15 mg/kg 4 fois par jour"),
        ("1 matin dans 2 à 3 jours", "1 comprimé le matin dans 2 à 3 jours"),
        ("1 3/j écart 4 à 6h", "1 comprimé 3 fois par jour. Laisser au moins 4 à 6 heures entre deux prises"),
        ("1 en 20 à 30 min", "1 comprimé en 20 à 30 minutes"),
        ('1 matin 7j "à jeun" puis 2 matin', "1 comprimé le matin pendant 7 jours « à jeun », puis"),
        ("1 matin 7j « à jeun » puis 2 matin", "1 comprimé le matin pendant 7 jours « à jeun », puis"),
        ("1 3/j écart 4h puis 1/j", "1 comprimé 3 fois par jour, en laissant au moins 4 heures entre deux"),
        ("2 cp. Ne pas croquer", "2 comprimés. Ne pas croquer"),
    ],
)
def test_what_doctors_also_type_is_understood(saisie: str, texte: str) -> None:
    posologie = parse_posologie(saisie, CP)
    said = render_posologie(posologie)
    assert said.replace("\u00a0", " ").startswith(texte)
    assert parse_posologie(said, CP) == posologie


@pytest.mark.parametrize("saisie", ["30 min matin", "1 2 h au coucher"])
def test_a_moment_without_before_nor_after_has_no_distance(saisie: str) -> None:
    with pytest.raises(PosologieIllisible):
        parse_posologie(saisie, CP)


def test_a_sentence_that_begins_with_si_is_told_from_a_condition() -> None:
    (phrase,) = parse_posologie("1 matin. Si vomissement, reprendre la dose", CP).etapes
    (condition,) = parse_posologie("1 matin. si douleur, max 6", CP).etapes
    assert (phrase.complement, phrase.si_besoin) == ("Si vomissement, reprendre la dose", "")
    assert condition.si_besoin == "si douleur"
    assert condition.max_par_24h == Dose(Decimal(6), CP)


def test_unit_of_the_product_is_taken_unless_another_is_typed() -> None:
    assert parse_posologie("1 matin", GELULE).etapes[0].dose == Dose(Decimal(1), GELULE)
    assert parse_posologie("20 mg matin", GELULE).etapes[0].dose == Dose(Decimal(20), MG)
    assert parse_posologie("1 matin").etapes[0].dose == Dose(Decimal(1), unite("unité"))


def test_sentence_for_the_patient_follows_a_semicolon_or_a_full_stop() -> None:
    for text in ("1 soir; ne pas s’allonger dans l’heure.", "1 soir. ne pas s’allonger dans l’heure"):
        (etape,) = parse_posologie(text, CP).etapes
        assert etape.complement == "ne pas s’allonger dans l’heure"


def test_milligrams_are_counted_in_tablets_when_the_strength_is_known() -> None:
    posologie = parse_posologie("20 mg 1 fois par semaine, le mardi, 4 sem", CP)
    bilan = compute_bilan(posologie, JEUDI, dosage=Dose(Decimal(10), MG), unite_prise=CP)
    assert bilan.total == 8
    assert bilan.unite == CP
    assert bilan.fin == date(2026, 7, 1)


def test_length_of_the_line_serves_a_posology_without_one() -> None:
    bilan = compute_bilan(parse_posologie("1-0-0", CP), JEUDI, Duree(Decimal(3), UniteTemps.MOIS))
    assert (bilan.total, bilan.fin) == (90, date(2026, 9, 1))


def test_free_text_counts_nothing() -> None:
    bilan = compute_bilan(Posologie(texte_libre="selon protocole"), JEUDI)
    assert (bilan.total, bilan.par_jour_maximum, bilan.fin) == (None, None, None)


@pytest.mark.parametrize(
    ("total", "boite", "attendu"), [(14, 8, 2), (16, 8, 2), (17, 8, 3), (Decimal("0.5"), 30, 1)]
)
def test_boxes_are_whole(total: object, boite: int, attendu: int) -> None:
    assert count_boites(Decimal(str(total)), Decimal(boite)) == attendu


@pytest.mark.parametrize(
    ("saisie", "produit", "texte"),
    [
        ("1-0-1 28j", GELULE, "une (1) gélule matin et soir pendant vingt-huit jours"),
        ("10 mg /12h 7j", CP, "dix (10) milligrammes toutes les douze heures pendant sept jours"),
        ("1/2-0-0", CP, "un demi-comprimé (1/2) le matin"),
        ("1/2-0-0", GELULE, "une demi-gélule (1/2) le matin"),
        ("1/4-0-0", unite("ampoule"), "un quart d’ampoule (1/4) le matin"),
        ("2,5-0-0", CP, "deux comprimés et demi (2,5) le matin"),
        ("1,5-0-0", GELULE, "une gélule et demie (1,5) le matin"),
        (
            "1 patch toutes les 72h 14j",
            CP,
            "un (1) dispositif transdermique toutes les soixante-douze heures",
        ),
        ("7,5 mg matin", CP, "sept virgule cinq (7,5) milligrammes le matin"),
        ("21 gouttes 2/j", CP, "vingt et une (21) gouttes deux fois par jour"),
    ],
)
def test_full_letters_agree_and_keep_the_figure(saisie: str, produit: object, texte: str) -> None:
    said = render_posologie(parse_posologie(saisie, produit), en_lettres=True)  # type: ignore[arg-type]
    assert said.replace("\u00a0", " ").startswith(texte)


@pytest.mark.parametrize(
    ("forme", "nom", "attendu"),
    [
        ("comprimé pelliculé sécable", "", "comprimé"),
        ("gélule à libération prolongée", "", "gélule"),
        ("poudre pour solution buvable", "X en sachet-dose", "sachet"),
        ("crème", "", "application"),
        ("solution injectable", "", "injection"),
        ("collyre en solution", "", "goutte"),
        ("suppositoire", "", "suppositoire"),
        ("gaz pour inhalation", "", "bouffée"),
    ],
)
def test_form_tells_the_unit(forme: str, nom: str, attendu: str) -> None:
    found = unite_of_forme(forme, nom)
    assert found is not None
    assert found.libelle == attendu


def test_unknown_form_or_word_tells_nothing() -> None:
    assert unite_of_forme("trousse radiopharmaceutique") is None
    assert find_unite("zorglub") is None


def test_micrograms_are_never_written_with_the_greek_letter() -> None:
    assert symbole(unite("µg")) == "microg."
    assert "µ" not in render_posologie(parse_posologie("75 µg matin", CP))


@pytest.mark.parametrize(
    "build",
    [
        lambda: Dose(Decimal(0), CP),
        lambda: Dose(Decimal(2), CP, Decimal(1)),
        lambda: Duree(Decimal(-1), UniteTemps.JOUR),
        lambda: Duree(Decimal(5), UniteTemps.JOUR, Decimal(5)),
        lambda: Rythme(frequence=2),
        lambda: Rythme(jours_cycle=(3,), longueur_cycle=2),
        lambda: EtapePosologie(duree=Duree(Decimal(1), UniteTemps.JOUR), fin=JEUDI),
        lambda: EtapePosologie(debut=JEUDI, fin=date(2026, 6, 3)),
        lambda: Posologie(),
        lambda: Posologie((EtapePosologie(),), "texte"),
        lambda: count_boites(Decimal(1), Decimal(0)),
    ],
)
def test_impossible_values_cannot_be_built(build) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match=r"\w"):
        build()
