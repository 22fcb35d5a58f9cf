"""The floor of a deposit: a service that answers nothing but how much it was sent."""

from werkzeug.wrappers import Request, Response

from esante.sandbox.service import CertificatClient, Contexte


class Puits:
    """A service that swallows what it is sent: the floor of a deposit."""

    nom = "puits"
    certificat_client = CertificatClient.EXIGE

    def __init__(self, contexte: Contexte) -> None:
        self._contexte = contexte

    def handle(self, request: Request) -> Response:
        return Response(str(len(request.get_data())))

    def refuse(self, request: Request, code: str) -> Response:
        return Response(code, status=500)
