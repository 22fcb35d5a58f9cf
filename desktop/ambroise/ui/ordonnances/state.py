"""What the order screen shows: lines, alerts to answer, and why it cannot be signed yet."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from ambroise.domain.acte_texte import render_titre
from ambroise.domain.alerte import Alerte, Controles, DecisionAlerte, NiveauAlerte, ReponseAlerte, TypeAlerte
from ambroise.domain.ligne_ordonnance import LigneOrdonnance
from ambroise.domain.ordonnance import MotifExemption, Ordonnance, TypeOrdonnance
from ambroise.domain.posologie_mots import enumerate_words
from ambroise.domain.suspension import write_suspension
from ambroise.domain.traitement import TraitementEnCours, end_of, running_treatments, stopped_lines
from ambroise.ui.painting import SEMIBOLD, ChipText, Span
from ambroise.ui.widgets.alert_card import Answer
from ambroise.ui.widgets.lists import Heading, TwoLine
from ambroise.ui.words import NBSP, keep_units, long_date, plural
from ambroise.usecases.patients import DossierPatient

NIVEAUX: Final = {
    NiveauAlerte.CONTRE_INDICATION: "Contre-indication",
    NiveauAlerte.DECONSEILLE: "Association déconseillée",
    NiveauAlerte.PRECAUTION: "Précaution d’emploi",
    NiveauAlerte.INFORMATION: "À savoir",
}

EXEMPTIONS: Final = {
    MotifExemption.TELESERVICE_INDISPONIBLE: "Téléservice indisponible",
    MotifExemption.CONNEXION_INSUFFISANTE: "Connexion insuffisante sur ce lieu",
    MotifExemption.IMPOSSIBILITE_TECHNIQUE: "Impossibilité technique",
    MotifExemption.PATIENT_NON_IDENTIFIABLE: "Patient non identifiable",
    MotifExemption.PRESCRIPTION_OCCASIONNELLE: "Prescription occasionnelle",
}

TYPES: Final = {
    TypeOrdonnance.MEDICAMENTS: "Médicaments",
    TypeOrdonnance.DISPOSITIFS: "Dispositifs médicaux",
    TypeOrdonnance.SOINS_INFIRMIERS: "Soins infirmiers",
    TypeOrdonnance.KINESITHERAPIE: "Kinésithérapie",
    TypeOrdonnance.PEDICURIE: "Pédicurie",
    TypeOrdonnance.ORTHOPHONIE: "Orthophonie",
    TypeOrdonnance.ORTHOPTIE: "Orthoptie",
    TypeOrdonnance.BIOLOGIE: "Biologie",
    TypeOrdonnance.IMAGERIE: "Imagerie",
    TypeOrdonnance.TRANSPORT: "Transport",
    TypeOrdonnance.LIBRE: "Texte libre",
}

SUSPENSION_MAXIMALE: Final = timedelta(days=31)

AUCUN_CONTROLE: Final = Controles()

MAINTENIR: Final = "maintenir"
SUSPENDRE: Final = "suspendre"
RETIRER: Final = "retirer"
COMPLETER: Final = "completer"


@dataclass(frozen=True)
class Mesure:
    """What a line amounts to: boxes, price, words."""

    boites: int | None = None
    prix: Decimal | None = None
    mots: str = ""


@dataclass(frozen=True)
class EtatOrdonnance:
    """The whole screen; every change gives another value."""

    ordonnance: Ordonnance
    dossier: DossierPatient
    aujourdhui: date
    phrase: Callable[[LigneOrdonnance], str]
    mesure: Callable[[LigneOrdonnance], Mesure]
    controles: Controles | None = AUCUN_CONTROLE
    en_signature: bool = False

    @property
    def traitements(self) -> tuple[TraitementEnCours, ...]:
        """What the patient takes."""
        arretees = stopped_lines(self.dossier.entrees, self.aujourdhui)
        return running_treatments(self.dossier.ordonnances, self.aujourdhui, arretees)

    @property
    def echus(self) -> tuple[TraitementEnCours, ...]:
        """What is due and not yet in this order."""
        renouveles = self.renouveles
        return tuple(
            t for t in self.traitements if t.is_echu(self.aujourdhui) and t.ligne.id not in renouveles
        )

    @property
    def renouveles(self) -> frozenset[object]:
        """The identifiers of the lines that this order renews."""
        return frozenset(ligne.ligne_renouvelee for ligne in self.ordonnance.lignes)

    @property
    def a_traiter(self) -> tuple[Alerte, ...]:
        """The alerts of the top level without an answer yet, or that none answers."""
        if self.controles is None:
            return ()
        repondues = {r.alerte.cle for r in self.ordonnance.reponses_alertes}
        controles = self.controles
        return tuple(a for a in controles.bloquantes if controles.is_refus(a) or a.cle not in repondues)

    @property
    def repondues(self) -> tuple[ReponseAlerte, ...]:
        """The answers given to alerts that still stand."""
        presentes = {a.cle for a in self.controles.alertes} if self.controles else set()
        return tuple(r for r in self.ordonnance.reponses_alertes if r.alerte.cle in presentes)

    @property
    def a_lire(self) -> tuple[Alerte, ...]:
        """The alerts below the top level."""
        return tuple(a for a in self.controles.alertes if not a.is_bloquante) if self.controles else ()

    @property
    def total(self) -> tuple[Decimal | None, bool]:
        """The price of the lines that have one, and whether it is the whole."""
        prix = [self.mesure(ligne).prix for ligne in self.ordonnance.lignes]
        connus = [p for p in prix if p is not None]
        return (sum(connus, Decimal(0)) if connus else None), len(connus) == len(prix)

    @property
    def empechement(self) -> str:
        """Why it cannot be signed yet, empty when it can."""
        ordonnance = self.ordonnance
        if not ordonnance.lignes:
            return "Aucune ligne"
        if ordonnance.manques:
            return ordonnance.manques[0].bref
        if self.controles is None:
            return "Contrôles en cours"
        if self.a_traiter:
            return f"{plural(len(self.a_traiter), 'alerte')} à traiter"
        is_numerique = ordonnance.type.is_numerique and ordonnance.exemption is None
        if is_numerique and ordonnance.consentement is None:
            return "Consentement à demander"
        return ""


def price(montant: Decimal | None) -> str:
    """Return « 12,34 € », empty when the base does not tell."""
    return "" if montant is None else f"{montant:.2f}{NBSP}€".replace(".", ",")


def line_rows(etat: EtatOrdonnance) -> list[TwoLine | Heading]:
    """Return the lines as the patient will read them; the ALD zone first when the order has two."""
    lignes = list(enumerate(etat.ordonnance.lignes, 1))
    if not etat.ordonnance.bizone:
        return [_line_row(etat, rang, ligne) for rang, ligne in lignes]
    rows: list[TwoLine | Heading] = []
    for titre, en_rapport in (("En rapport avec l’ALD", True), ("Sans rapport avec l’ALD", False)):
        zone = [(rang, ligne) for rang, ligne in lignes if ligne.en_rapport_ald is en_rapport]
        if zone:
            rows.append(Heading(titre, plural(len(zone), "ligne")))
            rows += [_line_row(etat, rang, ligne) for rang, ligne in zone]
    return rows


def _line_row(etat: EtatOrdonnance, rang: int, ligne: LigneOrdonnance) -> TwoLine:
    mesure = etat.mesure(ligne)
    phrase = etat.phrase(ligne) or ("Posologie à écrire" if ligne.is_medicament else "")
    phrase = ", ".join(filter(None, (phrase, *option_words(ligne))))
    if ligne.instructions_patient:
        phrase = f"{phrase}. {ligne.instructions_patient}"
    manque = any(m.rang == rang for m in etat.ordonnance.manques)
    bloque = next((alerte for alerte in etat.a_traiter if rang in alerte.lignes), None)
    return TwoLine(
        (Span(f"{rang}   ", tone="secondary"), Span(render_titre(ligne), SEMIBOLD)),
        (Span("     ", size=14), Span(phrase, tone="warning" if manque else "text", weight=400)),
        right=(Span(mesure.mots, tone="secondary"),) if mesure.mots else (),
        right_sub=(Span(price(mesure.prix), tone="secondary"),) if mesure.prix is not None else (),
        chips=_chips(ligne, bloque),
        wraps=True,
        bar="danger" if bloque else None,
        data=ligne.id,
    )


def option_words(ligne: LigneOrdonnance) -> tuple[str, ...]:
    """Return what the line adds to its posology, in words."""
    words = []
    if ligne.boites is not None:
        words.append(plural(ligne.boites, "boîte"))
    if ligne.renouvellements:
        words.append(f"à renouveler {ligne.renouvellements}{NBSP}fois")
    if ligne.fraction_jours:
        words.append(f"par fractions de {plural(ligne.fraction_jours, 'jour')}")
    for oui, mots in (
        (ligne.renouvellement_interdit, "à ne pas renouveler"),
        (ligne.delivrance_unique, "en une seule fois"),
        (ligne.chevauchement_autorise, "chevauchement autorisé"),
        (ligne.hors_amm, "hors AMM"),
        (ligne.medicament_exception, "médicament d’exception"),
        (ligne.non_remboursable, "NR"),
        (ligne.accident_travail, "AT/MP"),
    ):
        if oui:
            words.append(mots)
    if ligne.instructions_dispensateur:
        words.append(f"au pharmacien{NBSP}: {ligne.instructions_dispensateur}")
    return tuple(words)


def _chips(ligne: LigneOrdonnance, bloque: Alerte | None) -> tuple[ChipText, ...]:
    chips = []
    if ligne.ligne_renouvelee is not None:
        chips.append(ChipText("Renouvelé", "secondary", "rotate-cw"))
    if ligne.mention_non_substituable is not None:
        chips.append(ChipText(f"NS {ligne.mention_non_substituable.value}", "info"))
    if bloque:
        chips.append(ChipText(bloque.libelle_niveau or NIVEAUX[bloque.niveau], "danger", "octagon-alert"))
    return tuple(chips)


def alert_source(alerte: Alerte) -> str:
    """Return « Lignes 3 et 4 · ANSM, septembre 2023 »."""
    if len(alerte.lignes) == 1:
        ou = f"Ligne {alerte.lignes[0]}"
    else:
        ou = f"Lignes {enumerate_words([str(n) for n in alerte.lignes])}" if alerte.lignes else ""
    avec = f"avec {', '.join(alerte.traitements)}" if alerte.traitements else ""
    source = ", ".join(filter(None, (alerte.source, alerte.edition)))
    return keep_units(" · ".join(filter(None, (ou, avec, source))))


def alert_words(alerte: Alerte, *, mecanisme: bool = False) -> str:
    """Return what an alert says under its title, each part a sentence; the mechanism where there is room."""
    parts = (alerte.cause if alerte.titre else "", alerte.mecanisme if mecanisme else "", alerte.conduite)
    return keep_units(" ".join(f"{part.rstrip(' .')}." for part in parts if part))


def answers_of(etat: EtatOrdonnance, alerte: Alerte) -> tuple[Answer, ...]:
    """Return the answers of a top-level alert: suspend, remove one of its lines, maintain with a reason.

    A mention the law wants is completed, never passed over; what a list of law forbids is not maintained.
    """
    answers = []
    if alerte.type is TypeAlerte.MENTION:
        answers = [
            Answer(f"{COMPLETER}:{n}", "Compléter la ligne", "Elle revient dans la saisie")
            for n in alerte.lignes
        ]
    suspension = suspension_of(etat, alerte)
    if suspension is not None:
        rang, _ligne, debut, fin = suspension
        quand = f"{_periode(debut, fin).capitalize()}, imprimé"
        answers.append(Answer(f"{SUSPENDRE}:{rang}", f"Suspendre {_short(etat, rang)}", quand))
    for rang in sorted(alerte.lignes, reverse=True):
        if 1 <= rang <= len(etat.ordonnance.lignes):
            titre = f"Retirer {_short(etat, rang)}"
            answers.append(Answer(f"{RETIRER}:{rang}", titre, "La ligne est effacée, Ctrl+Z la remet"))
    is_refus = etat.controles is not None and etat.controles.is_refus(alerte)
    if alerte.type is not TypeAlerte.MENTION and not is_refus:
        answers.append(Answer(MAINTENIR, "Maintenir", "Motif obligatoire, conservé au dossier"))
    return tuple(answers)


def suspension_of(etat: EtatOrdonnance, alerte: Alerte) -> tuple[int, LigneOrdonnance, date, date] | None:
    """Return which line may be paused for how long: the longer of two, while a short one lasts."""
    lignes = etat.ordonnance.lignes
    if len(alerte.lignes) != 2 or any(not 1 <= rang <= len(lignes) for rang in alerte.lignes):
        return None
    bornes = []
    for rang in alerte.lignes:
        ligne = lignes[rang - 1]
        debut = ligne.date_debut or etat.ordonnance.date
        bornes.append((rang, ligne, debut, end_of(ligne, debut) or date.max))
    courte, longue = sorted(bornes, key=lambda b: b[3])
    if courte[3] - courte[2] > SUSPENSION_MAXIMALE or longue[3] <= courte[3]:
        return None
    return longue[0], longue[1], courte[2], courte[3]


def suspend(etat: EtatOrdonnance, alerte: Alerte) -> Ordonnance:
    """Return the order with the pause printed on the line, for the patient and the pharmacist."""
    suspension = suspension_of(etat, alerte)
    assert suspension is not None
    _rang, ligne, debut, fin = suspension
    mots = write_suspension(ligne.instructions_patient, debut, fin)
    return etat.ordonnance.with_ligne(replace(ligne, instructions_patient=mots))


def answer(
    ordonnance: Ordonnance, alerte: Alerte, decision: DecisionAlerte, motif: str, instant: datetime
) -> Ordonnance:
    """Return the order with the answer to an alert recorded in place of a former one."""
    autres = tuple(r for r in ordonnance.reponses_alertes if r.alerte.cle != alerte.cle)
    reponse = ReponseAlerte(alerte, decision, motif, ordonnance.prescripteur.numero_rpps, instant)
    return ordonnance.edit(reponses_alertes=(*autres, reponse))


def _short(etat: EtatOrdonnance, rang: int) -> str:
    return keep_units(etat.ordonnance.lignes[rang - 1].nom_court)


def _periode(debut: date, fin: date) -> str:
    if (debut.year, debut.month) == (fin.year, fin.month):
        return f"du {debut.day} au {long_date(fin)}"
    return f"du {long_date(debut)} au {long_date(fin)}"
