"""INSi against a bare post, the duplicate list as files grow, a batch of verifications."""

import base64
import random
import resource
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import httpx
from werkzeug.wrappers import Request, Response

from ambroise.adapters.comparaison_isolee import compare_isolated
from ambroise.domain.doublons import GenreRapprochement, Repere, find_rapprochements
from ambroise.domain.identite import (
    OID_INS_NIR,
    Identite,
    IdentiteIns,
    MatriculeIns,
    Sexe,
    TraitsIdentite,
)
from ambroise.domain.patient import Patient
from ambroise.persistence.database import Database
from ambroise.persistence.ids import new_id
from ambroise.persistence.keys import generate_key
from ambroise.persistence.profile import open_profile
from ambroise.persistence.trace import Origine
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.ports_identite import EchangeBrut, InsTrouvee, ResultatInsi
from ambroise.usecases.sessions import SessionService
from ambroise.usecases.verification_ins import EtatLot, VerificationService
from esante import soap
from esante.insi.authentification import AuthentificationCps
from esante.insi.client import InsiClient
from esante.insi.messages import ACTION_TRAITS
from esante.insi.models import Logiciel, TraitsRecherche
from esante.sandbox.professionnels import MAX_LIBRE
from esante.sandbox.serveur import Sandbox
from esante.sandbox.service import CertificatClient
from esante.sandbox.service import Contexte as ContexteSandbox
from esante.transport import http_client, tls_context
from tests.bench.mesure import Mesure, compare, percentile
from tests.fakes.services import FauxLecteurs

NOMS = (
    *("MARTIN", "BERNARD", "THOMAS", "PETIT", "ROBERT", "RICHARD", "DURAND", "DUBOIS", "MOREAU", "LAURENT"),
    *("SIMON", "MICHEL", "LEFEBVRE", "LEROY", "ROUX", "DAVID", "BERTRAND", "MOREL", "FOURNIER", "GIRARD"),
)
PRENOMS = (
    *(
        "MARIE",
        "JEAN",
        "ANNE",
        "PIERRE",
        "JEANNE",
        "PAUL",
        "LOUISE",
        "JACQUES",
        "ZOE",
        "LUC",
        "EMMA",
        "LOUIS",
    ),
    *(
        "ALICE",
        "HUGO",
        "JULIE",
        "MARC",
        "CLAIRE",
        "YVES",
        "SOPHIE",
        "RENE",
        "LEA",
        "HENRI",
        "CAMILLE",
        "ALAIN",
    ),
)
_BATTEMENT = 0.01
SYLLABES = tuple(consonne + voyelle for consonne in "BDFGLMNPRSTV" for voyelle in "AEIO")


def run() -> list[Mesure]:
    """Measure the identity family."""
    return [_insi(), *_batch(), *_duplicates(), _fluidity()]


class _Fixe:
    """A listener that always answers the same, so that only the client is measured."""

    nom = "fixe"
    certificat_client = CertificatClient.AUCUN
    answer = (
        b'<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"><e:Body>'
        b'<RESULTAT xmlns="http://www.cnamts.fr/INSiResultat"><CR><CodeCR>00</CodeCR><LibelleCR>OK</LibelleCR>'
        b"</CR><INDIVIDU><INSACTIF><IdIndividu><NumIdentifiant>2751263220749</NumIdentifiant><Cle>74</Cle>"
        b"</IdIndividu><OID>1.2.250.1.213.1.4.8</OID></INSACTIF><TIQ><NomNaissance>ADRUN</NomNaissance>"
        b"<ListePrenom>ZOE</ListePrenom><Sexe>F</Sexe><DateNaissance>1975-12-31</DateNaissance></TIQ>"
        b"</INDIVIDU></RESULTAT></e:Body></e:Envelope>"
    )

    def __init__(self, _contexte: ContexteSandbox) -> None: ...

    def handle(self, request: Request) -> Response:
        request.get_data()
        return Response(self.answer, content_type=soap.CONTENT_TYPE)

    def refuse(self, request: Request, code: str) -> Response:
        return Response(status=500)


def _insi() -> Mesure:
    with tempfile.TemporaryDirectory() as folder, Sandbox(Path(folder), [("fixe", _Fixe)]) as sandbox:
        carte = sandbox.autorite.carte(MAX_LIBRE).signature
        auth = AuthentificationCps(carte.key, carte.certificate, "991111111", "SA07", "SM26")
        url, tls = sandbox.adresses.services["fixe"], tls_context(sandbox.adresses.autorite)
        traits = TraitsRecherche("ADRUN", ("ZOE",), "F", "1975-12-31")
        headers = {"Content-Type": soap.content_type(ACTION_TRAITS)}
        with (
            InsiClient(http_client(tls), url, Logiciel("N", "L", "1", UUID(int=1)), auth) as client,
            httpx.Client(verify=tls) as bare,
        ):
            envelope = client.find_identite(traits).echanges[0].requete
            return compare(
                "INSi : question signée, posée, réponse lue",
                lambda: client.find_identite(traits),
                lambda: bare.post(url, content=envelope, headers=headers),
                contre="httpx, la même enveloppe déjà signée",
                tours=60,
            )


def synthetic(count: int, seed: int = 1) -> list[Repere]:
    """Return files of invented people, one in two hundred entered twice with an error."""
    draw = random.Random(seed)
    reperes: list[Repere] = []
    while len(reperes) < count:
        nom = draw.choice(NOMS) if draw.random() < 0.3 else "".join(draw.choices(SYLLABES, k=3))
        day = date(1930, 1, 1) + timedelta(days=draw.randrange(34_000))
        prenoms = " ".join(draw.choices(PRENOMS, k=2))
        one = Repere(UUID(int=len(reperes) + 1), nom, "", prenoms, "", draw.choice("MF"), day)
        reperes.append(one)
        if draw.random() < 0.005 and len(reperes) < count:
            twice = replace(one, id=UUID(int=len(reperes) + 1), nom_naissance=nom[:-1])
            reperes.append(twice)
    return reperes


def _duplicates() -> list[Mesure]:
    small, large = _timed(synthetic(20_000)), _timed(synthetic(200_000))
    return [
        Mesure(
            "liste des doublons, 200 000 dossiers",
            large[0],
            small[0] * 10,
            1.5,
            "dix fois 20 000 dossiers",
        ),
        Mesure(
            "liste des doublons, par dossier",
            large[0] / 200_000,
            valeur=f"{large[0] / 200_000 * 1e6:.0f} µs, {large[1]} paires",
        ),
    ]


def _timed(reperes: list[Repere]) -> tuple[float, int]:
    start = time.perf_counter()
    found = [f for f in find_rapprochements(reperes) if f.genre is GenreRapprochement.DOUBLON]
    return time.perf_counter() - start, len(found)


def _fluidity() -> Mesure:
    """Measure how late a beat of ten milliseconds comes while the files are compared."""
    reperes = tuple(synthetic(100_000))
    apart = _lateness(lambda: compare_isolated(reperes))
    beside = _lateness(lambda: tuple(find_rapprochements(reperes)))
    return Mesure(
        "retard de l’interface pendant la comparaison de 100 000 dossiers, 99 fois sur 100",
        apart,
        beside,
        1.0,
        "la même comparaison dans un fil",
    )


def _lateness(work: Callable[[], object]) -> float:
    """Return the lateness that 99 beats in 100 do not pass while some work runs in another thread."""
    thread = threading.Thread(target=work)
    thread.start()
    late = []
    while thread.is_alive():
        start = time.perf_counter()
        time.sleep(_BATTEMENT)
        late.append(time.perf_counter() - start - _BATTEMENT)
    return percentile(late, 0.99)


QUESTION = b"<trait>ADRUN</trait>" * 250 + base64.b64encode(random.Random(2).randbytes(3_000))
"""As long as an envelope, and as little compressible: a signature and its certificate."""


class _Echo:
    """INSi that answers each person what the file says."""

    def find_identite(
        self, traits: TraitsIdentite, on_echange: Callable[[EchangeBrut], None] = lambda _: None
    ) -> ResultatInsi:
        on_echange(EchangeBrut(QUESTION, _Fixe.answer))
        numero = traits.nom_naissance.removeprefix("NOM").translate(str.maketrans("ABCDEFGHIJ", "0123456789"))
        matricule = MatriculeIns(f"2751263{numero:0>6}00", OID_INS_NIR)
        return InsTrouvee(IdentiteIns(matricule, traits, datetime.now(UTC)))


def _batch(count: int = 10_000) -> list[Mesure]:
    with _store() as (contexte, session):
        echo = _Echo()
        patients = [_patient(echo, i) for i in range(count)]
        with contexte.uow() as uow:
            uow.masse.add_patients(patients)
            uow.commit()
        del patients
        memory: list[int] = []

        def follow(etat: EtatLot) -> None:
            if etat.faits % (count // 10) == 0:
                memory.append(_resident())

        start = time.perf_counter()
        etat = VerificationService(contexte, lambda: session.auteur, echo).run_lot(
            lambda: False, on_progress=follow
        )
        spent = time.perf_counter() - start
        assert etat.termine
        assert etat.faits == count
        assert etat.ecarts == ()
    return [
        Mesure(
            f"lot de {count} vérifications, par dossier",
            spent / count,
            valeur=f"{spent / count * 1000:.2f} ms hors réseau",
        ),
        Mesure(
            "mémoire entre le premier et le dernier dixième du lot",
            valeur=f"{(memory[-1] - memory[0]) / 2**20:+.1f} Mo",
        ),
    ]


def _resident() -> int:
    """Return the memory this process holds now, in bytes (Linux)."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize()


def _patient(echo: _Echo, rank: int) -> Patient:
    letters = str(rank).translate(str.maketrans("0123456789", "ABCDEFGHIJ"))
    traits = TraitsIdentite(f"NOM{letters}", "ZOE", Sexe.FEMININ, date(1975, 12, 31))
    answer = echo.find_identite(traits)
    assert isinstance(answer, InsTrouvee)
    return Patient(new_id(), Identite(traits).with_ins(answer.identite))


@contextmanager
def _store() -> Iterator[tuple[Contexte, SessionService]]:
    def now() -> datetime:
        return datetime.now(UTC)

    with tempfile.TemporaryDirectory() as folder:
        base = Database.open(open_profile(Path(folder) / "profil"), generate_key(), now)
        try:
            origine: Callable[[], Origine] = lambda: Origine("899900063480", "banc")  # noqa: E731
            contexte = Contexte(base.unit_of_work(origine, now), now, new_id, "banc")
            session = SessionService(contexte, FauxLecteurs())
            session.open("1234")
            yield contexte, session
        finally:
            base.close()
