"""French sentences keep their signs: no plain space before « : », « ; », « ! », « ? », nor inside guillemets.

U+00A0 goes before a colon and inside guillemets, U+202F before the others (Lexique des règles typographiques
en usage à l'Imprimerie nationale). Read in the literals of the sources: a plain space would break a line
there, on screen and on paper.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

RACINE = Path(__file__).parents[2]
SOURCES = sorted(path for root in ("desktop", "integrations") for path in (RACINE / root).rglob("*.py"))
ESPACE_SIMPLE = re.compile(r"""(?<=[^\s(\[{|,=]) [:;!?](?=[\s»"')]|$)|« | »""")
REQUETE = re.compile(r"\b(?:SELECT|INSERT|UPDATE|DELETE|WHERE|AND|SET|LIMIT|MATCH)\b")
MOTIF = re.compile(r"\(\?|\\[sdbw]|\) ?\?|\]\+?\*")
PERMIS = {
    "desktop/ambroise/domain/envoi.py": ("Retenu : ",),  # kept in the databases, read back by its words
    "desktop/ambroise/domain/acte_saisi.py": (" ; ",),  # what a user types
    "desktop/ambroise/ui/ordonnances/actes.py": ("régime pauvre en sel ; revoir dans un mois",),  # idem
    "desktop/ambroise/printing/paragraphes.py": ("« ", " »"),  # what is mended in an editable file
    "desktop/ambroise/persistence/migrate.py": ("Ambroise : programmes depuis la révision ",),  # idem
    "integrations/esante/annuaire/recherche.py": ('libelle_profession : "', '{nom prenom identifiant} : "'),
    "integrations/esante/mssante/accuses.py": ("[KO Intégration système !][",),  # words of the référentiel
}


def phrases(source: str) -> Iterator[str]:
    """Yield the texts of a module that may be shown: neither docstring, nor SQL, nor pattern."""
    tree = ast.parse(source)
    documentation = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
            continue
        if id(node) not in documentation and not (REQUETE.search(node.value) or MOTIF.search(node.value)):
            yield node.value


def test_no_plain_space_stands_before_a_french_sign() -> None:
    fautes = [
        f"{nom}: {phrase!r}"
        for chemin in SOURCES
        for nom in [chemin.relative_to(RACINE).as_posix()]
        for phrase in phrases(chemin.read_text("utf-8"))
        if ESPACE_SIMPLE.search(phrase) and phrase not in PERMIS.get(nom, ())
    ]
    assert not fautes, "\n".join(fautes)


def test_every_permission_is_still_of_use() -> None:
    for chemin, permis in PERMIS.items():
        lues = set(phrases((RACINE / chemin).read_text("utf-8")))
        assert lues.issuperset(permis), chemin
