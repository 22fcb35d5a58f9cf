"""The profile file: a whole one, then every key wrong, each told on its line."""

from pathlib import Path

import pytest

from ambroise.installation.fichier import FichierPosteInvalide, known_keys, read_fichier
from ambroise.settings import AlimentationDmp, Environnement, RetraitCps, Theme

COMPLET = """\
version = 1

[poste]
nom = "Accueil é"
environnement = "qualification"
profession = "pharmacien"
situation = "499700366240007"
profil = "profil d’accueil"

[structures.499700366240007]
nom = "Pharmacie du Marché"
adresse = "1 rue Haute"

[base]
adresse = "postgresql://serveur/ambroise"

[cartes]
lecteurs = ["Gemalto", "Ingenico"]
module_pkcs11 = "/opt/module.so"
retrait = "garder"

[relais]
adresse = "https://relais.example/psc"

[messagerie]
boite = "a@b.mssante.fr"
boites."c@d.mssante.fr" = { type = "ORG" }

[certificats]
autorites = "autorites.pem"
listes_revocation = ["http://a/1.crl", "http://a/2.crl"]
organisation = "org.pem"
cle = "org.key"

[annuaire]
dossier = "annuaire"

[reseau]
proxy = "http://proxy:3128"
sans_proxy = ["serveur", "10.0.0.1"]

[sauvegarde]
dossier = "/media/disque"

[mises_a_jour]
source = "https://maj.example"
racine = "root.json"

[interface]
theme = "sombre"
echelle = 125
verrouillage_minutes = 10
alimentation_dmp = "retenue"

[nuit]
heure = 3
verifications = 50
"""


def write(tmp_path: Path, texte: str) -> Path:
    fichier = tmp_path / "practice.toml"
    fichier.write_text(texte, encoding="utf-8")
    return fichier


def test_a_whole_file_becomes_options_and_paths_relative_to_it(tmp_path: Path) -> None:
    lu = read_fichier(write(tmp_path, COMPLET))
    reglages = dict(lu.reglages)
    structures = reglages.pop("structures")
    assert structures["499700366240007"].nom == "Pharmacie du Marché"
    assert reglages.pop("boites")["c@d.mssante.fr"].type == "ORG"
    assert reglages == {
        "poste": "Accueil é",
        "environnement": Environnement.QUALIFICATION,
        "profession": "21",
        "situation": "499700366240007",
        "base_donnees": "postgresql://serveur/ambroise",
        "lecteurs": "Gemalto, Ingenico",
        "module_pkcs11": "/opt/module.so",
        "retrait_cps": RetraitCps.GARDER,
        "relais": "https://relais.example/psc",
        "boite_mssante": "a@b.mssante.fr",
        "listes_revocation": "http://a/1.crl http://a/2.crl",
        "proxy": "http://proxy:3128",
        "sans_proxy": "serveur 10.0.0.1",
        "dossier_sauvegarde": "/media/disque",
        "dossier_annuaire": str(tmp_path / "annuaire"),
        "maj_source": "https://maj.example",
        "theme": Theme.SOMBRE,
        "echelle": 125,
        "verrouillage_minutes": 10,
        "alimentation_dmp": AlimentationDmp.RETENUE,
        "nuit_heure": 3,
        "nuit_verifications": 50,
    }
    assert lu.certificats["autorites"] == tmp_path / "autorites.pem"
    assert set(lu.certificats) == {"autorites", "certificat_organisation", "cle_organisation", "maj_racine"}
    assert lu.profil == tmp_path / "profil d’accueil"
    assert lu.annuaire == tmp_path / "annuaire"
    assert lu.lignes["lecteurs"] == 18


def test_relative_places_start_from_the_folder_of_the_file_and_addresses_stay(tmp_path: Path) -> None:
    texte = (
        "version = 1\n[sauvegarde]\ndossier = 'disque d’à côté'\n[cartes]\nmodule_pkcs11 = '/opt/m.so'\n"
        "[mises_a_jour]\nsource = '{}'\nracine = 'root.json'\n"
    )
    lu = read_fichier(write(tmp_path, texte.format("canal"))).reglages
    assert lu["dossier_sauvegarde"] == str(tmp_path / "disque d’à côté")
    assert lu["maj_source"] == str(tmp_path / "canal")
    assert lu["module_pkcs11"] == "/opt/m.so"
    lu = read_fichier(write(tmp_path, texte.format("https://maj.example"))).reglages
    assert lu["maj_source"] == "https://maj.example"


FAUX = {
    "poste.nom": "3",
    "poste.environnement": '"paradis"',
    "poste.profession": "10",
    "poste.situation": "4",
    "poste.profil": "4",
    "base.adresse": '"mysql://serveur/base"',
    "base.jeton": "true",
    "cartes.lecteurs": '"Gemalto"',
    "cartes.module_pkcs11": "[]",
    "cartes.retrait": '"exploser"',
    "relais.adresse": '"http://relais.example"',
    "messagerie.boite": "1",
    "messagerie.boites": '"a@b"',
    "certificats.autorites": "1",
    "certificats.listes_revocation": "[1]",
    "certificats.organisation": '""',
    "certificats.cle": "1",
    "annuaire.dossier": "1",
    "reseau.proxy": '"socks5://proxy"',
    "reseau.sans_proxy": '"serveur"',
    "sauvegarde.dossier": "1",
    "mises_a_jour.source": "1",
    "mises_a_jour.racine": "1",
    "interface.theme": '"rose"',
    "interface.echelle": "500",
    "interface.verrouillage_minutes": "-1",
    "interface.alimentation_dmp": '"jamais"',
    "nuit.heure": "24",
    "nuit.verifications": "-2",
}


def test_every_key_of_the_format_has_its_wrong_value_here() -> None:
    assert set(FAUX) == set(known_keys())


@pytest.mark.parametrize(("cle", "valeur"), FAUX.items())
def test_a_wrong_value_is_told_on_its_line_by_the_name_it_has_in_the_file(
    tmp_path: Path, cle: str, valeur: str
) -> None:
    section, nom = cle.split(".")
    fichier = write(tmp_path, f"version = 1\n\n# ici\n[{section}]\n{nom} = {valeur}\n")
    with pytest.raises(FichierPosteInvalide) as refus:
        read_fichier(fichier)
    faute = refus.value.fautes[0]
    assert (faute.ligne, faute.cle) in {(5, cle), (4, section)}
    assert any(f.ligne == 5 and f.cle == cle for f in refus.value.fautes)
    assert f"practice.toml, ligne {faute.ligne}\u00a0: " in refus.value.message
    assert cle in next(f.message for f in refus.value.fautes if f.cle == cle)


@pytest.mark.parametrize(
    ("texte", "ligne", "mot"),
    [
        ("version = 1\n[poste]\nnom = ", 3, "TOML"),
        ("version = 1\n[poste]\ncouleur = 1", 3, "inconnue"),
        ("version = 1\n\n[couleurs]\nx = 1", 3, "inconnue"),
        ("version = 1\nposte = 1", 2, "section"),
        ("[poste]\nnom = 'a'", 1, "version"),
        ("version = 2", 1, "version"),
        ("version = true", 1, "version"),
        ("version = 1\n[base]\nmot_de_passe = 'x'", 3, "secret"),
        ("version = 1\n[cartes]\ncode_porteur = '1234'", 3, "secret"),
        ("version = 1\n[base]\nadresse = 'postgresql://a:b@c/d'", 3, "mot de passe"),
        ("version = 1\n[reseau]\nproxy = 'http://a:b@c:1'", 3, "mot de passe"),
        ("version = 1\n[structures.1]\nnom = 3", 2, "structures"),
        ("version = 1\n[structures.1]\ncouleur = ''", 2, "couleur"),
        ("version = 1\n[certificats]\ncle = 'a.key'", 2, "vont ensemble"),
        ("version = 1\n[base]\nadresse = 'postgresql://a/b'\njeton = 'j'", 2, "s’excluent"),
        ("version = 1\n[mises_a_jour]\nsource = 'a'", 2, "racine"),
    ],
)
def test_a_wrong_file_names_the_line(tmp_path: Path, texte: str, ligne: int, mot: str) -> None:
    with pytest.raises(FichierPosteInvalide) as refus:
        read_fichier(write(tmp_path, texte))
    assert refus.value.exit_code == 6
    assert [f.ligne for f in refus.value.fautes] == [ligne]
    assert mot in refus.value.message


def test_all_faults_are_told_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    texte = "version = 1\n[nuit]\nheure = 99\n[poste]\nnom = 1\n[interface]\ntheme = 'x'\n"
    with pytest.raises(FichierPosteInvalide) as refus:
        read_fichier(write(tmp_path, texte))
    assert [f.ligne for f in refus.value.fautes] == [3, 5, 7]


def test_what_is_no_text_or_too_large_is_refused(tmp_path: Path) -> None:
    fichier = tmp_path / "practice.toml"
    fichier.write_bytes(b"version = 1\n[poste]\nnom = '\xe9'")
    with pytest.raises(FichierPosteInvalide, match="ligne 3"):
        read_fichier(fichier)
    fichier.write_bytes(b"#" * 300_000)
    with pytest.raises(FichierPosteInvalide, match="trop grand"):
        read_fichier(fichier)
    with pytest.raises(FichierPosteInvalide, match="ne peut être lu"):
        read_fichier(tmp_path / "absent.toml")


def test_the_byte_order_mark_of_windows_editors_is_accepted(tmp_path: Path) -> None:
    fichier = tmp_path / "practice.toml"
    fichier.write_bytes(b"\xef\xbb\xbfversion = 1\r\n[poste]\r\nnom = 'a'\r\n")
    assert read_fichier(fichier).reglages == {"poste": "a"}
