"""An order on the counter of the published test pharmacist: five lines, one generic group."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from ambroise.domain.dispensation import Dispensation, DispensationLigne, ReponseLigne
from ambroise.domain.gs1 import CodeBoite, CodeBoiteInvalide
from ambroise.domain.medicament import Presentation
from ambroise.domain.rappel import LotsRappeles
from ambroise.domain.regles_delivrance import Delivrabilite, Verdict
from ambroise.ui.comptoir.ports import BoiteGroupe
from ambroise.ui.comptoir.screen import ComptoirScreen
from ambroise.ui.comptoir.state import EtatComptoir
from ambroise.ui.screen import Context
from ambroise.usecases.boites_bipees import BoiteDejaDelivree, read_boite, require_not_recalled
from ambroise.usecases.comptoir import ControleComptoir
from ambroise.usecases.dispensations import OrdonnanceScannee
from ambroise.usecases.ports_actes import (
    CodeLu,
    EtatEnLigne,
    ExecutionConsultee,
    LigneConsultee,
    OrdonnanceConsultee,
)
from ambroise.usecases.ports_cartes import BeneficiaireVitale
from esante.ordonnance_numerique.azerty import readings
from tests.fakes import ecrans as e

NUMERO = "02AMBTEST2JC4NYGHZ"


def ligne(
    rang: int, libelle: str, posologie: str, cis: str, boites: int = 1, **reste: bool
) -> LigneConsultee:
    """Return a line as the service holds it."""
    return LigneConsultee(
        str(e.ident(f"ligne {rang}")),
        rang,
        libelle,
        posologie,
        boites,
        0,
        code_cis=cis,
        is_substituable=reste.get("substituable", True),
        en_rapport_ald=reste.get("ald", False),
    )


LIGNES = (
    ligne(
        1,
        "Metformine 1000 mg, comprimé pelliculé",
        "1 comprimé matin et soir pendant 3 mois",
        "601",
        2,
        ald=True,
    ),
    ligne(2, "Ramipril 5 mg, comprimé sécable", "1 comprimé le matin pendant 3 mois", "602", 3, ald=True),
    ligne(
        3,
        "Simvastatine 20 mg, comprimé (ZOCOR)",
        "1 comprimé le soir pendant 12 semaines",
        "603",
        1,
        ald=True,
    ),
    ligne(4, "Clarithromycine 500 mg, comprimé pelliculé", "1 comprimé matin et soir pendant 7 jours", "604"),
    ligne(5, "Paracétamol 1000 mg, comprimé", "1 comprimé matin, midi et soir pendant 5 jours", ""),
)

CONSULTEE = OrdonnanceConsultee(
    NUMERO,
    EtatEnLigne.ENTAMEE,
    "1",
    e.JOUR,
    "Dr LIBRE Max",
    "99900063480",
    "ADRUN",
    "ZOE",
    e.ADRUN.identite.traits.date_naissance,
    LIGNES,
    (
        ExecutionConsultee(
            e.local(10, jour=e.JOUR.replace(day=1)),
            "Pharmacie de la Place",
            "FFP",
            ("Metformine 1000 mg, 1 boîte",),
        ),
    ),
)

SCANNEE = OrdonnanceScannee(CodeLu(NUMERO, 2, "ADRUN", "ZOE"), CONSULTEE, ())

VITALE = BeneficiaireVitale(1, "ADRUN", "ZOE", e.ADRUN.identite.traits.date_naissance, "2751263220749")


def boite(
    nom: str,
    cis: str,
    cip: str,
    prix: str,
    *,
    reference: bool = False,
    deja: str = "",
    unites: int | None = 28,
    stupefiant: bool = False,
) -> BoiteGroupe:
    """Return a pack of the base."""
    presentation = Presentation(
        cip,
        cip[5:12],
        cis,
        nom,
        True,
        True,
        65,
        Decimal(prix),
        Decimal(prix),
        Decimal(0),
        Decimal(unites) if unites else None,
    )
    return BoiteGroupe(presentation, nom, reference, deja, is_stupefiant=stupefiant)


BOITES = {
    LIGNES[0].id: (boite("METFORMINE BIOGARAN 1000 mg", "601", "3400937762014", "6.17"),),
    LIGNES[1].id: (boite("RAMIPRIL BIOGARAN 5 mg", "602", "3400937762021", "4.35"),),
    LIGNES[2].id: (
        boite("ZOCOR 20 mg", "603", "3400937762380", "13.50", reference=True),
        boite("SIMVASTATINE ALMUS 20 mg", "611", "3400938554984", "10.37"),
        boite("SIMVASTATINE ARROW LAB 20 mg", "612", "3400938834604", "10.37"),
        boite("SIMVASTATINE BIOGARAN 20 mg", "613", "3400939473901", "10.37"),
        boite("SIMVASTATINE VIATRIS 20 mg", "614", "3400930226919", "10.37", deja="reçu en mars"),
    ),
    LIGNES[3].id: (boite("CLARITHROMYCINE ZENTIVA 500 mg", "604", "3400937762045", "11.91"),),
    LIGNES[4].id: (boite("DOLIPRANE 1000 mg", "605", "3400935955838", "2.18", unites=8),),
}

AUTRES = (boite("PRAVASTATINE ARROW 20 mg", "620", "3400936954823", "9.10"),)
"""What the base holds besides."""


def etat() -> EtatComptoir:
    """Return the counter with two lines answered and the third open on its generic group."""
    lignes = LIGNES
    debut = EtatComptoir(SCANNEE, e.JOUR, BOITES, courante=lignes[0].id, vitale=VITALE)
    debut = debut.press(lignes[0], ReponseLigne.TEL_QUEL)
    debut = debut.press(lignes[1], ReponseLigne.PARTIEL).validate(lignes[1])
    return debut.press(lignes[2], ReponseLigne.SUBSTITUE)


def screen(context: Context) -> ComptoirScreen:
    """Return the screen showing that counter."""
    result = ComptoirScreen(context)
    result.show_etat(etat())
    return result


class FakeDispensations:
    """Answers the order above to its number, records what is dispensed."""

    def __init__(self, error: Exception | None = None) -> None:
        self.porteurs: list[str] = []
        self.dispensees: list[Dispensation] = []
        self.scannes: list[str] = []
        self.error = error

    def scan(self, texte: str) -> OrdonnanceScannee:
        self.scannes.append(texte)
        if self.error is not None:
            raise self.error
        return SCANNEE

    def dispense(
        self,
        consultee: OrdonnanceConsultee,
        lignes: tuple[DispensationLigne, ...],
        *,
        patient_id: UUID | None = None,
        porteur: str = "",
    ) -> Dispensation:
        if self.error is not None:
            raise self.error
        result = Dispensation(
            e.ident("dispensation"),
            consultee.numero,
            None,
            patient_id,
            "99900038839",
            "Pharmacie",
            e.MAINTENANT,
            lignes,
        )
        self.dispensees.append(result)
        self.porteurs.append(porteur)
        return result


class FakeBoites:
    """Knows the packs above, or those given."""

    def __init__(self, boites: Mapping[str, tuple[BoiteGroupe, ...]] = BOITES) -> None:
        self._boites = boites

    def find(self, ligne_: LigneConsultee) -> tuple[BoiteGroupe, ...]:
        return self._boites[ligne_.id]

    def search(self, texte: str) -> tuple[BoiteGroupe, ...]:
        return tuple(
            replace(b, hors_groupe=True)
            for b in AUTRES
            if texte in (b.presentation.code_cip13, b.denomination.partition(" ")[0].lower())
        )


def code_boite(cip: str, *, serie: str = "S1", lot: str = "LOT7", fin: str = "280531") -> str:
    """Return the DataMatrix of a pack as a scanner types it."""
    return f"010{cip}17{fin}10{lot}\x1d21{serie}"


class FakeControles:
    """Refuses the line given as out of its delays; reads packs for real."""

    def __init__(self, hors_delai: str = "") -> None:
        self.hors_delai = hors_delai
        self.resultat = ControleComptoir()
        self.refaits: list[OrdonnanceConsultee] = []
        self.refait: Callable[[], ControleComptoir] = ControleComptoir
        self.sorties: dict[str, Dispensation] = {}
        """The dispensing each serial number left with."""
        self.rappels = LotsRappeles()

    def control(self, consultee: OrdonnanceConsultee) -> ControleComptoir:
        delai = Delivrabilite(Verdict.NON, "L’ordonnance a plus de douze mois.", "CSP R5132-21")
        return replace(self.resultat, delais={self.hors_delai: delai}) if self.hors_delai else self.resultat

    def control_again(self, connu: ControleComptoir, repondue: OrdonnanceConsultee) -> ControleComptoir:
        self.refaits.append(repondue)
        return replace(self.refait(), delais=connu.delais)

    def check_pack(self, code: CodeBoite) -> None:
        require_not_recalled(self.rappels, code)
        if code.numero_serie in self.sorties:
            raise BoiteDejaDelivree(self.sorties[code.numero_serie])

    def read_boite(self, texte: str) -> CodeBoite | None:
        try:
            return read_boite(texte, readings)
        except CodeBoiteInvalide:
            return None
