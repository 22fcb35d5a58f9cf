"""INSi as the use cases see it, asked with an assertion that the CPS of the session signs."""

from collections.abc import Callable
from uuid import UUID

from ambroise import __version__
from ambroise.adapters.carte_ouverte import AccesServices
from ambroise.adapters.traduction import translating
from ambroise.domain.identite import HistoriqueIns, IdentiteIns, MatriculeIns, Sexe, TraitsIdentite
from ambroise.usecases.errors import DemandeRejetee
from ambroise.usecases.ports import Horloge
from ambroise.usecases.ports_identite import EchangeBrut, InsAbsente, InsMultiple, InsTrouvee, ResultatInsi
from esante.errors import Malformed
from esante.insi.authentification import AuthentificationCps
from esante.insi.client import InsiClient
from esante.insi.models import (
    AucuneIdentite,
    IdentiteTrouvee,
    InsRecue,
    Logiciel,
    PlusieursIdentites,
    TraitsRecherche,
)
from esante.insi.traits import TraitRefuse

SERVICE = "Le téléservice INSi"


class Insi:
    """``instance`` identifies this installation to the service."""

    def __init__(self, acces: AccesServices, horloge: Horloge, instance: UUID) -> None:
        self._acces = acces
        self._horloge = horloge
        self._instance = instance

    def find_identite(
        self, traits: TraitsIdentite, on_echange: Callable[[EchangeBrut], None] = lambda _: None
    ) -> ResultatInsi:
        """Search by traits. Raises a ServiceError, SessionFermee."""
        with translating(SERVICE), self._client(on_echange) as client:
            return search_traits(client, traits, self._horloge)

    def _client(self, on_echange: Callable[[EchangeBrut], None]) -> InsiClient:
        acces, session = self._acces, self._acces.session
        carte = acces.carte
        return InsiClient(
            acces.http_server_only(),
            acces.url("insi"),
            Logiciel(acces.table.logiciel.numero_autorisation_insi, "AMBROISE", __version__, self._instance),
            AuthentificationCps(
                carte.cle_signature,
                carte.certificat_signature,
                identifiant_facturation=session.situation.numero_am,
                secteur_activite=session.situation.secteur_activite,
                code_specialite=session.professionnel.savoir_faire or None,
            ),
            now=self._horloge,
            on_echange=lambda e: on_echange(EchangeBrut(e.requete, e.reponse)),
        )


def search_traits(client: InsiClient, traits: TraitsIdentite, horloge: Horloge) -> ResultatInsi:
    """Ask through any client and give the answer as the use cases know it.

    Raises:
        DemandeRejetee: a trait INSi refuses; nothing was sent.
        EsanteError: the service failed.
    """
    try:
        recu = client.find_identite(_as_recherche(traits))
    except TraitRefuse as exc:
        raise DemandeRejetee(
            str(exc), remede="Corrigez ce trait d’après un titre d’identité, puis recommencez."
        ) from exc
    match recu:
        case IdentiteTrouvee():
            return InsTrouvee(_as_identite(recu, traits, horloge), recu.appels, recu.libelle)
        case AucuneIdentite(appels=appels, libelle=libelle):
            return InsAbsente(appels, libelle)
        case PlusieursIdentites(appels=appels, libelle=libelle):
            return InsMultiple(appels, libelle)


def _as_identite(trouvee: IdentiteTrouvee, demandes: TraitsIdentite, horloge: Horloge) -> IdentiteIns:
    recus = trouvee.traits
    naissance = recus.calendar_date()
    jour, estimee = naissance if naissance else (demandes.date_naissance, demandes.date_estimee)
    prenoms = recus.prenoms or demandes.prenoms_naissance
    return IdentiteIns(
        matricule=_as_matricule(trouvee.ins),
        traits=TraitsIdentite(
            nom_naissance=recus.nom_naissance or demandes.nom_naissance,
            prenoms_naissance=prenoms,
            premier_prenom=_first_prenom(demandes.premier_prenom, prenoms),
            sexe=Sexe(recus.sexe) if recus.sexe in ("M", "F") else demandes.sexe,
            date_naissance=jour,
            date_estimee=estimee,
            lieu_naissance=recus.lieu_naissance or "",
        ),
        recuperee_le=horloge(),
        historique=tuple(
            HistoriqueIns(_as_matricule(ancienne), ancienne.debut, ancienne.fin)
            for ancienne in trouvee.historique
        ),
    )


def _as_recherche(traits: TraitsIdentite) -> TraitsRecherche:
    """Keep a compound first given name in one piece: the service searches one given name a call."""
    mots = traits.prenoms_naissance.split()
    premier = _plain(traits.premier_prenom).split()
    # The list may write « JEAN CHRISTOPHE » what the first given name writes « JEAN-CHRISTOPHE ».
    rang = next((n for n in range(1, len(mots) + 1) if _plain(" ".join(mots[:n])).split() == premier), 0)
    reste = mots[rang:]
    return TraitsRecherche(
        nom_naissance=traits.nom_naissance,
        prenoms=(traits.premier_prenom, *reste),
        sexe=traits.sexe.value,
        date_naissance=traits.date_naissance.isoformat(),
        lieu_naissance=traits.lieu_naissance or None,
    )


def _as_matricule(recue: InsRecue) -> MatriculeIns:
    try:
        return MatriculeIns(recue.matricule, recue.oid)
    except ValueError as exc:
        raise Malformed("matricule illisible") from exc


def _first_prenom(demande: str, liste: str) -> str:
    """Keep the first given name asked when the list received begins with it, hyphens and spaces alike."""

    if _plain(liste) == _plain(demande) or _plain(liste).startswith(_plain(demande) + " "):
        return demande
    return liste.partition(" ")[0]


def _plain(texte: str) -> str:
    return texte.replace("-", " ").replace("'", " ")
