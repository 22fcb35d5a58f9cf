"""A seat without a card reader nor a database: what the frame asks of the application, in memory."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

from ambroise.domain.droits import Compte, Role, SessionCompte
from ambroise.domain.identite import Sexe, StatutIdentite
from ambroise.domain.professionnel import (
    Profession,
    Professionnel,
    SessionProfessionnel,
    SituationExercice,
    Structure,
)
from ambroise.settings import Reglages, Theme
from ambroise.ui.messages.ports import (
    Casier,
    Classement,
    DocumentRecu,
    DossierRapproche,
    EtatBoites,
    MessageLu,
    MessageResume,
    Rangement,
    TraitCompare,
)
from ambroise.ui.shell.ports import EtatPoste
from ambroise.usecases.codes import Accueil, CodeFaible, CodeProvisoire, CodeRefuse
from ambroise.usecases.errors import CodePorteurRefuse, SessionFermee
from ambroise.usecases.ports import ResultatPatient
from ambroise.usecases.ports_cartes import EtatLecteur

NOW = datetime(2026, 6, 4, 11, 29, tzinfo=UTC)

CABINET = SituationExercice(
    Structure("499990000012", "Cabinet des Tilleuls", commune="Clermont-Ferrand"), "SA07"
)
CLINIQUE = SituationExercice(Structure("1639900001", "Clinique du Parc", commune="Riom"), "SA01")
LIBRE = Professionnel("899900063480", "LIBRE", "Max", Profession.MEDECIN, situations=(CABINET,))
LIBRE_TWICE = replace(LIBRE, situations=(CABINET, CLINIQUE))

VITALE = EtatLecteur("Lecteur 1", "vitale2")
CPS = EtatLecteur("Lecteur 0", "cps3")
EMPTY = (EtatLecteur("Lecteur 0"), EtatLecteur("Lecteur 1"))

CORSE = ResultatPatient(
    UUID(int=1), "CORSE", "", "Anthony", date(1980, 3, 2), "M", StatutIdentite.QUALIFIEE, "se prononce pareil"
)


class FakeSessions:
    """Accepts one code, three tries."""

    def __init__(self, professionnel: Professionnel = LIBRE, code: str = "1234") -> None:
        self._professionnel, self._code = professionnel, code
        self._session: SessionProfessionnel | None = None
        self.left = 3
        self.chosen = ""
        self.ecps: datetime | None = None
        self.phone: Exception | None = None
        self.threads: list[str] = []
        self.rpps: list[str] = []
        self.comptes: tuple[Compte, ...] = ()
        self.given, self.own_code = "48151623", "582904"
        self._compte: SessionCompte | None = None

    @property
    def is_ouverte(self) -> bool:
        return self._session is not None or self._compte is not None

    @property
    def is_professionnelle(self) -> bool:
        return self._session is not None

    @property
    def courante(self) -> SessionProfessionnel:
        if self._session is None:
            raise SessionFermee
        return self._session

    @property
    def compte(self) -> SessionCompte | None:
        return self._compte

    @property
    def role(self) -> Role | None:
        return self._compte.compte.role if self._compte is not None else None

    def accueil(self) -> Accueil:
        return Accueil(self.comptes, is_declare=bool(self.comptes))

    def open_by_code(self, identifiant: str, code: str) -> SessionCompte:
        compte = next(c for c in self.comptes if c.identifiant == identifiant)
        if code == self.given:
            raise CodeProvisoire("Ce code vous a été donné.")
        if code != self.own_code:
            raise CodeRefuse("Ce code est faux.", remede="Il reste 9 essais.")
        self._compte = SessionCompte(compte, NOW)
        return self._compte

    def reopen_by_code(self, code: str) -> None:
        assert self._compte is not None
        self.open_by_code(self._compte.compte.identifiant, code)

    def choose_code(self, identifiant: str, actuel: str, nouveau: str) -> None:
        assert (identifiant, actuel) == (self.comptes[0].identifiant, self.given)
        if len(nouveau) < 6:
            raise CodeFaible("Un code de chiffres en compte au moins 6.")
        self.own_code = nouveau

    @property
    def is_situation_a_choisir(self) -> bool:
        return len(self._professionnel.situations) > 1 and not self.chosen

    @property
    def ecps_jusqua(self) -> datetime | None:
        return self.ecps

    def attempts_left(self) -> int | None:
        return self.left

    def open(self, code_porteur: str) -> SessionProfessionnel:
        self.threads.append(threading.current_thread().name)
        if code_porteur != self._code:
            self.left -= 1
            raise CodePorteurRefuse("Code refusé.", self.left)
        self._session = SessionProfessionnel(
            self._professionnel, self._professionnel.situations[0], NOW, "0123456789"
        )
        return self._session

    def choose_situation(self, struct_idnat: str) -> SessionProfessionnel:
        chosen = next(s for s in self._professionnel.situations if s.structure.identifiant == struct_idnat)
        self._session = replace(self.courante, situation=chosen)
        self.chosen = struct_idnat
        return self._session

    def reopen(self, code_porteur: str) -> SessionProfessionnel:
        situation = self.courante.situation
        self._session = replace(self.open(code_porteur), situation=situation)
        return self._session

    def open_by_ecps(
        self, numero_rpps: str, on_code: Callable[[str], None], cancel: threading.Event
    ) -> SessionProfessionnel:
        self.rpps.append(numero_rpps)
        on_code("42")
        if self.phone is not None:
            raise self.phone
        self.ecps = NOW
        self._session = SessionProfessionnel(self._professionnel, self._professionnel.situations[0], NOW)
        return self._session

    def prove_ecps(self, on_code: Callable[[str], None], cancel: threading.Event) -> None:
        on_code("42")
        if self.phone is not None:
            raise self.phone
        self.ecps = NOW

    def close(self) -> None:
        self._session = self._compte = None


@dataclass
class FakeServices:
    """The application as the frame sees it."""

    profile_dir: Path
    sessions: FakeSessions = field(default_factory=FakeSessions)
    reglages: Reglages = field(default_factory=lambda: Reglages(theme=Theme.CLAIR))
    formation: bool = False
    full_disk: bool = False
    poste: EtatPoste = field(default_factory=lambda: EtatPoste(EMPTY, en_ligne=True))
    watchers: list[Callable[[EtatLecteur], None]] = field(default_factory=list)

    def now(self) -> datetime:
        return NOW

    def save_reglages(self, reglages: Reglages) -> None:
        if self.full_disk:
            raise OSError(28, "No space left on device")
        self.reglages = reglages

    def read_poste(self) -> EtatPoste:
        return replace(self.poste, ecps_jusqua=self.sessions.ecps)

    def watch_lecteurs(self, changed: Callable[[EtatLecteur], None]) -> Callable[[], None]:
        self.watchers.append(changed)
        return lambda: self.watchers.remove(changed)

    def search_patients(self, texte: str) -> Sequence[ResultatPatient]:
        return [CORSE] if CORSE.nom_naissance.casefold().startswith(texte.casefold()) else []

    def move(self, *lecteurs: EtatLecteur) -> None:
        """Put cards in the readers and say so from another thread, as a reader does."""
        self.poste = replace(self.poste, lecteurs=lecteurs)
        thread = threading.Thread(target=lambda: [watcher(lecteurs[0]) for watcher in self.watchers])
        thread.start()
        thread.join(10)


class FakeMessages:
    """A box of three messages: one to file, one to recognise, one already filed."""

    def __init__(self) -> None:
        self.filed: list[Rangement] = []
        self.refusal: Exception | None = None
        self.messages = MESSAGES
        self.etat = EtatBoites(2, 6)
        self.receipts: list[tuple[str, bool]] = []
        self.older: list[datetime] = []

    def list(self, casier: Casier, avant: datetime | None = None) -> Sequence[MessageResume]:
        if avant is not None:
            self.older.append(avant)
            return [OLDER]
        return [lu.resume for lu in self.messages] if casier is Casier.PROFESSIONNELS else []

    def state(self) -> EtatBoites:
        return self.etat

    def refresh(self) -> EtatBoites:
        return self.etat

    def answer_receipt(self, message_id: str, *, accept: bool) -> None:
        self.receipts.append((message_id, accept))

    def read(self, message_id: str) -> MessageLu:
        return next(lu for lu in self.messages if lu.resume.id == message_id)

    def file(self, rangement: Rangement) -> None:
        if self.refusal is not None:
            raise self.refusal
        self.filed.append(rangement)


def _traits(nom: str = "ADRTROIS") -> tuple[TraitCompare, ...]:
    return (
        TraitCompare("Nom", nom, "ADRTROIS", nom == "ADRTROIS"),
        TraitCompare("Prénom", "TOUSSAINT", "TOUSSAINT", True),
        TraitCompare("Naissance", "01/01/1960", "01/01/1960", True),
        TraitCompare("Sexe", "M", "M", True),
        TraitCompare("Lieu", "2B020", "2B020", True),
        TraitCompare("INS", "1 60 01 2B 020 777 13", "1 60 01 2B 020 777 13", True),
    )


def _dossier(statut: StatutIdentite, nom: str = "ADRTROIS") -> DossierRapproche:
    return DossierRapproche(
        UUID(int=3),
        "ADRTROIS",
        "Toussaint",
        date(1960, 1, 1),
        Sexe.MASCULIN,
        statut,
        _traits(nom),
        ald="ALD n°\u00a08",
    )


COMPTE_RENDU = DocumentRecu(
    "Compte rendu de biologie médicale",
    "<h1>Compte rendu de biologie médicale</h1><p>Laboratoire des Volcans</p><table><tr><th>Analyse</th>"
    "<th>Résultat</th><th>Unité</th><th>Référence</th></tr><tr><td>Potassium</td><td class='critique'>↑ 5,8"
    "</td><td>mmol/L</td><td>3,5 à 5,1</td></tr><tr><td>Sodium</td><td>139</td><td>mmol/L</td>"
    "<td>136 à 145</td></tr></table><img src='http://espion.example/x.png'>",
    archive_verifiee=True,
    date_acte=date(2026, 6, 4),
    resultats=7,
)
MESSAGES = (
    MessageLu(
        MessageResume(
            "m1",
            "Laboratoire des Volcans",
            "Compte rendu de biologie",
            NOW,
            "ADRTROIS Toussaint, 66 ans",
            Classement.A_CLASSER,
            lu=False,
            urgent=True,
        ),
        "Bonjour, ci-joint le compte rendu.",
        COMPTE_RENDU,
        _dossier(StatutIdentite.QUALIFIEE),
    ),
    MessageLu(
        MessageResume(
            "m2",
            "Dr CARDIO Claude",
            "Avis de cardiologie",
            NOW - timedelta(days=1),
            "D. ARTAGNAN, 2001",
            Classement.A_RECONNAITRE,
        ),
        "Cher confrère,",
        replace(COMPTE_RENDU, titre="Avis", archive_verifiee=False, resultats=0, rubrique="Courrier"),
    ),
    MessageLu(
        MessageResume(
            "m3",
            "CHU de démonstration",
            "Lettre de liaison à la sortie",
            NOW - timedelta(days=40),
            "HERMANN Gatien, 45 ans",
            Classement.CLASSE,
        ),
        "Texte seul.",
        None,
        _dossier(StatutIdentite.PROVISOIRE, "ADRTROYS"),
    ),
)
OLDER = MessageResume("m0", "Dr ANCIEN", "Un vieux message", NOW - timedelta(days=400))
