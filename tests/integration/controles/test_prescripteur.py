"""Who may prescribe or renew a product, and where each alert was read."""

from ambroise.domain.posologie_texte import render_date
from tests.fakes.ordonnances import make_ligne
from tests.integration.controles.demandes import check


def test_renewal_kept_for_specialists_is_not_offered_to_others(base) -> None:
    found = check(base, make_ligne(base, "copaxone 20"), specialites_prescripteur=("Médecine générale",))
    assert "Renouvellement réservé à certains spécialistes" in [a.titre for a in found.alertes]
    assert not any("Vous pouvez renouveler" in a.conduite for a in found.alertes)


def test_emergency_use_is_said(base) -> None:
    found = check(base, make_ligne(base, "buccolam 10"))
    (alert,) = [a for a in found.alertes if a.titre == "Usage réservé"]
    assert "situation d'urgence" in alert.cause


def test_condition_that_no_rule_reads_is_shown_as_it_is_written(base) -> None:
    found = check(base, make_ligne(base, "iodure de potassium serb"))
    (alert,) = [a for a in found.alertes if a.titre == "À faire avec cette prescription"]
    assert "instructions des autorités" in alert.cause


def test_each_alert_carries_the_edition_of_the_file_it_was_read_in(base) -> None:
    dates = {e.nom: e.edition for e in base.editions()}
    found = check(base, make_ligne(base, "zocor 20", "1/4 matin 15m"))
    by_title = {a.titre: a for a in found.alertes}
    assert by_title["Durée limitée à douze mois"].edition == render_date(dates["CIS_CPD_bdpm.txt"])
    assert by_title["Fraction d’un produit non sécable"].edition == render_date(dates["CIS_bdpm.txt"])
