import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from ambroise.adapters.tableurs import open_table
from ambroise.domain.identite import Sexe, StatutIdentite
from ambroise.persistence.ids import new_id
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.errors import AmbroiseError, ReponseInvalide
from ambroise.usecases.import_patients import BilanImport, check_columns, guess_columns, import_patients
from ambroise.usecases.ports import UnitOfWorkFactory
from tests.fakes.temps import HorlogeReglable

ENTETE = "Nom;Nom d'usage;Prénom;Sexe;Date de naissance;Téléphone;Ville;N° sécurité sociale"
LIGNES = """MARTIN;;Zoé Anne;F;12/03/1980;06 12 34 56 78;Rennes;2 80 03 35 238 001 12
Lefèvre;Durand;Hélène;Mme;1975-01-31;+33612345679;L’Haÿ-les-Roses;"""


@pytest.fixture
def moteur() -> str:
    return "sqlite"


@pytest.fixture
def contexte(uow: UnitOfWorkFactory, horloge: HorlogeReglable) -> Contexte:
    return Contexte(uow, horloge, new_id, "poste-1")


Importer = Callable[..., BilanImport]


@pytest.fixture
def run(contexte: Contexte) -> Importer:
    def importer(fichier: Path, **options: object) -> BilanImport:
        with open_table(fichier) as (entetes, lignes):
            colonnes = guess_columns(entetes)
            check_columns(colonnes, entetes)
            return import_patients(
                contexte,
                lignes,
                colonnes,
                source=fichier.name,
                auteur="moi",
                **options,  # type: ignore[arg-type]
            )

    return importer


def write(tmp_path: Path, texte: str, encodage: str = "utf-8", nom: str = "t.csv") -> Path:
    fichier = tmp_path / nom
    fichier.write_bytes(texte.encode(encodage))
    return fichier


def found(contexte: Contexte, texte: str) -> list[str]:
    with contexte.uow() as uow:
        return [r.nom_naissance for r in uow.patients.search(texte)]


@pytest.mark.parametrize("encodage", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separateur", [";", ",", "\t"])
def test_a_csv_is_read_however_it_was_saved(
    run: Importer, contexte: Contexte, tmp_path: Path, encodage: str, separateur: str
) -> None:
    texte = f"{ENTETE}\r\n{LIGNES}\r\n".replace(";", separateur)
    bilan = run(write(tmp_path, texte, encodage))
    assert (bilan.lus, bilan.crees, bilan.ignores, bilan.refuses) == (2, 2, 0, [])
    with contexte.uow() as uow:
        martin = uow.patients.get(uow.patients.search("martin")[0].id)
        lefevre = uow.patients.get(uow.patients.search("lefevre")[0].id)
    assert martin.identite.traits.prenoms_naissance == "ZOE ANNE"
    assert martin.identite.traits.date_naissance == date(1980, 3, 12)
    assert martin.nir_facturation == "280033523800112"
    assert martin.identite.statut is StatutIdentite.PROVISOIRE
    assert lefevre.identite.nom_utilise == "DURAND"
    assert lefevre.identite.traits.sexe is Sexe.FEMININ
    assert lefevre.coordonnees.commune == "L’Haÿ-les-Roses"


def test_a_workbook_is_read_with_its_dates(run: Importer, contexte: Contexte, tmp_path: Path) -> None:
    classeur = openpyxl.Workbook()
    feuille = classeur.active
    assert feuille is not None
    feuille.append(["Nom de naissance", "Prénoms", "Date de naissance", "Code postal"])
    feuille.append(["Martin", "Zoé", datetime(1980, 3, 12), 35000])  # noqa: DTZ001
    feuille.append([None, None, None, None])
    feuille.append(["Durand", "Paul", "13/04/1990", "01000"])
    classeur.save(tmp_path / "t.xlsx")
    classeur.close()
    assert run(tmp_path / "t.xlsx").crees == 2
    assert found(contexte, "12/03/1980") == ["MARTIN"]
    assert found(contexte, "durand 01000") == ["DURAND"]


@pytest.mark.parametrize(
    ("ligne", "raison"),
    [
        (";;Zoé;F;12/03/1980;;;", "«\u00a0Nom\u00a0» est vide"),
        ("MARTIN;;;F;12/03/1980;;;", "«\u00a0Prénom\u00a0» est vide"),
        ("MARTIN;;Zoé;F;;;;", "«\u00a0Date de naissance\u00a0» est vide"),
        ("MARTIN;;Zoé;F;31/02/1980;;;", "calendrier"),
        ("MARTIN;;Zoé;F;12 mars 80;;;", "JJ/MM/AAAA"),
        ("MARTIN;;Zoé;F;12/03/2080;;;", "avenir"),
        ("MARTIN;;Zoé;F;12/03/1780;;;", "trop ancienne"),
        ('"=HYPERLINK(""http://x"")";;Zoé;F;12/03/1980;;;', "formule"),
        ("@SUM(1);;Zoé;F;12/03/1980;;;", "formule"),
        ("MARTIN;;Zo\x07é;F;12/03/1980;;;", "commande"),
        ("MAR\x00TIN;;Zoé;F;12/03/1980;;;", "commande"),
        ("M4RTIN;;Zoé;F;12/03/1980;;;", "nom de naissance"),
        ("MARTIN;;Zoé;F;12/03/1980;;;123", "sécurité sociale"),
        (f"{'A' * 400};;Zoé;F;12/03/1980;;;", "trop long"),
    ],
)
def test_a_refused_line_says_why_without_quoting_it(
    run: Importer, contexte: Contexte, tmp_path: Path, ligne: str, raison: str
) -> None:
    bilan = run(write(tmp_path, f"{ENTETE}\n{LIGNES}\n{ligne}\n"))
    assert bilan.crees == 2
    (refus,) = bilan.refuses
    assert refus.ligne == 4
    assert raison in refus.raison
    assert not any(mot in refus.raison for mot in ("MARTIN", "Zoé", "1980", "HYPERLINK"))


def test_a_dry_run_writes_nothing(run: Importer, contexte: Contexte, tmp_path: Path) -> None:
    fichier = write(tmp_path, f"{ENTETE}\n{LIGNES}\n")
    assert run(fichier, a_blanc=True).crees == 2
    assert found(contexte, "martin") == []
    assert run(fichier).crees == 2


def test_known_patients_are_not_doubled(run: Importer, contexte: Contexte, tmp_path: Path) -> None:
    run(write(tmp_path, f"{ENTETE}\n{LIGNES}\n"))
    bilan = run(write(tmp_path, f"{ENTETE}\n{LIGNES}\n{LIGNES}\n", nom="autre.csv"))
    assert (bilan.crees, bilan.ignores) == (0, 4)


def test_an_interrupted_import_goes_on_where_it_stopped(
    run: Importer, contexte: Contexte, tmp_path: Path
) -> None:
    lignes = "\n".join(f"{nom(n)};;Zoé;F;12/03/1980;;;" for n in range(1200))
    fichier = write(tmp_path, f"{ENTETE}\n{lignes}\n")
    premier = run(fichier, progress=lambda _bilan: False)
    assert premier.crees == 500
    second = run(fichier)
    assert (second.lus, second.crees, second.ignores) == (1200, 700, 500)
    with contexte.uow() as uow:
        assert len(uow.patients.search("12/03/1980", 5000)) == 1200


def nom(n: int) -> str:
    return "".join(chr(65 + (n // 26**i) % 26) for i in range(4)) + "ON"


@pytest.mark.parametrize("texte", ["", "\n\n", ";;;\n", "Nom;Prénom\nA;B\n", "a\x00b"])
def test_a_table_without_what_is_needed_is_refused(run: Importer, tmp_path: Path, texte: str) -> None:
    with pytest.raises(AmbroiseError):
        run(write(tmp_path, texte))


def test_a_file_that_is_absent_or_no_table_is_refused(run: Importer, tmp_path: Path) -> None:
    with pytest.raises(ReponseInvalide):
        run(tmp_path / "absent.csv")
    (tmp_path / "faux.xlsx").write_bytes(b"PK\x03\x04" + bytes(500))
    with pytest.raises(ReponseInvalide):
        run(tmp_path / "faux.xlsx")


def workbook(tmp_path: Path, feuille: bytes) -> Path:
    classeur, octets = openpyxl.Workbook(), io.BytesIO()
    classeur.save(octets)
    classeur.close()
    fichier = tmp_path / "piege.xlsx"
    with zipfile.ZipFile(octets) as source, zipfile.ZipFile(fichier, "w", zipfile.ZIP_DEFLATED) as cible:
        for nom_membre in source.namelist():
            contenu = feuille if nom_membre == "xl/worksheets/sheet1.xml" else source.read(nom_membre)
            cible.writestr(nom_membre, contenu)
    return fichier


def test_a_workbook_that_is_a_bomb_is_refused(run: Importer, tmp_path: Path) -> None:
    with pytest.raises(ReponseInvalide, match="démesurément"):
        run(workbook(tmp_path, b"<worksheet>" + b" " * 80_000_000))


def test_a_workbook_with_entities_is_refused(run: Importer, tmp_path: Path) -> None:
    piege = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><worksheet>&a;</worksheet>'
    with pytest.raises(ReponseInvalide, match="interdites"):
        run(workbook(tmp_path, piege))


def test_an_endless_cell_is_refused(run: Importer, tmp_path: Path) -> None:
    with pytest.raises(ReponseInvalide):
        run(write(tmp_path, f'{ENTETE}\n"{"A" * 200_000}'))


def test_a_mapping_is_checked() -> None:
    with pytest.raises(AmbroiseError, match="inconnu"):
        check_columns({"age": "Âge"}, ["Âge"])
    with pytest.raises(AmbroiseError, match="pas dans ce fichier"):
        check_columns({"nom_naissance": "Nom"}, ["Prénom"])
    with pytest.raises(AmbroiseError, match="date_naissance"):
        check_columns({"nom_naissance": "Nom", "prenoms_naissance": "Prénom"}, ["Nom", "Prénom"])


def test_columns_are_guessed_from_the_names_publishers_give_them() -> None:
    assert guess_columns(["NOM_NAISSANCE", "Prénoms", "Né(e) le", "CP", "Inconnue"]) == {
        "nom_naissance": "NOM_NAISSANCE",
        "prenoms_naissance": "Prénoms",
        "date_naissance": "Né(e) le",
        "code_postal": "CP",
    }


def test_several_numbers_of_a_line_are_kept_each_with_the_name_of_its_column(
    run: Importer, contexte: Contexte, tmp_path: Path
) -> None:
    entete = "Nom;Prénom;Date de naissance;Sexe;Téléphone;Portable;Mail;Email professionnel"
    ligne = "MARTIN;Zoé;12/03/1980;F;04 73 01 02 03;+33612345678;z@exemple.fr;z@cabinet.fr"
    fichier = write(tmp_path, f"{entete}\n{ligne}\nMARTIN;Léa;12/03/1981;F;;06 00 00 00 01;;\n")
    assert run(fichier).crees == 2
    with contexte.uow() as uow:
        trouves = {uow.patients.get(p.id) for p in uow.patients.search("0612345678")}
        assert [p.coordonnees.telephone for p in trouves] == ["04 73 01 02 03; +33612345678 (portable)"]
        assert [p.coordonnees.email for p in trouves] == ["z@exemple.fr; z@cabinet.fr (email professionnel)"]
        assert [p.id for p in uow.patients.search("0473010203")] == [p.id for p in trouves]
        assert len(uow.patients.search("0600000001")) == 1


def test_a_second_run_tells_the_refused_lines_again(run: Importer, tmp_path: Path) -> None:
    fichier = write(tmp_path, f"{ENTETE}\n=cmd;;Zoé;F;12/03/1980;;;\n{LIGNES}\n")
    premiere, seconde = run(fichier), run(fichier)
    assert premiere.refuses == seconde.refuses
    assert [refus.raison for refus in seconde.refuses] == [
        "La colonne «\u00a0Nom\u00a0» contient une formule."
    ]
    assert (seconde.crees, seconde.ignores) == (0, 2)
