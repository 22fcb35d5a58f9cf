"""An order of care is controlled as one of medicines: what its kind asks and it lacks stops it."""

import pytest

from ambroise.domain.alerte import TypeAlerte
from ambroise.domain.type_ordonnance import TypeOrdonnance
from ambroise.usecases.controle_ordonnance import check_ordonnance
from ambroise.usecases.ordonnance_json import read_ordonnance, to_controle
from tests.fakes.base_medicaments import shipped_base

MENTIONS = [
    ("dispositifMedical", {"dispositif": {"designation": "Bas de contention"}}, "Quantité à écrire"),
    ("acteInfirmier", {"acte": {"libelle": "Pansement"}}, "Durée ou nombre d’actes à écrire"),
    ("imagerie", {"acte": {"libelle": "IRM du genou"}}, "Question à poser"),
    ("transport", {"acte": {"libelle": "Ambulance"}}, "Motif médical à écrire"),
    (
        "transport",
        {"acte": {"libelle": "Ambulance", "details": [["Motif médical", "dialyse"]]}},
        "Départ à écrire",
    ),
    ("acteBiologieMedicale", {"acte": {"libelle": " "}}, "Prescription à nommer"),
    ("acteKinesitherapie", {"acte": {"libelle": ""}}, "Prescription à nommer"),
    ("acteKinesitherapie", {"dci": "paracétamol 1000 mg"}, "Ligne d’un autre type d’ordonnance"),
    ("medicament", {"acte": {"libelle": "Pansement"}}, "Ligne d’un autre type d’ordonnance"),
    ("medicament", {"texte_libre": "Pansement gras"}, "Durée ou nombre de boîtes à indiquer"),
]
COMPLETES = [
    ("dispositifMedical", {"dispositif": {"designation": "Bas", "quantite": "2 paires"}, "duree": "12 mois"}),
    ("acteInfirmier", {"acte": {"libelle": "Pansement", "nombre": 10}}),
    ("acteInfirmier", {"acte": {"libelle": "Pansement"}, "duree": "10j"}),
    ("acteBiologieMedicale", {"acte": {"libelle": "NFS"}}),
    ("acteKinesitherapie", {"acte": {"libelle": "Rééducation du genou droit"}}),
    ("libre", {"texte_libre": "Régime pauvre en sel"}),
]


def check(kind: str, line: dict[str, object]):
    """Return what the controls say of an order of one line."""
    document = read_ordonnance({"date": "2026-06-04", "type": kind, "lignes": [line]})
    return check_ordonnance(shipped_base(), to_controle(document, shipped_base()))


@pytest.mark.parametrize(("kind", "line", "titre"), MENTIONS)
def test_what_a_kind_of_care_asks_and_a_line_lacks_stops_the_order(
    kind: str, line: dict[str, object], titre: str
) -> None:
    (alerte,) = [a for a in check(kind, line).alertes if a.type is TypeAlerte.MENTION]
    assert alerte.titre == titre
    assert alerte.is_bloquante
    assert alerte.lignes == (1,)
    assert all((alerte.cause, alerte.conduite, alerte.source, alerte.edition))


@pytest.mark.parametrize(("kind", "line"), COMPLETES)
def test_a_complete_line_of_care_stops_nothing(kind: str, line: dict[str, object]) -> None:
    assert not check(kind, line).bloquantes


def test_every_kind_of_care_but_free_text_is_held_to_its_form() -> None:
    soins = set(TypeOrdonnance) - {TypeOrdonnance.MEDICAMENTS, TypeOrdonnance.LIBRE}
    vides = {kind for kind in soins if check(kind.value, {"acte": {"libelle": ""}}).bloquantes}
    assert vides == soins
