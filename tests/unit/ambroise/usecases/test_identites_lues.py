"""What is read from a datamatrix is compared with the files and changes none."""

from collections.abc import Sequence

import pytest

from ambroise.domain.datamatrix_ins import payload
from ambroise.domain.identite import OID_INS_NIR, OID_INS_NIR_TEST
from ambroise.domain.rattachement import Certitude
from ambroise.usecases.errors import ReponseInvalide
from ambroise.usecases.identites_lues import IdentitesLuesService
from tests.unit.ambroise.usecases.conftest import ZOE, Cabinet


class Symbols:
    """Every picture bears what is given."""

    def __init__(self, *contents: bytes) -> None:
        self.contents = contents

    def read_symbols(self, image: bytes) -> Sequence[bytes]:
        return self.contents

    def draw_datamatrix(self, contenu: str) -> bytes:
        raise NotImplementedError


def service(cabinet: Cabinet, *contents: bytes) -> IdentitesLuesService:
    return IdentitesLuesService(cabinet.contexte, Symbols(*contents), {OID_INS_NIR: OID_INS_NIR_TEST})


def test_file_is_found_under_the_oid_that_documents_carry(ouvert: Cabinet) -> None:
    zoe = ouvert.qualified_zoe()
    texte = payload(zoe.identite, {OID_INS_NIR: OID_INS_NIR_TEST})
    assert texte is not None
    lue = service(ouvert).read_text(texte)
    assert lue.rattachement.certitude is Certitude.CERTAINE
    assert lue.rattachement.propositions[0].patient.id == zoe.id


def test_unknown_person_is_read_with_every_trait(ouvert: Cabinet) -> None:
    zoe = ouvert.qualified_zoe()
    texte = payload(zoe.identite)
    assert texte is not None
    lue = service(Cabinet()).read_text(texte)
    assert lue.rattachement.certitude is Certitude.INCONNUE
    assert (lue.annonce.nom_naissance, lue.prenoms, lue.lieu_naissance) == (
        "ADRUN",
        "ZOE",
        ZOE.lieu_naissance,
    )


def test_what_is_no_datamatrix_is_refused_without_being_quoted(cabinet: Cabinet) -> None:
    with pytest.raises(ReponseInvalide) as refus:
        service(cabinet).read_text("DUPONT 0601020304")
    assert "DUPONT" not in str(refus.value)


@pytest.mark.parametrize("contents", [(), (b"https://exemple.fr",), (b"IS01a", b"IS01b")])
def test_picture_of_nobody_or_of_several_persons_is_refused(
    cabinet: Cabinet, contents: tuple[bytes, ...]
) -> None:
    with pytest.raises(ReponseInvalide, match="Cette image"):
        service(cabinet, *contents).read_image(b"image")
