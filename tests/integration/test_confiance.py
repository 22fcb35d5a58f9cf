"""Trust outside the sandbox: anchors put by the installer, lists fetched, no list no connection."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding

from ambroise.adapters.carte_ouverte import AccesServices
from ambroise.adapters.cartes import CarteCps
from ambroise.adapters.confiance import Confiance
from ambroise.adapters.environnement import TableEnvironnement, load_environnement
from ambroise.bootstrap.application import Application
from ambroise.domain.professionnel import SessionProfessionnel
from ambroise.settings import Environnement, Reglages, save_reglages
from ambroise.usecases.diagnostic import Controle, EtatControle
from ambroise.usecases.errors import NonPrisEnCharge, ServiceInjoignable, SessionFermee
from esante.sandbox.serveur import Sandbox

LISTES = tuple(f"http://liste.example/{n}.crl" for n in range(4))
Repond = Callable[[httpx.Request], httpx.Response]


def confiance(dossier: Path, repond: Repond) -> Confiance:
    return Confiance(
        dossier, lambda: httpx.Client(transport=httpx.MockTransport(repond)), lambda: datetime.now(UTC)
    )


def down(_request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("en panne")


@pytest.fixture
def qualification(sandbox: Sandbox) -> TableEnvironnement:
    """The national test environment with the sandbox's authority as its anchor."""
    return load_environnement("qualification").with_autorites(sandbox.adresses.autorite, LISTES)


@pytest.mark.parametrize("nom", ["qualification", "production"])
def test_no_anchor_is_shipped_and_mutual_tls_says_so(nom: str, tmp_path: Path) -> None:
    table = load_environnement(nom)
    assert table.autorite is None
    assert confiance(tmp_path, down).complete(table) is table

    class JamaisLue:
        """A card session that must not even be asked."""

    with pytest.raises(NonPrisEnCharge) as refus:
        CarteCps(JamaisLue(), "").tls_context(table)  # type: ignore[arg-type]
    assert refus.value.code == "autorites_absentes"


def doctor(tmp_path: Path, **autorites: str) -> dict[str, Controle]:
    """What the diagnosis says of a seat of qualification whose services are out of reach."""
    racine = tmp_path / "profil"
    racine.mkdir()
    reglages = Reglages(environnement=Environnement.QUALIFICATION, **autorites)  # type: ignore[arg-type]
    save_reglages(racine / "config.toml", reglages)
    with Application(racine, passphrase="phrase") as app:
        vars(app)["table"] = replace(app.table, services={})
        return {controle.nom: controle for controle in app.diagnose().controles}


def test_doctor_says_that_no_anchor_is_installed_and_how_to_mend_it(tmp_path: Path) -> None:
    controle = doctor(tmp_path)["autorités"]
    assert controle.etat is EtatControle.ECHEC
    assert "toute connexion par carte est refusée" in controle.constat
    assert "autorites" in (controle.remede or "")


@pytest.mark.parametrize("contenu", [None, b"", b"\xff\x00", b"-----BEGIN CERTIFICATE-----\n"])
def test_doctor_says_that_the_file_of_anchors_is_none(tmp_path: Path, contenu: bytes | None) -> None:
    fichier = tmp_path / "igc.pem"
    if contenu is not None:
        fichier.write_bytes(contenu)
    controles = doctor(tmp_path, autorites=str(fichier))
    assert controles["autorités"].etat is EtatControle.ECHEC
    assert "ne peut être lu" in controles["autorités"].constat
    assert controles["autorités"].remede


def test_doctor_tells_the_anchors_and_the_lists_still_to_fetch(tmp_path: Path, sandbox: Sandbox) -> None:
    controles = doctor(tmp_path, autorites=str(sandbox.adresses.autorite))
    anchors = next(c for nom, c in controles.items() if nom.startswith("autorités ("))
    assert anchors.etat is EtatControle.OK
    assert controles["listes de révocation"].etat is EtatControle.ALERTE
    assert controles["listes de révocation"].remede


def test_list_published_completes_the_table_and_is_kept(
    qualification: TableEnvironnement, sandbox: Sandbox, tmp_path: Path
) -> None:
    fin = b"-----END X509 CRL-----\n"
    blocs = [bloc + fin for bloc in sandbox.adresses.revocations.read_bytes().split(fin) if bloc.strip()]
    assert len(blocs) == len(LISTES)
    listes = dict(zip(LISTES, blocs, strict=True))

    def serve(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=listes[str(request.url)])

    table = confiance(tmp_path, serve).complete(qualification)
    assert table.revocations is not None
    assert table.revocations.parent == tmp_path
    again = confiance(tmp_path, down).complete(qualification)
    assert again.revocations == table.revocations, "the kept list serves until its end"
    assert confiance(tmp_path, down).has_current_lists(qualification)
    assert not confiance(tmp_path / "ailleurs", down).has_current_lists(qualification)


def test_without_a_list_no_service_is_reached(qualification: TableEnvironnement, tmp_path: Path) -> None:
    with pytest.raises(ServiceInjoignable):
        confiance(tmp_path, down).complete(qualification)

    class Carte:
        """A card whose TLS must not be reached."""

        def tls_context(self, table: TableEnvironnement) -> None:
            raise AssertionError("une connexion sans liste de révocation")

    acces = AccesServices(
        replace(qualification, services={"dmp": "https://dmp.example"}),
        _nobody,
        lambda: Carte(),  # type: ignore[arg-type,return-value]
        confiance(tmp_path, down).complete,
    )
    with pytest.raises(ServiceInjoignable):
        acces.http_card("dmp")
    with pytest.raises(ServiceInjoignable):
        acces.http_server_only()


def test_server_that_no_list_covers_is_refused_without_a_client_certificate_too(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    autre_liste = tmp_path / "autre_liste.pem"
    cle = rsa.generate_private_key(65537, 2048)
    nom = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "AUTRE AC")])
    hier = datetime.now(UTC) - timedelta(days=1)
    liste = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(nom)
        .last_update(hier)
        .next_update(hier + timedelta(days=9))
        .sign(cle, hashes.SHA256())
    )
    autre_liste.write_bytes(liste.public_bytes(Encoding.PEM))
    adresses = sandbox.adresses
    table = load_environnement("bac-a-sable")

    def reach(revocations: Path) -> int:
        complete = table.with_bac_a_sable(adresses.services, adresses.autorite, revocations)
        acces = AccesServices(complete, _nobody, _no_card)
        with acces.http_server_only() as http:
            return http.get(acces.url("apcv")).status_code

    assert reach(adresses.revocations) == httpx.codes.NOT_FOUND
    with pytest.raises(httpx.ConnectError, match="CRL"):
        reach(autre_liste)


def _nobody() -> SessionProfessionnel:
    raise SessionFermee


def _no_card() -> CarteCps:
    raise SessionFermee


@pytest.mark.parametrize("contenu", [b"", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
def test_unreadable_file_of_anchors_is_told(
    qualification: TableEnvironnement, tmp_path: Path, contenu: bytes
) -> None:
    fichier = tmp_path / "autorites.pem"
    fichier.write_bytes(contenu)
    with pytest.raises(NonPrisEnCharge) as refus:
        confiance(tmp_path, down).complete(replace(qualification, autorite=fichier))
    assert refus.value.code == "autorites_illisibles"


def test_setting_of_the_profile_gives_the_anchors_to_the_environment(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    profil = tmp_path / "profil"
    profil.mkdir(mode=0o700)
    save_reglages(
        profil / "config.toml",
        Reglages(
            environnement=Environnement.QUALIFICATION,
            autorites=str(sandbox.adresses.autorite),
            listes_revocation=" ".join(LISTES),
        ),
    )
    with Application(profil, passphrase="phrase") as app:
        assert app.table.autorite == sandbox.adresses.autorite
        assert app.table.listes_revocation == LISTES
        assert app.table.services["insi"].startswith("https://")
