"""The recalled rules of an order are shipped with a source, and a profile changes those it writes."""

import logging
from dataclasses import replace
from pathlib import Path

import pytest

from ambroise.domain.ordonnance import TypeOrdonnance
from ambroise.domain.regles_ordonnance import ReglesQr
from ambroise.referentiels.regles_ordonnance import read_regles
from ambroise.resources import resource
from tests.fakes.ordonnances import make_ordonnance


def own(tmp_path: Path, texte: str) -> Path:
    chemin = tmp_path / "regles.toml"
    chemin.write_text(texte, encoding="utf-8")
    return chemin


@pytest.mark.parametrize("type_", TypeOrdonnance)
def test_a_paper_order_is_printed_twice_unless_a_form_or_nobody_pays(type_: TypeOrdonnance) -> None:
    once = type_ in (TypeOrdonnance.TRANSPORT, TypeOrdonnance.LIBRE)
    assert read_regles().count_exemplaires(make_ordonnance(type=type_)) == (1 if once else 2)


def test_an_order_the_insurance_already_has_or_a_form_replaces_is_printed_once() -> None:
    rules, order = read_regles(), make_ordonnance()
    assert rules.count_exemplaires(replace(order, numero="02AMBTEST2JC4NYGHZ")) == 1
    assert rules.count_exemplaires(replace(order, is_exception=True)) == 1


def test_a_profile_changes_what_it_writes_and_keeps_the_rest(tmp_path: Path) -> None:
    rules = read_regles(
        own(tmp_path, '[qr]\nrpps = "remplacant"\nfiness = "FINESS"\n[exemplaires]\nimagerie = 3\n')
    )
    assert rules.qr == ReglesQr(remplacant_en_rpps=True, cle_finess="FINESS")
    assert rules.count_exemplaires(make_ordonnance(type=TypeOrdonnance.IMAGERIE)) == 3
    assert rules.count_exemplaires(make_ordonnance()) == 2
    assert read_regles(tmp_path / "absent.toml") == read_regles()


@pytest.mark.parametrize(
    "texte",
    ["[qr", '[qr]\nrpps = "autre"\n', "[exemplaires]\nimagerie = 0\n", "[exemplaires]\nimagerie = 'deux'\n",
     "[exemplaires]\ninconnu = 2\n", "qr = 3\n", "[exemplaires]\nimagerie = 99\n"],
)  # fmt: skip
def test_a_file_not_understood_changes_nothing_and_the_log_says_so(
    tmp_path: Path, texte: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        assert read_regles(own(tmp_path, texte)) == read_regles()
    assert "Règles d’ordonnance du profil ignorées" in caplog.text


def test_every_shipped_value_says_where_it_comes_from() -> None:
    section = ""
    commented: dict[str, bool] = {}
    for line in resource("ordonnance/regles.toml").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            section = line
        commented[section] = commented.get(section, False) or (bool(section) and line.startswith("#"))
    assert commented.pop("") is False
    assert commented
    assert all(commented.values())
