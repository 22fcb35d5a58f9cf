"""The packs of the shipped base that the counter offers: those of the line, and any other once agreed."""

import pytest

from ambroise.bootstrap.interface.prescrire import BoitesEcran
from ambroise.referentiels.biosimilaires import read_biosimilaires
from ambroise.resources import resource
from ambroise.ui.comptoir.ports import BoiteGroupe
from ambroise.usecases.ports_actes import LigneConsultee
from ambroise.usecases.ports_medicaments import BaseMedicaments, SorteMedicament
from tests.fakes.base_medicaments import shipped_base
from tests.integration.controles.test_registres import DUROGESIC, ZOCOR

LIVREE = read_biosimilaires(resource("biosimilaires/groupes.toml"))
ENBREL_50, BENEPALI_50 = "ENBREL 50 mg", "BENEPALI 50 mg"


class Referentiel:
    """The shipped base, opened."""

    def base(self) -> BaseMedicaments:
        return shipped_base()


@pytest.fixture
def boites() -> BoitesEcran:
    return BoitesEcran(Referentiel(), lambda: LIVREE)  # type: ignore[arg-type]


def of_line(boites: BoitesEcran, code_cis: str) -> list[BoiteGroupe]:
    return list(boites.find(LigneConsultee("1", 1, "x", "1", 1, 0, code_cis=code_cis)))


def test_narcotics_are_told_from_the_others(boites: BoitesEcran) -> None:
    assert all(b.is_stupefiant for b in of_line(boites, DUROGESIC[0]))
    assert not any(b.is_stupefiant for b in of_line(boites, ZOCOR[0]))


def test_some_narcotic_has_a_pack_that_must_be_counted(boites: BoitesEcran) -> None:
    packs = boites.search("morphine")
    assert {b.is_stupefiant for b in packs} == {True}
    assert any(b.is_a_compter for b in packs)
    assert all(b.is_a_compter is not bool(b.presentation.unites) for b in packs)


def test_a_pack_is_found_by_its_code_alone(boites: BoitesEcran) -> None:
    (boite,) = boites.search(f" {ZOCOR[1]} ")
    assert (boite.presentation.code_cip13, boite.hors_groupe) == (ZOCOR[1], True)


def test_another_medicine_is_found_by_its_name_and_nothing_by_nonsense(boites: BoitesEcran) -> None:
    noms = {b.denomination for b in boites.search("pravastatine 20")}
    assert noms
    assert all("PRAVASTATINE" in nom.upper() for nom in noms)
    assert boites.search("zzzzqqqq") == []


def code_of(nom: str) -> str:
    """Return the CIS of a product of the shipped base by the beginning of its name."""
    found = shipped_base().search(nom)
    return next(
        r.cle for r in found if r.sorte is SorteMedicament.SPECIALITE and r.denomination.startswith(nom)
    )


def test_every_brand_of_the_groups_is_in_the_base_or_known_to_be_withdrawn() -> None:
    noms = {nom for groupe in LIVREE.groupes for nom in groupe.noms}
    absents = {
        nom
        for nom in noms
        if not any(r.denomination.startswith(f"{nom} ") for r in shipped_base().search(nom))
    }
    assert absents == {"GRASTOFIL", "AFIVEG", "AHZANTIVE", "BAIAMA", "EYDENZELT", "MYNZELPI"}


def test_a_biological_of_a_group_is_offered_its_similar_ones_with_their_price(boites: BoitesEcran) -> None:
    trouvees = of_line(boites, code_of(ENBREL_50))
    siennes, similaires = [b for b in trouvees if not b.consigne], [b for b in trouvees if b.consigne]
    assert {b.denomination.split()[0] for b in siennes} == {"ENBREL"}
    memes = [b for b in similaires if not b.complement]
    assert {b.denomination.split()[0] for b in memes} == {"BENEPALI", "ERELZI", "NEPEXTO"}
    assert all(" 50 mg" in b.denomination for b in memes)
    dispositif = "stylo" if "stylo" in siennes[0].denomination else "seringue"
    assert dispositif in similaires[0].denomination, "the same device comes first"
    assert any(b.presentation.prix_public for b in memes)
    assert {b.denomination.split(",")[0] for b in similaires if b.complement} >= {"BENEPALI 25 mg"}
    assert all("arrêté du 4 décembre 2025" in b.consigne for b in similaires)


@pytest.mark.parametrize(
    ("nom", "attendus"),
    [
        ("HUMIRA 40 mg", {"AMGEVITA", "AMSPARITY", "HUKYNDRA", "HULIO", "HYRIMOZ", "IDACIO", "IMRALDI"}),
        ("LOVENOX 4 000 UI", {"INHIXA", "ENOXAPARINE"}),
        ("GONAL-F 300 UI", {"BEMFOLA", "OVALEAP"}),
        ("EYLEA 40 mg", {"AFQLIR", "PAVBLU"}),
    ],
)
def test_each_group_offers_the_strength_prescribed(boites: BoitesEcran, nom: str, attendus: set[str]) -> None:
    memes = [b for b in of_line(boites, code_of(nom)) if b.is_biosimilaire and not b.complement]
    assert {b.denomination.split()[0] for b in memes} >= attendus


def test_no_epoetin_is_said_of_the_strength_of_a_name_in_units_by_millilitre(boites: BoitesEcran) -> None:
    similaires = [b for b in of_line(boites, code_of("EPREX 10 000")) if b.is_biosimilaire]
    assert {b.denomination.split()[0] for b in similaires} == {"BINOCRIT", "RETACRIT"}
    assert all(b.complement for b in similaires)


def test_the_reference_never_takes_the_place_of_a_similar_one(boites: BoitesEcran) -> None:
    trouvees = of_line(boites, code_of(BENEPALI_50))
    assert not any(b.is_reference for b in trouvees)
    assert all(b.is_biosimilaire for b in trouvees)
    noms = {b.denomination.split()[0] for b in trouvees}
    assert noms == {"BENEPALI", "ERELZI", "NEPEXTO"}


@pytest.mark.parametrize("nom", ["STELARA 45 mg", "LANTUS 100", "DOLIPRANE 1000"])
def test_outside_the_groups_of_the_text_no_biological_is_substituted(boites: BoitesEcran, nom: str) -> None:
    trouvees = of_line(boites, code_of(nom))
    assert trouvees
    assert not any(b.consigne or b.is_biosimilaire for b in trouvees)
