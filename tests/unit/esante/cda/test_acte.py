"""An act as JSON becomes the same document each time; what is wrong in it is named."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esante.cda.acte import build_acte
from esante.cda.acte_schema import acte_schema
from esante.cda.controles import check_cda
from esante.cda.decodage import ActeInvalide
from esante.cda.lecture import DocumentLu, read_cda

ENTETE: dict[str, Any] = {
    "instant": "2026-01-31T10:15:00+01:00",
    "patient": {
        "nom_naissance": "PAT-TROIS",
        "premier_prenom": "DOMINIQUE",
        "prenoms_naissance": "DOMINIQUE MARIE-LOUISE",
        "sexe": "F",
        "date_naissance": "1979-03-28",
        "matricule": "279035121518989",
        "oid_ins": "1.2.250.1.213.1.4.10",
        "lieu_naissance": "51215",
    },
    "auteurs": [
        {
            "identifiant": "899900063480",
            "nom": "LIBRE",
            "prenom": "Max",
            "specialite": "G15_10/SM26",
            "structure": {
                "identifiant": "499900063480001",
                "nom": "CABINET M LIBRE",
                "type": "SA07",
                "cadre_exercice": "AMBULATOIRE",
            },
        }
    ],
}
LIGNE = {
    "identifiant": "5b1f7a0e-0b77-4b8e-9e0e-3d9c8a4d2f61",
    "produit": {"denomination": "PARACETAMOL 500 mg", "code_cis": "63107752"},
    "posologie": "1 comprimé 3 fois par jour",
    "voie": "20053000",
    "quantite": {"valeur": 2, "unite": "30009000", "libelle": "2 boîtes"},
}
CONTENUS: dict[str, Any] = {
    "ordonnance": {
        "debut_validite": "2026-01-31T10:15:00+01:00",
        "fin_validite": "2026-04-30T10:15:00+02:00",
        "medicaments": [LIGNE],
    },
    "dispensation": {
        "instant": "2026-01-31T10:15:00+01:00",
        "lignes": [
            {"identifiant": LIGNE["identifiant"], "produit": LIGNE["produit"], "quantite": LIGNE["quantite"]}
        ],
    },
    "vaccination": {
        "identifiant": LIGNE["identifiant"],
        "produit": LIGNE["produit"]
        | {"atc": {"code": "J07AM01", "libelle": "vaccin tétanique", "systeme": "2.16.840.1.113883.6.73"}},
        "date": "2026-01-31",
        "voie": "20035000",
    },
    "synthese": {"allergies": [{"identifiant": LIGNE["identifiant"], "agent": "Pénicilline"}]},
    "vsm": {},
    "document": {"type": "11488-4", "texte": "Consultation du jour.\nRAS"},
}


def page(lu: DocumentLu, texte: str) -> bytes:
    return b"%PDF-1.4 " + (texte or " ".join(s.texte for s in lu.sections)).encode()


def build(genre: str, **changes: Any) -> bytes:
    acte = {"genre": genre, "entete": deepcopy(ENTETE), genre: deepcopy(CONTENUS[genre])}
    acte.update(changes)
    return build_acte(json.dumps(acte), page, lambda text: b"\x89PNG" + text.encode())


def test_a_vaccine_without_its_atc_class_does_not_leave() -> None:
    bare = CONTENUS["vaccination"] | {"produit": LIGNE["produit"]}
    assert [c.regle for c in check_cda(build("vaccination", vaccination=bare))] == ["vaccin-atc"]


@pytest.mark.parametrize("genre", CONTENUS)
def test_every_kind_of_act_becomes_a_document_that_may_leave(genre: str) -> None:
    data = build(genre)
    assert check_cda(data) == []
    assert data == build(genre)


def test_the_page_of_an_order_repeats_its_narrative() -> None:
    lu = read_cda(build("ordonnance"))
    assert lu.page is not None
    assert "1 comprimé 3 fois par jour" in lu.page.donnees.decode()


def test_the_words_of_a_free_document_become_its_page() -> None:
    lu = read_cda(build("document"))
    assert lu.page is not None
    assert "Consultation du jour" in lu.page.donnees.decode()


def without(path: str) -> dict[str, Any]:
    header = deepcopy(ENTETE)
    node: Any = header
    *parents, last = path.split(".")
    for name in parents:
        node = node[int(name)] if name.isdigit() else node[name]
    del node[last]
    return header


def changed(path: str, value: Any) -> dict[str, Any]:
    header = deepcopy(ENTETE)
    node: Any = header
    *parents, last = path.split(".")
    for name in parents:
        node = node[int(name)] if name.isdigit() else node[name]
    node[last] = value
    return header


@pytest.mark.parametrize(
    ("header", "champ"),
    [
        (None, "entete"),
        (without("instant"), "entete.instant"),
        (without("patient.nom_naissance"), "entete.patient.nom_naissance"),
        (changed("instant", "2026-01-31"), "entete.instant"),
        (changed("instant", 3), "entete.instant"),
        (changed("auteurs", []), "entete.auteurs"),
        (changed("auteurs.0.specialite", "G15_99"), "entete.auteurs[0].specialite"),
        (changed("patient.date_naissance", "28/03/1979"), "entete.patient.date_naissance"),
        (changed("patient.sexe", "X"), "entete.patient.sexe"),
        (changed("patient.couleur", "bleu"), "entete.patient.couleur"),
        (changed("confidentialite", "Z"), "entete.confidentialite"),
        (changed("version", "1"), "entete.version"),
        (changed("version", True), "entete.version"),
    ],
)
def test_what_is_wrong_is_named(header: Any, champ: str) -> None:
    with pytest.raises(ActeInvalide) as caught:
        build("ordonnance", entete=header)
    assert caught.value.champ == champ


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "3",
        "{",
        '{"genre": "lettre"}',
        '{"genre": ["ordonnance"]}',
        '{"genre": "vsm"}',
        "[" * 100_000,
    ],
)
def test_what_is_not_an_act_is_refused(text: str) -> None:
    with pytest.raises(ActeInvalide):
        build_acte(text, page, lambda _: b"")


def test_an_unknown_field_or_a_forbidden_type_is_refused() -> None:
    with pytest.raises(ActeInvalide, match="champ inconnu"):
        build("vsm", autre=1)
    with pytest.raises(ActeInvalide, match="interdit"):
        build("document", document={"type": "11369-6", "texte": "x"})
    with pytest.raises(ActeInvalide, match="sans ligne"):
        build("ordonnance", ordonnance={**CONTENUS["ordonnance"], "medicaments": []})


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda c: st.lists(c) | st.dictionaries(st.text(), c),
    )
)
def test_any_json_is_a_document_or_a_named_refusal(value: Any) -> None:
    with pytest.raises(ActeInvalide):
        build("ordonnance", ordonnance=value)


def test_the_published_schema_is_that_of_the_classes() -> None:
    published = Path(__file__).parents[4] / "docs" / "acte.schema.json"
    assert json.loads(published.read_text(encoding="utf-8")) == acte_schema()
