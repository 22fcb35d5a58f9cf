"""Between the entry of an order of care, its form and its lines: typed, ticked or chosen, it is one value."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QObject, Signal

from ambroise.domain.acte_ligne import to_ligne, to_saisie
from ambroise.domain.acte_saisi import SaisieActe, missing_in, parse_acte, write_acte
from ambroise.domain.acte_texte import render_acte, render_titre
from ambroise.domain.formulaire_acte import FORMULAIRES
from ambroise.domain.libelle_acte import find_libelles, resolve_libelle
from ambroise.domain.ligne_ordonnance import LigneOrdonnance
from ambroise.domain.produit_prescrit import ActePrescrit
from ambroise.domain.type_ordonnance import TypeOrdonnance
from ambroise.domain.unites import fold
from ambroise.ui.ordonnances.ports import Prescription, PropositionMedicament
from ambroise.ui.ordonnances.screen import OrdonnanceScreen
from ambroise.ui.words import plural
from ambroise.usecases.ports import GenerateurId

LISTES: Final = frozenset({TypeOrdonnance.BIOLOGIE})
"""The kinds of which several names are typed at once, commas between: one line each."""

EXEMPLES: Final = {TypeOrdonnance.LIBRE: "régime pauvre en sel ; revoir dans un mois"}
"""How a line is typed for a kind without a form."""

_VIDE: Final = SaisieActe("")


class ActesController(QObject):
    """Holds the line being written; ``lines_made`` carries a tuple of LigneOrdonnance."""

    lines_made = Signal(object)

    def __init__(self, screen: OrdonnanceScreen, prescription: Prescription, new_id: GenerateurId) -> None:
        super().__init__(screen)
        self._screen, self._prescription, self._new_id = screen, prescription, new_id
        self._type = TypeOrdonnance.MEDICAMENTS
        self._saisie = _VIDE
        screen.fiche.changed.connect(self._field_changed)
        screen.fiche.add_wanted.connect(lambda: self._add(self._names()))

    def show_type(self, type_: TypeOrdonnance) -> None:
        """Show the form of a kind of order, and an example of its line."""
        if type_ is self._type:
            return
        self._type = type_
        self._screen.fiche.show_type(type_)
        formulaire = FORMULAIRES.get(type_)
        self._screen.show_example(formulaire.exemple if formulaire else EXEMPLES.get(type_, ""))

    def clear(self) -> None:
        """Forget what was typed."""
        self._saisie = _VIDE
        self._screen.fiche.show_saisie(_VIDE)

    def typed(self, texte: str) -> None:
        """Understand a line, and offer the usual names of what it begins."""
        self._saisie = parse_acte(self._type, texte)
        self._screen.fiche.show_saisie(self._saisie)
        self._read_back()
        dernier = self._fragments()[-1]
        if not dernier:
            self._screen.entry.fold()
            return
        trouves = [li.nom for li in find_libelles(self._prescription.libelles(self._type), dernier)]
        noms = [*trouves, *([] if fold(dernier) in map(fold, trouves) else [dernier])]
        combien = plural(len(trouves), "proposition") if trouves else ""
        rows = [self._proposition(nom) for nom in noms]
        self._screen.entry.show_results(rows, combien, _note(self._type), compact=True)

    def picked(self, choix: PropositionMedicament) -> None:
        """Add the line, or the lines, with the name chosen for the last one."""
        self._add((*self._names()[:-1], choix.libelle))

    def take_back(self, ligne: LigneOrdonnance, manque: str = "") -> None:
        """Show a line taken out of the order, to be written again, and what it lacks."""
        self._write(to_saisie(self._type, ligne))
        self._screen.entry.field.setFocus()
        if manque:
            self._screen.entry.show_refusal(manque)

    def _fragments(self) -> list[str]:
        libelle = self._saisie.libelle
        return [nom.strip() for nom in libelle.split(",")] if self._type in LISTES else [libelle]

    def _names(self) -> tuple[str, ...]:
        """Return what is prescribed, each under its usual name when only one can be meant."""
        connus = self._prescription.libelles(self._type)
        return tuple(resolve_libelle(connus, nom) for nom in self._fragments() if nom)

    def _lines(self, noms: Sequence[str]) -> tuple[LigneOrdonnance, ...]:
        return tuple(to_ligne(self._type, replace(self._saisie, libelle=nom), self._new_id()) for nom in noms)

    def _add(self, noms: Sequence[str]) -> None:
        entiere = replace(self._saisie, libelle=", ".join(noms))
        manque = missing_in(self._type, entiere)
        if manque:
            self._write(entiere)
            self._screen.entry.show_refusal(manque)
            return
        lignes = self._lines(noms)
        self.clear()
        self._screen.entry.clear()
        self._screen.entry.field.setFocus()
        self.lines_made.emit(lignes)

    def _field_changed(self, cle: str, valeur: str) -> None:
        """Write in the line what was filled in the form; nothing is searched meanwhile."""
        self._saisie = self._saisie.with_valeur(cle, valeur)
        self._screen.entry.show_text(write_acte(self._type, self._saisie))
        self._read_back()

    def _write(self, saisie: SaisieActe) -> None:
        self._saisie = saisie
        self._screen.fiche.show_saisie(saisie)
        self._screen.entry.show_text(write_acte(self._type, saisie))

    def _read_back(self) -> None:
        """Say the lines as they will be read."""
        lignes = self._lines(self._names())
        if not lignes:
            self._screen.show_sentence("")
            return
        suite = render_acte(lignes[0], self._type)
        if len(lignes) == 1 and suite:
            self._screen.show_sentence(suite)
            return
        titres = ", ".join(render_titre(ligne) for ligne in lignes)
        self._screen.show_sentence(" · ".join(filter(None, (titres, suite))))

    def _proposition(self, nom: str) -> PropositionMedicament:
        return PropositionMedicament(ActePrescrit(nom), nom, termes=tuple(self._fragments()[-1].split()))


def _note(type_: TypeOrdonnance) -> str:
    return "Plusieurs à la fois, séparées par des virgules" if type_ in LISTES else ""
