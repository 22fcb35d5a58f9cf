"""What the home of the day and the outbox screens ask."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

from ambroise.bootstrap.interface.taches_identite import taches_identite
from ambroise.domain.agenda import CreneauLibre, EtatRendezVous, RendezVous
from ambroise.domain.entrees import Ald
from ambroise.domain.envoi import Envoi, EnvoiNomme, EtatEnvoi
from ambroise.domain.horaires import day_bounds
from ambroise.domain.patient import Patient
from ambroise.ui.envois.ports import EnvoiSuivi
from ambroise.ui.journee.ports import GenreTache, JourneeChargee, RendezVousDuJour, TacheAFaire
from ambroise.usecases import envois
from ambroise.usecases.agenda import AgendaService, NouveauRendezVous
from ambroise.usecases.agendas import AgendasService
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.edition_agenda import Edition, edit_rendez_vous
from ambroise.usecases.garde import DroitInsuffisant
from ambroise.usecases.ports import ResultatPatient, UnitOfWork
from ambroise.usecases.sessions import SessionService
from ambroise.usecases.suite_agenda import Deplace, put_back


class AgendaEcran:
    """``ui.ports.AgendaDuJour``: appointments of the professional, and what waits for them."""

    def __init__(
        self,
        contexte: Contexte,
        agenda: AgendaService,
        agendas: AgendasService,
        sauvegarde_en_retard: Callable[[], str] = lambda: "",
        cle_a_imprimer: Callable[[], str] = lambda: "",
    ) -> None:
        self._contexte = contexte
        self._agenda = agenda
        self._agendas = agendas
        self._sauvegarde_en_retard = sauvegarde_en_retard
        self._cle_a_imprimer = cle_a_imprimer

    def load(self, jour: date) -> JourneeChargee:
        """Return one's own day; that of the whole office, with names, for who receives nobody."""
        with self._contexte.uow() as uow:
            agendas = self._agendas.list(uow)
            recoit = any(agenda.is_mien for agenda in agendas)
            noms = {} if recoit else {agenda.praticien: agenda.nom for agenda in agendas}
            rendez_vous = uow.rendez_vous.list(*day_bounds(jour), self._agenda.praticien if recoit else None)
            entrees = (self._with_patient(uow, r) for r in rendez_vous)
            return JourneeChargee(
                jour=jour,
                rendez_vous=tuple(replace(e, avec=noms.get(e.rendez_vous.praticien, "")) for e in entrees),
                creneaux=self._agenda.free(uow, jour) if recoit else (),
                taches=tuple(self._taches(uow)),
                agendas=agendas,
                cabinet=self._agendas.office(uow),
            )

    def set_etat(self, rendez_vous_id: UUID, etat: EtatRendezVous, *, malgre_salle: bool = False) -> None:
        self._agenda.set_etat(rendez_vous_id, etat, malgre_salle=malgre_salle)

    def search(self, texte: str) -> Sequence[ResultatPatient]:
        with self._contexte.uow() as uow:
            return tuple(uow.patients.search(texte, 5))

    def give(self, nouveau: NouveauRendezVous) -> Sequence[UUID]:
        return self._agenda.give(nouveau)

    def cancel(self, ids: Sequence[UUID]) -> None:
        self._agenda.cancel(ids)

    def move(self, vu: RendezVous, debut: datetime, *, malgre_salle: bool = False) -> RendezVous:
        return self._agenda.move(vu, debut, malgre_salle=malgre_salle)

    def edit(self, demande: Edition) -> Sequence[Deplace]:
        salles = self._agendas.salles()
        return edit_rendez_vous(self._contexte, self._agenda.praticien, demande, salles)

    def put_back(self, deplaces: Sequence[Deplace]) -> None:
        put_back(self._contexte, self._agenda.praticien, deplaces)

    def next_free(
        self, apres: datetime, duree: timedelta, praticien: str = "", lieu: str = ""
    ) -> CreneauLibre:
        return self._agenda.next_free(apres, praticien, duree, lieu)

    def block(self, du: date, au: date, motif: str = "") -> UUID:
        return self._agenda.block(du, au, motif)

    def _with_patient(self, uow: UnitOfWork, rendez_vous: RendezVous) -> RendezVousDuJour:
        if rendez_vous.patient_id is None:
            return RendezVousDuJour(rendez_vous)
        try:
            patient = uow.patients.get(rendez_vous.patient_id)
            alds = uow.entrees.list(Ald, rendez_vous.patient_id)
            allergies = tuple(uow.dossiers.allergies(rendez_vous.patient_id))
        except DroitInsuffisant:
            # A secretary sees who comes, not what they suffer from; an administrator, that the time is taken.
            return RendezVousDuJour(rendez_vous, self._identity(uow, rendez_vous.patient_id))
        return RendezVousDuJour(rendez_vous, patient, allergies, alds[0].libelle if alds else "")

    def _identity(self, uow: UnitOfWork, patient_id: UUID) -> Patient | None:
        try:
            return uow.patients.get(patient_id)
        except DroitInsuffisant:
            return None

    def _taches(self, uow: UnitOfWork) -> Sequence[TacheAFaire]:
        comptes = uow.envois.count()
        refuses = comptes.get(EtatEnvoi.REFUSE, 0) + comptes.get(EtatEnvoi.A_REPRENDRE, 0)
        attente = comptes.get(EtatEnvoi.EN_ATTENTE, 0) + comptes.get(EtatEnvoi.EN_COURS, 0)
        taches = []
        if refuses:
            s = "s" if refuses > 1 else ""
            taches.append(
                TacheAFaire(
                    "refuses",
                    GenreTache.ENVOI_REFUSE,
                    f"{refuses} envoi{s} à reprendre",
                    "Chacun dit ce qui manque",
                    action="Réparer",
                )
            )
        taches.extend(taches_identite(uow))
        if retard := self._sauvegarde_en_retard():
            taches.append(
                TacheAFaire("sauvegarde", GenreTache.SAUVEGARDE, "Sauvegarde", retard, action="Sauvegarder")
            )
        if changee := self._cle_a_imprimer():
            taches.append(TacheAFaire("cle", GenreTache.SAUVEGARDE, "Clé de secours", changee, action="Voir"))
        if attente:
            s = "s" if attente > 1 else ""
            seuls = "Partiront seuls, rien à faire" if attente > 1 else "Partira seul, rien à faire"
            taches.append(
                TacheAFaire("attente", GenreTache.ENVOI_EN_ATTENTE, f"{attente} envoi{s} en attente", seuls)
            )
        return taches


class EnvoisEcran:
    """``ui.ports.Envois``: the outbox with the names people know its rows by."""

    def __init__(self, contexte: Contexte, session: SessionService) -> None:
        self._contexte = contexte
        self._session = session

    def list(self) -> Sequence[EnvoiSuivi]:
        with self._contexte.uow() as uow:
            return [_suivi(nomme) for nomme in uow.envois.list_named()]

    def retry(self, id_: UUID) -> Envoi:
        return envois.retry(self._contexte, id_, self._session.auteur)

    def cancel(self, id_: UUID) -> None:
        envois.cancel(self._contexte, id_, self._session.auteur)


def _suivi(nomme: EnvoiNomme) -> EnvoiSuivi:
    """Split the label, which says what, then for whom: ``Ordonnance du 4/6/2026 · DMP``."""
    envoi = nomme.envoi
    document, _, destinataire = envoi.libelle.partition(" · ")
    return EnvoiSuivi(
        replace(envoi, libelle=document),
        nom=nomme.nom,
        prenom=nomme.prenom,
        destinataire=destinataire,
        remis_le=nomme.change_le if envoi.etat is EtatEnvoi.REMIS else None,
    )
