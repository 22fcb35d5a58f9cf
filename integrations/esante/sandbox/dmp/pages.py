"""The web DMP (TD0.9), as far as the opening of the right page on the right patient goes."""

from html import escape

from werkzeug.wrappers import Request, Response

from esante.cda.models import OID_INS_DEMO, OID_INS_TEST
from esante.dmp.web import PageWeb

WEB = "/web/AccesDirect/"


def open_page(request: Request) -> Response:
    """Answer the address that a card opens, or the form that Pro Santé Connect posts.

    A page that does not exist, a matricule without its key or an OID of real people is refused.
    """
    page, *patient = request.path.removeprefix(WEB).split("/")
    if request.method == "POST":
        patient = [request.form.get("INS", ""), request.form.get("typeINS", "")]
    if page not in list(PageWeb):
        return Response("page inconnue", status=404)
    if len(patient) != 2 or len(patient[0]) != 15 or patient[1] not in (OID_INS_TEST, OID_INS_DEMO):
        return Response("patient incorrect", status=400)
    words = f"<h1>Mon espace santé, bac à sable</h1><p>{escape(page)} de {escape(patient[0])}</p>"
    return Response(f'<!DOCTYPE html><html lang="fr"><body>{words}</body></html>', content_type="text/html")
