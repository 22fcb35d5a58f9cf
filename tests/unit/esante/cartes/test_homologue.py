import pytest

from esante.cartes.homologue import LecteurHomologue, SansLecteurHomologue
from esante.errors import Unsupported


def test_what_needs_the_licensed_library_says_so() -> None:
    lecteur: LecteurHomologue = SansLecteurHomologue()
    with pytest.raises(Unsupported, match="GIE SESAM-Vitale"):
        lecteur.read_vitale("Lecteur Vitale 00 00")
    with pytest.raises(Unsupported, match="GIE SESAM-Vitale"):
        lecteur.sign_assertion_vitale("Lecteur Vitale 00 00", b"")
