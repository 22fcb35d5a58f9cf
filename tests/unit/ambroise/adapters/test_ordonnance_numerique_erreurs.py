"""Each refusal of the ordonnance numérique service becomes a sentence and an action."""

import pytest

from ambroise.adapters.ordonnance_numerique_erreurs import consulting, explain, transmitting
from ambroise.usecases.errors import CarteAbsente, DemandeRejetee, ServiceInjoignable
from esante import errors as esante
from esante.ordonnance_numerique.models import CodeErreur


@pytest.mark.parametrize("code", CodeErreur)
def test_every_refusal_has_its_own_sentence_and_its_action(code: CodeErreur) -> None:
    message, remede = explain(code, "Produit inconnu.")
    assert message.endswith(".")
    assert remede.endswith(".")
    assert "{" not in message
    assert "'" not in message + remede
    assert "a refusé la demande" not in message, "the general sentence says nothing of what to do"
    autres = {explain(c, "")[0] for c in CodeErreur if c is not code}
    assert message not in autres


def test_a_refused_line_says_why() -> None:
    assert "Produit inconnu." in explain(CodeErreur.LIGNE_REFUSEE, "Produit inconnu.")[0]


def test_an_unknown_refusal_is_shown_as_the_service_said_it() -> None:
    assert explain("ON-NOUVEAU", "Ceci est nouveau.")[0].endswith("Ceci est nouveau.")
    assert "ON-NOUVEAU" in explain("ON-NOUVEAU", "")[0]


def test_a_refusal_keeps_its_code() -> None:
    with pytest.raises(DemandeRejetee) as caught, transmitting():
        raise esante.Rejected(CodeErreur.EXPIREE, "Ordonnance expirée")
    assert caught.value.code == "ON-EXPIREE"


def test_only_the_outbox_promises_that_what_waits_will_leave() -> None:
    with pytest.raises(ServiceInjoignable) as envoi, transmitting():
        raise esante.Unreachable("coupé")
    with pytest.raises(ServiceInjoignable) as lecture, consulting():
        raise esante.Unreachable("coupé")
    assert "partira" in envoi.value.remede
    assert "partira" not in lecture.value.remede
    assert "sur papier vaut toujours" in lecture.value.remede


def test_a_card_taken_away_is_not_a_service_out_of_reach() -> None:
    with pytest.raises(CarteAbsente, match="carte"), consulting():
        raise esante.CardAbsent("retirée")
