"""What each kind of care order asks beside its label: the fields of its form, which are those of its line.

Devices: CSS R165-36 to R165-38 (designation, quantity, conditions of use). Nurse acts: type of act, site,
number or length, frequency, at home, Sundays. The forms whose layout is official (transport, médicament
d'exception) are not imitated: the same facts are asked, a plain order is printed.
"""

from dataclasses import dataclass
from enum import StrEnum

from ambroise.domain.type_ordonnance import TypeOrdonnance


class SorteChamp(StrEnum):
    """How a field is filled."""

    TEXTE = "texte"
    NOMBRE = "nombre"
    CASE = "case"
    CHOIX = "choix"
    RYTHME = "rythme"
    DUREE = "duree"


@dataclass(frozen=True, slots=True)
class Choix:
    """One value of a closed field, and how it is typed (a regular expression without accents)."""

    valeur: str
    motif: str


@dataclass(frozen=True, slots=True)
class Champ:
    """One field: its key, its label in French, how it is typed and written back.

    ``marque`` begins a free text (« q: lésion méniscale »); ``motif`` reads a number or a box, before the
    free texts only unless ``partout``.
    """

    cle: str
    libelle: str
    sorte: SorteChamp
    motif: str = ""
    marque: str = ""
    ecriture: str = "{}"
    choix: tuple[Choix, ...] = ()
    aide: str = ""
    partout: bool = False
    du_patient: bool = False
    """Whether it tells of one patient, and so stays out of a model."""


@dataclass(frozen=True, slots=True)
class Exigence:
    """At least one of these fields must be filled; else the title names it, the sentence says what to write.

    ``source`` is the text that asks it, or who needs it where no text does.
    """

    cles: tuple[str, ...]
    phrase: str
    titre: str
    source: str


@dataclass(frozen=True, slots=True)
class Formulaire:
    """The fields of one kind of order, an example of its line, what a line cannot do without."""

    champs: tuple[Champ, ...]
    exemple: str
    exigences: tuple[Exigence, ...] = ()
    mention: str = ""
    """What is printed, and shown, of an official form this order does not replace."""

    def champ(self, cle: str) -> Champ | None:
        """Return a field by its key."""
        return next((champ for champ in self.champs if champ.cle == cle), None)


SANS_LIBELLE = Exigence(
    (), "Écrivez d’abord ce qui est prescrit.", "Prescription à nommer", "qui exécute doit le lire"
)


def _exige(cles: tuple[str, ...], quoi: str, exemple: str, titre: str, source: str) -> Exigence:
    return Exigence(cles, f"Écrivez {quoi}, par exemple «\u00a0{exemple}\u00a0».", titre, source)


DOMICILE = Champ("a_domicile", "À domicile", SorteChamp.CASE, r"(?:a )?domicile|dom", ecriture="domicile")
URGENT = Champ("urgent", "Urgent", SorteChamp.CASE, r"urgente?|en urgence|urg", ecriture="urgent")
RYTHME = Champ("frequence", "Fréquence", SorteChamp.RYTHME, aide="1/j, lun mer ven, 2/s")
DUREE = Champ("duree", "Durée", SorteChamp.DUREE, aide="10j, 3m")
_DEUX_COTES = Choix("des deux côtés", r"des deux cotes|bilaterale?|bilat")
COTE = Champ(
    "cote",
    "Côté",
    SorteChamp.CHOIX,
    choix=(Choix("droit", r"droite?|dt"), Choix("gauche", r"gauche|gche"), _DEUX_COTES),
)
COTE_COURT = Champ(
    "cote",
    "Côté",
    SorteChamp.CHOIX,
    choix=(Choix("droit", r"droite?|dt|d"), Choix("gauche", r"gauche|gche|g"), _DEUX_COTES),
)
"""Where a lone letter is a side, and never grams."""
SEANCES = Champ(
    "nombre", "Séances", SorteChamp.NOMBRE, r"(?P<n>\d{1,3}) ?(?:seances?|sc|x)", ecriture="{} séances"
)
MOTIF = Champ("motif", "Motif", SorteChamp.TEXTE, marque=r"motif|m", ecriture="motif: {}", du_patient=True)
CONTEXTE = Champ(
    "contexte",
    "Contexte clinique",
    SorteChamp.TEXTE,
    marque=r"contexte|ctx",
    ecriture="ctx: {}",
    du_patient=True,
)

_UNITES_DISPOSITIF = (
    "paires?|boites?|bt|unites?|rouleaux?|sachets?|poches?|flacons?|pieces?|exemplaires?|cartons?|lots?|kits?"
)

_AUXILIAIRE = Formulaire(
    (SEANCES, RYTHME, COTE_COURT, DOMICILE, URGENT, MOTIF),
    "rééducation du genou droit 15 séances 3/s domicile motif: entorse",
)

FORMULAIRES: dict[TypeOrdonnance, Formulaire] = {
    TypeOrdonnance.DISPOSITIFS: Formulaire(
        (
            Champ(
                "quantite",
                "Quantité",
                SorteChamp.NOMBRE,
                rf"(?:qte|quantite|x) ?:? ?(?P<n>\d{{1,3}}(?: (?:{_UNITES_DISPOSITIF}))?)"
                rf"|(?P<u>\d{{1,3}} ?(?:{_UNITES_DISPOSITIF}))",
                ecriture="qté {}",
                aide="2 paires",
            ),
            DUREE,
            Champ("code_lpp", "Code LPP", SorteChamp.NOMBRE, r"lpp ?:? ?(?P<n>\d{7})", ecriture="lpp {}"),
            COTE,
            Champ(
                "conditions",
                "Conditions d’utilisation",
                SorteChamp.TEXTE,
                marque=r"usage|us",
                ecriture="usage: {}",
            ),
        ),
        "bas de contention classe 2 qté 2 paires 12m usage: à porter le jour",
        (
            _exige(
                ("quantite",), "la quantité (CSS R165-38)", "qté 2 paires", "Quantité à écrire", "CSS R165-38"
            ),
        ),
    ),
    TypeOrdonnance.SOINS_INFIRMIERS: Formulaire(
        (
            RYTHME,
            DUREE,
            Champ(
                "nombre",
                "Actes",
                SorteChamp.NOMBRE,
                r"(?P<n>\d{1,3}) ?(?:actes?|soins?|seances?|passages?|x)",
                ecriture="{} actes",
            ),
            COTE,
            DOMICILE,
            Champ(
                "dimanches_et_feries",
                "Dimanches et fériés compris",
                SorteChamp.CASE,
                r"(?:y compris )?(?:les )?dim(?:anches?)?(?: (?:et )?(?:jours )?(?:feries?|compris))*|7j/7",
                ecriture="dimanches",
            ),
            URGENT,
            Champ("site", "Site", SorteChamp.TEXTE, marque="site", ecriture="site: {}"),
        ),
        "pansement talon gauche 1/j 10j domicile dimanches",
        (
            _exige(
                ("duree", "nombre"),
                "la durée ou le nombre d’actes",
                "10j",
                "Durée ou nombre d’actes à écrire",
                "demandé par l’infirmier qui exécute",
            ),
        ),
    ),
    TypeOrdonnance.KINESITHERAPIE: _AUXILIAIRE,
    TypeOrdonnance.PEDICURIE: _AUXILIAIRE,
    TypeOrdonnance.ORTHOPHONIE: _AUXILIAIRE,
    TypeOrdonnance.ORTHOPTIE: _AUXILIAIRE,
    TypeOrdonnance.BIOLOGIE: Formulaire(
        (
            Champ("jeun", "À jeun", SorteChamp.CASE, r"a jeun|jeun", ecriture="à jeun"),
            URGENT,
            Champ(
                "a_domicile",
                "Prélèvement à domicile",
                SorteChamp.CASE,
                r"(?:prelevement )?(?:a )?domicile|dom",
                ecriture="domicile",
            ),
            CONTEXTE,
        ),
        "nfs, crp, ferritine à jeun ctx: asthénie",
    ),
    TypeOrdonnance.IMAGERIE: Formulaire(
        (
            Champ(
                "question",
                "Question posée",
                SorteChamp.TEXTE,
                marque=r"question|q",
                ecriture="q: {}",
                du_patient=True,
            ),
            CONTEXTE,
            COTE_COURT,
            Champ(
                "injection",
                "Produit de contraste",
                SorteChamp.CHOIX,
                choix=(
                    Choix("sans injection", r"sans injection|non injectee?"),
                    Choix("avec injection", r"(?:avec )?injection|injectee?|iv"),
                ),
            ),
            URGENT,
        ),
        "irm du genou gauche q: lésion méniscale",
        (
            _exige(
                ("question",),
                "la question posée",
                "q: lésion méniscale",
                "Question à poser",
                "demandée par le radiologue qui exécute",
            ),
        ),
    ),
    TypeOrdonnance.TRANSPORT: Formulaire(
        (
            Champ("depart", "Départ", SorteChamp.TEXTE, marque="depart|de", ecriture="de: {}"),
            Champ("arrivee", "Arrivée", SorteChamp.TEXTE, marque="arrivee|a", ecriture="à: {}"),
            Champ(
                "trajet",
                "Trajet",
                SorteChamp.CHOIX,
                choix=(
                    Choix("aller-retour", r"aller[ -]retours?|a/?r"),
                    Choix("aller simple", r"aller(?: simple)?"),
                    Choix("retour", r"retour"),
                ),
                partout=True,
            ),
            Champ(
                "nombre",
                "Nombre",
                SorteChamp.NOMBRE,
                r"(?P<n>\d{1,3}) ?(?:fois|trajets?|transports?|x)",
                ecriture="{} fois",
                partout=True,
            ),
            Champ("motif", "Motif médical", SorteChamp.TEXTE, marque="motif|m", ecriture="motif: {}"),
            URGENT,
            Champ(
                "accord",
                "Accord préalable demandé",
                SorteChamp.CASE,
                r"accord(?: prealable)?(?: demande)?",
                ecriture="accord préalable",
                partout=True,
            ),
        ),
        "ambulance de: domicile à: CHU de Bordeaux aller-retour motif: chimiothérapie",
        (
            _exige(("motif",), "le motif médical", "motif: dialyse", "Motif médical à écrire", "cerfa 11574"),
            _exige(("depart",), "d’où part le transport", "de: domicile", "Départ à écrire", "cerfa 11574"),
            _exige(
                ("arrivee",), "où va le transport", "à: CHU de Bordeaux", "Arrivée à écrire", "cerfa 11574"
            ),
        ),
        "Ne remplace pas la prescription médicale de transport (cerfa 11574) demandée par l’Assurance "
        "Maladie.",
    ),
}
"""Free text has no form; medicines have their posology."""

DU_PATIENT = frozenset(c.libelle for f in FORMULAIRES.values() for c in f.champs if c.du_patient)
"""The labels of what a model forgets."""
