"""Each environment of a profile speaks to its own DMP, under the INS OID that this DMP knows."""

from typing import Any, cast

import pytest

from ambroise.adapters.carte_ouverte import AccesServices
from ambroise.adapters.dmp import Dmp
from ambroise.adapters.environnement import load_environnement
from ambroise.domain.identite import OID_INS_NIA, OID_INS_NIR, OID_INS_NIR_TEST


class Acces:
    def __init__(self, nom: str) -> None:
        self.table = load_environnement(nom)

    def url(self, service: str) -> str:
        return self.table.services.get(service, "https://localhost:1")


@pytest.mark.parametrize(
    ("nom", "web", "envoye"),
    [
        ("production", "https://wps-cps.dmp.monespacesante.fr", OID_INS_NIR),
        ("qualification", "https://wps-cps.dev1.dmp.gouv.fr", OID_INS_NIR_TEST),
        ("bac-a-sable", "https://localhost:1/web", OID_INS_NIR_TEST),
    ],
)
def test_a_real_patient_reaches_the_dmp_of_the_environment(nom: str, web: str, envoye: str) -> None:
    environnement: Any = Dmp(cast(AccesServices, Acces(nom)), "1.2.3")._environnement()
    assert environnement.web_cps == web
    assert environnement.oids_ins[OID_INS_NIR] == envoye
    assert OID_INS_NIA not in environnement.oids_ins
    assert environnement.url("registry").startswith(Acces(nom).url("dmp"))
