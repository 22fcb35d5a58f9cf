"""Hold a process in a network of its own, and hand over connections made there.

The virtual reader driver listens on every interface, and whoever reaches it puts a card in the reader.  In a
network namespace nobody does; a socket belongs to the network where it was made, whoever uses it, so this
process makes them there and passes them through a Unix socket.
"""

import array
import os
import socket
import struct
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from threading import Thread

from esante.errors import Unreachable
from esante.sandbox import OPTION_PASSEUR

_SIOCSIFFLAGS, _IFF_UP = 0x8914, 0x1


def command(control: int) -> list[str]:
    """Return what runs ``main`` with the descriptor of its end of the control socket."""
    if getattr(sys, "frozen", False):
        return [sys.executable, OPTION_PASSEUR, str(control)]
    body = "import sys; from esante.sandbox.passeur import main; sys.exit(main(sys.argv[1:]))"
    return [sys.executable, "-P", "-c", body, str(control)]


def dial(control: socket.socket, port: int) -> socket.socket:
    """Return a connection to a loopback port of that network.

    Raises:
        Unreachable: nobody listens there, or the holder left.
    """
    try:
        control.sendall(struct.pack(">H", port))
        answer, descriptors, _, _ = socket.recv_fds(control, 1, 1)
    except OSError:
        answer, descriptors = b"", []
    if answer != b"+" or not descriptors:
        raise Unreachable("aucun lecteur virtuel à ce port")
    return socket.socket(fileno=descriptors[0])


def main(words: Sequence[str]) -> int:
    """Body of the holder: run the rest of the command here, and connect as asked until the asker leaves."""
    _bring_loopback_up()
    control = socket.socket(fileno=int(words[0]))
    held = subprocess.Popen(words[1:])
    for standard in (0, 1):  # its end of these pipes is what the held process watches and serves
        os.close(standard)
    Thread(target=_leave_with, args=(held,), daemon=True).start()
    with suppress(OSError):
        while len(asked := control.recv(2, socket.MSG_WAITALL)) == 2:
            _answer(control, int.from_bytes(asked, "big"))
    return held.wait()


def _answer(control: socket.socket, port: int) -> None:
    try:
        link = socket.create_connection(("127.0.0.1", port), 5)
    except OSError:
        control.sendall(b"-")
        return
    with link:
        descriptor = array.array("i", [link.fileno()])
        control.sendmsg([b"+"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, descriptor)])


def _leave_with(held: subprocess.Popen[bytes]) -> None:
    os._exit(held.wait())


def _bring_loopback_up() -> None:
    """A new network has its loopback down (ioctl of netdevice(7))."""
    import fcntl  # not on Windows, where no daemon is held

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, _SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", _IFF_UP))
