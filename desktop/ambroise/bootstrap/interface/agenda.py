"""What the agenda of the office asks: its days with names, its settings, its calendars, its pages."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from ambroise.domain.agenda import CreneauLibre, EtatRendezVous, RendezVous
from ambroise.domain.audit import ActionAudit
from ambroise.domain.horaires import day_bounds
from ambroise.domain.moyens import first_moyen
from ambroise.domain.patient import Patient
from ambroise.domain.reglage_agenda import ReglageAgenda
from ambroise.printing.agenda import LigneAgenda, PageAgenda, render_agenda
from ambroise.ui.agenda.ports import AgendaCharge, ColonneAgenda
from ambroise.ui.journee.place import Recherche
from ambroise.ui.journee.ports import RendezVousDuJour
from ambroise.usecases.agenda import NouveauRendezVous
from ambroise.usecases.agendas import JourAgenda
from ambroise.usecases.edition_agenda import Edition, edit_rendez_vous
from ambroise.usecases.errors import ReponseInvalide
from ambroise.usecases.garde import DroitInsuffisant
from ambroise.usecases.import_agenda import ApercuImport, BilanAgenda, preview_import, write_import
from ambroise.usecases.ports import ResultatPatient, UnitOfWork
from ambroise.usecases.suite_agenda import Deplace, move_following, put_back

if TYPE_CHECKING:
    from ambroise.bootstrap.application import Application

LECTURE = timedelta(days=366)
"""How far ahead a calendar is read."""
_AVANT = timedelta(days=31)


class AgendasEcran:
    """``ui.agenda.ports.PortAgenda``."""

    def __init__(self, app: "Application") -> None:
        self._app = app

    def read(self, jours: Sequence[date], praticiens: Sequence[str]) -> AgendaCharge:
        with self._app.contexte.uow() as uow:
            agendas = self._app.agendas.list(uow)
            siens = [a.praticien for a in agendas if a.is_mien] or [a.praticien for a in agendas[:1]]
            lus = self._app.agendas.read(uow, jours, praticiens or siens)
            colonnes = tuple(ColonneAgenda(jour, _named(uow, jour)) for jour in lus)
            return AgendaCharge(agendas, self._app.agendas.office(uow), colonnes)

    def search(self, texte: str) -> Sequence[ResultatPatient]:
        with self._app.contexte.uow() as uow:
            return tuple(uow.patients.search(texte, 5))

    def give(self, nouveau: NouveauRendezVous) -> Sequence[UUID]:
        return self._app.agenda.give(nouveau)

    def move(
        self, vu: RendezVous, debut: datetime, fin: datetime, praticien: str, *, malgre_salle: bool = False
    ) -> RendezVous:
        return self._app.agenda.move(vu, debut, fin, praticien, malgre_salle=malgre_salle)

    def edit(self, demande: Edition) -> Sequence[Deplace]:
        salles = self._app.agendas.salles()
        return edit_rendez_vous(self._app.contexte, self._app.session.auteur, demande, salles)

    def set_etat(self, rendez_vous_id: UUID, etat: EtatRendezVous, *, malgre_salle: bool = False) -> None:
        self._app.agenda.set_etat(rendez_vous_id, etat, malgre_salle=malgre_salle)

    def cancel(self, ids: Sequence[UUID]) -> None:
        self._app.agenda.cancel(ids)

    def restore(self, ids: Sequence[UUID], *, malgre_salle: bool = False) -> None:
        self._app.agenda.restore(ids, malgre_salle=malgre_salle)

    def following(self, rendez_vous_id: UUID) -> Sequence[UUID]:
        return self._app.agenda.following(rendez_vous_id)

    def move_following(self, modele: Deplace, *, malgre_salle: bool = False) -> Sequence[Deplace]:
        salles = () if malgre_salle else self._app.agendas.salles()
        return move_following(self._app.contexte, self._app.session.auteur, modele, salles)

    def put_back(self, deplaces: Sequence[Deplace]) -> None:
        put_back(self._app.contexte, self._app.session.auteur, deplaces)

    def next_free(self, voulu: Recherche) -> CreneauLibre:
        apres = voulu.apres or self._app.contexte.horloge()
        return self._app.agenda.next_free(apres, voulu.praticien, voulu.duree, voulu.lieu)

    def block(self, du: date, au: date, motif: str, praticien: str) -> UUID:
        return self._app.agenda.block(du, au, motif, praticien)

    def reglage(self, praticien: str) -> ReglageAgenda:
        with self._app.contexte.uow() as uow:
            return uow.reglages_agenda.get(praticien) if praticien else self._app.agendas.office(uow)

    def save_reglage(self, reglage: ReglageAgenda) -> ReglageAgenda:
        return self._app.agendas.save(reglage)

    def preview(self, chemin: Path, praticien: str) -> ApercuImport:
        try:
            octets = chemin.read_bytes()
        except OSError as exc:
            raise ReponseInvalide("Ce fichier ne peut pas être lu.", code="fichier_illisible") from exc
        maintenant = self._app.contexte.horloge()
        lu = self._app.read_calendar(octets, maintenant - _AVANT, maintenant + LECTURE)
        return preview_import(self._app.contexte, lu, praticien)

    def bring_in(self, apercu: ApercuImport) -> BilanAgenda:
        return write_import(self._app.contexte, apercu, self._app.session.auteur)

    def write_out(self, chemin: Path, du: date, au: date, praticien: str, *, noms: bool) -> int:
        with self._app.contexte.uow() as uow:
            rendez_vous = uow.rendez_vous.list(day_bounds(du)[0], day_bounds(au)[1], praticien)
            connus = {r.patient_id: _patient(uow, r.patient_id) for r in rendez_vous if r.patient_id}
            objet = f"calendrier de {len(rendez_vous)} rendez-vous" + (", avec les noms" if noms else "")
            self._app.contexte.trace(uow, self._app.session.auteur, ActionAudit.EXPORT, objet)
            uow.commit()

        def name(patient_id: UUID) -> str:
            patient = connus.get(patient_id)
            return f"{patient.nom_affiche} {patient.prenom_affiche}" if patient and noms else ""

        try:
            chemin.write_bytes(self._app.write_calendar(rendez_vous, name))
        except OSError as exc:
            raise ReponseInvalide("Ce fichier ne peut pas être écrit.", code="fichier_non_ecrit") from exc
        return len(rendez_vous)

    def print_day(self, jour: date, praticiens: Sequence[str]) -> bytes:
        charge = self.read([jour], praticiens)
        with self._app.contexte.uow() as uow:
            objet = f"agenda du {jour:%d/%m/%Y}"
            self._app.contexte.trace(uow, self._app.session.auteur, ActionAudit.IMPRESSION, objet)
            uow.commit()
        parties = tuple(
            (
                colonne.jour.agenda.nom,
                tuple(_printed(e) for e in colonne.entrees if not e.rendez_vous.is_libre),
            )
            for colonne in charge.colonnes
        )
        return render_agenda(PageAgenda(jour, parties, self._app.session.nom, self._app.contexte.horloge()))


def _named(uow: UnitOfWork, jour: JourAgenda) -> tuple[RendezVousDuJour, ...]:
    """Put a name on each appointment, as far as the account may read names."""
    return tuple(
        RendezVousDuJour(r, _patient(uow, r.patient_id) if r.patient_id else None)
        for r in jour.rendez_vous
        if r.etat is not EtatRendezVous.ANNULE
    )


def _patient(uow: UnitOfWork, patient_id: UUID) -> Patient | None:
    try:
        return uow.patients.get(patient_id)
    except DroitInsuffisant:
        return None


def _printed(entree: RendezVousDuJour) -> LigneAgenda:
    rdv, patient = entree.rendez_vous, entree.patient
    return LigneAgenda(
        rdv.debut,
        rdv.fin,
        f"{patient.nom_affiche} {patient.prenom_affiche}" if patient else "",
        patient.identite.traits.date_naissance if patient else None,
        first_moyen(patient.coordonnees.telephone) if patient else "",
        rdv.motif,
        rdv.lieu,
        rdv.notes,
    )
