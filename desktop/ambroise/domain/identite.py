"""The identity of a patient as the RNIV sees it: traits, proofs, INS, and the status they derive.

Rules: Référentiel national d'identitovigilance (RNIV) and guide d'implémentation INS v3.0.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import Enum, StrEnum

OID_INS_NIR = "1.2.250.1.213.1.4.8"
OID_INS_NIA = "1.2.250.1.213.1.4.9"
OID_INS_NIR_TEST = "1.2.250.1.213.1.4.10"
OID_INS_NIR_DEMO = "1.2.250.1.213.1.4.11"

LIBELLES_OID = {
    OID_INS_NIR: "INS-NIR",
    OID_INS_NIA: "INS-NIA",
    OID_INS_NIR_TEST: "INS-NIR de test",
    OID_INS_NIR_DEMO: "INS-NIR de démonstration",
}

COG_INCONNU = "99999"

_MATRICULE = re.compile(r"\d{6}[0-9AB]\d{6}\d{2}")


class Sexe(StrEnum):
    """INSi only knows M and F; I is local, cannot be queried nor put in a datamatrix."""

    MASCULIN = "M"
    FEMININ = "F"
    INDETERMINE = "I"


class StatutIdentite(StrEnum):
    """RNIV status, always derived from proof × INSi, never typed by a user."""

    PROVISOIRE = "provisoire"
    RECUPEREE = "récupérée"
    VALIDEE = "validée"
    QUALIFIEE = "qualifiée"


class AttributIdentite(StrEnum):
    """Douteuse and fictive force the provisional status and block INSi."""

    HOMONYME = "homonyme"
    DOUTEUSE = "douteuse"
    FICTIVE = "fictive"


class TypeJustificatif(Enum):
    """Proof documents: FR Core code when it has one, label, and whether RNIV trusts them alone.

    The others only prove together, in the exceptional cases of RNIV 2024 (see :func:`is_prouvee`).
    """

    PASSEPORT = ("PA", "Passeport", True)
    CARTE_IDENTITE = ("CN", "Carte nationale d’identité", True)
    TITRE_SEJOUR = ("TS", "Titre de séjour", True)
    IDENTITE_ELECTRONIQUE = ("IE", "Identité électronique substantielle ou élevée", True)
    TIERS_DE_CONFIANCE = ("TC", "Mention « tiers de confiance »", True)
    EXTRAIT_NAISSANCE = ("AN", "Extrait d’acte de naissance", False)
    LIVRET_FAMILLE = ("LE", "Livret de famille", False)
    CIRCULATION_MINEUR = ("DC", "Document de circulation pour étranger mineur, avec photo", True)
    PIECE_PARENT = ("PP", "Pièce d’identité du parent ou du tuteur qui accompagne le mineur", False)
    VITALE_PHOTO_EHPAD = ("VP", "Carte Vitale avec photo d’un résident entré directement en EHPAD", False)
    CARTE_VITALE = ("CV", "Carte Vitale", False)

    def __init__(self, code: str, libelle: str, haute_confiance: bool) -> None:
        self.code = code
        self.libelle = libelle
        self.haute_confiance = haute_confiance


class MatriculeInvalide(ValueError):
    """The text is not a matricule INS; the message is a French sentence without the text itself."""


@dataclass(frozen=True)
class MatriculeIns:
    """Matricule INS and its OID, an indivisible pair.

    Args:
        numero: 15 characters, key included (``2 75 12 63 220 749 74`` without spaces).
        oid: one of the ``1.2.250.1.213.1.4.x`` roots; it tells NIR from NIA and test from real.
    """

    numero: str
    oid: str

    def __post_init__(self) -> None:
        if not _MATRICULE.fullmatch(self.numero):
            raise MatriculeInvalide("Le matricule doit compter treize caractères et deux chiffres de clé.")

    @classmethod
    def parse(cls, texte: str, oid: str) -> "MatriculeIns":
        """Read a typed or scanned matricule, spaces allowed.

        Raises:
            MatriculeInvalide: wrong length or character.
        """
        return cls(re.sub(r"\s", "", texte).upper(), oid)

    def under(self, oids: Mapping[str, str]) -> "MatriculeIns":
        """Return the matricule under the OID that documents carry; itself when none is given for it."""
        return MatriculeIns(self.numero, oids.get(self.oid, self.oid))

    @property
    def cle(self) -> str:
        """The two last digits, as received; INSi itself sometimes answers a wrong one."""
        return self.numero[13:]

    @property
    def cle_attendue(self) -> str:
        """97 − (N mod 97), Corsica counted as 19 (2A) or 18 (2B)."""
        corps = self.numero[:13]
        if corps[6] == "A":
            corps = corps[:5] + "19" + corps[7:]
        elif corps[6] == "B":
            corps = corps[:5] + "18" + corps[7:]
        return f"{97 - int(corps) % 97:02d}"

    @property
    def is_cle_valide(self) -> bool:
        """Whether the key agrees; never a reason to refuse what INSi answered."""
        return self.cle == self.cle_attendue

    @property
    def libelle_oid(self) -> str:
        """``INS-NIR``, ``INS-NIA``… as printed under the matricule."""
        return LIBELLES_OID.get(self.oid, "INS")

    def __str__(self) -> str:
        n = self.numero
        return f"{n[0]} {n[1:3]} {n[3:5]} {n[5:7]} {n[7:10]} {n[10:13]} {n[13:]}"


CleHomonyme = tuple[str, str, Sexe, date]


@dataclass(frozen=True)
class TraitsIdentite:
    """Strict traits, written as INSi writes them (capitals, no accent).

    ``prenoms_naissance`` is the whole list separated by spaces; ``premier_prenom`` begins it.
    ``lieu_naissance`` is a COG code (commune or 99xxx country), empty when unknown.
    """

    nom_naissance: str
    prenoms_naissance: str
    sexe: Sexe
    date_naissance: date
    lieu_naissance: str = ""
    premier_prenom: str = ""
    date_estimee: bool = False

    def __post_init__(self) -> None:
        if not self.premier_prenom:
            object.__setattr__(self, "premier_prenom", self.prenoms_naissance.partition(" ")[0])

    @property
    def cle_homonyme(self) -> CleHomonyme:
        """What two entries of the same person share: birth name, first given name, sex, birth date."""
        return self.nom_naissance, self.premier_prenom, self.sexe, self.date_naissance

    def age(self, le: date) -> int:
        """Return the age in completed years on a day."""
        anniversaire_passe = (le.month, le.day) >= (self.date_naissance.month, self.date_naissance.day)
        return le.year - self.date_naissance.year - (0 if anniversaire_passe else 1)


@dataclass(frozen=True)
class HistoriqueIns:
    """A former matricule as INSi sent it: dates may be absent or contradictory, kept raw."""

    matricule: MatriculeIns
    debut: str | None = None
    fin: str | None = None


@dataclass(frozen=True)
class IdentiteIns:
    """What INSi answered for a person."""

    matricule: MatriculeIns
    traits: TraitsIdentite
    recuperee_le: datetime
    historique: tuple[HistoriqueIns, ...] = ()


@dataclass(frozen=True)
class Justificatif:
    """A proof document shown: its type, when, and by whom it was recorded (national identifier)."""

    type: TypeJustificatif
    presente_le: date
    enregistre_par: str


ETAT_CIVIL = frozenset({TypeJustificatif.EXTRAIT_NAISSANCE, TypeJustificatif.LIVRET_FAMILLE})


def is_prouvee(justificatifs: Iterable[Justificatif], naissance: date) -> bool:
    """Whether the proofs shown give high confidence, alone or in the combinations of RNIV 2024.

    Birth extract or livret de famille proves with the document of the parent who comes with a minor, or with
    the photo Vitale card of a resident admitted directly to an EHPAD.  A Vitale card alone never proves.
    """
    montres = tuple(justificatifs)
    if any(j.type.haute_confiance for j in montres):
        return True
    if not any(j.type in ETAT_CIVIL for j in montres):
        return False
    for j in montres:
        majorite = _add_years(naissance, 18)
        if j.type is TypeJustificatif.PIECE_PARENT and j.presente_le < majorite:
            return True
    return any(j.type is TypeJustificatif.VITALE_PHOTO_EHPAD for j in montres)


def _add_years(jour: date, annees: int) -> date:
    try:
        return jour.replace(year=jour.year + annees)
    except ValueError:
        return date(jour.year + annees, 3, 1)


class TraitsVerrouilles(Exception):
    """The strict traits are those of INSi: they cannot be typed over."""

    def __init__(self) -> None:
        super().__init__("Les traits stricts viennent de l’INSi : retirez d’abord l’INS pour les corriger.")


class QualificationRefusee(Exception):
    """A strict trait differs from the one of INSi; ``traits`` names them."""

    def __init__(self, traits: tuple[str, ...]) -> None:
        super().__init__("Les traits diffèrent de ceux de l’INSi : " + ", ".join(traits))
        self.traits = traits


STRICTS = ("nom_naissance", "premier_prenom", "sexe", "date_naissance", "lieu_naissance")


def differing_traits(local: TraitsIdentite, ins: TraitsIdentite) -> tuple[str, ...]:
    """Name the strict traits that differ; an empty birth place from INSi is tolerated (RNIV)."""

    def same(nom: str) -> bool:
        ici, la = getattr(local, nom), getattr(ins, nom)
        if nom == "lieu_naissance":
            return not la or ici == la
        if nom == "premier_prenom":
            return _spaced(ici) == _spaced(la)
        return bool(ici == la)

    return tuple(nom for nom in STRICTS if not same(nom))


def _spaced(texte: str) -> str:
    return re.sub(r"[-' ]+", " ", texte).strip()


@dataclass(frozen=True)
class Identite:
    """Everything the office knows of who a patient is, and the status it gives."""

    traits: TraitsIdentite
    nom_utilise: str = ""
    prenom_utilise: str = ""
    ins: IdentiteIns | None = None
    justificatifs: tuple[Justificatif, ...] = ()
    attributs: frozenset[AttributIdentite] = field(default_factory=frozenset)

    def __post_init__(self) -> None:
        if AttributIdentite.FICTIVE in self.attributs and len(self.attributs) > 1:
            raise ValueError("L’attribut « fictive » ne se combine avec aucun autre.")

    @property
    def is_bloquee(self) -> bool:
        """Whether an attribute forbids INSi and any qualified use (RNIV EXI ID 24 and 26)."""
        return bool(self.attributs & {AttributIdentite.DOUTEUSE, AttributIdentite.FICTIVE})

    @property
    def is_prouvee(self) -> bool:
        """Whether the proofs recorded give high confidence."""
        return is_prouvee(self.justificatifs, self.traits.date_naissance)

    @property
    def statut(self) -> StatutIdentite:
        """Derive the RNIV status."""
        if self.is_bloquee:
            return StatutIdentite.PROVISOIRE
        prouvee = self.is_prouvee
        if self.ins:
            return StatutIdentite.QUALIFIEE if prouvee else StatutIdentite.RECUPEREE
        return StatutIdentite.VALIDEE if prouvee else StatutIdentite.PROVISOIRE

    @property
    def is_qualifiee(self) -> bool:
        """Whether the matricule may leave the office with health data."""
        return self.statut is StatutIdentite.QUALIFIEE

    @property
    def matricule_transmissible(self) -> MatriculeIns | None:
        """The matricule, only when the identity is qualified."""
        return self.ins.matricule if self.ins and self.is_qualifiee else None

    def with_ins(self, ins: IdentiteIns) -> "Identite":
        """Record what INSi answered; its traits become the strict traits.

        Raises:
            QualificationRefusee: a proof was already recorded for traits that differ from INSi's.
            ValueError: the identity is douteuse or fictive.
        """
        if self.is_bloquee:
            raise ValueError("Une identité douteuse ou fictive ne reçoit pas d’INS.")
        ecarts = differing_traits(self.traits, ins.traits)
        if ecarts and self.is_prouvee:
            raise QualificationRefusee(ecarts)
        lieu = ins.traits.lieu_naissance or self.traits.lieu_naissance
        return replace(self, ins=ins, traits=replace(ins.traits, lieu_naissance=lieu))

    def with_traits(self, traits: TraitsIdentite) -> "Identite":
        """Correct the strict traits; only an identity without INS may be corrected.

        Raises:
            TraitsVerrouilles: the traits are INSi's.
        """
        if self.ins is not None:
            raise TraitsVerrouilles
        return replace(self, traits=traits)

    def without_ins(self) -> "Identite":
        """Deactivate the INSi source: *validée* remains when a proof does, else *provisoire*."""
        return replace(self, ins=None)

    def without_justificatif(self, justificatif: Justificatif) -> "Identite":
        """Deactivate a proof; a qualified identity falls back to *récupérée*."""
        return replace(self, justificatifs=tuple(j for j in self.justificatifs if j != justificatif))

    @property
    def avertissements(self) -> tuple[str, ...]:
        """Sentences on what is allowed but doubtful in this identity."""
        phrases = []
        if self.traits.lieu_naissance == COG_INCONNU and self.is_prouvee:
            phrases.append("Une identité validée ne devrait pas porter un lieu de naissance inconnu.")
        if self.ins and not self.ins.matricule.is_cle_valide:
            phrases.append("La clé du matricule reçu de l’INSi est fausse ; il est gardé tel que reçu.")
        premiers = _spaced(self.traits.premier_prenom).split()
        if _spaced(self.traits.prenoms_naissance).split()[: len(premiers)] != premiers:
            phrases.append("Le premier prénom ne commence pas la liste des prénoms de naissance.")
        return tuple(phrases)

    def with_justificatif(self, justificatif: Justificatif) -> "Identite":
        """Record a proof document; a douteuse or fictive identity stays provisional all the same."""
        return replace(self, justificatifs=(*self.justificatifs, justificatif))

    def with_attributs(self, attributs: Iterable[AttributIdentite]) -> "Identite":
        """Set the attributes; douteuse and fictive deactivate proofs and INS (RNIV EXI ID 24)."""
        nouvelle = replace(self, attributs=frozenset(attributs))
        return replace(nouvelle, ins=None, justificatifs=()) if nouvelle.is_bloquee else nouvelle
