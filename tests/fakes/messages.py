"""The copy of the boxes and the boxes themselves, in memory."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from ambroise.domain.message import AccuseRecu, EnteteMessage, RoleDossier, make_id
from ambroise.usecases.errors import Introuvable, ServiceInjoignable
from ambroise.usecases.ports_reception import EtapeCopie, EtatCopie, MessageOuvert

SENT = "Sent"


class MessagesMemoire:
    """``MessageRepository`` over the dictionaries of a unit of work."""

    def __init__(
        self,
        lignes: dict[str, EnteteMessage],
        courriers: dict[str, bytes],
        copies: dict[tuple[str, RoleDossier], EtatCopie],
    ) -> None:
        self._lignes, self._courriers, self._copies = lignes, courriers, copies

    def etat(self, boite: str, role: RoleDossier) -> EtatCopie:
        return self._copies.get((boite, role), EtatCopie(boite, role))

    def uids(self, etat: EtatCopie) -> frozenset[int]:
        return frozenset(e.place[2] for e in self._of(etat))

    def apply(self, etape: EtapeCopie) -> None:
        etat = etape.etat
        if etape.recommencer:
            self._drop(e.id for e in self._of(self.etat(etat.boite, etat.role)))
        self._drop(make_id(etat.boite, etat.dossier, uid) for uid in etape.disparus)
        for uid, lu, classe in etape.drapeaux:
            id_ = make_id(etat.boite, etat.dossier, uid)
            self._lignes[id_] = replace(self._lignes[id_], lu=lu, classe=classe)
        self._lignes |= {e.id: e for e in etape.nouveaux}
        self._copies[etat.boite, etat.role] = etat

    def list(
        self,
        role: RoleDossier,
        *,
        du_patient: bool | None = None,
        avant: datetime | None = None,
        limite: int = 200,
    ) -> Sequence[EnteteMessage]:
        found = [
            e
            for e in self._lignes.values()
            if _role(e) is role
            and (du_patient is None or e.du_patient is du_patient)
            and (avant is None or e.recu_le < avant)
        ]
        return sorted(found, key=lambda e: (e.recu_le, e.place[2]), reverse=True)[:limite]

    def get(self, id_: str) -> EnteteMessage:
        if id_ not in self._lignes:
            raise Introuvable("absent")
        return self._lignes[id_]

    def save(self, entete: EnteteMessage) -> None:
        self._lignes[self.get(entete.id).id] = entete

    def content(self, id_: str) -> bytes | None:
        return self._courriers.get(id_)

    def keep_content(self, id_: str, octets: bytes) -> None:
        self._courriers[id_] = octets

    def to_read(self, boite: str, limite: int) -> Sequence[EnteteMessage]:
        received = self.list(RoleDossier.RECUS, limite=len(self._lignes))
        wanted = [e for e in received if e.place[0] == boite and (e.porte_document or e.is_rapport)]
        return [e for e in wanted if e.id not in self._courriers][:limite]

    def unfiled(self) -> tuple[int, datetime | None]:
        received = self.list(RoleDossier.RECUS, limite=len(self._lignes))
        waiting = [e.recu_le for e in received if e.porte_document and not e.classe]
        return len(waiting), min(waiting, default=None)

    def unread(self) -> int:
        return sum(not e.lu for e in self.list(RoleDossier.RECUS, limite=len(self._lignes)))

    def receipts(self, identifiants: Collection[str]) -> Sequence[AccuseRecu]:
        found = (e.accuse for e in self._lignes.values())
        return [a for a in found if a is not None and a.message in identifiants]

    def boites(self) -> Sequence[str]:
        return sorted({boite for boite, _ in self._copies})

    def forget(self, boite: str) -> None:
        self._drop([e.id for e in self._lignes.values() if e.place[0] == boite])
        for key in [key for key in self._copies if key[0] == boite]:
            del self._copies[key]

    def _of(self, etat: EtatCopie) -> Sequence[EnteteMessage]:
        return [e for e in self._lignes.values() if e.place[:2] == (etat.boite, etat.dossier)]

    def _drop(self, ids: Iterable[str]) -> None:
        for id_ in tuple(ids):
            self._lignes.pop(id_, None)
            self._courriers.pop(id_, None)


def _role(entete: EnteteMessage) -> RoleDossier:
    return RoleDossier.ENVOYES if entete.place[1] == SENT else RoleDossier.RECUS


@dataclass
class FaussesBoites:
    """``PortReception`` over messages kept in memory; a box named in ``pannes`` does not answer."""

    messages: dict[str, MessageOuvert] = field(default_factory=dict)
    marques: list[tuple[str, str]] = field(default_factory=list)
    pannes: set[str] = field(default_factory=set)
    lus: list[str] = field(default_factory=list)
    attentes: list[int] = field(default_factory=list)
    """How many messages the copy held each time somebody waited."""
    boites: Sequence[str] = ("b",)

    def synchronise(self, etat: EtatCopie, connus: Collection[int]) -> Iterator[EtapeCopie]:
        self._answer(etat.boite)
        dossier = SENT if etat.role is RoleDossier.ENVOYES else "INBOX"
        held = [m.entete for m in self.messages.values() if m.entete.place[:2] == (etat.boite, dossier)]
        new = tuple(e for e in held if e.place[2] not in connus)
        gone = tuple(sorted(set(connus) - {e.place[2] for e in held}))
        yield EtapeCopie(EtatCopie(etat.boite, etat.role, dossier, 1, 1), new, disparus=gone)

    def fetch(self, entetes: Sequence[EnteteMessage]) -> Iterator[tuple[str, bytes]]:
        for entete in entetes:
            self._answer(entete.place[0])
            if entete.id in self.messages:
                self.lus.append(entete.id)
                yield entete.id, entete.id.encode()

    def read(self, entete: EnteteMessage, octets: bytes) -> MessageOuvert:
        opened = self.messages[octets.decode()]
        flags = {"lu": entete.lu, "classe": entete.classe, "accuse_rendu": entete.accuse_rendu}
        return replace(opened, entete=replace(opened.entete, **flags))

    def mark_lu(self, id_: str) -> None:
        self._mark("lu", id_)

    def mark_classe(self, id_: str) -> None:
        self._mark("classe", id_)

    def mark_accuse_rendu(self, id_: str) -> None:
        self._mark("accusé", id_)

    def wait_news(self, etat: EtatCopie, nombre: int, is_stopped: Callable[[], bool]) -> bool:
        self._answer(etat.boite)
        self.attentes.append(nombre)
        return not is_stopped()

    def _mark(self, kind: str, id_: str) -> None:
        self._answer(id_.partition("/")[0])
        self.marques.append((kind, id_))

    def _answer(self, boite: str) -> None:
        if boite in self.pannes:
            raise ServiceInjoignable("La messagerie MSSanté ne répond pas.")
