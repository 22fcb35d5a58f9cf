import json
from pathlib import Path
from typing import Any

import pytest

from ambroise.__main__ import main
from ambroise.bootstrap.application import Application
from ambroise.bootstrap.socle import utc_now
from ambroise.domain.reglage_agenda import ReglageAgenda
from ambroise.persistence.backup import verify_backup
from ambroise.persistence.keys import load_or_create_key
from ambroise.persistence.trace import Origine
from tests.integration.persistence.conftest import Terminal


def test_a_practice_is_generated_searched_shown_saved_and_restored(
    terminal: Terminal, tmp_path: Path
) -> None:
    code, genere = terminal("generate", "--patients", 30, "--seed", 5, "--years", 1)
    assert code == 0
    assert genere["patients"] == 30
    assert set(genere) == {"patients", "consultations", "ordonnances", "documents", "duree_s"}
    code, trouves = terminal("patients", "search", "6", "--limit", 1)
    assert code == 1
    assert trouves["patients"] == []
    code, trouves = terminal("patients", "search", "a", "--limit", 100)
    patient = trouves["patients"][0]
    assert set(patient) >= {
        "id",
        "nom_naissance",
        "nom_utilise",
        "prenom",
        "date_naissance",
        "statut_identite",
    }
    assert patient["nom_utilise"] is None or patient["nom_utilise"]
    assert trouves["duree_ms"] > 0
    code, dossier = terminal("patients", "show", patient["id"])
    assert code == 0
    assert dossier["patient"]["identite"]["traits"]["nom_naissance"] == patient["nom_naissance"]
    traces = terminal("audit", "show", patient["id"])[1]["traces"]
    assert [t["action"] for t in traces] == ["lecture"]
    assert traces[0]["auteur"].startswith("terminal:")
    code, sauve = terminal("backup", tmp_path / "disque")
    assert code == 0
    assert (sauve["ok"], sauve["constats"]) == (True, [])
    cle = load_or_create_key(tmp_path / "profil" / "cles", "phrase des essais")
    assert verify_backup(Path(sauve["fichier"]), cle) == ()
    code, restaure = terminal("restore", sauve["fichier"], profil="neuf")
    assert code == 0
    assert restaure["comptes"] == sauve["comptes"]
    code, encore = terminal("patients", "search", "a", "--limit", 100, profil="neuf")
    assert encore["patients"] == trouves["patients"]
    assert terminal("verify", profil="neuf") == (
        0,
        {"ok": True, "fichier": str(tmp_path / "neuf" / "base.sqlite"), "empreinte": None, "constats": []},
    )
    assert terminal("audit", "verify", profil="neuf")[1]["ok"] is True


@pytest.mark.parametrize("mots", [("verify",), ("audit", "verify")])
def test_a_mistyped_profile_is_not_found_intact(
    terminal: Terminal, tmp_path: Path, mots: tuple[str, ...]
) -> None:
    code, refus = terminal(*mots, profil="faute de frappe")
    assert (code, refus["erreur"]["code"]) == (1, "base_absente")
    assert not (tmp_path / "faute de frappe" / "base.sqlite").exists()


def test_a_backup_is_made_each_day_on_closing(terminal: Terminal, tmp_path: Path) -> None:
    terminal("generate", "--patients", 2, "--years", 0)
    with (tmp_path / "profil" / "config.toml").open("a") as config:
        config.write(f'dossier_sauvegarde = "{tmp_path / "disque"}"\n')
    for _ in range(2):
        terminal("patients", "search", "a")
        assert len(list((tmp_path / "disque").glob("*.ambroise"))) == 1


def test_a_missing_backup_disk_does_not_keep_from_closing(terminal: Terminal, tmp_path: Path) -> None:
    terminal("generate", "--patients", 2, "--years", 0)
    (tmp_path / "fichier").touch()
    with (tmp_path / "profil" / "config.toml").open("a") as config:
        config.write(f'dossier_sauvegarde = "{tmp_path / "fichier" / "disque"}"\n')
    assert terminal("outbox", "list")[0] == 0
    assert "sauvegarde_impossible" in (tmp_path / "profil" / "journaux" / "ambroise.log").read_text()


def test_an_unknown_patient_is_a_no(terminal: Terminal) -> None:
    for identifiant in ("x", "0195555555557555855555555555555a"):
        code, reponse = terminal("patients", "show", identifiant)
        assert code == 1
        assert reponse["erreur"]["message"]


def test_a_table_is_imported_with_its_refusals(terminal: Terminal, tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text("A;B;C\nMARTIN;Zoé;12/03/1980\nDURAND;Paul;hier\n")
    carte = tmp_path / "map.json"
    carte.write_text(json.dumps({"nom_naissance": "A", "prenoms_naissance": "B", "date_naissance": "C"}))
    assert terminal("patients", "import", table)[1]["erreur"]["code"] == "colonnes_manquantes"
    for a_blanc in (["--dry-run"], []):
        code, bilan = terminal("patients", "import", table, "--map", carte, *a_blanc)
        assert code == 0
        assert (bilan["lus"], bilan["crees"], bilan["ignores"]) == (2, 1, 0)
        assert [r["ligne"] for r in bilan["refuses"]] == [3]
    assert len(terminal("patients", "search", "martin")[1]["patients"]) == 1


def test_the_outbox_is_listed_and_an_unknown_envoi_is_a_no(terminal: Terminal) -> None:
    assert terminal("outbox", "list") == (0, {"envois": []})
    assert terminal("outbox", "retry") == (0, {"envois": []})
    for commande in ("retry", "cancel"):
        code, reponse = terminal("outbox", commande, "0195555555557555855555555555555a")
        assert code == 1
        assert reponse["erreur"]


def test_a_damaged_base_is_a_malformed_profile(terminal: Terminal, tmp_path: Path) -> None:
    terminal("generate", "--patients", 30, "--years", 0)
    base = tmp_path / "profil" / "base.sqlite"
    base.write_bytes(b"\x00" + base.read_bytes()[1:])
    code, reponse = terminal("patients", "search", "a")
    assert code == 6
    assert reponse["erreur"]["code"] == "base_endommagee"


def test_a_wrong_passphrase_opens_nothing(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    terminal("generate", "--patients", 1, "--years", 0)
    monkeypatch.setenv("AMBROISE_PASSPHRASE", "une autre")
    code, reponse = terminal("patients", "search", "a")
    assert code == 6
    assert reponse["erreur"]["code"] == "phrase_refusee"


def test_the_key_is_shown_and_changed_and_the_export_goes_out(terminal: Terminal, tmp_path: Path) -> None:
    terminal("generate", "--patients", 3, "--years", 1)
    premiere = terminal("key", "show")[1]["cle_secours"]
    assert terminal("key", "show")[1]["cle_secours"] == premiere
    nouvelle = terminal("key", "rotate")[1]["cle_secours"]
    assert nouvelle != premiere
    assert terminal("key", "show")[1]["cle_secours"] == nouvelle
    code, sortie = terminal("export", tmp_path / "sortie")
    assert (code, sortie["patients"]) == (0, 3)
    assert json.loads((tmp_path / "sortie" / "manifeste.json").read_text())["patients"] == 3
    assert all(f.stat().st_mode & 0o077 == 0 for f in (tmp_path / "sortie").rglob("*.json"))
    assert terminal("export", tmp_path / "sortie")[1]["erreur"]["code"] == "dossier_non_vide"
    assert terminal("audit", "verify")[1]["ok"] is True


def test_a_calendar_comes_in_once_and_goes_out(terminal: Terminal, tmp_path: Path) -> None:
    entree = tmp_path / "staff.ics"
    entree.write_text(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Staff\r\n"
        "DTSTART:20260302T090000Z\r\nDTEND:20260302T100000Z\r\nRRULE:FREQ=WEEKLY;COUNT=4\r\nEND:VEVENT\r\n"
        "END:VCALENDAR\r\n"
    )
    dates = ["--from", "2026-03-01", "--to", "2026-04-30", "--praticien", "m"]
    code, bilan = terminal("agenda", "import", entree, *dates)
    assert (code, bilan["crees"], bilan["conflits"]) == (0, 4, [])
    assert terminal("agenda", "import", entree, *dates)[1]["inchanges"] == 4
    entree.write_text(entree.read_text().replace("UID:1", "UID:2"))
    code, bilan = terminal("agenda", "import", entree, *dates)
    assert (code, len(bilan["conflits"])) == (1, 4)
    assert len(terminal("agenda", "list", *dates)[1]["rendez_vous"]) == 4
    sortie = tmp_path / "sortie.ics"
    assert terminal("agenda", "export", sortie, *dates)[1]["rendez_vous"] == 4
    assert sortie.read_text().count("SUMMARY:Staff") == 4
    assert terminal("agenda", "export", sortie, *dates)[1]["erreur"]["code"] == "fichier_non_ecrit"


@pytest.mark.usefixtures("heure_de_paris")
def test_the_days_asked_are_those_of_the_office(
    terminal: Terminal, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    terminal("generate", "--patients", 30, "--years", 0)
    patient = terminal("patients", "search", "a")[1]["patients"][0]["id"]
    for instant in ("2026-07-14T00:30", "2026-07-15T00:30"):
        assert terminal("agenda", "give", patient, "--praticien", "ide", "--at", instant)[0] == 0
    le_14 = ["agenda", "list", "--from", "2026-07-14", "--to", "2026-07-14"]
    assert [r["debut"] for r in terminal(*le_14)[1]["rendez_vous"]] == ["2026-07-13T22:30:00+00:00"]
    main([*le_14, "--profile", str(tmp_path / "profil")])
    assert capsys.readouterr().out.startswith("14/07/2026 00:30 – 00:50  ")


def test_a_recurring_visit_is_given_by_its_rule_whole_or_not_at_all(terminal: Terminal) -> None:
    terminal("generate", "--patients", 30, "--years", 0)
    patient = terminal("patients", "search", "a")[1]["patients"][0]["id"]
    voulu = [
        "agenda",
        "give",
        patient,
        "--praticien",
        "ide",
        "--at",
        "2026-03-02T08:00",
        "--motif",
        "Pansement",
    ]
    code, donne = terminal(*voulu, "--rrule", "FREQ=WEEKLY;BYDAY=MO,TH;COUNT=6")
    assert (code, len(donne["rendez_vous"])) == (0, 6)
    dates = ["--from", "2026-03-01", "--to", "2026-03-31", "--praticien", "ide"]
    jours = [r["debut"][8:10] for r in terminal("agenda", "list", *dates)[1]["rendez_vous"]]
    assert jours == ["02", "05", "09", "12", "16", "19"]
    assert terminal(*voulu, "--rrule", "FREQ=DAILY;COUNT=2")[1]["erreur"]["code"] == "creneau_occupe"
    assert terminal(*voulu, "--rrule", "FREQ=SECONDLY")[1]["erreur"]["code"] == "regle_invalide"
    assert terminal(*voulu, "--minutes", 0)[1]["erreur"]["code"] == "duree_invalide"
    assert len(terminal("agenda", "list", *dates)[1]["rendez_vous"]) == 6


def test_a_room_already_held_is_refused_at_the_terminal_unless_it_is_shared_knowingly(
    terminal: Terminal, tmp_path: Path
) -> None:
    terminal("generate", "--patients", 30, "--years", 0)
    patient = terminal("patients", "search", "a")[1]["patients"][0]["id"]
    with (
        Application(tmp_path / "profil", passphrase="phrase des essais") as app,
        app.base.unit_of_work(lambda: Origine("cabinet", "poste"), utc_now)() as uow,
    ):
        uow.reglages_agenda.save(ReglageAgenda(salles=("Écho",)))
        uow.commit()

    def give(praticien: str, *options: str) -> tuple[int, dict[str, Any]]:
        instant = ("--at", "2026-03-02T08:00", "--lieu", "Écho")
        return terminal("agenda", "give", patient, "--praticien", praticien, *instant, *options)

    assert give("ide")[0] == 0
    code, refus = give("collegue")
    assert (code, refus["erreur"]["code"]) == (5, "salle_occupee")
    assert "08:00" in refus["erreur"]["message"]
    assert give("collegue", "--malgre-salle")[0] == 0
    dates = ("--from", "2026-03-02", "--to", "2026-03-02")
    donnes = terminal("agenda", "list", *dates)[1]["rendez_vous"]
    assert {(r["praticien"], r["lieu"]) for r in donnes} == {("ide", "Écho"), ("collegue", "Écho")}
