"""Whatever the model holds comes back the same from FHIR, and from the words said to the patient."""

from dataclasses import replace

from hypothesis import given, settings

from ambroise.domain.posologie import EtapePosologie, Posologie
from ambroise.domain.posologie_saisie import parse_posologie
from ambroise.domain.posologie_texte import render_posologie
from ambroise.usecases.posologie_fhir import to_fhir
from ambroise.usecases.posologie_fhir_lecture import from_fhir
from tests.fakes.posologies import posologies

_lent = settings(max_examples=120)


def heard(posologie: Posologie) -> tuple[EtapePosologie, ...]:
    """Return the steps as they are heard: a sentence takes a capital, steps taken together have no order."""
    steps = (replace(e, complement=e.complement.lower()) for e in posologie.etapes)
    return tuple(sorted(steps, key=lambda e: (e.sequence, repr(e))))


@_lent
@given(posologies())
def test_fhir_gives_back_every_posology_of_the_model(posologie: Posologie) -> None:
    assert from_fhir(to_fhir(posologie)) == posologie


@_lent
@given(posologies())
def test_what_is_said_is_read_back_as_the_same_posology(posologie: Posologie) -> None:
    assert heard(parse_posologie(render_posologie(posologie))) == heard(posologie)
