"""The calendar that is shipped, rule by rule, and what a table that is not one says."""

from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from ambroise.domain.echeances_vaccinales import (
    EcheanceVaccinale,
    EtatEcheance,
    Grossesse,
    assess_vaccinations,
    unknown_vaccines,
)
from ambroise.domain.entrees import Vaccination
from ambroise.referentiels.vaccinations import CalendrierInvalide, read_calendrier, shipped_calendrier

PATIENT = UUID(int=1)
FAIT, RETARD, A_FAIRE, A_VENIR = (
    EtatEcheance.FAIT,
    EtatEcheance.EN_RETARD,
    EtatEcheance.A_FAIRE,
    EtatEcheance.A_VENIR,
)
NOURRISSON = date(2025, 1, 10)


def _injection(vaccin: str, le: date, valences: tuple[str, ...] = ()) -> Vaccination:
    return Vaccination(UUID(int=le.toordinal()), PATIENT, vaccin, le, valences)


def _assess(
    naissance: date,
    le: date,
    *injections: tuple[str, date],
    grossesse: Grossesse | None = None,
) -> tuple[EcheanceVaccinale, ...]:
    noted = [_injection(vaccin, jour) for vaccin, jour in injections]
    return assess_vaccinations(shipped_calendrier(), naissance, noted, le, grossesse)


def _next(libelle: str, echeances: tuple[EcheanceVaccinale, ...]) -> EcheanceVaccinale | None:
    return next((e for e in echeances if e.libelle == libelle and e.etat is not FAIT), None)


DTP, HIB, HB = "Diphtérie, tétanos, poliomyélite", "Haemophilus influenzae b", "Hépatite B"
ROR, HPV, ACWY = "Rougeole, oreillons, rubéole", "Papillomavirus", "Méningocoques ACWY"
MEN_B, PNEUMO, PNEUMO_65 = "Méningocoque B", "Pneumocoque", "Pneumocoque, à partir de 65 ans"
COQ, ROTA, ZONA, VRS = "Coqueluche", "Rotavirus", "Zona", "Virus respiratoire syncytial"
COQ_GROSSESSE = "Coqueluche, pour chaque grossesse"


def test_edition_and_date_of_the_calendar_are_known() -> None:
    calendrier = shipped_calendrier()
    assert (calendrier.edition, calendrier.publie_le) == ("2025", date(2025, 4, 28))
    assert "arrêté du 9 décembre 2025" in calendrier.complement


@pytest.mark.parametrize(
    ("libelle", "le", "dose", "etat", "due"),
    [
        (DTP, date(2025, 2, 1), "1re dose", A_VENIR, date(2025, 3, 10)),
        (DTP, date(2025, 3, 10), "1re dose", A_FAIRE, date(2025, 3, 10)),
        (DTP, date(2025, 4, 10), "1re dose", RETARD, date(2025, 3, 10)),
        (COQ, date(2025, 3, 20), "1re dose", A_FAIRE, date(2025, 3, 10)),
        (HIB, date(2025, 3, 20), "1re dose", A_FAIRE, date(2025, 3, 10)),
        (HB, date(2025, 3, 20), "1re dose", A_FAIRE, date(2025, 3, 10)),
        (PNEUMO, date(2025, 3, 20), "1re dose", A_FAIRE, date(2025, 3, 10)),
        (ROTA, date(2025, 3, 20), "1re dose", A_FAIRE, date(2025, 3, 10)),
        (MEN_B, date(2025, 3, 20), "1re dose", A_VENIR, date(2025, 4, 10)),
        (MEN_B, date(2025, 5, 10), "1re dose", RETARD, date(2025, 4, 10)),
        (ACWY, date(2025, 7, 10), "1re dose", A_FAIRE, date(2025, 7, 10)),
        (ROR, date(2026, 1, 10), "1re dose", A_FAIRE, date(2026, 1, 10)),
        (ROR, date(2026, 3, 10), "1re dose", RETARD, date(2026, 1, 10)),
    ],
)
def test_infant_without_injection(libelle: str, le: date, dose: str, etat: EtatEcheance, due: date) -> None:
    attendue = _next(libelle, _assess(NOURRISSON, le))
    assert attendue is not None
    assert (attendue.dose, attendue.etat, attendue.le) == (dose, etat, due)
    assert attendue.obligatoire == (libelle != ROTA)


def test_hexavalent_counts_for_six_diseases_at_once() -> None:
    echeances = _assess(NOURRISSON, date(2025, 4, 1), ("Hexyon", date(2025, 3, 12)))
    faites = {e.libelle for e in echeances if e.etat is FAIT}
    assert faites == {DTP, COQ, HIB, HB}
    for libelle in faites:
        suivante = _next(libelle, echeances)
        assert suivante is not None
        assert (suivante.dose, suivante.etat) == ("2e dose", A_VENIR)
        assert suivante.le == date(2025, 5, 12), (
            "deux mois depuis la première, donnée en retard de deux jours"
        )


def test_course_begun_late_goes_on_and_never_starts_again() -> None:
    echeances = _assess(NOURRISSON, date(2026, 2, 1), ("Vaxelis", date(2025, 12, 20)))
    suivante = _next(DTP, echeances)
    assert suivante is not None
    assert (suivante.dose, suivante.le, suivante.etat) == ("2e dose", date(2026, 2, 20), A_VENIR)


@pytest.mark.parametrize(
    ("libelle", "naissance", "dose", "etat"),
    [
        (HIB, date(2024, 6, 1), "dose de rattrapage", RETARD),
        (HB, date(2012, 6, 1), "1re dose", RETARD),
        (PNEUMO, date(2025, 5, 1), "1re dose", RETARD),
        (PNEUMO, date(2024, 8, 1), "1re dose", RETARD),
        (MEN_B, date(2025, 6, 1), "1re dose", RETARD),
        (MEN_B, date(2025, 1, 1), "1re dose", RETARD),
        (MEN_B, date(2022, 6, 1), "1re dose", A_FAIRE),
        (ACWY, date(2022, 6, 1), "dose de rattrapage", RETARD),
    ],
)
def test_catching_up_depends_on_the_age_at_the_start(
    libelle: str, naissance: date, dose: str, etat: EtatEcheance
) -> None:
    attendue = _next(libelle, _assess(naissance, date(2026, 6, 4)))
    assert attendue is not None
    assert (attendue.dose, attendue.etat) == (dose, etat)


@pytest.mark.parametrize(
    ("libelle", "naissance"),
    [
        (HIB, date(2021, 6, 4)),
        (HB, date(2010, 6, 4)),
        (PNEUMO, date(2024, 6, 4)),
        (MEN_B, date(2021, 6, 4)),
        (ROTA, date(2025, 12, 4)),
        (HPV, date(1999, 6, 4)),
        (ACWY, date(2001, 6, 4)),
        (ROR, date(1979, 12, 31)),
        (PNEUMO_65, date(1930, 1, 1)),
    ],
)
def test_nothing_is_asked_past_the_age_or_once_given(libelle: str, naissance: date) -> None:
    given = (("Prevenar 20", date(2025, 1, 1)),) if libelle == PNEUMO_65 else ()
    assert _next(libelle, _assess(naissance, date(2026, 6, 4), *given)) is None


@pytest.mark.parametrize(
    ("ans", "dose"),
    [
        (6, "rappel de 6 ans"),
        (12, "rappel de 11 à 13 ans"),
        (25, "rappel de 25 ans"),
        (44, "rappel de 25 ans"),
        (45, "rappel de 45 ans"),
        (65, "rappel de 65 ans"),
        (80, "rappel de 75 ans"),
        (95, "rappel de 95 ans"),
    ],
)
def test_only_the_booster_of_the_age_is_asked(ans: int, dose: str) -> None:
    attendue = _next(DTP, _assess(date(2026 - ans, 1, 2), date(2026, 6, 4)))
    assert attendue is not None
    assert attendue.dose == dose


def test_booster_of_the_five_years_before_stands_for_that_of_45() -> None:
    echeances = _assess(date(1980, 1, 2), date(2026, 6, 4), ("Revaxis", date(2022, 3, 1)))
    assert [e.dose for e in echeances if e.libelle == DTP and e.etat is FAIT] == ["rappel de 45 ans"]
    suivante = _next(DTP, echeances)
    assert suivante is not None
    assert (suivante.dose, suivante.etat, suivante.le) == ("rappel de 65 ans", A_VENIR, date(2045, 1, 2))


def test_booster_too_old_leaves_the_next_one_late() -> None:
    attendue = _next(DTP, _assess(date(1980, 1, 2), date(2026, 6, 4), ("Revaxis", date(2005, 3, 1))))
    assert attendue is not None
    assert (attendue.dose, attendue.etat) == ("rappel de 45 ans", RETARD)


def test_adult_about_whom_nothing_is_written_is_never_called_late() -> None:
    echeances = _assess(date(1970, 1, 2), date(2026, 6, 4))
    assert all(e.etat is not RETARD for e in echeances)
    attendue = _next(DTP, echeances)
    assert attendue is not None
    assert attendue.sans_trace


def test_whooping_cough_of_25_is_caught_up_until_39_only() -> None:
    assert _next(COQ, _assess(date(1987, 1, 2), date(2026, 6, 4))) is not None
    assert _next(COQ, _assess(date(1986, 1, 2), date(2026, 6, 4))) is None


def test_papillomavirus_takes_two_doses_before_15_and_three_after() -> None:
    fille = _assess(date(2013, 1, 2), date(2026, 6, 4), ("Gardasil 9", date(2025, 1, 10)))
    deuxieme = _next(HPV, fille)
    assert deuxieme is not None
    assert (deuxieme.dose, deuxieme.etat, deuxieme.le) == ("2e dose", RETARD, date(2025, 6, 10))
    complete = (("Gardasil 9", date(2025, 1, 10)), ("Gardasil 9", date(2025, 7, 10)))
    assert _next(HPV, _assess(date(2013, 1, 2), date(2026, 6, 4), *complete)) is None
    troisieme = _next(HPV, _assess(date(2007, 1, 2), date(2025, 8, 4), *complete))
    assert troisieme is not None
    assert (troisieme.dose, troisieme.le) == ("3e dose", date(2025, 11, 10))


def test_course_of_papillomavirus_begun_before_27_is_ended_after() -> None:
    attendue = _next(HPV, _assess(date(1999, 3, 1), date(2026, 6, 4), ("Gardasil 9", date(2026, 2, 1))))
    assert attendue is not None
    assert attendue.dose == "2e dose"


def test_measles_asks_two_doses_of_whoever_was_born_since_1980() -> None:
    attendue = _next(ROR, _assess(date(1980, 1, 1), date(2026, 6, 4), ("Priorix", date(1990, 5, 1))))
    assert attendue is not None
    assert (attendue.dose, attendue.etat) == ("2e dose", RETARD)


def test_meningococci_of_adolescents_are_asked_whatever_was_given_before() -> None:
    nourri = (("Nimenrix", date(2015, 7, 1)), ("Nimenrix", date(2016, 1, 15)))
    attendue = _next(ACWY, _assess(date(2015, 1, 2), date(2026, 6, 4), *nourri))
    assert attendue is not None
    assert (attendue.dose, attendue.etat) == ("dose de 11 à 14 ans", A_FAIRE)
    assert _next(ACWY, _assess(date(2015, 1, 2), date(2026, 6, 4), ("Menveo", date(2026, 2, 1)))) is None


def test_shingles_takes_two_doses_from_65_and_the_former_vaccine_does_not_count() -> None:
    premiere = _next(ZONA, _assess(date(1955, 1, 2), date(2026, 6, 4), ("Zostavax", date(2018, 1, 1))))
    assert premiere is not None
    assert (premiere.dose, premiere.etat) == ("1re dose", A_FAIRE)
    deuxieme = _next(ZONA, _assess(date(1955, 1, 2), date(2026, 6, 4), ("Shingrix", date(2025, 6, 1))))
    assert deuxieme is not None
    assert (deuxieme.dose, deuxieme.etat) == ("2e dose", RETARD)


def test_older_pneumococcal_vaccines_do_not_stand_for_the_single_dose_of_65() -> None:
    attendue = _next(PNEUMO_65, _assess(date(1955, 1, 2), date(2026, 6, 4), ("Pneumovax", date(2021, 1, 1))))
    assert attendue is not None
    assert attendue.etat is A_FAIRE


def test_respiratory_syncytial_virus_is_asked_from_75() -> None:
    assert _next(VRS, _assess(date(1951, 6, 4), date(2026, 6, 4))) is not None
    plus_jeune = _next(VRS, _assess(date(1951, 6, 5), date(2026, 6, 4)))
    assert plus_jeune is not None
    assert plus_jeune.etat is A_VENIR


@pytest.mark.parametrize(
    ("le", "injection", "etat"),
    [
        (date(2025, 10, 14), None, A_VENIR),
        (date(2025, 10, 15), None, A_FAIRE),
        (date(2026, 1, 31), None, A_FAIRE),
        (date(2026, 2, 1), None, A_VENIR),
        (date(2026, 1, 5), date(2025, 10, 20), FAIT),
        (date(2025, 11, 5), date(2025, 2, 1), A_FAIRE),
    ],
)
def test_flu_is_asked_each_winter_from_65(le: date, injection: date | None, etat: EtatEcheance) -> None:
    injections = () if injection is None else (("Efluelda", injection),)
    grippe = [e for e in _assess(date(1955, 1, 2), le, *injections) if e.libelle == "Grippe"]
    assert [e.etat for e in grippe] == [etat]


def test_flu_is_not_asked_before_65() -> None:
    assert not [e for e in _assess(date(1980, 1, 2), date(2025, 11, 1)) if e.libelle == "Grippe"]


@pytest.mark.parametrize(
    ("terme", "injection", "etat"),
    [
        (date(2026, 12, 1), None, A_VENIR),
        (date(2026, 9, 1), None, A_FAIRE),
        (date(2026, 9, 1), date(2026, 5, 20), FAIT),
        (date(2026, 9, 1), date(2024, 5, 20), A_FAIRE),
        (None, None, A_FAIRE),
        (None, date(2026, 5, 20), FAIT),
    ],
)
def test_each_pregnancy_asks_for_whooping_cough(
    terme: date | None, injection: date | None, etat: EtatEcheance
) -> None:
    injections = () if injection is None else (("Repevax", injection),)
    echeances = _assess(date(1996, 1, 2), date(2026, 6, 4), *injections, grossesse=Grossesse(terme))
    assert [e.etat for e in echeances if e.libelle == COQ_GROSSESSE] == [etat]


def test_pregnancy_near_its_term_is_past_the_weeks() -> None:
    echeances = _assess(date(1996, 1, 2), date(2026, 6, 4), grossesse=Grossesse(date(2026, 6, 20)))
    assert COQ_GROSSESSE not in {e.libelle for e in echeances}


@pytest.mark.parametrize(
    ("ecrit", "valence"),
    [
        ("GARDASIL 9, suspension injectable", "papillomavirus"),
        ("vaccin ROR 2e dose", "rougeole"),
        ("rappel dTcaPolio", "coqueluche"),
        ("Prevenar 20", "pneumocoque 20"),
        ("M-M-RVAXPRO", "rougeole"),
        ("Comirnaty JN.1", "covid 19"),
        ("Boostrixtetra", "tetanos"),
        ("Engerix B 20", "hepatite b"),
    ],
)
def test_vaccine_is_known_by_the_name_it_is_written_under(ecrit: str, valence: str) -> None:
    assert valence in shipped_calendrier().valences(_injection(ecrit, date(2020, 1, 1)))


def test_noted_valences_pass_before_the_name() -> None:
    noted = _injection("XYZ", date(2020, 1, 1), ("Tétanos", "Poliomyélite"))
    assert shipped_calendrier().valences(noted) == {"tetanos", "poliomyelite"}


def test_name_that_tells_nothing_is_said_so() -> None:
    inconnu, connu = _injection("vaccin XYZ", date(2020, 1, 1)), _injection("BCG", date(2020, 1, 2))
    assert unknown_vaccines(shipped_calendrier(), [inconnu, connu]) == (inconnu,)


@pytest.mark.parametrize(
    "contenu",
    [
        b"",
        b"edition = ",
        b"\xff\xfe",
        b'edition = "2025"\npublie_le = "hier"\nseries = []\nvaccins = []',
        b'edition="1"\npublie_le=2025-01-01\nvaccins=[]\n[[series]]\nlibelle="A"\nvalence="a"\nschemas=[]',
        b'edition="1"\npublie_le=2025-01-01\nvaccins=[]\n[[series]]\nlibelle="A"\nvalence="a"\n'
        b'schemas=[{doses=[{nom="x", age="deux mois"}]}]',
        b'edition="1"\npublie_le=2025-01-01\nvaccins=[]\nseries=[]\n[[saisons]]\nlibelle="G"\nvalence="g"\n'
        b'age="65 ans"\ncompte="09-01"\ndebut="13-45"\nfin="01-31"',
    ],
)
def test_table_that_is_not_a_calendar_is_refused(tmp_path: Path, contenu: bytes) -> None:
    chemin = tmp_path / "calendrier.toml"
    chemin.write_bytes(contenu)
    with pytest.raises(CalendrierInvalide):
        read_calendrier(chemin)
