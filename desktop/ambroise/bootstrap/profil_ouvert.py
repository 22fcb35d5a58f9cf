"""The directory of a profile, its options and its environment, for as long as the program works on it."""

import platform
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from ambroise.settings import Environnement, Reglages, save_reglages

if TYPE_CHECKING:
    from ambroise.adapters.environnement import TableEnvironnement
    from ambroise.bootstrap.bac_a_sable import BacASable
    from ambroise.bootstrap.lecteurs_du_poste import Lecteurs
    from ambroise.persistence.profile import Profil


class ProfilOuvert:
    """A profile at work. A context manager: leaving it closes all that was opened, in order.

    Args:
        profil: the profile's directory; the user's own by default.
        passphrase: opens the profile where the system has no keyring; else ``AMBROISE_PASSPHRASE``.
        bac_a_sable: ready file of a sandbox shared with another profile.
        lecteurs: readers of the sandbox shared with another profile.
        referentiels: folder of reference data shared with another profile.
    """

    def __init__(
        self,
        profil: Path | None = None,
        *,
        passphrase: str | None = None,
        bac_a_sable: Path | None = None,
        lecteurs: "Lecteurs | None" = None,
        referentiels: Path | None = None,
    ) -> None:
        self._racine = profil
        self._passphrase = passphrase
        self._pret = bac_a_sable
        self._lecteurs = lecteurs
        self._referentiels = referentiels
        self._demarre_le = datetime.now(UTC)
        self._en_ligne: bool | None = None
        self.is_copied = False
        self.on_key_change: Callable[[str], None] | None = None
        """Told who asks for a new key; whoever can close this profile and open it again sets it."""
        self._fermetures = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._fermetures.close()

    @cached_property
    def profil(self) -> "Profil":
        """The profile's directory, its log opened."""
        from ambroise.persistence.profile import close_logs, open_profile, setup_logs

        profil = open_profile(self._racine)
        self._fermetures.callback(close_logs, setup_logs(profil))
        return profil

    @cached_property
    def reglages(self) -> Reglages:
        """The options of the profile."""
        return self.profil.reglages

    def save_reglages(self, reglages: Reglages) -> None:
        """Write the options and give them to whoever reads them next. Raises OSError."""
        save_reglages(self.profil.config, reglages)
        vars(self)["reglages"] = reglages

    @cached_property
    def poste(self) -> str:
        """Name of this seat in traces."""
        return self.reglages.poste or platform.node() or "poste"

    @cached_property
    def bac_a_sable(self) -> "BacASable":
        """The sandbox of this profile, started on first use."""
        from ambroise.bootstrap.bac_a_sable import open_sandbox

        bac = open_sandbox(self.profil.sandbox, self._pret)
        self._fermetures.callback(bac.close)
        return bac

    @cached_property
    def table(self) -> "TableEnvironnement":
        """Addresses and trust of the environment."""
        from ambroise.adapters.environnement import load_environnement

        table = load_environnement(self.reglages.environnement.value).with_relais(self.reglages.relais)
        if self.reglages.environnement is not Environnement.BAC_A_SABLE:
            if not self.reglages.autorites:
                return table
            listes = tuple(self.reglages.listes_revocation.split())
            return table.with_autorites(Path(self.reglages.autorites), listes)
        adresses = self.bac_a_sable.adresses
        return table.with_bac_a_sable(adresses.services, adresses.autorite, adresses.revocations)
