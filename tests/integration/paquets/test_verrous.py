"""The locks hold what the project asks for on every system, each file by its hash, and CI runs on them."""

import re
import tomllib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

RACINE = Path(__file__).parents[3]
VERROUS = RACINE / "installer/verrous"
SYSTEMES = (("linux", "3.11"), ("linux", "3.13"), ("win32", "3.12"), ("darwin", "3.12"))


def read_verrou(nom: str) -> list[tuple[Requirement, int]]:
    """Return each locked requirement and how many hashes it names."""
    entrees = re.split(r"\n(?=\S)", (VERROUS / nom).read_text("utf-8").strip())
    return [
        (Requirement(e.partition("--hash")[0].replace("\\", "").strip()), e.count("--hash=sha256:"))
        for e in entrees
    ]


def wanted(*extras: str) -> list[Requirement]:
    projet = tomllib.loads((RACINE / "pyproject.toml").read_text("utf-8"))["project"]
    lignes = list(projet["dependencies"])
    for extra in extras:
        lignes += projet["optional-dependencies"][extra]
    return [Requirement(ligne) for ligne in lignes]


def holds(requirement: Requirement, systeme: str, python: str) -> bool:
    environnement = {
        **default_environment(),
        "sys_platform": systeme,
        "platform_system": {"linux": "Linux", "win32": "Windows", "darwin": "Darwin"}[systeme],
        "python_version": python,
        "python_full_version": f"{python}.0",
    }
    return requirement.marker is None or requirement.marker.evaluate(environnement)


@pytest.mark.parametrize("nom", ["execution.txt", "essais.txt", "construction.txt"])
def test_everything_locked_is_one_version_and_has_its_hashes(nom: str) -> None:
    for exigence, empreintes in read_verrou(nom):
        assert re.fullmatch(r"==[^,*]+", str(exigence.specifier)), exigence
        assert empreintes, exigence
        assert exigence.url is None


@pytest.mark.parametrize(("systeme", "python"), SYSTEMES)
@pytest.mark.parametrize(
    ("nom", "extras"), [("execution.txt", ("postgresql",)), ("essais.txt", ("postgresql", "dev"))]
)
def test_the_lock_answers_what_the_project_asks_on_each_system(
    nom: str, extras: tuple[str, ...], systeme: str, python: str
) -> None:
    verrou = {
        canonicalize_name(r.name): next(iter(r.specifier)).version
        for r, _ in read_verrou(nom)
        if holds(r, systeme, python)
    }
    demandes = [r for r in wanted(*extras) if holds(r, systeme, python)]
    assert len(demandes) > 20
    faux = [
        str(r)
        for r in demandes
        if not r.specifier.contains(verrou.get(canonicalize_name(r.name), "0"), prereleases=True)
    ]
    assert faux == [], "scripts/verrouiller remet les verrous à jour"


def test_what_users_run_is_what_the_tests_run() -> None:
    essais = {(canonicalize_name(r.name), str(r.specifier)) for r, _ in read_verrou("essais.txt")}
    assert {(canonicalize_name(r.name), str(r.specifier)) for r, _ in read_verrou("execution.txt")} <= essais


def test_these_tests_run_on_the_locked_versions() -> None:
    compares = 0
    for exigence, _ in read_verrou("execution.txt"):
        try:
            installe = version(exigence.name)
        except PackageNotFoundError:
            assert exigence.marker is not None, f"{exigence.name} n’est pas installé"
            continue
        compares += 1
        assert exigence.specifier.contains(installe, prereleases=True), exigence
    assert compares > 30
