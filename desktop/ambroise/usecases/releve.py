"""Bring the copy of the boxes up to date, and learn what the new messages carry.

Référentiel MSSanté, va1.x: a box in trouble never holds the others back. Each step is one transaction: a cut
loses nothing and doubles nothing. Messages that carry a document or a receipt are read at once, so that the
list names the patient, raises a critical result (BIO.va1.01) and says what became of what was sent.
"""

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

from ambroise.domain.message import EnteteMessage, RoleDossier
from ambroise.domain.rattachement import PatientAnnonce
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.errors import AmbroiseError, ReponseInvalide
from ambroise.usecases.ports_reception import EtapeCopie, EtatCopie, MessageOuvert, PortReception

LUS_PAR_RELEVE = 40
"""Messages read at each passage, the newest first; the others wait for the next one."""
TAILLE_GARDEE = 10 * 1024 * 1024
_BOITES_A_LA_FOIS = 4
_journal = logging.getLogger(__name__)


@dataclass(frozen=True)
class BilanReleve:
    """What one passage brought; ``pannes`` says in a sentence why a box could not be read."""

    nouveaux: int = 0
    classes: int = 0
    reste: int = 0
    pannes: dict[str, str] = field(default_factory=dict)

    def __add__(self, autre: "BilanReleve") -> "BilanReleve":
        return BilanReleve(
            self.nouveaux + autre.nouveaux,
            self.classes + autre.classes,
            self.reste + autre.reste,
            self.pannes | autre.pannes,
        )


class ReleveService:
    """Reads the boxes into the encrypted store.

    Args:
        classer: files a message that was just read when the policy of the office says so; tells whether it
            did. None: a person files.
    """

    def __init__(
        self,
        contexte: Contexte,
        boites: PortReception,
        classer: Callable[[MessageOuvert], bool] | None = None,
    ) -> None:
        self._contexte = contexte
        self._boites = boites
        self._classer = classer

    def run(self, is_stopped: Callable[[], bool] = lambda: False) -> BilanReleve:
        """Read every box of the profile once; those that fail are told, the others are read."""
        adresses = self._boites.boites
        self._forget_others(adresses)
        if not adresses:
            return BilanReleve()
        with ThreadPoolExecutor(min(_BOITES_A_LA_FOIS, len(adresses)), thread_name_prefix="bal") as pool:
            return sum(pool.map(lambda a: self._try(a, is_stopped), adresses), BilanReleve())

    def read_boite(self, boite: str, is_stopped: Callable[[], bool] = lambda: False) -> BilanReleve:
        """Read one box. Raises ServiceError."""
        bilan = BilanReleve()
        for role in RoleDossier:
            bilan += self._synchronise(boite, role, is_stopped)
        return bilan + self._learn(boite, is_stopped)

    def state(self, boite: str) -> tuple[EtatCopie, int]:
        """Return where the copy of the received messages stands, and how many it holds."""
        with self._contexte.reading() as uow:
            etat = uow.messages.etat(boite, RoleDossier.RECUS)
            return etat, len(uow.messages.uids(etat))

    def _try(self, boite: str, is_stopped: Callable[[], bool]) -> BilanReleve:
        try:
            return self.read_boite(boite, is_stopped)
        except AmbroiseError as erreur:
            _journal.info("une boîte n’a pas été lue\u00a0: %s", type(erreur).__name__)
            return BilanReleve(pannes={boite: erreur.message})

    def _synchronise(self, boite: str, role: RoleDossier, is_stopped: Callable[[], bool]) -> BilanReleve:
        with self._contexte.reading() as uow:
            etat = uow.messages.etat(boite, role)
            connus = uow.messages.uids(etat)
        nouveaux, reste = 0, 0
        for etape in self._boites.synchronise(etat, connus):
            self._write(etape)
            nouveaux, reste = nouveaux + len(etape.nouveaux), etape.reste
            if is_stopped():
                break
        return BilanReleve(nouveaux if role is RoleDossier.RECUS else 0, reste=reste)

    def _write(self, etape: EtapeCopie) -> None:
        with self._contexte.uow() as uow:
            uow.messages.apply(etape)
            uow.commit()

    def _learn(self, boite: str, is_stopped: Callable[[], bool]) -> BilanReleve:
        with self._contexte.reading() as uow:
            entetes = {e.id: e for e in uow.messages.to_read(boite, LUS_PAR_RELEVE)}
        if not entetes:
            return BilanReleve()
        classes = 0
        for id_, octets in self._boites.fetch(list(entetes.values())):
            opened = self._read(entetes[id_], octets)
            if self._classer is not None and opened.documents and not opened.entete.classe:
                classes += self._classer(opened)
            if is_stopped():
                break
        return BilanReleve(classes=classes)

    def _read(self, entete: EnteteMessage, octets: bytes) -> MessageOuvert:
        try:
            opened = self._boites.read(entete, octets)
        except ReponseInvalide:  # hostile: its line stays, nothing more is learnt from it
            opened = MessageOuvert(entete, "", (), None, ())
        opened = replace(opened, entete=with_patient(opened.entete, opened.patient))
        keep_message(self._contexte, opened.entete, octets)
        return opened

    def _forget_others(self, adresses: Sequence[str]) -> None:
        with self._contexte.reading() as uow:
            gone = [boite for boite in uow.messages.boites() if boite not in adresses]
        if gone:
            with self._contexte.uow() as uow:
                for boite in gone:
                    uow.messages.forget(boite)
                uow.commit()


def keep_message(contexte: Contexte, entete: EnteteMessage, octets: bytes) -> None:
    """Keep what was learnt of a message, and the message itself unless it is very large."""
    with contexte.uow() as uow:
        uow.messages.save(entete)
        if len(octets) <= TAILLE_GARDEE:
            uow.messages.keep_content(entete.id, octets)
        uow.commit()


def with_patient(entete: EnteteMessage, patient: PatientAnnonce | None) -> EnteteMessage:
    """Return the line with the patient that the documents name."""
    if patient is None or not patient.nom_naissance:
        return entete
    return replace(entete, patient=f"{patient.nom_naissance} {patient.prenom}".strip())
