"""What the identity screen shows, computed from the file, the answer of INSi and the proof pressed.

Status grid: RNIV, statuses derived from proof × INSi. A configurable list of proofs, none chosen beforehand:
RNIV, exigence on the recorded proof.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import Enum

from ambroise.domain.comparaison import Comparaison, compare_texts
from ambroise.domain.entrees import InsLue
from ambroise.domain.identite import (
    AttributIdentite,
    Identite,
    IdentiteIns,
    Justificatif,
    Sexe,
    StatutIdentite,
    TraitsIdentite,
    TypeJustificatif,
    differing_traits,
)
from ambroise.domain.patient import Patient
from ambroise.settings import Reglages
from ambroise.ui.words import NBSP, clock, long_date, plural
from ambroise.usecases.identitovigilance import SuitesRetrait
from ambroise.usecases.ports_identite import InsAbsente, InsMultiple, InsTrouvee, ResultatInsi

SEXES = {Sexe.MASCULIN: "Masculin", Sexe.FEMININ: "Féminin", Sexe.INDETERMINE: "Indéterminé"}

PIECES_MAXIMALES = 9
"""As many as there are digits to choose one with."""


def read_proposes(codes: str) -> tuple[TypeJustificatif, ...]:
    """Return the proofs that the structure offers, in its order; a code of another version is passed over."""
    connus = {type_.code: type_ for type_ in TypeJustificatif}
    return tuple(connus[code] for code in dict.fromkeys(codes.split()) if code in connus)[:PIECES_MAXIMALES]


PROPOSES = read_proposes(Reglages().justificatifs)
"""The proofs offered when the structure did not choose its own list."""


class Trait(Enum):
    """The rows of the comparison: field of the traits, label, and the words that take it from INSi."""

    NOM = ("nom_naissance", "Nom de naissance", "le nom")
    PREMIER_PRENOM = ("premier_prenom", "Premier prénom", "le prénom")
    PRENOMS = ("prenoms_naissance", "Prénoms de naissance", "les prénoms")
    DATE = ("date_naissance", "Date de naissance", "la date")
    SEXE = ("sexe", "Sexe", "le sexe")
    LIEU = ("lieu_naissance", "Lieu de naissance", "le lieu")

    def __init__(self, champ: str, libelle: str, defini: str) -> None:
        self.champ = champ
        self.libelle = libelle
        self.defini = defini

    def write(self, traits: TraitsIdentite) -> str:
        """Return the trait as shown."""
        valeur = getattr(traits, self.champ)
        if isinstance(valeur, Sexe):
            return SEXES[valeur]
        return long_date(valeur) if isinstance(valeur, date) else str(valeur)


@dataclass(frozen=True)
class LigneTrait:
    """One row: both writings, how they compare, and whether the user took INSi's."""

    libelle: str
    dossier: str
    insi: str
    comparaison: Comparaison | None = None
    trait: Trait | None = None
    repris: bool = False
    tolere: bool = False

    @property
    def a_reprendre(self) -> bool:
        """Whether this difference still waits for the user."""
        return not (self.comparaison is None or self.comparaison.identique or self.repris or self.tolere)


@dataclass(frozen=True)
class EtatIdentite:
    """The whole screen; every change gives another value."""

    patient: Patient
    aujourdhui: date
    reponse: ResultatInsi | None = None
    recue_le: datetime | None = None
    piece: TypeJustificatif | None = None
    repris: frozenset[Trait] = frozenset()
    en_cours: bool = False
    proposes: tuple[TypeJustificatif, ...] = PROPOSES
    suites: SuitesRetrait | None = None
    """What taking the INS away would do, while the user is asked why."""
    lue: InsLue | None = None
    """The INS read on a document when the patient arrived."""

    @property
    def identite(self) -> Identite:
        """The identity of the file, as saved."""
        return self.patient.identite

    @property
    def ins(self) -> IdentiteIns | None:
        """What INSi knows of this person: just answered, or already in the file."""
        return self.reponse.identite if isinstance(self.reponse, InsTrouvee) else self.identite.ins

    @property
    def is_nouvelle_ins(self) -> bool:
        """Whether the answer of INSi is not in the file yet."""
        return isinstance(self.reponse, InsTrouvee) and self.reponse.identite != self.identite.ins

    @property
    def lignes(self) -> tuple[LigneTrait, ...]:
        """The rows of the comparison, the matricule last."""
        ins = self.ins
        traits = self.identite.traits
        stricts = set(differing_traits(traits, ins.traits)) if ins else set()
        lignes = []
        for trait in Trait:
            ici = trait.write(traits)
            if ins is None:
                lignes.append(LigneTrait(trait.libelle, ici, "", trait=trait))
                continue
            la = trait.write(ins.traits)
            comparaison = compare_texts(ici, la)
            tolere = not comparaison.identique and trait.champ not in stricts and trait is not Trait.PRENOMS
            lignes.append(
                LigneTrait(trait.libelle, ici, la, comparaison, trait, trait in self.repris, tolere)
            )
        return (*lignes, self._ligne_matricule())

    @property
    def is_autre_lecture(self) -> bool:
        """Whether INSi answered another matricule than the one read: perhaps another person."""
        return (
            self.lue is not None
            and self.is_nouvelle_ins
            and self.ins is not None
            and not self.lue.is_concordante(self.ins)
        )

    def _ligne_matricule(self) -> LigneTrait:
        la = str(self.ins.matricule) if self.ins else ""
        if self.lue is None or self.identite.ins is not None:
            ici = str(self.identite.ins.matricule) if self.identite.ins else ""
            return LigneTrait("Matricule INS", ici, la, compare_texts(ici, la) if ici == la != "" else None)
        lu = str(self.lue.matricule)
        if not la:
            return LigneTrait("Matricule INS lu", lu, "")
        comparaison = compare_texts(lu, la)
        return LigneTrait("Matricule INS lu", lu, la, comparaison, tolere=not self.is_autre_lecture)

    @property
    def ecarts(self) -> tuple[LigneTrait, ...]:
        """The differences the user has not decided on."""
        return tuple(ligne for ligne in self.lignes if ligne.a_reprendre)

    @property
    def statut_apres(self) -> StatutIdentite:
        """The status that agreeing would give."""
        if self.is_autre_lecture:
            return self.identite.statut
        montree = (Justificatif(self.piece, self.aujourdhui, ""),) if self.piece else ()
        apres = replace(self.identite, ins=self.ins, justificatifs=(*self.identite.justificatifs, *montree))
        return apres.statut

    @property
    def reponse_mots(self) -> str:
        """What INSi answered, beside the title."""
        if self.en_cours:
            return "INSi est interrogé…"
        quand = f" à {clock(self.recue_le)}" if self.recue_le is not None else ""
        match self.reponse:
            case InsTrouvee():
                return f"INSi a répondu{quand}, une identité trouvée"
            case InsAbsente():
                return f"INSi a répondu{quand}, personne sous ces traits"
            case InsMultiple():
                return f"INSi a répondu{quand}, plusieurs personnes{NBSP}: complétez les prénoms ou le lieu"
            case None if self.identite.ins is not None:
                return f"INS reprise le {long_date(self.identite.ins.recuperee_le.astimezone())}"
            case _:
                return "INSi pas encore interrogé"

    @property
    def action(self) -> str:
        """The words of the primary button."""
        if self.is_nouvelle_ins and self.statut_apres is StatutIdentite.QUALIFIEE:
            return "Reprendre INSi et qualifier"
        if self.is_nouvelle_ins:
            return "Reprendre INSi"
        if self.piece is not None and self.statut_apres is StatutIdentite.QUALIFIEE:
            return "Qualifier"
        return "Enregistrer la pièce"

    @property
    def empechement(self) -> str:
        """Why the primary button is off, empty when it is on."""
        if self.identite.is_bloquee:
            return "Une identité douteuse ou fictive reste provisoire et n’interroge pas INSi."
        if self.is_autre_lecture:
            return "Le matricule lu n’est pas celui d’INSi\u00a0: l’identité reste telle quelle."
        if self.ecarts:
            combien = (
                "Un trait diffère"
                if len(self.ecarts) == 1
                else f"{plural(len(self.ecarts), 'trait')} diffèrent"
            )
            return f"{combien}{NBSP}: décidez avant de continuer."
        if not self.is_nouvelle_ins and self.piece is None:
            if self.identite.is_qualifiee:
                return "Identité qualifiée, rien à faire."
            return "Interrogez INSi ou choisissez la pièce présentée."
        return ""

    def take_first_ecart(self) -> "EtatIdentite":
        """Take the first differing trait from INSi."""
        trait = next((ligne.trait for ligne in self.ecarts if ligne.trait is not None), None)
        return replace(self, repris=self.repris | {trait}) if trait is not None else self

    def press_piece(self, rang: int) -> "EtatIdentite":
        """Choose the proof of a rank from 1; pressing it again takes it back."""
        if not 1 <= rang <= len(self.proposes):
            return self
        piece = self.proposes[rang - 1]
        return replace(self, piece=None if piece is self.piece else piece)


ATTRIBUTS = (
    (AttributIdentite.HOMONYME, "Homonyme", "Un autre patient porte ces traits"),
    (AttributIdentite.DOUTEUSE, "Douteuse", "Appels INSi bloqués, statut ramené à provisoire"),
    (AttributIdentite.FICTIVE, "Fictive", "Formation ou essai, exclut tout le reste"),
)


def piece_words(type_: TypeJustificatif) -> tuple[str, str]:
    """Return the words of a proof and the line below them."""
    if type_ is TypeJustificatif.IDENTITE_ELECTRONIQUE:
        return "Identité numérique", "France Identité, appli carte Vitale"
    return type_.libelle, "" if type_.haute_confiance else "Ne suffit pas seule"
