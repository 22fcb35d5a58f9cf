import pytest

from ambroise.domain.coordonnees_saisie import find_erreurs, tidy
from ambroise.domain.moyens import MOYENS_MAXIMUM, Moyen, first_moyen, read_moyens, write_moyens
from ambroise.domain.patient import Coordonnees

BUREAU = Moyen("06 12 34 56 78", "travail")


@pytest.mark.parametrize(
    ("texte", "lus"),
    [
        ("", ()),
        ("06 12 34 56 78", (Moyen("06 12 34 56 78"),)),
        ("0612345678 (portable)", (Moyen("0612345678", "portable"),)),
        ("portable : 06 12 34 56 78", (Moyen("06 12 34 56 78", "portable"),)),
        ("06 12 34 56 78 travail;; 04.73.01.02.03", (BUREAU, Moyen("04.73.01.02.03"))),
        ("+33 (0)4 73 01 02 03 (sa fille)", (Moyen("+33 (0)4 73 01 02 03", "sa fille"),)),
        (
            "z@exemple.fr; travail z@cabinet.fr",
            (Moyen("z@exemple.fr"), Moyen("z@cabinet.fr", "travail")),
        ),
        ("appeler la voisine", (Moyen("appeler la voisine"),)),
        ("06 12 34 56 78 (", (Moyen("06 12 34 56 78"),)),
    ],
)
def test_a_line_holds_several_ways_each_with_its_label(texte: str, lus: tuple[Moyen, ...]) -> None:
    assert read_moyens(texte) == lus


def test_what_is_written_is_read_back_and_the_first_is_the_one_to_try() -> None:
    ligne = write_moyens(read_moyens("portable 0612345678; 0473010203 (sa fille)"))
    assert ligne == "0612345678 (portable); 0473010203 (sa fille)"
    assert write_moyens(read_moyens(ligne)) == ligne
    assert first_moyen(ligne) == "0612345678"
    assert first_moyen(" ; ") == ""


def test_each_number_and_each_address_is_checked() -> None:
    assert find_erreurs(Coordonnees("0612345678 (portable); 0473010203", "a@b.fr; c@d.fr (travail)")) == {}
    assert set(find_erreurs(Coordonnees("0612345678; voisine", "a@b.fr; rien"))) == {"telephone", "email"}
    trop = "; ".join(f"06120000{n:02d}" for n in range(MOYENS_MAXIMUM + 1))
    assert find_erreurs(Coordonnees(trop)) == {"telephone": "8 au plus."}
    assert tidy(Coordonnees("mobile  06 12 34 56 78 ")).telephone == "06 12 34 56 78 (mobile)"
