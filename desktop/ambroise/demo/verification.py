"""Read back, with tools that did not write them, what the scenario claims to have produced."""

import imaplib
import ssl
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pypdfium2
import zxingcpp
from PIL import Image

from ambroise.demo.deroulement import PATIENCE_S, require
from esante.sandbox.serveur import Adresses

_POINTS_PAR_POUCE = 72


@dataclass(frozen=True)
class PdfRelu:
    """A PDF as another reader sees it: its text, and the codes found on its rendered pages."""

    pages: int
    texte: str
    codes: tuple[tuple[str, bytes], ...]

    def codes_of(self, genre: str) -> tuple[bytes, ...]:
        """Return the contents of the codes of that format (``QRCode``, ``DataMatrix``, ``Code128``)."""
        return tuple(contenu for nom, contenu in self.codes if nom == genre)


def render_pages(pdf: bytes, dpi: int = 200) -> list[Image.Image]:
    """Return each page as an image."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [
            document[numero].render(scale=dpi / _POINTS_PAR_POUCE).to_pil() for numero in range(len(document))
        ]
    finally:
        document.close()


def reread_pdf(pdf: bytes) -> PdfRelu:
    """Render the pages, decode every code on them, and extract the text."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        textes = [document[n].get_textpage().get_text_range() for n in range(len(document))]
    finally:
        document.close()
    codes = [
        (str(code.format).replace(" ", ""), bytes(code.bytes))
        for page in render_pages(pdf)
        for code in zxingcpp.read_barcodes(page)
    ]
    return PdfRelu(len(textes), "\n".join(textes), tuple(codes))


def require_archive(contenu: Path, *attendus: str) -> None:
    """Check that an archive is whole and holds the files expected."""
    with zipfile.ZipFile(contenu) as archive:
        require(archive.testzip() is None, "l’archive XDM est abîmée")
        absents = set(attendus) - set(archive.namelist())
        require(not absents, f"l’archive XDM ne contient pas {', '.join(sorted(absents))}")


def fetch_mail(adresses: Adresses, boite: str) -> Iterator[EmailMessage]:
    """Read the inbox of any sandbox box by plain IMAP, with the token the sandbox lends to a verifier."""
    confiance = ssl.create_default_context(cafile=str(adresses.autorite))
    with httpx.Client(verify=confiance, trust_env=False, timeout=PATIENCE_S) as http:
        url = f"{adresses.services['psc']}/verification/jeton/{boite}"
        jeton = http.get(url).raise_for_status().json()["access_token"]
    serveur = urlsplit(adresses.services["mssante_imap"])
    require(serveur.port, "le bac à sable n’a pas de messagerie\u00a0: Dovecot est absent de cette machine")
    with imaplib.IMAP4(serveur.hostname or "localhost", serveur.port or 143, timeout=PATIENCE_S) as imap:
        imap.starttls(confiance)
        imap.authenticate("XOAUTH2", lambda _: f"user={boite}\x01auth=Bearer {jeton}\x01\x01".encode())
        imap.select("INBOX", readonly=True)
        _, (liste,) = imap.search(None, "ALL")
        for numero in liste.split():
            _, reponse = imap.fetch(numero.decode(), "(RFC822)")
            ligne = reponse[0]
            assert isinstance(ligne, tuple)
            yield message_from_bytes(ligne[1], policy=policy.default)
