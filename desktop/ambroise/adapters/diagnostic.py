"""Examine what stands between this seat and the national services: readers, cards, module, network, clock."""

import socket
import ssl
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import SplitResult, urlsplit

import httpx

from ambroise.adapters.confiance import Confiance, read_autorites
from ambroise.adapters.environnement import TableEnvironnement
from ambroise.adapters.remedes import remede
from ambroise.usecases.diagnostic import Controle, EtatControle
from esante.cartes.acces import AccesCartes
from esante.cartes.modules import candidates
from esante.errors import CardAbsent, EsanteError, Unreachable, Unsupported
from esante.pcsc.atr import TypeCarte
from esante.transport import http_client, tls_context

_OK, _ALERTE, _ECHEC = EtatControle.OK, EtatControle.ALERTE, EtatControle.ECHEC
_BIENTOT = timedelta(days=60)
_DERIVE_ALERTE, _DERIVE_ECHEC = timedelta(seconds=30), timedelta(minutes=5)
_PORTS = {"imap": 143, "imaps": 993, "smtp": 587, "smtps": 465}


class ExamenCartes:
    """Daemon, readers, cards, PKCS#11 module and the certificates of the CPS."""

    def __init__(self, acces: AccesCartes, module: str, horloge: Callable[[], datetime]) -> None:
        self._acces, self._module, self._horloge = acces, module, horloge

    def examine_lecteurs(self) -> Iterator[Controle]:
        """Tell the daemon, each reader, each card that is not one of ours."""
        try:
            debut = time.perf_counter()
            readers = self._acces.list_readers()
            duree = (time.perf_counter() - debut) * 1000
        except Unreachable as exc:
            yield Controle("service des cartes", _ECHEC, f"{exc}.".capitalize(), remede("pcsc"))
            return
        yield Controle("service des cartes", _OK, f"Il répond en {duree:.0f} ms.")
        if not readers:
            yield Controle("lecteurs", _ALERTE, "Aucun lecteur n’est branché.", remede("lecteur"))
            return
        yield Controle("lecteurs", _OK, f"{len(readers)}\u00a0: " + ", ".join(r.nom for r in readers) + ".")
        for reader in readers:
            card_type = reader.type_carte
            if reader.occupe:
                yield Controle(
                    f"lecteur {reader.nom}",
                    _ALERTE,
                    "Un autre logiciel garde ce lecteur pour lui seul.",
                    "Fermez l’autre logiciel de cartes, ou retirez puis remettez la carte.",
                )
            if card_type is TypeCarte.MUETTE:
                yield Controle(
                    f"carte de {reader.nom}",
                    _ECHEC,
                    "La carte ne répond pas.",
                    "Retirez-la, essuyez la puce, réinsérez-la dans le bon sens.",
                )
            elif card_type is TypeCarte.INCONNUE:
                atr = reader.atr.hex(" ").upper()
                yield Controle(
                    f"carte de {reader.nom}",
                    _ALERTE,
                    f"Carte inconnue, ATR {atr}.",
                    "Si c’est bien une carte Vitale ou une CPS, joignez ce rapport à votre demande.",
                )
            elif card_type is not None:
                yield Controle(f"carte de {reader.nom}", _OK, f"Type {card_type.value}.")

    def examine_module(self) -> Iterator[Controle]:
        """Tell which PKCS#11 module is used."""
        places = candidates(self._module or None)
        found = next((place for place in places if place.exists()), None)
        if found is None:
            constat = f"Aucun module PKCS#11 ({len(places)} emplacements essayés)."
            yield Controle("module de la CPS", _ECHEC, constat, remede("module"))
        elif "opensc" in found.name:
            yield Controle(
                "module de la CPS",
                _ALERTE,
                f"OpenSC ({found.name})\u00a0: il connaît la CPS 3, ni la CPS 4 ni sa clé de signature.",
                remede("module"),
            )
        else:
            yield Controle("module de la CPS", _OK, f"{found.name}.")

    def examine_cps(self) -> Iterator[Controle]:
        """Open the module on the CPS, without code porteur, and look at its certificates."""
        try:
            _, publiques = self._acces.read_cps_publique()
        except CardAbsent:
            yield Controle("carte CPS", _ALERTE, "Aucune CPS dans les lecteurs.", "Insérez votre carte CPS.")
            return
        except EsanteError as exc:
            conseil = (
                "Réparez d’abord le service des cartes et les lecteurs, puis retirez et remettez la carte."
            )
            yield Controle("carte CPS", _ECHEC, f"{exc}.".capitalize(), conseil)
            return
        if publiques.essais_restants == 0:
            yield Controle(
                "carte CPS",
                _ECHEC,
                "La carte est bloquée après trois codes faux.",
                "Débloquez-la avec le code de déblocage reçu de l’ANS.",
            )
        elif publiques.essais_restants == 1:
            yield Controle(
                "carte CPS",
                _ALERTE,
                "Il ne reste qu’un essai de code porteur.",
                "Vérifiez votre code avant de le saisir.",
            )
        else:
            yield Controle("carte CPS", _OK, "Lue sans code porteur.")
        try:
            with self._acces.open_cps() as session:
                ends = (
                    ("authentification", session.certificat_authentification.not_valid_after_utc),
                    ("signature", session.certificat_signature.not_valid_after_utc),
                )
        except Unsupported as exc:
            yield Controle("certificats de la CPS", _ECHEC, f"{exc}.".capitalize(), remede("module"))
            return
        except EsanteError as exc:
            yield Controle(
                "certificats de la CPS", _ECHEC, f"{exc}.".capitalize(), "Retirez et remettez la carte."
            )
            return
        for usage, end in ends:
            yield _validity(
                f"certificat d’{usage}" if usage[0] == "a" else f"certificat de {usage}", end, self._horloge()
            )


class ExamenReseau:
    """Trust, endpoints and clock of an environment."""

    def __init__(
        self, table: TableEnvironnement, confiance: Confiance, horloge: Callable[[], datetime]
    ) -> None:
        self._table, self._confiance, self._horloge = table, confiance, horloge
        self._derives: list[timedelta] = []

    def examine_confiance(self) -> Iterator[Controle]:
        """Look at the authorities trusted, and at the lists of what they revoked.

        Raises:
            NonPrisEnCharge: no authority is installed here, or their file cannot be read.
        """
        autorites = read_autorites(self._table.autorite)
        first = min(autorites, key=lambda c: c.not_valid_after_utc)
        yield _validity(f"autorités ({len(autorites)})", first.not_valid_after_utc, self._horloge())
        if self._confiance.has_current_lists(self._table):
            yield Controle("listes de révocation", _OK, "À jour.")
        else:
            constat = "Une liste manque ou est échue\u00a0: elle sera relevée à la prochaine connexion."
            conseil = "Si la connexion échoue, vérifiez l’accès à leurs adresses (listes_revocation)."
            yield Controle("listes de révocation", _ALERTE, constat, conseil)

    def examine_services(self) -> Iterator[Controle]:
        """Knock at each address: name, TCP, TLS. Raises NonPrisEnCharge: unreadable authorities."""
        if self._table.autorite is not None:
            read_autorites(self._table.autorite)
        with http_client(tls_context(self._table.autorite), timeout=httpx.Timeout(5.0)) as client:
            for nom, url in sorted(self._table.services.items()):
                yield self._knock(client, nom, url)

    def examine_horloge(self) -> Iterator[Controle]:
        """Compare this clock with that of the services just met."""
        if not self._derives:
            yield Controle("horloge", _ALERTE, "Aucun service n’a pu donner l’heure.", None)
            return
        drift = sorted(self._derives, key=abs)[0]
        seconds = abs(int(drift.total_seconds()))
        if abs(drift) >= _DERIVE_ECHEC:
            constat = f"Elle s’écarte de {seconds} s\u00a0: les services refuseront les assertions."
            yield Controle("horloge", _ECHEC, constat, remede("horloge"))
        elif abs(drift) >= _DERIVE_ALERTE:
            yield Controle("horloge", _ALERTE, f"Elle s’écarte de {seconds} s.", remede("horloge"))
        else:
            yield Controle("horloge", _OK, f"À l’heure, à {seconds} s près.")

    def _knock(self, client: httpx.Client, nom: str, url: str) -> Controle:
        parts = urlsplit(url)
        host = parts.netloc
        debut = time.perf_counter()
        if parts.scheme != "https":
            return _connect(nom, parts)
        try:
            answer = client.get(url)
            duree = (time.perf_counter() - debut) * 1000
        except httpx.TransportError as exc:
            if (
                isinstance(exc.__cause__, ssl.SSLCertVerificationError)
                or "certificate verify" in str(exc).lower()
            ):
                return Controle(
                    f"service {nom}",
                    _ECHEC,
                    f"{host} présente un certificat que ce poste ne reconnaît pas.",
                    "Vérifiez les autorités de l’environnement, et qu’aucun antivirus n’ouvre les échanges.",
                )
            if "alert" in str(exc).lower() or "handshake" in str(exc).lower():
                return Controle(f"service {nom}", _OK, f"{host} répond et demande un certificat.")
            return _silent(nom, host)
        date = answer.headers.get("date")
        if date:
            self._derives.append(self._horloge() - parsedate_to_datetime(date).astimezone(UTC))
        return Controle(f"service {nom}", _OK, f"{host} répond en {duree:.0f} ms.")


def _connect(nom: str, parts: SplitResult) -> Controle:
    """Knock at a mail server: the connection is enough, its own protocol is the mail check's."""
    port = parts.port or _PORTS.get(parts.scheme, 443)
    try:
        debut = time.perf_counter()
        with socket.create_connection((parts.hostname or "", port), timeout=5):
            duree = (time.perf_counter() - debut) * 1000
    except OSError:
        return _silent(nom, parts.netloc)
    return Controle(f"service {nom}", _OK, f"{parts.netloc} accepte la connexion en {duree:.0f} ms.")


def _silent(nom: str, host: str) -> Controle:
    return Controle(
        f"service {nom}",
        _ECHEC,
        f"{host} ne répond pas.",
        "Vérifiez la connexion à internet, le pare-feu et le proxy\u202f; les envois attendent.",
    )


def _validity(nom: str, end: datetime, now: datetime) -> Controle:
    day = f"{end:%d}/{end:%m}/{end:%Y}"
    if end <= now:
        return Controle(
            nom, _ECHEC, f"Expiré depuis {(now - end).days} jours.", "Demandez le renouvellement à l’ANS."
        )
    if end - now < _BIENTOT:
        constat = f"Expire dans {(end - now).days} jours, le {day}."
        return Controle(nom, _ALERTE, constat, "Vérifiez que la nouvelle carte est en route.")
    return Controle(nom, _OK, f"Valable encore {(end - now).days} jours.")
