"""The counter tells an interaction once, whatever the number of boxes that carry it."""

from dataclasses import replace

from ambroise.domain.alerte import Alerte, NiveauAlerte, TypeAlerte
from ambroise.ui.comptoir.alertes import PAGE, group_alertes, shown_first
from ambroise.ui.ordonnances.state import alert_source

PAIRE = Alerte(
    cle="interaction:a:b",
    niveau=NiveauAlerte.CONTRE_INDICATION,
    type=TypeAlerte.INTERACTION,
    lignes=(1, 2),
    cause="INHIBITEURS PUISSANTS DU CYP3A4 + SIMVASTATINE",
    mecanisme="",
    conduite="N’associez pas ces médicaments.",
    source="ANSM, thésaurus des interactions médicamenteuses",
    edition="octobre 2020",
    titre="Clarithromycine et simvastatine",
)


def test_one_pair_of_substances_is_told_once_with_all_its_lines_and_treatments() -> None:
    turned = replace(PAIRE, cle="interaction:b:a", lignes=(2, 3), titre="Simvastatine et clarithromycine")
    outside = replace(PAIRE, lignes=(1,), traitements=("SIMVASTATINE 10 mg, comprimé",))
    (alone,) = group_alertes([PAIRE, turned, outside, outside])
    assert alone.titre == PAIRE.titre
    assert alone.lignes == (1, 2, 3)
    assert "Lignes 1, 2 et 3 · avec SIMVASTATINE 10 mg" in alert_source(alone)


def test_what_asks_for_two_decisions_stays_two() -> None:
    weaker = replace(PAIRE, niveau=NiveauAlerte.PRECAUTION)
    other = replace(PAIRE, titre="Clarithromycine et atorvastatine")
    double = replace(PAIRE, type=TypeAlerte.DOUBLON, titre="Clarithromycine en double", cle="doublon:a")
    again = replace(double, lignes=(1, 3))
    assert group_alertes([PAIRE, weaker, other, double, again]) == [PAIRE, weaker, other, double, again]


def test_no_contra_indication_is_folded_whatever_their_number() -> None:
    graves = [replace(PAIRE, cle=f"grave:{n}") for n in range(PAGE + 3)]
    legere = replace(PAIRE, niveau=NiveauAlerte.PRECAUTION, cle="legere")
    assert shown_first([legere, *graves]) == graves
    assert shown_first([legere, *graves[:2]]) == [*graves[:2], legere]
