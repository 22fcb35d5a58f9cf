"""The lists shipped hold; the profile's own takes their place; a hostile file is left aside."""

import os
from pathlib import Path

import pytest

from ambroise.domain.liste_prescripteur import Genre, Lecture, ListePrescripteur, ProduitJuge, Verdict
from ambroise.domain.professionnel import Profession, Professionnel
from ambroise.referentiels.listes import TAILLE_MAXIMALE, ListeInvalide
from ambroise.referentiels.prescripteurs import load_liste, read_liste

SANS_MEDECIN = [p for p in Profession if p is not Profession.MEDECIN]
ENTETE = 'profession = "60"\ndes = "des infirmiers"\ntexte = "arrêté"\narticle = "CSP L4311-1"\n'
GENRE = f'{ENTETE}[dispositifs]\nlecture = "entiere"\n[[dispositifs.categorie]]\nnom = "X"\n'


def who(profession: Profession, savoir_faire: str = "") -> Professionnel:
    return Professionnel("8", "A", "B", profession, savoir_faire)


def shipped(profession: Profession, savoir_faire: str = "") -> ListePrescripteur:
    liste = load_liste(who(profession, savoir_faire), Path("absent"))
    assert liste is not None
    return liste


def test_only_a_physician_prescribes_without_a_list() -> None:
    assert load_liste(who(Profession.MEDECIN), Path("absent")) is None


@pytest.mark.parametrize("profession", SANS_MEDECIN)
def test_every_other_profession_has_its_list_with_its_text_and_article(profession: Profession) -> None:
    liste = shipped(profession)
    assert liste.profession == profession.code
    assert liste.texte != "liste non connue"
    assert liste.article.startswith("CSP ")
    assert set(liste.genres) == set(Genre)


def test_advanced_practice_has_a_list_of_its_own() -> None:
    assert "pratique avancée" in shipped(Profession.INFIRMIER, "SI01").des
    assert "pratique avancée" not in shipped(Profession.INFIRMIER).des


@pytest.mark.parametrize(
    ("designation", "categorie"),
    [
        ("Compresses stériles de gaze hydrophile 10 × 10", "Articles pour pansement"),
        ("Bandes de crêpe en coton", "Articles pour pansement"),
        ("Cerceau de lit", "Cerceaux pour lit"),
        ("Étui pénien avec collecteur d’urine", "Incontinence et appareil urogénital"),
        ("Sonde pour autosondage vésicale", "Incontinence et appareil urogénital"),
        ("Poche de colostomie", "Incontinence et appareil urogénital"),
        ("Perfuseur de précision", "Perfusion à domicile"),
        ("Aiguille de Huber", "Perfusion à domicile"),
        ("Pansement hydrocolloïde 10 × 10", "Pansements de plaies chroniques"),
        ("Matelas gaufrier", "Prévention des escarres"),
        ("Sonde naso-gastrique", "Nutrition entérale"),
        ("Bas de contention classe II", "Contention"),
        ("Bandelettes d’autosurveillance", "Surveillance de la glycémie"),
        ("Fauteuil roulant", ""),
        ("Lit médicalisé", ""),
        ("Déambulateur", ""),
        ("Aérosol", ""),
    ],
)
def test_device_of_the_nurses_is_found_in_its_category(designation: str, categorie: str) -> None:
    (constat,) = shipped(Profession.INFIRMIER).judge([ProduitJuge(1, Genre.DISPOSITIFS, designation)])
    assert constat.categorie == categorie
    assert (constat.verdict is Verdict.INTERDIT) is (categorie == "")


def test_topical_of_a_podiatrist_holds_no_listed_substance() -> None:
    antiseptique = ProduitJuge(1, Genre.MEDICAMENTS, "Bétadine", "D08AG02")
    liste_i = ProduitJuge(2, Genre.MEDICAMENTS, "Antifongique", "D01AC08", is_listee=True)
    constats = list(shipped(Profession.PEDICURE_PODOLOGUE).judge([antiseptique, liste_i]))
    assert [c.verdict for c in constats] == [Verdict.PERMIS, Verdict.A_VERIFIER]


def test_the_list_put_in_the_profile_takes_the_place_of_the_one_shipped(tmp_path: Path) -> None:
    (tmp_path / "60.toml").write_text(f'{GENRE}mots = ["fauteuil roulant"]\n', encoding="utf-8")
    liste = load_liste(who(Profession.INFIRMIER), tmp_path)
    assert liste is not None
    (constat,) = liste.judge([ProduitJuge(1, Genre.DISPOSITIFS, "Fauteuil roulant")])
    assert constat.verdict is Verdict.PERMIS


def test_a_list_of_the_profile_is_read_again_when_it_changes(tmp_path: Path) -> None:
    chemin = tmp_path / "60.toml"
    for rang, mot in enumerate(("fauteuil roulant", "lit medicalise")):
        chemin.write_text(f'{GENRE}mots = ["{mot}"]\n', encoding="utf-8")
        os.utime(chemin, ns=(rang, rang))
        liste = load_liste(who(Profession.INFIRMIER), tmp_path)
        assert liste is not None
        (constat,) = liste.judge([ProduitJuge(1, Genre.DISPOSITIFS, mot)])
        assert constat.verdict is Verdict.PERMIS


def test_an_unreadable_list_of_the_profile_leaves_the_one_shipped(tmp_path: Path) -> None:
    (tmp_path / "60.toml").write_text("profession = ", encoding="utf-8")
    assert load_liste(who(Profession.INFIRMIER), tmp_path) == shipped(Profession.INFIRMIER)


def test_a_profession_without_a_file_is_said_unknown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ambroise.referentiels.prescripteurs.resource", lambda nom: tmp_path / nom)
    liste = load_liste(who(Profession.ORTHOPTISTE), tmp_path)
    assert liste is not None
    assert {genre.lecture for genre in liste.genres.values()} == {Lecture.AUCUNE}
    assert "Orthoptiste" in liste.des


@pytest.mark.parametrize(
    "contenu",
    [
        "",
        "profession = ",
        ENTETE.replace('"arrêté"', "3"),
        ENTETE.replace("arrêté", "a\\nb"),
        ENTETE.replace("arrêté", "a" * 700),
        f'{ENTETE}date = "hier"\n',
        f"{ENTETE}dispositifs = 3\n",
        f'{ENTETE}[dispositifs]\nlecture = "autre"\n',
        f'{ENTETE}[dispositifs]\nlecture = "partielle"\n',
        f'{ENTETE}[dispositifs]\nlecture = "entiere"\ncategorie = 3\n',
        f'{ENTETE}[dispositifs]\nlecture = "entiere"\ncategorie = [3]\n',
        GENRE,
        f"{GENRE}mots = 3\n",
        f'{GENRE}mots = ["(a+)+b"]\n',
        f'{GENRE}mots = ["aa…bb…cc"]\n',
        f'{GENRE}atc = ["j07"]\n',
        f'{GENRE}atc = [""]\n',
        f'{GENRE}mots = ["ok"]\ncondition = "\u202e"\n',
        "a = " + "[" * 4000,
    ],
)
def test_a_file_of_another_form_is_refused_without_a_word_of_it(tmp_path: Path, contenu: str) -> None:
    chemin = tmp_path / "60.toml"
    chemin.write_text(contenu, encoding="utf-8")
    with pytest.raises(ListeInvalide) as refus:
        read_liste(chemin)
    assert "a+" not in str(refus.value)


@pytest.mark.parametrize("contenu", [b"\xff\xfe\x00", b"#" * (TAILLE_MAXIMALE + 1)])
def test_a_file_of_bytes_or_too_large_is_refused(tmp_path: Path, contenu: bytes) -> None:
    chemin = tmp_path / "60.toml"
    chemin.write_bytes(contenu)
    with pytest.raises(ListeInvalide):
        read_liste(chemin)
