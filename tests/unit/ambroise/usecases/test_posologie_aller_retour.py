"""Whatever the model holds comes back the same from FHIR, and from the words said to the patient."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from ambroise.domain.posologie import EtapePosologie, Posologie
from ambroise.domain.posologie_brouillon import PosologieIllisible
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


MOTS = [
    *("1", "2", "0,5", "1/2", "1-0-1", "30-20-10", "par 5j", "/j", "7j", "3m", "3/j", "x", "max 6", "mx 6"),
    *("si douleur", "selon INR", "matin", "midi", "soir", "coucher", "lun", "ven", "toutes les 8h", "72h"),
    *("pendant", "puis", "et", "pair", "après repas", "dès", "mg", "gélule", "mg/kg", "IM", "voie orale"),
]


@_lent
@given(st.lists(st.sampled_from(MOTS), min_size=1, max_size=9))
def test_words_at_random_are_refused_or_heard_as_they_were_typed(mots: list[str]) -> None:
    try:
        lue = parse_posologie(" ".join(mots))
    except PosologieIllisible:
        return
    assert heard(parse_posologie(render_posologie(lue))) == heard(lue)
