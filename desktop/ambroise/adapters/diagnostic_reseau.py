"""Examine what stands between this seat and the national services: trust, network, clock."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from ambroise.adapters.confiance import Confiance, read_autorites
from ambroise.adapters.diagnostic import describe_validity
from ambroise.adapters.environnement import TableEnvironnement
from ambroise.adapters.liaisons import Liaison, try_liaison
from ambroise.adapters.remedes import remede
from ambroise.usecases.diagnostic import Controle, EtatControle
from esante.transport import Proxy

_OK, _ALERTE, _ECHEC = EtatControle.OK, EtatControle.ALERTE, EtatControle.ECHEC
_DERIVE_ALERTE, _DERIVE_ECHEC = timedelta(seconds=30), timedelta(minutes=5)


class ExamenReseau:
    """Trust, ways to each service, and clock of an environment.

    Args:
        autres: addresses that the profile adds (lists, boxes, updates), trusted as the system trusts them.
    """

    def __init__(
        self,
        table: TableEnvironnement,
        confiance: Confiance,
        horloge: Callable[[], datetime],
        proxy: Proxy | None = None,
        autres: Mapping[str, str] | None = None,
    ) -> None:
        self._table, self._confiance, self._horloge = table, confiance, horloge
        self._proxy, self._autres = proxy or Proxy(), autres or {}
        self._derives: list[timedelta] = []
        self.liaisons: list[Liaison] = []

    def examine_confiance(self) -> Iterator[Controle]:
        """Look at the authorities trusted, and at the lists of what they revoked.

        Raises:
            NonPrisEnCharge: no authority is installed here, or their file cannot be read.
        """
        autorites = read_autorites(self._table.autorite)
        first = min(autorites, key=lambda c: c.not_valid_after_utc)
        yield describe_validity(f"autorités ({len(autorites)})", first.not_valid_after_utc, self._horloge())
        if self._confiance.has_current_lists(self._table):
            yield Controle("listes de révocation", _OK, "À jour.")
        else:
            constat = "Une liste manque ou est échue\u00a0: elle sera relevée à la prochaine connexion."
            conseil = "Si la connexion échoue, vérifiez l’accès à leurs adresses (listes_revocation)."
            yield Controle("listes de révocation", _ALERTE, constat, conseil)

    def examine_services(self) -> Iterator[Controle]:
        """Knock at each address: name, proxy, TCP, TLS. Raises NonPrisEnCharge: unreadable authorities."""
        if self._table.autorite is not None:
            read_autorites(self._table.autorite)
        for nom, url in sorted(self._table.services.items()):
            yield self._try(nom, url, self._table.autorite)
        for nom, url in self._autres.items():
            yield self._try(nom, url, None)

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

    def _try(self, nom: str, url: str, autorite: Path | None) -> Controle:
        liaison = try_liaison(nom, url, autorite, self._proxy)
        self.liaisons.append(liaison)
        if liaison.heure is not None:
            self._derives.append(self._horloge() - liaison.heure)
        return liaison.as_controle()
