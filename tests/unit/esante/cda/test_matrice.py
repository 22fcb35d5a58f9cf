"""Every kind of document over every kind of people: our rules hold, it is described, it is shown."""

from esante.cda.affichage import render_html
from esante.cda.controles import check_cda
from esante.cda.lecture import read_cda
from esante.xds.depuis_cda import describe_cda
from tests.fakes.matrice_cda import matrice


def test_every_document_of_the_matrix_may_leave_and_comes_back() -> None:
    names, identifiers = [], set()
    for name, data in matrice():
        assert check_cda(data) == [], name
        fiche = describe_cda(data)
        lu = read_cda(data)
        assert fiche.identifiant == lu.identifiant, name
        assert fiche.titre == lu.titre, name
        assert "<html" in render_html(data, lu), name
        names.append(name)
        identifiers.add(lu.identifiant)
    assert len(identifiers) == len(names) > 300
