"""Look at the mail and the login without changing anything: what answers, what does not, what to do."""

import httpx

from ambroise.adapters.carte_ouverte import AccesServices
from ambroise.adapters.mssante import SERVICE, Messagerie
from ambroise.adapters.psc import PscSession
from ambroise.adapters.traduction import translate
from ambroise.usecases.errors import AmbroiseError
from ambroise.usecases.ports_en_ligne import EtatBoite, EtatConnexion
from esante.errors import EsanteError
from esante.mssante.diagnostic import check_serveurs
from esante.psc.claims import Activite


def check_boites(messagerie: Messagerie, psc: PscSession) -> list[EtatBoite]:
    """Return the state of each box of the profile; empty when none is set."""
    if not messagerie.adresse:
        return []
    try:
        client = messagerie.client
    except AmbroiseError as error:
        return [EtatBoite(messagerie.adresse, "absent", constat=error.message, remede=error.remede)]
    compte = client.compte
    imap, smtp = (f"{s.host}:{s.port}" for s in (compte.imap, compte.smtp))
    servers = check_serveurs(compte, client.tls, proxy=client.proxy)
    for fault in filter(None, (servers.imap, servers.smtp)):
        told = translate(fault, SERVICE)
        return [EtatBoite(compte.adresse, "echec", imap, smtp, told.message, told.remede)]
    if psc.session is None:
        return [
            EtatBoite(
                compte.adresse,
                "ok",
                imap,
                smtp,
                "Les serveurs répondent\u202f; la boîte s’ouvrira après la connexion à Pro Santé Connect.",
            )
        ]
    try:
        with client.open() as boite:
            return [EtatBoite(compte.adresse, "ok", imap, smtp, messages=boite.select("INBOX").messages)]
    except EsanteError as error:
        told = translate(error, SERVICE)
        return [EtatBoite(compte.adresse, "echec", imap, smtp, told.message, told.remede)]


def check_psc(acces: AccesServices, psc: PscSession) -> EtatConnexion:
    """Return the state of the relay and of the session."""
    relais = acces.url("psc_relais")
    try:
        with acces.http_server_only() as http:
            http.get(relais)
        reachable, finding = True, ""
    except httpx.TransportError as error:
        reachable, finding = False, f"Le relais ne répond pas ({type(error).__name__})."
    session = psc.session
    if session is None:
        return EtatConnexion(relais, reachable, finding)
    identite = session.identite
    chosen = identite.find_activite(acces.session.situation.structure.identifiant)
    return EtatConnexion(
        relais,
        reachable,
        finding,
        identite.identifiant_national,
        f"{identite.prenom} {identite.nom}".strip(),
        session.ouverte_le,
        session.expire_le,
        tuple(map(_place, identite.activites)),
        _place(chosen) if chosen else None,
    )


def _place(activite: Activite) -> str:
    return activite.raison_sociale or activite.identifiant_structure or "lieu sans nom"
