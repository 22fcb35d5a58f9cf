import json
from pathlib import Path

import pytest
from keyring.errors import KeyringLocked, NoKeyringError

from ambroise.persistence.keys import (
    CoutArgon2,
    derive_key,
    generate_key,
    load_or_create_key,
    parse_recovery_key,
    recovery_key,
)
from ambroise.usecases.errors import ProfilIllisible

LEGER = CoutArgon2(memoire_kio=64, passes=1, voies=1)


class TrousseauMemoire:
    def __init__(self) -> None:
        self.secrets: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.secrets.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.secrets[service, username] = password


class SansTrousseau:
    def get_password(self, service: str, username: str) -> str | None:
        raise NoKeyringError

    def set_password(self, service: str, username: str, password: str) -> None:
        raise NoKeyringError


class TrousseauVerrouille(TrousseauMemoire):
    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked


def test_the_key_goes_to_the_keyring_and_comes_back(tmp_path: Path) -> None:
    trousseau = TrousseauMemoire()
    cle = load_or_create_key(tmp_path, trousseau=trousseau)
    assert len(cle) == 32
    assert load_or_create_key(tmp_path, trousseau=trousseau) == cle
    assert cle.hex() not in (tmp_path / "base.json").read_text()


def test_two_profiles_of_one_session_have_each_their_entry(tmp_path: Path) -> None:
    trousseau = TrousseauMemoire()
    for nom in ("a", "b"):
        (tmp_path / nom).mkdir()
        load_or_create_key(tmp_path / nom, trousseau=trousseau)
    assert len(trousseau.secrets) == 2


def test_without_a_keyring_the_passphrase_wraps_the_key(tmp_path: Path) -> None:
    cle = load_or_create_key(tmp_path, "une phrase à moi", trousseau=SansTrousseau(), cout=LEGER)
    assert load_or_create_key(tmp_path, "une phrase à moi", trousseau=SansTrousseau()) == cle
    assert (tmp_path / "base.json").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("phrase", "code"), [("une autre", "phrase_refusee"), (None, "phrase_absente"), ("", "phrase_absente")]
)
def test_a_wrong_or_missing_passphrase_is_told(tmp_path: Path, phrase: str | None, code: str) -> None:
    load_or_create_key(tmp_path, "la bonne", trousseau=SansTrousseau(), cout=LEGER)
    with pytest.raises(ProfilIllisible) as refus:
        load_or_create_key(tmp_path, phrase, trousseau=SansTrousseau())
    assert refus.value.code == code


def test_without_keyring_nor_passphrase_no_profile_is_made(tmp_path: Path) -> None:
    with pytest.raises(ProfilIllisible, match="phrase de passe"):
        load_or_create_key(tmp_path, None, trousseau=SansTrousseau())
    assert not list(tmp_path.iterdir())


def test_a_locked_keyring_says_to_unlock_it(tmp_path: Path) -> None:
    load_or_create_key(tmp_path, trousseau=TrousseauMemoire())
    with pytest.raises(ProfilIllisible) as refus:
        load_or_create_key(tmp_path, "phrase", trousseau=TrousseauVerrouille())
    assert refus.value.code == "trousseau_verrouille"


def test_an_entry_lost_by_the_keyring_points_to_the_recovery_key(tmp_path: Path) -> None:
    load_or_create_key(tmp_path, trousseau=TrousseauMemoire())
    with pytest.raises(ProfilIllisible) as refus:
        load_or_create_key(tmp_path, trousseau=TrousseauMemoire())
    assert refus.value.code == "cle_absente"
    assert "clé de secours" in refus.value.remede


@pytest.mark.parametrize(
    "contenu",
    [
        "",
        "{",
        "[]",
        "{}",
        '{"lieu": "phrase", "temoin": "x"}',
        '{"lieu": "phrase", "temoin": "x", "passes": 1e9}',
    ],
)
def test_a_spoilt_key_record_is_told_and_kept(tmp_path: Path, contenu: str) -> None:
    (tmp_path / "base.json").write_text(contenu)
    with pytest.raises(ProfilIllisible):
        load_or_create_key(tmp_path, "phrase", trousseau=SansTrousseau())
    assert (tmp_path / "base.json").read_text() == contenu


def test_a_record_that_asks_for_all_the_memory_is_refused(tmp_path: Path) -> None:
    load_or_create_key(tmp_path, "phrase", trousseau=SansTrousseau(), cout=LEGER)
    fiche = tmp_path / "base.json"
    fiche.write_text(json.dumps(json.loads(fiche.read_text()) | {"memoire_kio": 1 << 40}))
    with pytest.raises(ProfilIllisible):
        load_or_create_key(tmp_path, "phrase", trousseau=SansTrousseau())


def test_the_recovery_key_is_read_back_however_it_is_typed() -> None:
    cle = generate_key()
    texte = recovery_key(cle)
    assert all(len(groupe) == 5 for groupe in texte.split("-"))
    for saisie in (texte, texte.lower(), texte.replace("-", " "), texte.replace("O", "0").replace("I", "1")):
        assert parse_recovery_key(saisie) == cle


def test_a_recovery_key_with_one_letter_wrong_is_refused() -> None:
    texte = recovery_key(bytes(range(32)))
    for i, lettre in enumerate(texte):
        if lettre != "-":
            faux = texte[:i] + ("C" if lettre != "C" else "D") + texte[i + 1 :]
            with pytest.raises(ProfilIllisible):
                parse_recovery_key(faux)


@pytest.mark.parametrize("texte", ["", "A", "é" * 55, "A" * 500, "\x00"])
def test_anything_else_is_not_a_recovery_key(texte: str) -> None:
    with pytest.raises(ProfilIllisible):
        parse_recovery_key(texte)


def test_each_usage_has_its_own_key() -> None:
    cle = generate_key()
    assert len({cle, derive_key(cle, "audit"), derive_key(cle, "sauvegarde")}) == 3
