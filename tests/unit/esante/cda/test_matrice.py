"""Every kind of document over every kind of people: our rules hold, it is described, it is shown."""

import pytest

from esante.cda.affichage import render_html
from esante.cda.controles import check_cda
from esante.cda.lecture import read_cda
from esante.xds.depuis_cda import describe_cda
from tests.fakes.matrice_cda import GENRES

MINIMUM = {"ordonnances": 150, "vaccinations": 150}


@pytest.mark.parametrize("genre", GENRES)
def test_every_document_of_the_matrix_may_leave_and_comes_back(genre: str) -> None:
    identifiers = set()
    count = 0
    for name, data in GENRES[genre]():
        assert check_cda(data) == [], name
        fiche = describe_cda(data)
        lu = read_cda(data)
        assert fiche.identifiant == lu.identifiant, name
        assert fiche.titre == lu.titre, name
        assert "<html" in render_html(data, lu), name
        identifiers.add(lu.identifiant)
        count += 1
    assert len(identifiers) == count >= MINIMUM.get(genre, 20)
