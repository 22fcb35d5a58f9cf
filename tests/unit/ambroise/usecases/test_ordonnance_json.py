"""The published schema of an order is the one the reader follows."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from ambroise.domain.posologie import Posologie
from ambroise.domain.posologie_saisie import parse_posologie
from ambroise.usecases.json_domaine import JsonInvalide, read_dataclass
from ambroise.usecases.json_schema import schema_of
from ambroise.usecases.ordonnance_json import OrdonnanceJson

SCHEMAS = Path(__file__).parents[4] / "docs" / "schemas"


@pytest.mark.parametrize(
    ("nom", "cls", "titre"),
    [("ordonnance", OrdonnanceJson, "Ordonnance"), ("posologie", Posologie, "Posologie")],
)
def test_published_schema_is_the_one_read(nom: str, cls: type, titre: str) -> None:
    published = json.loads((SCHEMAS / f"{nom}.schema.json").read_text(encoding="utf-8"))
    assert published == schema_of(cls, titre)


@pytest.mark.parametrize("nom", ["ordonnance", "posologie"])
def test_no_object_of_the_schema_takes_an_unknown_field(nom: str) -> None:
    published = json.loads((SCHEMAS / f"{nom}.schema.json").read_text(encoding="utf-8"))
    objects = [noeud for noeud in _nodes(published) if noeud.get("type") == "object"]
    assert len(objects) > 3
    assert all(noeud["additionalProperties"] is False for noeud in objects)


def _nodes(noeud: object) -> Iterator[dict[str, object]]:
    if isinstance(noeud, dict):
        yield noeud
    for enfant in noeud.values() if isinstance(noeud, dict) else noeud if isinstance(noeud, list) else ():
        yield from _nodes(enfant)


@pytest.mark.parametrize(
    "saisie", ["1-0-1 7j", "2/j si douleur max 6", "1 lun mer ven 3m", "30-20-10 par 5j"]
)
def test_posology_survives_its_json(saisie: str) -> None:
    from ambroise.cli.sortie import as_json

    posologie = parse_posologie(saisie)
    assert read_dataclass(Posologie, json.loads(json.dumps(as_json(posologie)))) == posologie


@pytest.mark.parametrize(
    ("value", "chemin"),
    [
        (3, ""),
        ({"etapes": [{"sequence": "1"}]}, "etapes[0].sequence"),
        ({"etapes": [{"dose": {"valeur": "x", "unite": {}}}]}, "etapes[0].dose.valeur"),
        ({"etapes": [{"dose": {"valeur": 1}}]}, "etapes[0].dose.unite"),
        ({"etapes": [{"dose": {"valeur": -1, "unite": {"libelle": "a", "pluriel": "a"}}}]}, "etapes[0].dose"),
        ({"etapes": [{"rythme": {"heures": ["25:00"]}}]}, "etapes[0].rythme.heures[0]"),
        ({"etapes": []}, ""),
        ({"autre": 1}, "autre"),
    ],
)
def test_wrong_model_says_where(value: object, chemin: str) -> None:
    with pytest.raises(JsonInvalide) as caught:
        read_dataclass(Posologie, value)
    assert caught.value.chemin == chemin
