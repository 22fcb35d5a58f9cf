"""A register on paper: every page names the pharmacy, no row is cut, and its words are those of the law."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pypdfium2
import pytest

from ambroise.domain.ordonnancier import EntreeOrdonnancier, LigneBalance
from ambroise.domain.professionnel import SessionProfessionnel
from ambroise.domain.regles_delivrance import Liste
from ambroise.printing.registre import compose_registre, render_registre
from ambroise.usecases.edition_registre import Edition, edit, to_csv
from ambroise.usecases.registre import BalanceProduit
from tests.fakes.services import PHARMACIENNE

LE = datetime(2026, 6, 4, 9, tzinfo=UTC)
SESSION = SessionProfessionnel(PHARMACIENNE, PHARMACIENNE.situations[0], LE, "1")


def entree(numero: int, produit: str = "ZOCOR 20 mg") -> EntreeOrdonnancier:
    medecin, adresse = "Dr LIBRE Max", "Cabinet des Tilleuls, Clermont-Ferrand"
    qui = (medecin, adresse, "ADRUN Zoé")
    return EntreeOrdonnancier(
        numero, date(2026, 6, 4), Liste.LISTE_I, *qui, produit, Decimal(28), 1, "son fils"
    )


def pages(edition: Edition) -> list[str]:
    pdf = pypdfium2.PdfDocument(render_registre(compose_registre(edition, SESSION, LE, specimen=False)))
    return [pdf[n].get_textpage().get_text_range() for n in range(len(pdf))]


def test_entry_bears_what_the_law_wants() -> None:
    (page,) = pages(edit("ordonnancier", [entree(12)]))
    texte = " ".join(page.split())
    for mots in (
        "Ordonnancier", "Pharmacie du Marché", "12", "04/06/2026", "ZOCOR 20 mg [I]", "1 bt, 28 u",
        "ADRUN Zoé, remis à son fils", "Dr LIBRE Max", "Cabinet des Tilleuls", "Page 1/1",
    ):  # fmt: skip
        assert mots in texte


def test_every_page_names_the_pharmacy_and_no_number_is_lost() -> None:
    entrees = [entree(n, "PARACÉTAMOL ET CODÉINE, comprimé pelliculé sécable " * 3) for n in range(1, 81)]
    imprimees = pages(edit("ordonnancier", entrees))
    assert len(imprimees) > 1
    assert all("Pharmacie du Marché" in page and f"/{len(imprimees)}" in page for page in imprimees)
    assert sum(page.count("ADRUN Zoé") for page in imprimees) == 80


def test_balance_says_what_lacks() -> None:
    balance = [
        BalanceProduit("DUROGESIC", LigneBalance("1", Decimal(20), Decimal(5), Decimal(15), Decimal(-1))),
        BalanceProduit("SKENAN", None, "Une réception manque, 5 sorties"),
    ]
    (page,) = pages(edit("stupefiants", balance))
    texte = " ".join(page.split())
    assert "DUROGESIC 20 5 15 -1" in texte
    assert "Une réception manque" in texte


def test_empty_register_prints_its_head() -> None:
    (page,) = pages(edit("dues", []))
    assert "Boîtes dues" in page


@pytest.mark.parametrize("hostile", ["=cmd|'/c calc'!A1", "+1+1", "@SUM(A1)", "-2+3"])
def test_exported_words_are_never_a_formula(hostile: str) -> None:
    ligne = to_csv(edit("ordonnancier", [entree(1, hostile)])).decode("utf-8-sig").splitlines()[1]
    assert f"'{hostile}" in ligne


def test_export_reads_back_with_its_accents_and_separators() -> None:
    texte = to_csv(edit("ordonnancier", [entree(1, "VALÉRIANE ; œdème")])).decode("utf-8-sig")
    assert '"VALÉRIANE ; œdème [I]"' in texte


def test_same_values_give_the_same_bytes() -> None:
    page = compose_registre(edit("ordonnancier", [entree(1)]), SESSION, LE, specimen=True)
    assert render_registre(page) == render_registre(page)
