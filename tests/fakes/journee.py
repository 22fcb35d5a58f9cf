"""The day of the published test doctor: appointments, free times, tasks and the seat."""

from datetime import datetime, timedelta

from ambroise.domain.agenda import CreneauLibre, EtatRendezVous, RendezVous
from ambroise.domain.dossier import Allergie, GraviteAllergie
from ambroise.domain.patient import Patient
from ambroise.ui.journee.ports import GenreTache, JourneeChargee, RendezVousDuJour, TacheAFaire
from tests.fakes import ecrans as e

E = EtatRendezVous

PENICILLINES = Allergie(
    e.ident("penicillines"),
    e.ADRUN.id,
    "Pénicillines",
    e.local(9),
    reaction="Œdème de Quincke",
    gravite=GraviteAllergie.SEVERE,
)


def _rdv(
    debut: datetime,
    de: Patient | None,
    motif: str,
    etat: EtatRendezVous = E.ATTENDU,
    *,
    depuis: int | None = None,
    minutes: int = 15,
    teleconsultation: bool = False,
) -> RendezVousDuJour:
    arrive = None if depuis is None else e.MAINTENANT - timedelta(minutes=depuis)
    rdv = RendezVous(
        e.ident(f"rdv {debut.isoformat()}"),
        debut,
        debut + timedelta(minutes=minutes),
        motif,
        de.id if de else None,
        etat,
        arrive,
        teleconsultation,
    )
    return RendezVousDuJour(
        rdv, de, (PENICILLINES,) if de is e.ADRUN else (), "ALD n° 8" if de is e.ADRUN else ""
    )


_MATIN = [e.local(8, 30) + timedelta(minutes=15 * n) for n in range(9)]

JOURNEE = JourneeChargee(
    e.JOUR,
    (
        *(_rdv(debut, e.NESSI_R, "Suivi", E.VU) for debut in _MATIN),
        _rdv(e.local(10, 45), e.HERMANN, "Suivi d’hypertension", E.VU),
        _rdv(e.local(11), e.CORSE, "Certificat de sport", E.A_FACTURER),
        _rdv(e.local(11, 15), e.ADRUN, "Toux fébrile, renouvellement", E.EN_SALLE, depuis=14),
        _rdv(e.local(11, 30), e.TCHITCHI, "Renouvellement", E.EN_SALLE, depuis=5),
        _rdv(e.local(11, 45), e.NESSI_M, "Vaccination, avec sa mère", E.EN_SALLE, depuis=2),
        _rdv(e.local(12), e.HOUILLES, "Lombalgie"),
        _rdv(e.local(12, 15), e.PATTROIS, "Résultats de biologie"),
        _rdv(e.local(12, 30), None, "Pause", minutes=90),
        _rdv(e.local(14), e.ADRTROIS, "Suivi de diabète"),
        _rdv(e.local(14, 15), e.DARTAGNAN, "Premier rendez-vous"),
        _rdv(e.local(14, 45), e.ECETINSI, "Certificat", E.ANNULE),
        _rdv(e.local(15, 15), e.NESSI_R, "Résultats de mammographie"),
        _rdv(e.local(15, 30), e.DE_VINCI, "Asthme, suivi", teleconsultation=True),
        _rdv(e.local(16, 30), e.PROVISOIRE, "Mal de gorge"),
    ),
    (
        CreneauLibre(e.local(15), e.local(15, 15)),
        CreneauLibre(e.local(16, 15), e.local(16, 30)),
    ),
    (
        TacheAFaire(
            "k",
            GenreTache.ALERTE,
            "Ionogramme",
            "Potassium 5,8 mmol/L, au-dessus de la norme",
            "ADRTROIS",
            "Toussaint",
            e.local(9, 52),
        ),
        TacheAFaire(
            "b",
            GenreTache.RESULTAT,
            "Bilan lipidique",
            "Dans les normes",
            "CORSE",
            "Anthony",
            e.local(9) - timedelta(days=1),
        ),
        TacheAFaire(
            "d",
            GenreTache.ENVOI_REFUSE,
            "1 envoi refusé par le DMP",
            "HERMANN Gatien, identité à vérifier",
            action="Réparer",
        ),
        TacheAFaire("w", GenreTache.ENVOI_EN_ATTENTE, "2 envois en attente", "Partiront seuls, rien à faire"),
    ),
)
