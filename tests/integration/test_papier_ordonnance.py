"""The paper of a profile: the copies the law wants, the square of its secure sheets, its own sentences."""

from dataclasses import replace
from pathlib import Path

from ambroise.adapters.environnement import load_environnement
from ambroise.bootstrap.documents import Documents, Papier, read_papier
from ambroise.bootstrap.interface.apercu import make_documents
from ambroise.demo.monde import Monde
from ambroise.domain.acte_ligne import to_ligne
from ambroise.domain.acte_saisi import parse_acte
from ambroise.domain.dossier import TypeDocument
from ambroise.domain.ordonnance import Exemption, MotifExemption, TypeOrdonnance
from ambroise.domain.papier_securise import CARRE_USUEL, parse_carre
from ambroise.domain.posologie_saisie import parse_posologie
from ambroise.domain.produit_prescrit import SpecialitePrescrite
from ambroise.domain.unites import unite
from ambroise.printing.composition import OptionsImpression, compose_page
from ambroise.printing.ordonnance import render_ordonnance
from tests.fakes.base_medicaments import shipped_base
from tests.fakes.mesures import Boite, read_within
from tests.fakes.ordonnances import NOW
from tests.fakes.relecture import read_text
from tests.integration.test_identite_partagee import ZOE, log_in, monde
from tests.unit.ambroise.printing.test_composition import DOLIPRANE, act

__all__ = ["monde"]

ORIGINAL, DOUBLE = "Original, à garder par le patient", "DUPLICATA pour l’Assurance Maladie"
EXEMPTION = Exemption(MotifExemption.CONNEXION_INSUFFISANTE, NOW, "99900063480")


def printed(reimprime_le: str = "", **changes: object) -> list[str]:
    acte = act(**changes)
    pdf = render_ordonnance(compose_page(acte, OptionsImpression(qr="x" if acte.ordonnance.numero else "")))
    return [
        t.replace("\u00a0", " ")
        for t in read_text(Papier().make_exemplaires(pdf, acte.ordonnance, reimprime_le))
    ]


def test_a_paper_order_prints_its_original_then_the_copy_of_the_insurance() -> None:
    original, double = printed(exemption=EXEMPTION)
    assert ORIGINAL in original
    assert DOUBLE not in original
    assert DOUBLE in double
    assert "ne permet ni délivrance ni exécution" in double
    assert original.split(ORIGINAL)[0].split() == double.split(DOUBLE)[0].split()


def test_an_order_the_insurance_has_prints_once_and_unmarked() -> None:
    (seule,) = printed()
    assert "DUPLICATA" not in seule
    assert ORIGINAL not in seule


def test_a_reprint_says_so_on_each_copy() -> None:
    original, double = printed("10 juin 2026", exemption=EXEMPTION)
    assert "réimprimé le 10 juin 2026" in original
    assert "réimprimé le 10 juin 2026" in double
    (seule,) = printed("10 juin 2026")
    assert "DUPLICATA imprimé le 10 juin 2026" in seule


def test_a_profile_changes_a_sentence_a_rule_and_its_square(tmp_path: Path) -> None:
    (tmp_path / "paragraphes.toml").write_text('[exemplaires]\n1 = "Pour vous"\n', encoding="utf-8")
    (tmp_path / "regles.toml").write_text("[exemplaires]\nmedicament = 3\n", encoding="utf-8")
    papier = read_papier(tmp_path, "20 30 40")
    assert papier.carre is not None
    assert (papier.carre.droite, papier.carre.bas, papier.carre.cote) == (20, 30, 40)
    acte = act(exemption=EXEMPTION)
    pdf = render_ordonnance(compose_page(acte))
    textes = read_text(papier.make_exemplaires(pdf, acte.ordonnance))
    assert len(textes) == 3
    assert "Pour vous" in textes[0]
    assert "second feuillet" in textes[2]


def test_a_narcotic_on_paper_carries_its_number_of_lines_in_the_square(tmp_path: Path) -> None:
    base = shipped_base()
    skenan = base.search("skenan lp 10", 1)[0]
    ligne = replace(
        DOLIPRANE,
        produit=SpecialitePrescrite(skenan.cle, skenan.denomination, "MORPHINE 10 mg, gélule"),
        posologie=parse_posologie("1-0-1 14j", unite("gélule")),
    )
    papier = read_papier(tmp_path, CARRE_USUEL)
    documents = Documents(load_environnement("bac-a-sable"), base, lambda: papier)
    pdf = documents.render_pdf(act(ligne, exemption=EXEMPTION))
    assert "Ordonnance sécurisée" in read_text(pdf)[0]
    square = Boite(210 - 12 - 22, 12, 210 - 12, 12 + 22)
    assert read_within(pdf, square) == "1un"
    by_hand = Documents(load_environnement("bac-a-sable"), base, lambda: read_papier(tmp_path, ""))
    assert read_within(by_hand.render_pdf(act(ligne, exemption=EXEMPTION)), square) == ""


def test_a_signed_order_of_imaging_is_shown_and_printed_twice_and_kept_once(monde: Monde) -> None:
    app = monde.medecin
    log_in(monde, "cps-libre", app)
    zoe = app.identites.create(ZOE)
    type_ = TypeOrdonnance.IMAGERIE
    ligne = to_ligne(type_, parse_acte(type_, "irm du genou gauche q: lésion"), app.contexte.new_id())
    app.ordonnances.sign(app.ordonnances.draft(zoe.id).edit(type=type_, lignes=(ligne,)))
    page = next(d for d in app.patients.open(zoe.id).documents if d.type is TypeDocument.ORDONNANCE_PDF)
    with app.contexte.uow() as uow:
        kept = uow.dossiers.document_content(page.id)
    documents = make_documents(app)
    assert len(read_text(kept)) == 1
    assert "Original" not in read_text(kept)[0]
    for seen in (documents.read(page), documents.read_to_print(page)):
        original, double = read_text(seen)
        assert "IRM du genou" in original
        assert ORIGINAL in original
        assert DOUBLE in double
    documents.note_print(page)
    assert all("réimprimé le" in text for text in read_text(documents.read_to_print(page)))
    assert all("réimprimé le" not in text for text in read_text(documents.read(page)))


def test_a_setting_changed_while_the_program_runs_is_that_of_the_next_page(monde: Monde) -> None:
    app = monde.medecin
    assert app.papier.carre == parse_carre(CARRE_USUEL)
    app.save_reglages(replace(app.reglages, carre_securise="20 30 25"))
    assert app.papier.carre == parse_carre("20 30 25")
    ligne = replace(
        DOLIPRANE,
        produit=SpecialitePrescrite("61227030", "SKENAN L.P. 10 mg", "MORPHINE 10 mg, gélule"),
        posologie=parse_posologie("1-0-1 14j", unite("gélule")),
    )
    pdf = app.ordonnances._documents.render_pdf(act(ligne, exemption=EXEMPTION))
    assert read_within(pdf, Boite(210 - 45, 30, 210 - 20, 55)) == "1un"
