"""The CIBA exchange of the relay with a provider that others wrote (npm oidc-provider)."""

import fcntl
import os
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from esante.errors import Refused, Rejected
from esante.sandbox.psc.ciba import CibaClient

HERE = Path(__file__).parent / "oidc"
MODULES = Path(__file__).parents[3] / "build" / "oidc"


pytestmark = pytest.mark.timeout(400)  # the registry may be slow


def missing(what: str) -> None:
    if os.environ.get("CI") == "true":
        pytest.fail(what)
    pytest.skip(what)


@pytest.fixture(scope="module")
def modules() -> Path:
    if not (shutil.which("node") and shutil.which("npm")):
        missing("node et npm sont nécessaires à cet essai")
    MODULES.parent.mkdir(parents=True, exist_ok=True)
    with (MODULES.parent / "oidc.verrou").open("w") as verrou:
        fcntl.flock(verrou, fcntl.LOCK_EX)  # one process of the run installs, the others wait for it
        if not MODULES.is_dir():
            install()
    return MODULES


def install() -> None:
    """Install the provider, whole or not at all."""
    half = Path(tempfile.mkdtemp(prefix="oidc-", dir=MODULES.parent))
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(HERE / name, half / name)
    done = subprocess.run(
        ["npm", "ci", "--silent", "--no-audit", "--no-fund", "--ignore-scripts"],
        cwd=half,
        capture_output=True,
        text=True,
        timeout=280,
    )
    if done.returncode:
        shutil.rmtree(half)
        missing(f"npm n’installe pas le fournisseur : {done.stderr[-500:]}")
    half.rename(MODULES)


Connect = Callable[[], CibaClient]


@pytest.fixture(scope="module")
def provider(modules: Path) -> Iterator[Connect]:
    secret = secrets.token_urlsafe(32)
    process = subprocess.Popen(
        ["node", str(HERE / "provider.mjs"), secret],
        cwd=modules,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    http = httpx.Client(auth=("cabinet", secret), timeout=10, trust_env=False)
    try:
        port = next((line.strip() for line in process.stdout if line.strip().isdigit()), "")
        assert port, "le fournisseur ne démarre pas"
        address = f"http://127.0.0.1:{port}/.well-known/openid-configuration"
        yield lambda: CibaClient(http, address)
    finally:
        http.close()
        process.stdin.close()
        process.wait(10)
        process.stdout.close()


def test_acceptance_gives_tokens_then_the_identity_then_fresh_tokens(provider: Connect) -> None:
    client = provider()
    tokens = client.authenticate("899900063480", "42", None)
    assert tokens.id_token is not None
    assert client.fetch_userinfo(tokens.access_token)["sub"] == "899900063480"
    assert tokens.refresh_token is not None
    again = client.refresh(tokens.refresh_token)
    assert again.access_token != tokens.access_token
    client.revoke(again.refresh_token or tokens.refresh_token)


def test_refusal_is_refused(provider: Connect) -> None:
    with pytest.raises(Refused, match="access_denied"):
        provider().authenticate("refus-1", "42", None)


def test_abandon_stops_the_polling(provider: Connect) -> None:
    client = provider()
    client._sleep = lambda _seconds: False
    with pytest.raises(Refused, match="abandonnée"):
        client.authenticate("muet-1", "42", None)


@pytest.mark.parametrize(("who", "code", "error"), [
    ("inconnu", "42", "unknown_user_id"),
    ("899900063480", "quarante-deux", "invalid_binding_message"),
])  # fmt: skip
def test_errors_keep_their_official_code(provider: Connect, who: str, code: str, error: str) -> None:
    with pytest.raises(Rejected) as caught:
        provider().authenticate(who, code, None)
    assert caught.value.code == error


def test_dead_session_cannot_be_refreshed(provider: Connect) -> None:
    with pytest.raises(Refused):
        provider().refresh("jeton-inconnu")
