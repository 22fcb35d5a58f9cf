"""The counter shows first what is read at a glance."""

from dataclasses import replace

from ambroise.domain.alerte import Alerte, NiveauAlerte, TypeAlerte
from ambroise.ui.comptoir.alertes import PAGE, shown_first

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


def test_no_contra_indication_is_folded_whatever_their_number() -> None:
    graves = [replace(PAIRE, cle=f"grave:{n}") for n in range(PAGE + 3)]
    legere = replace(PAIRE, niveau=NiveauAlerte.PRECAUTION, cle="legere")
    assert shown_first([legere, *graves]) == graves
    assert shown_first([legere, *graves[:2]]) == [*graves[:2], legere]
