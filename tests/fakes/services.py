"""Cards and services that answer at once what the test decides."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from ambroise.domain.dispensation import Dispensation
from ambroise.domain.identite import TraitsIdentite
from ambroise.domain.professionnel import Profession, Professionnel, SituationExercice, Structure
from ambroise.usecases.errors import (
    CarteAbsente,
    CodePorteurRefuse,
    Introuvable,
    ReponseInvalide,
    ServiceError,
)
from ambroise.usecases.ports_actes import (
    ActeSigne,
    CodeLu,
    DocumentPret,
    EnvoiPrepare,
    EtatEnLigne,
    LigneConsultee,
    OrdonnanceConsultee,
)
from ambroise.usecases.ports_cartes import CarteVitale, EtatLecteur
from ambroise.usecases.ports_identite import EchangeBrut, InsAbsente, ResultatInsi

CABINET = Structure(
    "499900063480001", "Cabinet des Tilleuls", "12, rue des Tilleuls", "63000", "Clermont-Ferrand"
)
HOPITAL = Structure("10B0307377", "Hôpital générique")
DOCTEUR = Professionnel(
    "899900063480",
    "LIBRE",
    "MAX",
    Profession.MEDECIN,
    "SM26",
    (SituationExercice(CABINET, "SA07", numero_am="639912345"), SituationExercice(HOPITAL, "SA01")),
)
PHARMACIENNE = Professionnel(
    "899900038839",
    "TRAL",
    "ADEMIS",
    Profession.PHARMACIEN,
    "",
    (SituationExercice(Structure("1630012345", "Pharmacie du Marché"), "SA33"),),
)


@dataclass
class FauxLecteurs:
    """A CPS with a code porteur and a counter, and a Vitale."""

    porteur: Professionnel = DOCTEUR
    code: str = "1234"
    essais: int = 3
    presente: bool = True
    vitale: CarteVitale | None = None

    def list_lecteurs(self) -> list[EtatLecteur]:
        return [EtatLecteur("Lecteur 1", "cps3" if self.presente else None)]

    def read_vitale(self, lecteur: str | None = None) -> CarteVitale:
        if self.vitale is None:
            raise CarteAbsente("Aucune carte Vitale.")
        return self.vitale

    def attempts_left(self) -> int | None:
        return self.essais

    def open_cps(self, code_porteur: str) -> tuple[Professionnel, str]:
        if not self.presente:
            raise CarteAbsente("Aucune carte CPS.")
        if self.essais == 0 or code_porteur != self.code:
            self.essais = max(0, self.essais - 1)
            raise CodePorteurRefuse("Code porteur refusé.", self.essais)
        self.essais = 3
        return self.porteur, "2600855206"

    def close_cps(self) -> None:
        return None


@dataclass
class FauxInsi:
    """Answers the given result and remembers the traits asked."""

    resultat: ResultatInsi = field(default_factory=InsAbsente)
    demandes: list[TraitsIdentite] = field(default_factory=list)
    echanges: tuple[EchangeBrut, ...] = ()
    panne: ServiceError | None = None

    def find_identite(
        self, traits: TraitsIdentite, on_echange: Callable[[EchangeBrut], None] = lambda _: None
    ) -> ResultatInsi:
        self.demandes.append(traits)
        for echange in self.echanges:
            on_echange(echange)
        if self.panne:
            raise self.panne
        return self.resultat


class FauxNumeros:
    """Counts."""

    def __init__(self) -> None:
        self._n = 0

    def numero_ordonnance(self) -> str:
        self._n += 1
        return f"01S2TBPZ2JCNZZ{self._n:04d}"

    def identifiant_document(self) -> str:
        self._n += 1
        return f"1.2.3.{self._n}"


class FauxDocuments:
    """Documents that tell what they were made of."""

    def render_pdf(self, acte: ActeSigne) -> bytes:
        return b"%PDF " + (acte.ordonnance.numero or "sans").encode()

    def build_cda(self, acte: ActeSigne) -> bytes:
        assert acte.pdf
        return b"<ClinicalDocument/>" + acte.identifiant_document.encode()


class FauxPreparation:
    """Contents that are the documents themselves."""

    def __init__(self) -> None:
        self.masques: dict[bytes, tuple[str, ...]] = {}

    def read_masques(self, contenu: bytes) -> tuple[str, ...]:
        return self.masques.get(contenu, ())

    def prepare_depot(self, acte: ActeSigne) -> EnvoiPrepare:
        assert acte.ordonnance.numero
        return EnvoiPrepare(acte.ordonnance.numero, b"{}", "Ordonnance numérique")

    def prepare_dmp(self, document: DocumentPret) -> EnvoiPrepare:
        self.masques[document.cda] = document.masques
        return EnvoiPrepare(document.identifiant, document.cda, f"{document.titre} · DMP")

    def prepare_message(self, acte: ActeSigne, destinataire: str, *, au_patient: bool) -> EnvoiPrepare:
        return EnvoiPrepare(f"<{acte.identifiant_document}.{destinataire}>", acte.pdf, "Message")

    def prepare_execution(self, consultee: OrdonnanceConsultee, dispensation: Dispensation) -> EnvoiPrepare:
        return EnvoiPrepare(str(dispensation.id), b"{}", "Exécution")


class FauxServiceOrdonnances:
    """Knows the orders it is given."""

    def __init__(self, *connues: OrdonnanceConsultee) -> None:
        self._connues = {o.numero: o for o in connues}

    def read_code(self, texte: str) -> CodeLu:
        if len(texte) != 18:
            raise ReponseInvalide("Ce code n’est pas celui d’une ordonnance.")
        return CodeLu(texte, patient_nom="ADRUN")

    def consult(self, numero: str) -> OrdonnanceConsultee:
        try:
            return self._connues[numero]
        except KeyError:
            raise Introuvable("Ce numéro est inconnu.") from None


def consultee(*lignes: LigneConsultee, nom: str = "ADRUN") -> OrdonnanceConsultee:
    """Return an order of the test doctor for the published test patient."""
    return OrdonnanceConsultee(
        numero="01S2TBPZ2JCNZZYGHZ",
        etat=EtatEnLigne.DEPOSEE,
        version="1",
        date_prescription=date(2026, 6, 4),
        prescripteur="Dr LIBRE Max",
        rpps_prescripteur="99900063480",
        patient_nom=nom,
        patient_prenom="ZOE",
        patient_date_naissance=date(1975, 12, 31),
        lignes=lignes,
    )
