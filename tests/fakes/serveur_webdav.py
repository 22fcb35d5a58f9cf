"""WsgiDAV, a server written by others, on the loopback, with a name and a password."""

import threading
from pathlib import Path
from types import TracebackType
from typing import Self

from cheroot.wsgi import Server
from wsgidav.wsgidav_app import WsgiDAVApp

NOM, MOT_DE_PASSE = "cabinet", "phrase du cabinet"


class ServeurWebdav:
    """Serves one folder; ``port`` is chosen by the system."""

    def __init__(self, dossier: Path) -> None:
        application = WsgiDAVApp(
            {
                "provider_mapping": {"/": str(dossier)},
                "simple_dc": {"user_mapping": {"*": {NOM: {"password": MOT_DE_PASSE}}}},
                "http_authenticator": {"accept_basic": True, "accept_digest": False},
                "logging": {"enable": False},
                "verbose": 0,
                "property_manager": True,
                "lock_storage": True,
            }
        )
        self._serveur = Server(("127.0.0.1", 0), application)

    def __enter__(self) -> Self:
        self._serveur.prepare()
        self.port = self._serveur.bind_addr[1]
        self._fil = threading.Thread(target=self._serveur.serve, name="webdav", daemon=True)
        self._fil.start()
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._serveur.stop()
        self._fil.join(5)
