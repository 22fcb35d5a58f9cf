"""Medicines, posologies, orders and reference data from the terminal: fields, exit codes, hostile files."""

import io
import json
import shutil
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from ambroise.__main__ import main
from tests.fakes.base_medicaments import shipped_base
from tests.fakes.mesures import Boite, read_within
from tests.fakes.relecture import read_codes, read_text

Ambroise = Callable[..., tuple[int, dict[str, Any]]]

ORDONNANCE: dict[str, Any] = {
    "date": "2026-06-04",
    "patient": {
        "nom_naissance": "ADRUN",
        "prenoms_naissance": "ZOE",
        "sexe": "F",
        "date_naissance": "1975-12-31",
        "lieu_naissance": "63220",
        "matricule": "275126322074974",
        "oid": "1.2.250.1.213.1.4.10",
        "aucune_allergie": True,
        "grossesse": False,
        "allaitement": False,
    },
    "prescripteur": {
        "rpps": "99900063480",
        "nom": "LIBRE",
        "prenom": "MAX",
        "am": "639912345",
        "qualite": "SM26",
        "structure": {
            "nom": "Cabinet des Tilleuls",
            "adresse": "12, rue des Tilleuls",
            "code_postal": "63000",
            "commune": "Clermont-Ferrand",
            "telephone": "0465710012",
            "email": "max.libre@cabinet-tilleuls.example",
        },
    },
    "numero": "02AMBTEST2JC4NYGHZ",
    "consentement": {"informe_le": "2026-06-04", "opposition": False},
    "signee_le": "2026-06-04T09:52:00+00:00",
    "lignes": [
        {"dci": "simvastatine 20", "posologie": "1 soir 12 sem", "en_rapport_ald": True},
        {"dci": "clarithromycine 500", "posologie": "1-0-1 7j"},
        {"texte_libre": "Bas de contention classe 2", "boites": 1},
    ],
}


@pytest.fixture
def ambroise(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Ambroise:
    monkeypatch.setenv("AMBROISE_PASSPHRASE", "essai")
    profile = tmp_path / "profil"
    (profile / "referentiels").mkdir(parents=True, mode=0o700)
    profile.chmod(0o700)
    built = shipped_base().chemin
    shutil.copy(built, profile / "referentiels" / built.name)

    def run(*argv: str, stdin: bytes = b"") -> tuple[int, dict[str, Any]]:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        code = main(["--profile", str(profile), *argv, "--json"])
        return code, json.loads(capsys.readouterr().out)

    return run


@pytest.fixture
def fichier(tmp_path: Path) -> Callable[..., str]:
    def write(**changes: Any) -> str:
        path = tmp_path / "ordonnance.json"
        path.write_text(json.dumps(ORDONNANCE | changes), encoding="utf-8")
        return str(path)

    return write


def test_medicaments_search(ambroise: Ambroise) -> None:
    code, data = ambroise("medicaments", "search", "doliprane", "1000", "--limit", "3")
    assert code == 0
    assert len(data["medicaments"]) == 3
    first = data["medicaments"][0]
    assert first["code_cis"] == "60234100"
    assert first["denomination"] == "DOLIPRANE 1000 mg, comprimé"
    assert first["dci"] == ["PARACÉTAMOL"]
    assert first["forme"] == "comprimé"
    assert first["prix"] == 2.18
    assert (first["generique"], first["commercialise"], first["alertes"]) == (False, True, [])
    assert data["duree_ms"] > 0


def test_common_name_has_no_cis_and_its_brands_follow(ambroise: Ambroise) -> None:
    _, data = ambroise("medicaments", "search", "simvastatine 20")
    assert data["medicaments"][0]["sorte"] == "dci"
    assert data["medicaments"][0]["code_cis"] is None
    assert data["medicaments"][0]["sorte"] == "dci"
    assert all((m["code_cis"] is None) == (m["sorte"] == "dci") for m in data["medicaments"])


def test_medicament_not_found_answers_no(ambroise: Ambroise) -> None:
    assert ambroise("medicaments", "search", "zzzzqq") == (1, {**_empty(), **_edition()})


def _empty() -> dict[str, Any]:
    return {"medicaments": [], "duree_ms": pytest.approx(0, abs=1000)}


def _edition() -> dict[str, Any]:
    return {"edition": "2026-05-26"}


def test_discontinued_product_says_so(ambroise: Ambroise) -> None:
    _, data = ambroise("medicaments", "search", "64793681")
    assert data["medicaments"][0]["alertes"] == ["non commercialisé"]


def test_pack_is_decoded(ambroise: Ambroise) -> None:
    code, data = ambroise("medicaments", "boite", "010340093551025917991231" + "10LOT42\x1d21SERIE99")
    assert code == 0
    assert data["denomination"] == "FAMOTIDINE EG 20 mg, comprimé pelliculé"
    assert (data["peremption"], data["lot"], data["numero_serie"]) == ("2099-12-31", "LOT42", "SERIE99")
    assert data["perime"] is False
    code, data = ambroise("medicaments", "boite", "010340093551025917200131")
    assert (code, data["perime"]) == (1, True)
    assert ambroise("medicaments", "boite", "bonjour")[0] == 6


@pytest.mark.parametrize(
    ("ligne", "titre", "article"),
    [
        ({"code_cis": "68201593", "posologie": "1 matin 8j"}, "Durée limitée à 7 jours", "R5132-30"),
        ({"code_cis": "68968587", "posologie": "1 si douleur 3j"}, "Durée limitée à 2 jours", "R5132-30"),
        ({"dci": "zopiclone 7,5", "posologie": "1 au coucher 29j"}, "Durée limitée à 28 jours", "R5132-21"),
        (
            {"dci": "simvastatine 20", "posologie": "1 soir 3m", "renouvellements": 4},
            "Durée limitée à douze mois",
            "R5132-21",
        ),
    ],
)
def test_a_cap_of_duration_stops_an_order_at_the_terminal(
    ambroise: Ambroise, tmp_path: Path, ligne: dict[str, Any], titre: str, article: str
) -> None:
    file = tmp_path / "ordonnance.json"
    file.write_text(json.dumps({"date": "2026-06-04", "lignes": [ligne]}), "utf-8")
    code, data = ambroise("ordonnance", "check", str(file))
    (alerte,) = [a for a in data["alertes"] if a["type"] == "duree"]
    assert (code, alerte["titre"], alerte["bloquante"]) == (1, titre, True)
    assert article in alerte["source"]
    assert alerte["edition"]


def test_the_weight_of_a_child_is_recalled_at_the_terminal_and_printed(
    ambroise: Ambroise, tmp_path: Path
) -> None:
    enfant = {**ORDONNANCE["patient"], "date_naissance": "2021-01-01", "sexe": "M"}
    del enfant["matricule"], enfant["oid"]
    file, pdf = tmp_path / "ordonnance.json", tmp_path / "o.pdf"
    file.write_text(json.dumps({**ORDONNANCE, "patient": enfant}), "utf-8")
    _, data = ambroise("ordonnance", "check", str(file))
    assert "Poids de l’enfant à écrire" in [a["titre"] for a in data["alertes"]]
    pese = {**enfant, "poids_kg": 18.5, "taille_cm": 110}
    file.write_text(json.dumps({**ORDONNANCE, "patient": pese}), "utf-8")
    _, data = ambroise("ordonnance", "check", str(file))
    assert "Poids de l’enfant à écrire" not in [a["titre"] for a in data["alertes"]]
    ambroise("ordonnance", "render", str(file), "--out", str(pdf))
    page = read_text(pdf.read_bytes())[0].replace("\u00a0", " ")
    assert "18,5 kg" in page
    assert "110 cm" in page


def test_a_profile_says_its_sentences_and_where_its_secure_sheets_have_a_square(
    ambroise: Ambroise, fichier: Any, tmp_path: Path
) -> None:
    profile = tmp_path / "profil"
    (profile / "config.toml").write_text('carre_securise = "20 30 25"\n', encoding="utf-8")
    (profile / "ordonnance").mkdir()
    (profile / "ordonnance" / "paragraphes.toml").write_text(
        '[stupefiants]\npapier_securise = "Feuille bleue."\n', encoding="utf-8"
    )
    exemption = {"motif": "connexion_insuffisante"}
    lignes = [{"dci": "simvastatine 20", "posologie": "1 soir 12 sem"}]
    lignes.append({"code_cis": "61227030", "posologie": "1-0-1 14j"})
    out = tmp_path / "o.pdf"
    file = fichier(numero=None, consentement=None, exemption=exemption, lignes=lignes)
    code, data = ambroise("ordonnance", "render", file, "--out", str(out))
    assert (code, data.get("pages")) == (0, 1), data
    pdf = out.read_bytes()
    assert "Feuille bleue." in read_text(pdf)[0]
    assert read_within(pdf, Boite(210 - 20 - 25, 30, 210 - 20, 55)) == "2deux"


def test_medicaments_avis(ambroise: Ambroise) -> None:
    code, data = ambroise("medicaments", "avis", "60234100")
    assert (code, data["avis"], data["informations"]) == (1, [], []), "the base shipped holds no opinion"
    assert data["denomination"].startswith("DOLIPRANE")
    code, data = ambroise("medicaments", "avis", "12345678")
    assert (code, "12345678" in str(data)) == (1, True)


def test_posologie_parse(ambroise: Ambroise) -> None:
    code, data = ambroise("posologie", "parse", "1-0-1", "7j")
    assert code == 0
    assert data["texte"].replace("\u00a0", " ") == "1 comprimé matin et soir pendant 7 jours"
    assert (data["total_unites"], data["duree_jours"], data["unites_max_par_jour"]) == (14, 7, 2)
    (etape,) = data["posologie"]["etapes"]
    assert [m["moment"] for m in etape["rythme"]["moments"]] == ["MORN", "EVE"]
    assert etape["duree"] == {"valeur": 7, "unite": "d", "maximum": None}
    assert data["fhir"][0]["timing"]["repeat"]["when"] == ["MORN", "EVE"]


def test_open_posology_has_null_totals(ambroise: Ambroise) -> None:
    _, data = ambroise("posologie", "parse", "1 matin")
    assert (data["total_unites"], data["duree_jours"], data["unites_max_par_jour"]) == (None, None, 1)


@pytest.mark.parametrize("texte", ["zorglub", "7j", "0-0-0", " "])
def test_nonsense_is_malformed_with_a_sentence(ambroise: Ambroise, texte: str) -> None:
    code, data = ambroise("posologie", "parse", texte)
    assert code == 6
    assert data["erreur"]["type"] == "Malformed"
    assert len(data["erreur"]["message"]) > 15


def test_ordonnance_check_stops_on_a_contra_indication(ambroise: Ambroise, fichier: Any) -> None:
    code, data = ambroise("ordonnance", "check", fichier())
    assert code == 1
    (alert,) = [a for a in data["alertes"] if a["bloquante"]]
    assert (alert["type"], alert["niveau"], alert["lignes"]) == ("interaction", "contre_indication", [1, 2])
    assert {"cause", "conduite", "source", "edition"} <= set(alert)
    assert alert["edition"] == "septembre 2023"
    assert alert["conduite"]
    assert any(n["lignes"] == [3] for n in data["non_controles"])


def test_ordonnance_check_reads_stdin_and_answers_yes(ambroise: Ambroise) -> None:
    quiet = ORDONNANCE | {"lignes": [{"code_cis": "60234100", "posologie": "1-1-1 5j"}]}
    code, data = ambroise("ordonnance", "check", "-", stdin=json.dumps(quiet).encode())
    assert code == 0
    assert data["alertes"] == []
    assert {c["controle"] for c in data["controles"]} >= {"Interactions", "Allergies"}


def test_running_treatments_and_allergies_count(ambroise: Ambroise, fichier: Any) -> None:
    path = fichier(
        lignes=[
            {"dci": "amoxicilline 500 gelule", "posologie": "1-1-1 7j"},
            {"dci": "clarithromycine 500", "posologie": "1-0-1 7j"},
        ],
        patient=ORDONNANCE["patient"]
        | {"aucune_allergie": False, "allergies": [{"libelle": "pénicillines"}]},
        traitements=[{"dci": "simvastatine 20", "posologie": "1 soir", "fin": "2026-09-01"}],
    )  # fmt: skip
    _, data = ambroise("ordonnance", "check", path)
    stops = {a["type"]: a for a in data["alertes"] if a["bloquante"]}
    assert set(stops) == {"interaction", "allergie"}
    assert stops["interaction"]["traitements"]
    assert stops["allergie"]["lignes"] == [1]


def test_render_then_decode(ambroise: Ambroise, fichier: Any, tmp_path: Path) -> None:
    out = tmp_path / "o.pdf"
    code, data = ambroise("ordonnance", "render", fichier(), "--out", str(out))
    assert (code, data["pages"], data["numero"]) == (0, 1, "02AMBTEST2JC4NYGHZ")
    pdf = out.read_bytes()
    codes = read_codes(pdf)
    assert codes["QRCode"].decode() == data["qr"]
    assert b"275126322074974" in codes["DataMatrix"]
    text = read_text(pdf)[0].replace("\u00a0", " ")
    assert "Médecin, qualifié en médecine générale" in text
    assert "AFFECTION EXONÉRANTE" in text
    assert "SPÉCIMEN" in text
    code, read = ambroise("ordonnance", "qr", "decode", str(out))
    assert code == 0
    assert read == {
        "numero": "02AMBTEST2JC4NYGHZ",
        "version": 2,
        "patient": {"nom": "ADRUN", "prenom": "ZOE", "date_naissance": "1975-12-31"},
        "prescripteur": {"rpps": "99900063480", "rpps_remplacant": None, "am": "639912345"},
    }
    assert ambroise("ordonnance", "qr", "decode", data["qr"])[1] == read


def test_order_without_number_has_no_qr(ambroise: Ambroise, fichier: Any, tmp_path: Path) -> None:
    path = fichier(numero=None, exemption={"motif": "teleservice_indisponible"})
    _, data = ambroise("ordonnance", "render", path, "--out", str(tmp_path / "o.pdf"))
    assert (data["numero"], data["qr"]) == (None, None)


def test_code_typed_alone_is_read(ambroise: Ambroise) -> None:
    _, data = ambroise("ordonnance", "qr", "decode", "01s2tbpz 2jcnzzyghz")
    assert data["numero"] == "01S2TBPZ2JCNZZYGHZ"
    assert data["version"] is None


@pytest.mark.parametrize(
    ("changes", "chemin"),
    [
        ({"lignes": [{"posologie": "1 matin"}]}, "lignes[0]"),
        ({"lignes": [{"code_cis": "1", "dci": "x"}]}, "lignes[0]"),
        ({"lignes": [{"code_cis": "60234100", "posologie": "zorglub"}]}, "lignes[0].posologie"),
        ({"lignes": [{"code_cis": "60234100", "duree": "bientôt"}]}, "lignes[0].duree"),
        ({"lignes": [{"code_cis": "60234100", "boites": 0}]}, "lignes[0]"),
        ({"lignes": [{"code_cis": "60234100", "boites": "2"}]}, "lignes[0].boites"),
        ({"lignes": [{"code_cis": "60234100", "boites": True}]}, "lignes[0].boites"),
        ({"lignes": [{"dci": "zzzzqq"}]}, "lignes[0].dci"),
        ({"lignes": [{"code_cis": "60234100", "quantite": 2}]}, "lignes[0].quantite"),
        ({"lignes": [{"code_cis": "60234100"}] * 201}, "lignes"),
        ({"lignes": {"code_cis": "60234100"}}, "lignes"),
        ({"date": "hier"}, "date"),
        ({"date": None}, "date"),
        ({"patient": {"sexe": "X"}}, "patient.sexe"),
        ({"patient": {"poids_kg": "NaN"}}, "patient.poids_kg"),
        ({"patient": []}, "patient"),
        ({"type": "magie"}, "exemption.motif ou type"),
        ({"signee_le": "2026-06-04T09:52:00"}, "signee_le"),
        ({"inconnu": 1}, "inconnu"),
    ],
)
def test_order_out_of_schema_says_where(ambroise: Ambroise, fichier: Any, changes: Any, chemin: str) -> None:
    code, data = ambroise("ordonnance", "check", fichier(**changes))
    assert code == 6
    assert data["erreur"]["code"] == chemin
    assert "schéma" in data["erreur"]["message"]


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"[]", b"null", b"\xff\xfe\x00", b"[" * 100_000, b'{"date": 1e999, "lignes": []}']
)
def test_file_that_is_no_order_is_malformed(ambroise: Ambroise, raw: bytes) -> None:
    code, data = ambroise("ordonnance", "check", "-", stdin=raw)
    assert (code, data["erreur"]["type"]) == (6, "Malformed")


def test_absent_file_is_not_found(ambroise: Ambroise, tmp_path: Path) -> None:
    assert ambroise("ordonnance", "check", str(tmp_path / "absent.json"))[0] == 1


def test_picture_without_code_is_malformed(ambroise: Ambroise, tmp_path: Path) -> None:
    from PIL import Image

    path = tmp_path / "vide.png"
    Image.new("L", (200, 200), 255).save(path)
    code, data = ambroise("ordonnance", "qr", "decode", str(path))
    assert code == 6
    assert "18 caractères" in data["erreur"]["remede"]


def test_referentiels_status(ambroise: Ambroise) -> None:
    code, data = ambroise("referentiels", "status")
    assert code == 0
    by_name = {s["nom"]: s for s in data["sources"]}
    assert by_name["CIS_bdpm.txt"]["lignes"] == 15848
    assert by_name["CIS_CIP_bdpm.txt"]["edition"] == "2026-05-25"
    assert by_name["CIS_CIP_bdpm.txt"]["defauts"]["apostrophes_perdues"] == 83
    assert all(isinstance(s["age_jours"], int) for s in data["sources"])


@pytest.fixture
def serveur(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    folder = tmp_path / "site"
    folder.mkdir()

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", folder
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_update_from_an_address_then_rollback(ambroise: Ambroise, serveur: tuple[str, Path]) -> None:
    address, folder = serveur
    rows = "60009573\t\t1\tRupture de stock\t01/06/2026\t02/06/2026\t\thttps://ansm.sante.fr/x\r\n"
    (folder / "CIS_CIP_Dispo_Spec.txt").write_bytes((rows * 400).encode("cp1252"))
    code, data = ambroise("referentiels", "update", "--from", address)
    assert code == 0
    assert data["fichiers"] == ["CIS_CIP_Dispo_Spec.txt"]
    assert {s["nom"]: s["lignes"] for s in data["sources"]}["CIS_CIP_Dispo_Spec.txt"] == 400
    _, found = ambroise("medicaments", "search", "60009573")
    assert "rupture de stock" in found["medicaments"][0]["alertes"]
    assert ambroise("referentiels", "rollback")[0] == 0
    _, found = ambroise("medicaments", "search", "60009573")
    assert "rupture de stock" not in found["medicaments"][0]["alertes"]


def test_bad_update_keeps_the_base(ambroise: Ambroise, serveur: tuple[str, Path]) -> None:
    address, folder = serveur
    (folder / "CIS_bdpm.txt").write_text("<html>maintenance</html>")
    code, data = ambroise("referentiels", "update", "--from", address)
    assert code == 6
    assert "page web" in data["erreur"]["message"]
    assert "n’a pas changé" in data["erreur"]["remede"]
    assert ambroise("medicaments", "search", "doliprane")[0] == 0


def test_network_cut_in_the_middle_of_a_file_keeps_the_base(ambroise: Ambroise) -> None:
    class Cut(SimpleHTTPRequestHandler):
        def log_message(self, *args: object) -> None:
            pass

        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", "1000000")
            self.end_headers()
            self.wfile.write(b"60009573\t" * 100)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Cut)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        code, data = ambroise("referentiels", "update", "--from", f"http://127.0.0.1:{server.server_port}")
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
    assert (code, data["erreur"]["type"]) == (3, "Unreachable")
    assert ambroise("medicaments", "search", "doliprane")[0] == 0


def test_update_refuses_a_plain_address_and_a_silent_host(ambroise: Ambroise, tmp_path: Path) -> None:
    code, data = ambroise("referentiels", "update", "--from", "http://exemple.invalid/")
    assert (code, data["erreur"]["type"]) == (7, "Unsupported")
    code, data = ambroise("referentiels", "update", "--from", "http://127.0.0.1:9/")
    assert (code, data["erreur"]["type"]) == (3, "Unreachable")
    assert ambroise("referentiels", "update", "--from", str(tmp_path / "absent"))[0] == 1
