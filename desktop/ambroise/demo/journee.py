"""A day of a test practice: published test people, appointments, and what their files already hold."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from ambroise.bootstrap.application import Application
from ambroise.domain.agenda import EtatRendezVous, RendezVous
from ambroise.domain.dossier import TypeConstante
from ambroise.domain.entrees import Ald
from ambroise.domain.horaires import day_bounds
from ambroise.domain.identite import Sexe, TraitsIdentite
from ambroise.domain.patient import Coordonnees
from ambroise.usecases.patients import NouvelleAllergie
from ambroise.usecases.ports_identite import InsTrouvee


@dataclass(frozen=True)
class PersonneTest:
    """A published test identity and why it comes today."""

    nom: str
    prenoms: str
    sexe: Sexe
    naissance: date
    lieu: str
    motif: str
    allergie: str = ""
    ald: str = ""
    a_qualifier: bool = False


_M, _F = Sexe.MASCULIN, Sexe.FEMININ
PERSONNES = (
    PersonneTest("HERMANN", "GATIEN", _M, date(1981, 3, 24), "63220", "Suivi d’hypertension"),
    PersonneTest("CORSE", "ANTHONY", _M, date(1980, 3, 2), "2B020", "Certificat de sport"),
    PersonneTest(
        "ADRUN",
        "ZOE",
        _F,
        date(1975, 12, 31),
        "63220",
        "Toux fébrile, renouvellement",
        "Pénicillines",
        "Diabète de type 2",
    ),
    PersonneTest("TCHITCHI", "CATARINA BELLA", _F, date(1936, 6, 21), "63220", "Renouvellement"),
    PersonneTest("NESSI", "MICHELANGELO ANTHONY", _M, date(2010, 8, 7), "63220", "Vaccination, avec sa mère"),
    PersonneTest("NESSI", "RUTH ISABELLE", _F, date(1977, 7, 14), "63220", "Résultats de mammographie"),
    PersonneTest("ADRTROIS", "TOUSSAINT", _M, date(1960, 1, 1), "2B020", "Suivi de diabète"),
    PersonneTest(
        "D'ARTAGNAN DE L'HERAULT",
        "PIERRE-ALAIN MURIEL FLORIANT",
        _M,
        date(2001, 6, 17),
        "63220",
        "Premier rendez-vous",
        a_qualifier=True,
    ),
    PersonneTest("ADRTROIS", "DOMINIQUE", _F, date(1997, 2, 26), "2A020", "Suivi de grossesse"),
    PersonneTest("ECETINSI", "PIERRE-ALAIN MURIEL FLORIANT", _M, date(2009, 7, 14), "63220", "Certificat"),
)
_PAS = timedelta(minutes=15)


def fill_journee(app: Application, *, interroger: bool = True) -> dict[str, UUID]:
    """Create the patients and their appointments around now; return their identifiers by birth name.

    Args:
        interroger: also ask INSi for those who do not come for the first time.
    """
    debuts = plan_journee(app.contexte.horloge().astimezone(), len(PERSONNES))
    crees: dict[str, UUID] = {}
    for rang, personne in enumerate(PERSONNES):
        patient_id = _create(app, personne, interroger=interroger)
        crees.setdefault(personne.nom, patient_id)
        _plan(app, patient_id, personne, debuts[rang], rang)
    return crees


def plan_journee(maintenant: datetime, nombre: int) -> list[datetime]:
    """Return that many quarters of an hour in a row, two of them past, all of them of the same day.

    Just after midnight and late in the evening the row moves, so that no two share a quarter.
    """
    minuit, suivant = day_bounds(maintenant.date())
    quart = maintenant.replace(minute=maintenant.minute // 15 * 15, second=0, microsecond=0)
    premier = max(minuit, min(quart - 2 * _PAS, suivant - nombre * _PAS))
    return [premier + rang * _PAS for rang in range(nombre)]


def _create(app: Application, personne: PersonneTest, *, interroger: bool) -> UUID:
    traits = TraitsIdentite(personne.nom, personne.prenoms, personne.sexe, personne.naissance, personne.lieu)
    if "-" in personne.prenoms:
        traits = TraitsIdentite(
            personne.nom,
            personne.prenoms,
            personne.sexe,
            personne.naissance,
            personne.lieu,
            premier_prenom=personne.prenoms.split()[0],
        )
    with app.contexte.uow() as uow:
        connus = uow.patients.find_by_traits(traits)
    patient = (
        connus[0]
        if connus
        else app.identites.create(
            traits,
            coordonnees=Coordonnees(
                "+33 6 39 98 00 00", "", "1, rue des Essais", "63000", "Clermont-Ferrand"
            ),
            malgre_homonyme=True,
        )
    )
    if interroger and not personne.a_qualifier and patient.identite.ins is None:
        trouvee = app.identites.search_insi(patient.id)
        if isinstance(trouvee, InsTrouvee):
            app.identites.accept(patient.id, ins=trouvee.identite)
    if personne.allergie and not connus:
        app.patients.save_consultation(
            patient.id,
            motif="Bilan annuel",
            note="Bon état général.",
            constantes=((TypeConstante.POIDS, Decimal(75)), (TypeConstante.HBA1C, Decimal("7.1"))),
            allergies=(NouvelleAllergie(personne.allergie, "œdème de Quincke"),),
        )
    if personne.ald:
        with app.contexte.uow() as uow:
            if not uow.entrees.list(Ald, patient.id):
                uow.entrees.save(
                    Ald(app.contexte.new_id(), patient.id, personne.ald, date(2019, 3, 1), numero="8")
                )
                uow.commit()
    return patient.id


def _plan(app: Application, patient_id: UUID, personne: PersonneTest, debut: datetime, rang: int) -> None:
    etats = {0: EtatRendezVous.VU, 1: EtatRendezVous.A_FACTURER}
    etat = etats.get(rang, EtatRendezVous.EN_SALLE if rang < 5 else EtatRendezVous.ATTENDU)
    arrive = app.contexte.horloge() - timedelta(minutes=14 - 5 * (rang - 2)) if 2 <= rang < 5 else None
    with app.contexte.uow() as uow:
        uow.rendez_vous.save(
            RendezVous(
                app.contexte.new_id(),
                debut,
                debut + _PAS,
                personne.motif,
                patient_id,
                etat,
                arrive,
                praticien=app.session.auteur,
            )
        )
        uow.commit()
