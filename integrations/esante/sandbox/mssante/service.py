"""The operator's services together: boxes, submission, whitelist, and what the sandbox lets a verifier
ask."""

import json
import smtplib
import ssl
from xml.sax.saxutils import escape

from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from esante.errors import Unreachable, Unsupported
from esante.sandbox.mssante.boites import BOITES, LISTE_BLANCHE
from esante.sandbox.mssante.coupure import Coupure
from esante.sandbox.mssante.dovecot import Dovecot
from esante.sandbox.mssante.soumission import Soumission
from esante.sandbox.psc.jetons import ISSUER, EmetteurJetons
from esante.sandbox.service import CertificatClient, Contexte

ABSENT = "absent"
_ROUTES = Map(
    [
        Rule("/listeblanchemssante.xml", endpoint="liste_blanche", methods=["GET"]),
        Rule("/etat", endpoint="etat", methods=["GET"]),
    ]
)


class MssanteService:
    """Starts Dovecot and the submission service; gives the whitelist and its state by HTTPS."""

    nom = "mssante"
    certificat_client = CertificatClient.AUCUN

    def __init__(self, contexte: Contexte) -> None:
        self._contexte = contexte
        self._jetons = EmetteurJetons(contexte.folder.parent / "jetons", contexte.now)
        server = contexte.autorite.server()
        try:
            self._dovecot: Dovecot | None = Dovecot(
                contexte.folder,
                server,
                contexte.autorite.ca_file,
                contexte.autorite.crl_file,
                self._jetons.public_pem,
                ISSUER,
            )
            self._dovecot.start()
        except (Unsupported, Unreachable):
            self._dovecot = None
        self._soumission: Soumission | None = None
        self.coupure: Coupure | None = None
        imap = smtp = ABSENT
        if self._dovecot is not None:
            tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            tls.minimum_version = ssl.TLSVersion.TLSv1_2
            tls.load_cert_chain(server.certificate_file, server.key_file)
            tls.verify_mode = ssl.CERT_OPTIONAL  # only applications show one
            tls.verify_flags |= ssl.VerifyFlags.VERIFY_CRL_CHECK_LEAF
            tls.load_verify_locations(contexte.autorite.ca_file)
            tls.load_verify_locations(contexte.autorite.crl_file)
            self._soumission = Soumission(
                self._jetons, tls, contexte.reglages, contexte.compteurs, self._deliver
            )
            self._soumission.start()
            self.coupure = Coupure(self._dovecot.imap_port, contexte.reglages)
            imap = f"imap://localhost:{self.coupure.port}"
            smtp = f"smtp://localhost:{self._soumission.port}"
        contexte.urls.update(mssante_imap=imap, mssante_smtp=smtp)

    def close(self) -> None:
        """Stop both listeners."""
        if self.coupure is not None:
            self.coupure.close()
        if self._soumission is not None:
            self._soumission.close()
        if self._dovecot is not None:
            self._dovecot.close()

    def handle(self, request: Request) -> Response:
        """Answer one question."""
        try:
            endpoint, _ = _ROUTES.bind_to_environ(request.environ).match()
        except HTTPException as error:
            return Response(status=error.code)
        if endpoint == "liste_blanche":
            return Response(liste_blanche_xml(), content_type="application/xml; charset=utf-8")
        urls = self._contexte.urls
        return _json({"imap": urls["mssante_imap"], "smtp": urls["mssante_smtp"],
                          "boites": [boite.adresse for boite in BOITES]})  # fmt: skip

    def refuse(self, _request: Request, code: str) -> Response:
        """Answer with a status."""
        return Response(status=int(code) if code.isdigit() and 400 <= int(code) < 600 else 403)

    def _deliver(self, sender: str, recipients: list[str], content: bytes) -> None:
        assert self._dovecot is not None
        with smtplib.LMTP("127.0.0.1", self._dovecot.lmtp_port, local_hostname="localhost") as lmtp:
            lmtp.ehlo_or_helo_if_needed()
            answers = [lmtp.mail(sender), *(lmtp.rcpt(recipient) for recipient in recipients)]
            if any(code != 250 for code, _ in answers):
                raise smtplib.SMTPException("destinataire refusé par les boîtes")
            # LMTP answers once for each recipient; the library reads the first answer only.
            codes = [lmtp.data(content)[0], *(lmtp.getreply()[0] for _ in recipients[1:])]
            if any(code != 250 for code in codes):
                raise smtplib.SMTPException("remise refusée par les boîtes")


def liste_blanche_xml() -> str:
    """Return the whitelist of the simulated trusted space."""
    rows = "".join(f"<Domaine><Nom>{escape(domain)}</Nom></Domaine>" for domain in LISTE_BLANCHE)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<ListeBlanche xmlns="https://listeblanche.mssante.fr/schema">{rows}</ListeBlanche>'
    )


def _json(tree: dict[str, object]) -> Response:
    return Response(json.dumps(tree, ensure_ascii=False), content_type="application/json; charset=utf-8")


SERVICES = ((MssanteService.nom, MssanteService),)
