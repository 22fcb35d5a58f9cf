"""The French documents of installation say commands and keys that exist."""

import re
import shlex
import tomllib
from pathlib import Path

import pytest

from ambroise.cli.commandes import build_parser
from ambroise.installation.fichier import known_keys, read_fichier

DOCUMENTS = Path(__file__).parents[4] / "docs" / "installation"
FICHIER_DE_POSTE = (DOCUMENTS / "fichier-de-poste.md").read_text("utf-8")
_BLOC = re.compile(r"^\s*```(\w*)\n(.*?)^\s*```", re.DOTALL | re.MULTILINE)


NOMMEES = {"ambroise backup", "ambroise transfer", "ambroise install postgresql tls", "ambroise support"}
"""Named in a sentence without what follows them."""


def commands() -> list[str]:
    """Return each ``ambroise`` command written in a document, in blocks and in sentences."""
    trouvees = set()
    for document in DOCUMENTS.glob("*.md"):
        texte = document.read_text("utf-8")
        lignes = [
            li for langue, bloc in _BLOC.findall(texte) if langue in ("sh", "") for li in bloc.splitlines()
        ]
        trouvees |= {li.partition("  #")[0].strip() for li in lignes if li.strip().startswith("ambroise ")}
        trouvees |= set(re.findall(r"`(ambroise [a-z][^`…]*)`", texte))
    return sorted(commande for commande in trouvees if not opens_a_window(commande))


def opens_a_window(commande: str) -> bool:
    """Whether a command has no verb: the window, or the reading of one document."""
    return commande == "ambroise" or commande.endswith((".xml", ".cda", ".xdm"))


@pytest.mark.parametrize("commande", commands())
def test_each_command_of_the_documents_is_one(commande: str) -> None:
    from ambroise.demo import commande as demo

    parser = build_parser(demo)
    if commande in NOMMEES:
        with pytest.raises(SystemExit):
            parser.parse_args(shlex.split(commande)[1:])
    else:
        assert parser.parse_args(shlex.split(commande)[1:]).run


def test_each_key_of_the_profile_file_is_in_its_model() -> None:
    modele = next(bloc for langue, bloc in _BLOC.findall(FICHIER_DE_POSTE) if langue == "toml")
    lu = tomllib.loads(modele.replace("# adresse = ", "adresse = "))
    ecrites = {f"{section}.{cle}" for section, cles in lu.items() if isinstance(cles, dict) for cle in cles}
    assert set(known_keys()) <= ecrites


def test_the_model_of_the_document_is_accepted_as_it_is(tmp_path: Path) -> None:
    modele = next(bloc for langue, bloc in _BLOC.findall(FICHIER_DE_POSTE) if langue == "toml")
    fichier = tmp_path / "practice.toml"
    fichier.write_text(modele, encoding="utf-8")
    assert read_fichier(fichier).reglages["profession"] == "10"


def test_every_link_of_the_way_through_the_documents_leads_somewhere() -> None:
    suivis = {"README.md", *re.findall(r"\]\(([a-z-]+\.md)\)", (DOCUMENTS / "README.md").read_text("utf-8"))}
    assert len(suivis) > 10
    for nom in suivis:
        for lien in re.findall(r"\]\(([^)#:]+)\)", (DOCUMENTS / nom).read_text("utf-8")):
            assert (DOCUMENTS / lien).exists(), f"{nom} : {lien}"
