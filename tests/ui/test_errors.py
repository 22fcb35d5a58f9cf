"""Every error has three sentences, and a crash report never holds what a value said."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from ambroise.ui.errors import ErrorDoor, crash_report, explain
from ambroise.ui.tasks import Cancelled
from ambroise.usecases import errors as known

KNOWN = [
    known.ServiceInjoignable("Le DMP ne répond pas."),
    known.CarteAbsente("La carte Vitale a été retirée pendant la lecture."),
    known.AccesRefuse("Cette carte n’ouvre pas ce service."),
    known.CodePorteurRefuse("Code refusé.", 2),
    known.CodePorteurRefuse("Carte bloquée.", 0),
    known.DemandeRejetee("INSi a refusé la demande.", code="insi_102"),
    known.ReponseInvalide("La réponse est illisible."),
    known.NonPrisEnCharge("Cette carte n’est pas lue."),
    known.Introuvable("Ce dossier n’existe pas."),
    known.ConflitVersion("Dr LIBRE", None),
    PermissionError("/home/dr"),
    OSError(28, "No space left"),
]


@pytest.mark.parametrize("error", KNOWN, ids=lambda error: type(error).__name__)
def test_a_known_error_says_what_happened_what_is_safe_and_what_to_do(error: Exception) -> None:
    explanation = explain(error)
    assert explanation is not None
    assert explanation.happened
    assert explanation.safe
    assert explanation.remedy
    assert not explanation.unknown


def test_the_attempts_left_are_told() -> None:
    explanation = explain(known.CodePorteurRefuse("non", 2))
    assert explanation is not None
    assert "il reste 2\u00a0essais" in explanation.happened


def test_a_blocked_card_is_not_invited_to_retry() -> None:
    explanation = explain(known.CodePorteurRefuse("non", 0))
    assert explanation is not None
    assert "bloquée" in explanation.happened
    assert "recommenc" not in explanation.remedy


def test_the_remedy_of_the_error_itself_wins_and_the_code_is_kept() -> None:
    explanation = explain(known.DemandeRejetee("Non.", code="XDSUnknownPatientId", remede="Interroger INSi."))
    assert explanation is not None
    assert explanation.remedy == "Interroger INSi."
    assert explanation.code == "XDSUnknownPatientId"


def test_a_cancellation_is_silence() -> None:
    assert explain(Cancelled()) is None


def raise_with_secret() -> None:
    nom = "ADRUN Zoé 275126322074974"
    try:
        int(nom)
    except ValueError as error:
        raise RuntimeError(f"dossier de {nom}") from error


def test_a_crash_report_holds_files_and_lines_but_no_value() -> None:
    with pytest.raises(RuntimeError) as caught:
        raise_with_secret()
    report = crash_report(caught.value, instant=datetime(2026, 6, 4, tzinfo=UTC))
    assert "RuntimeError" in report
    assert "ValueError" in report
    assert "test_errors.py" in report
    assert "raise_with_secret" in report
    for secret in ("ADRUN", "275126322074974", "dossier de"):
        assert secret not in report


def test_an_unknown_error_leaves_a_report_readable_by_its_owner_alone(tmp_path: Path) -> None:
    door = ErrorDoor(tmp_path / "rapports", lambda: datetime(2026, 6, 4, 11, 41, tzinfo=UTC))
    explanation = door.open_to(ZeroDivisionError("secret"))
    assert explanation is not None
    assert explanation.unknown
    assert door.last_report is not None
    assert "secret" not in door.last_report.read_text(encoding="utf-8")
    assert door.last_report.parent.stat().st_mode & 0o077 == 0


def test_a_report_that_cannot_be_written_does_not_raise(tmp_path: Path) -> None:
    blocked = tmp_path / "rapports"
    blocked.write_text("pas un dossier", encoding="utf-8")
    door = ErrorDoor(blocked, lambda: datetime(2026, 6, 4, tzinfo=UTC))
    assert door.open_to(ZeroDivisionError()) is not None
    assert door.last_report is None
