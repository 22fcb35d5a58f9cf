"""A real Dovecot as a child process: IMAP with STARTTLS and LMTP on loopback ports, tokens checked with the
public key.

Dovecot refuses to run as root: started by root, it runs as ``nobody``. Its run-time folder is a short
temporary path (Unix sockets) that holds the boxes too; they come back into the sandbox's folder at a clean
stop, and a folder left by a killed sandbox is taken up again.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import closing, suppress
from pathlib import Path
from typing import NamedTuple

from esante.errors import Unreachable, Unsupported
from esante.sandbox.autorite import Credential
from esante.sandbox.mssante.boites import BOITES

_BINARIES = ("/usr/sbin/dovecot", "/usr/local/sbin/dovecot", "/opt/homebrew/sbin/dovecot")
_START_TIMEOUT = 20.0


class Account(NamedTuple):
    """The system account Dovecot runs under."""

    name: str
    uid: int
    gid: int
    group: str


def _account() -> tuple[bool, Account]:
    """Return whether we are root, and the account to use: ourselves, or ``nobody`` for root."""
    if sys.platform == "win32":
        raise Unsupported("Dovecot n’existe pas sous Windows")
    # These modules only exist on Unix, where this file is imported too.
    import grp
    import pwd

    root = os.geteuid() == 0
    row = pwd.getpwnam("nobody") if root else pwd.getpwuid(os.geteuid())
    return root, Account(row.pw_name, row.pw_uid, row.pw_gid, grp.getgrgid(row.pw_gid).gr_name)


def find_dovecot() -> Path | None:
    """Return the program, or None when it is not installed (never on Windows)."""
    if sys.platform == "win32":
        return None
    found = shutil.which("dovecot")
    return next((path for path in map(Path, filter(None, (found, *_BINARIES))) if path.is_file()), None)


class Dovecot:
    """The child process.

    Args:
        folder: state folder of the service.
        server: the TLS server certificate.
        clients: PEM file of the authorities of client certificates.
        revocations: PEM file of their revocation lists, read when it starts.
        public_key: PEM of the key that signs the tokens.
        issuer: expected issuer of the tokens.
    """

    def __init__(
        self,
        folder: Path,
        server: Credential,
        clients: Path,
        revocations: Path,
        public_key: bytes,
        issuer: str,
    ) -> None:
        program = find_dovecot()
        if program is None:
            raise Unsupported("Dovecot n’est pas installé\u00a0: pas de messagerie dans le bac à sable")
        self._program = program
        self._folder = folder
        self._server = server
        self._clients = clients
        self._revocations = revocations
        self._public_key = public_key
        self._issuer = issuer
        self._pointer = folder / "emplacement"
        self._process: subprocess.Popen[bytes] | None = None
        self.imap_port, self.lmtp_port = _free_port(), _free_port()

    def start(self) -> None:
        """Start and wait until both ports answer.

        Raises:
            Unreachable: it ended or does not answer.
        """
        home = self._take_place()
        root, account = _account()
        self._write_files(home, account)
        if root:
            _give(home, account)
        # The shell ends Dovecot when the pipe closes, so that it never outlives the sandbox, even killed.
        script = '"$0" -F -c "$1" & child=$!; read -r _; kill -TERM $child; wait $child'
        self._process = subprocess.Popen(
            ["/bin/sh", "-c", script, str(self._program), str(home / "dovecot.conf")],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": str(home)},
            cwd=home,
            user=account.uid if root else None,
            group=account.gid if root else None,
            extra_groups=[] if root else None,
        )
        deadline = time.monotonic() + _START_TIMEOUT
        for port in (self.imap_port, self.lmtp_port):
            while not _answers(port):
                if time.monotonic() > deadline:
                    self.close()
                    raise Unreachable("Dovecot ne démarre pas")
                time.sleep(0.02)

    def close(self) -> None:
        """Stop, and bring the boxes back into the sandbox's folder."""
        if self._process is not None:
            assert self._process.stdin is not None
            self._process.stdin.close()
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None
        home = self._read_pointer()
        if home is not None:
            kept = self._folder / "boites"
            if not kept.exists() and (home / "mail").exists():
                shutil.move(home / "mail", kept)
            shutil.rmtree(home, ignore_errors=True)
            self._pointer.unlink(missing_ok=True)

    def _take_place(self) -> Path:
        home = self._read_pointer()
        if home is None:
            home = Path(tempfile.mkdtemp(prefix="ambroise-bal-"))
            self._pointer.write_text(str(home), encoding="utf-8")
        if (self._folder / "boites").exists() and not (home / "mail").exists():
            shutil.move(self._folder / "boites", home / "mail")
        for name in ("run", "home", "mail", "keys/default/RS256"):
            (home / name).mkdir(mode=0o700, parents=True, exist_ok=True)
        return home

    def _read_pointer(self) -> Path | None:
        with suppress(FileNotFoundError):
            home = Path(self._pointer.read_text(encoding="utf-8"))
            return home if home.is_dir() else None
        return None

    def _write_files(self, home: Path, account: Account) -> None:
        (home / "keys/default/RS256/default").write_bytes(self._public_key)
        for source, name in ((self._server.certificate_file, "tls.pem"), (self._server.key_file, "tls.key")):
            (home / name).write_bytes(source.read_bytes())
            (home / name).chmod(0o600)
        (home / "clients.pem").write_bytes(self._clients.read_bytes() + self._revocations.read_bytes())
        (home / "certificats").write_text(
            "".join(
                f"{boite.certificat.lower()}:::::::user={boite.adresse} nopassword=y\n"
                for boite in BOITES
                if boite.certificat
            ),
            encoding="utf-8",
        )
        (home / "oauth2.conf.ext").write_text(
            "introspection_mode = local\n"
            f"local_validation_key_dict = fs:posix:prefix={home}/keys/\n"
            f"username_attribute = email\nissuers = {self._issuer}\nscope = openid\n",
            encoding="utf-8",
        )
        (home / "dovecot.conf").write_text(
            _configuration(home, account, self.imap_port, self.lmtp_port), encoding="utf-8"
        )


def _configuration(home: Path, account: Account, imap_port: int, lmtp_port: int) -> str:
    sections = (
        _storage(home, account),
        _access(home, account),
        _mailboxes(),
        _services(imap_port, lmtp_port),
    )
    return "".join(sections)


def _storage(home: Path, account: Account) -> str:
    return f"""base_dir = {home}/run
state_dir = {home}/run
log_path = {home}/dovecot.log
auth_failure_delay = 0
auth_cache_size = 0
mailbox_idle_check_interval = 2s
mail_max_userip_connections = 200
protocols = imap lmtp
listen = 127.0.0.1
default_internal_user = {account.name}
default_login_user = {account.name}
default_internal_group = {account.group}
mail_location = maildir:{home}/mail/%Lu
mail_home = {home}/home/%Lu
first_valid_uid = 1
"""


def _access(home: Path, account: Account) -> str:
    return f"""ssl = required
ssl_cert = <{home}/tls.pem
ssl_key = <{home}/tls.key
ssl_min_protocol = TLSv1.2
ssl_ca = <{home}/clients.pem
ssl_require_crl = yes
ssl_verify_client_cert = yes
ssl_cert_username_field = commonName
auth_ssl_username_from_cert = yes
disable_plaintext_auth = yes
auth_mechanisms = xoauth2 oauthbearer external
auth_username_format = %Lu
lmtp_save_to_detail_mailbox = no
recipient_delimiter =
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {home}/oauth2.conf.ext
}}
passdb {{
  driver = passwd-file
  mechanisms = external
  args = username_format=%u {home}/certificats
}}
userdb {{
  driver = static
  args = uid={account.uid} gid={account.gid} home={home}/home/%Lu allow_all_users=yes
}}
"""


def _mailboxes() -> str:
    special = "".join(
        f"  mailbox {name} {{\n    auto = subscribe\n    special_use = \\{use}\n  }}\n"
        for name, use in (("Sent", "Sent"), ("Drafts", "Drafts"), ("Trash", "Trash"), ("Archive", "Archive"))
    )
    return f"""namespace inbox {{
  inbox = yes
  separator = /
{special}}}
"""


def _services(imap_port: int, lmtp_port: int) -> str:
    return f"""service imap-login {{
  chroot =
  process_min_avail = 1
  inet_listener imap {{
    port = {imap_port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service lmtp {{
  chroot =
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {lmtp_port}
  }}
  unix_listener lmtp {{
    mode = 0600
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
"""


def _give(home: Path, account: Account) -> None:
    for path in (home, *home.rglob("*")):
        shutil.chown(path, account.uid, account.gid)


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True
