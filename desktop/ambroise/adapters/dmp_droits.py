"""The rights of the DMP, as the use cases ask for them: TD0.4, TD1.3a, TD1.6."""

from collections.abc import Sequence
from datetime import datetime

from ambroise.adapters.dmp import Dmp
from ambroise.domain.dmp_droits import DmpOuvrable, DroitsDmp, PsAutorise
from ambroise.domain.identite import MatriculeIns
from esante.dmp.environnement import EnvironnementDmp
from esante.dmp.habilitations import AutorisationPs, DmpAutorise
from esante.dmp.models import PatientDmp
from esante.xds.modeles import read_instant


class DroitsDuDmp:
    """``PortDroitsDmp`` over the client of the professional whose card is open."""

    def __init__(self, dmp: Dmp) -> None:
        self._dmp = dmp

    def list_dmp(self, depuis: datetime, *, nouveaux_documents: bool) -> Sequence[DmpOuvrable]:
        """TD0.4."""
        with self._dmp.client() as client:
            found = client.list_dmp(depuis, nouveaux_documents=nouveaux_documents)
            return [_ouvrable(dmp, client.environnement) for dmp in found]

    def read_droits(self, matricule: MatriculeIns) -> DroitsDmp:
        """TD1.6, then TD1.3a."""
        patient = PatientDmp(matricule.numero, matricule.oid)
        with self._dmp.client() as client:
            professionnels = tuple(_professionnel(ps) for ps in client.list_autorisations(patient))
            gestion = client.read_gestion(patient)
        return DroitsDmp(professionnels, gestion.opposition_bris_de_glace, gestion.opposition_acces_urgence)


def _ouvrable(dmp: DmpAutorise, environnement: EnvironnementDmp) -> DmpOuvrable:
    oids = [ici for ici, la_bas in environnement.oids_ins.items() if la_bas == dmp.patient.oid]
    return DmpOuvrable(
        tuple(MatriculeIns(dmp.patient.matricule, oid) for oid in oids or [dmp.patient.oid]),
        dmp.is_medecin_traitant,
        read_instant(dmp.dernier_acces),
        read_instant(dmp.dernier_ajout),
    )


def _professionnel(ps: AutorisationPs) -> PsAutorise:
    return PsAutorise(
        ps.identifiant,
        ps.nom,
        ps.prenom,
        ps.specialite,
        ps.etat,
        read_instant(ps.debut),
        read_instant(ps.derniere_action),
    )
