"""Each of the five errors of a card or a service becomes a sentence, a remedy and an exit code."""

import pytest

from ambroise.adapters.traduction import translating
from ambroise.usecases.errors import CodePorteurRefuse, ServiceError
from esante.errors import (
    CardAbsent,
    CodePorteurRefused,
    EsanteError,
    Malformed,
    Refused,
    Rejected,
    Unreachable,
    Unsupported,
)


@pytest.mark.parametrize(
    ("exc", "kind", "exit_code"),
    [
        (Unreachable("connexion refusée"), "Unreachable", 3),
        (CardAbsent(), "Unreachable", 3),
        (Refused("certificat révoqué"), "Refused", 4),
        (CodePorteurRefused(2), "Refused", 4),
        (Rejected("desir_550", "numéro inconnu"), "Rejected", 5),
        (Malformed("XML"), "Malformed", 6),
        (Unsupported("carte Vitale 1"), "Unsupported", 7),
    ],
)
def test_each_error_is_told_with_its_kind(exc: EsanteError, kind: str, exit_code: int) -> None:
    with pytest.raises(ServiceError) as info, translating("L’INSi"):
        raise exc
    assert (info.value.kind, info.value.exit_code) == (kind, exit_code)
    assert info.value.message.endswith(".")


def test_the_official_code_is_kept() -> None:
    with pytest.raises(ServiceError) as info, translating("L’INSi"):
        raise Rejected("desir_550", "numéro inconnu")
    assert info.value.code == "desir_550"


@pytest.mark.parametrize(
    ("essais", "mot"), [(0, "bloquée"), (1, "un seul"), (2, "2 essais"), (None, "refusé")]
)
def test_the_tries_left_are_said(essais: int | None, mot: str) -> None:
    with pytest.raises(CodePorteurRefuse, match=mot), translating("La carte"):
        raise CodePorteurRefused(essais)
