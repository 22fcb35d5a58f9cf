import tomllib

from hypothesis import given
from hypothesis import strategies as st

from ambroise.installation.positions import find_line, locate_keys

TEXTE = """# en tête
version = 1

[poste]            # un commentaire
nom = "Accueil"
poste.profil = "a"

[cartes]
lecteurs = [
  "un",   # le premier
  "deux",
]
texte = '''
[pas une section]
nom = "x"
'''

[structures."12 34"]
nom = "Cabinet"
"""


def test_each_key_is_found_on_the_line_where_it_is_written() -> None:
    lignes = locate_keys(TEXTE)
    assert lignes[("version",)] == 2
    assert lignes[("poste",)] == 4
    assert lignes[("poste", "nom")] == 5
    assert lignes[("poste", "poste", "profil")] == 6
    assert lignes[("cartes", "lecteurs")] == 9
    assert lignes[("cartes", "texte")] == 13
    assert lignes[("structures", "12 34", "nom")] == 19
    assert ("cartes", "nom") not in lignes


def test_a_key_that_is_not_written_is_told_on_the_line_of_its_table() -> None:
    lignes = locate_keys(TEXTE)
    assert find_line(lignes, ("poste", "absent")) == 4
    assert find_line(lignes, ("rien", "du tout")) == 1


@given(
    st.lists(st.sampled_from(["[a]", "b = 1", "\n", "# x", 'c = """\n[d]\n"""', "e = [\n1,\n]"]), max_size=8)
)
def test_every_top_key_of_a_valid_text_has_a_line(morceaux: list[str]) -> None:
    texte = "\n".join(morceaux)
    try:
        lu = tomllib.loads(texte)
    except tomllib.TOMLDecodeError:
        return
    lignes = locate_keys(texte)
    assert {(cle,) for cle in lu} <= set(lignes)
    assert all(1 <= n <= texte.count("\n") + 1 for n in lignes.values())
