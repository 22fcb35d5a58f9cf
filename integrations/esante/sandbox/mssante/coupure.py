"""A loopback relay in front of Dovecot, so that the sandbox can be told to be down, or to cut after some
bytes."""

import socket
import threading
from contextlib import suppress

from esante.sandbox.service import Reglages

_CHUNK = 64 * 1024


class Coupure:
    """The relay: listens on a port of its own and carries bytes both ways.

    ``cut_after`` is the number of bytes the server may still say before the connections are cut, and
    ``cut_at`` the number of commands that still pass before they are; None: no limit.
    """

    def __init__(self, port: int, reglages: Reglages) -> None:
        self._target = port
        self._reglages = reglages
        self._stopping = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self.cut_after: int | None = None
        self.cut_at: int | None = None
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True, name="relais-imap").start()

    def close(self) -> None:
        """Stop listening and cut what is open."""
        self._stopping.set()
        # A blocked accept() only wakes up when somebody calls.
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", self.port), 1).close()
        self._listener.close()
        self.cut()

    def cut(self) -> None:
        """Cut every open connection."""
        with self._lock:
            for end in self._open:
                _shut(end)

    def _accept(self) -> None:
        while not self._stopping.is_set():
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            if self._stopping.is_set() or self._reglages.down:
                near.close()
                continue
            try:
                far = socket.create_connection(("127.0.0.1", self._target), 5)
            except OSError:
                near.close()
                continue
            far.settimeout(None)
            with self._lock:
                self._open |= {near, far}
            for source, sink, counted in ((near, far, False), (far, near, True)):
                threading.Thread(
                    target=self._pump, args=(source, sink, counted), daemon=True, name="relais-imap"
                ).start()

    def _pump(self, source: socket.socket, sink: socket.socket, counted: bool) -> None:
        with suppress(OSError):
            while data := source.recv(_CHUNK):
                if self._reglages.down:
                    break
                if not counted and self.cut_at is not None:
                    if self.cut_at <= 0:
                        break
                    self.cut_at -= 1
                if counted and self.cut_after is not None:
                    allowed, self.cut_after = self.cut_after, max(0, self.cut_after - len(data))
                    sink.sendall(data[:allowed])
                    if len(data) >= allowed:
                        break
                    continue
                sink.sendall(data)
        _shut(source)
        _shut(sink)
        if counted:
            with self._lock:
                self._open -= {source, sink}
            source.close()
            sink.close()


def _shut(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
