"""The boxes of the profile: brought step by step into the copy, waited upon, marked."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import timedelta

from ambroise.adapters.lecture_messages import RENDU, LecteurMessages, read_entete
from ambroise.adapters.mssante import SERVICE, Messagerie
from ambroise.adapters.traduction import translating
from ambroise.domain.message import EnteteMessage, RoleDossier, split_id
from ambroise.usecases.errors import Introuvable
from ambroise.usecases.ports_reception import EtapeCopie, EtatCopie, MessageOuvert
from esante.mssante.boite import BoiteSession, DossierSpecial
from esante.mssante.client import INBOX, MssanteClient
from esante.mssante.liste_blanche import ListeBlanche
from esante.mssante.synchronisation import Etape, EtatSynchro, synchronise

CLASSE = "$AmbroiseClasse"
"""IMAP keyword put on a message whose documents were filed: every seat sees it."""
VEILLE = timedelta(minutes=25)
"""How long one IDLE lasts: a server may hang up after thirty minutes (RFC 2177)."""


class BoitesReception:
    """``usecases.ports_reception.PortReception`` over the boxes of the profile.

    Args:
        oids_ins: OID answered by INSi → OID carried by documents, as the environment says.
        liste_blanche: gives the domains of the trusted space, None when they are not known.
    """

    def __init__(
        self,
        messageries: Sequence[Messagerie],
        oids_ins: Mapping[str, str] | None = None,
        liste_blanche: Callable[[], ListeBlanche | None] = lambda: None,
    ) -> None:
        self._messageries = messageries
        self._lecteur = LecteurMessages(oids_ins or {}, liste_blanche)

    @property
    def boites(self) -> Sequence[str]:
        """The addresses of the boxes of this profile."""
        return [m.adresse for m in self._messageries]

    def synchronise(self, etat: EtatCopie, connus: Collection[int]) -> Iterator[EtapeCopie]:
        """Yield the steps from a copy to the present state of the folder."""
        with translating(SERVICE), self._client(etat.boite).open() as boite:
            dossier = _folder(boite, etat.role)
            if dossier is None:
                return
            # A folder of another name is another folder: its copy starts again.
            same = dossier == etat.dossier
            depart = EtatSynchro(etat.uidvalidity, etat.modseq) if same else EtatSynchro()
            for rank, etape in enumerate(synchronise(boite, dossier, depart, connus if same else ())):
                renamed = rank == 0 and not same and bool(etat.dossier)
                yield _as_copie(etat, dossier, etape, renamed=renamed)

    def fetch(self, entetes: Sequence[EnteteMessage]) -> Iterator[tuple[str, bytes]]:
        """Yield the messages of one folder as they are in the box; those gone are left out."""
        if not entetes:
            return
        client, dossier, _ = self._place(entetes[0].id)
        with translating(SERVICE), client.open() as boite:
            boite.select(dossier)
            for entete in entetes:
                octets = boite.fetch_message(split_id(entete.id)[2])
                if octets is not None:
                    yield entete.id, octets

    def read(self, entete: EnteteMessage, octets: bytes) -> MessageOuvert:
        """Read a message."""
        with translating(SERVICE):
            return self._lecteur.read(entete, octets)

    def mark_lu(self, id_: str) -> None:
        """Mark a message read."""
        self._flag(id_, "\\Seen")

    def mark_classe(self, id_: str) -> None:
        """Mark a message whose documents were filed."""
        self._flag(id_, CLASSE)

    def mark_accuse_rendu(self, id_: str) -> None:
        """Mark a message whose receipt was dealt with."""
        self._flag(id_, RENDU)

    def wait_news(self, etat: EtatCopie, nombre: int, is_stopped: Callable[[], bool]) -> bool:
        """Wait until the inbox differs from its copy, at most ``VEILLE``; return False when told to stop."""
        with translating(SERVICE), self._client(etat.boite).open() as opened:
            seen = opened.select(INBOX)
            # IDLE only tells what comes after it began.
            if (seen.messages, seen.highestmodseq) == (nombre, etat.modseq):
                opened.wait_news(VEILLE.total_seconds(), is_stopped)
        return not is_stopped()

    def _flag(self, id_: str, flag: str) -> None:
        client, dossier, uid = self._place(id_)
        with translating(SERVICE), client.open() as boite:
            boite.select(dossier, readonly=False)
            boite.add_drapeau(uid, flag)

    def _client(self, adresse: str) -> MssanteClient:
        for messagerie in self._messageries:
            if messagerie.adresse == adresse:
                return messagerie.client
        raise Introuvable("Cette boîte n’est pas dans ce profil.")

    def _place(self, id_: str) -> tuple[MssanteClient, str, int]:
        try:
            boite, dossier, uid = split_id(id_)
        except ValueError:
            raise Introuvable("Ce message n’est dans aucune boîte de ce profil.") from None
        return self._client(boite), dossier, uid


def _folder(boite: BoiteSession, role: RoleDossier) -> str | None:
    return INBOX if role is RoleDossier.RECUS else boite.find_dossier(DossierSpecial.ENVOYES)


def _as_copie(etat: EtatCopie, dossier: str, etape: Etape, *, renamed: bool) -> EtapeCopie:
    return EtapeCopie(
        EtatCopie(etat.boite, etat.role, dossier, etape.etat.uidvalidity, etape.etat.modseq),
        tuple(read_entete(etat.boite, dossier, etat.role, e, CLASSE) for e in etape.nouveaux),
        tuple((uid, "\\Seen" in flags, CLASSE in flags) for uid, flags in etape.drapeaux),
        etape.disparus,
        etape.recommencer or renamed,
        etape.reste,
    )
