"""The ordonnance numérique: deposit and execution by the outbox, consultation at once."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

from ambroise.adapters.carte_ouverte import AccesServices
from ambroise.adapters.code_ordonnance import read_code
from ambroise.adapters.executions_consultees import consulted_execution
from ambroise.adapters.ordonnance_numerique_erreurs import consulting
from ambroise.adapters.ordonnance_numerique_lignes import deposited_lines, read_dosages
from ambroise.domain.dispensation import Dispensation, DispensationLigne, MotifRefus, ReponseLigne
from ambroise.domain.identite import MatriculeIns
from ambroise.domain.marge_etroite import MTE_PH
from ambroise.domain.mention_ligne import MentionLigne
from ambroise.domain.posologie_texte import render_posologie
from ambroise.domain.type_ordonnance import TypeOrdonnance
from ambroise.usecases.ports_actes import (
    ActeSigne,
    CodeLu,
    EnvoiPrepare,
    EtatEnLigne,
    LigneConsultee,
    OrdonnanceConsultee,
)
from esante.ordonnance_numerique import fhir, models, systems
from esante.ordonnance_numerique.client import OrdonnanceNumeriqueClient
from esante.ordonnance_numerique.numero import NumeroOrdonnance, parse_numero

_ISSUES = {
    ReponseLigne.TEL_QUEL: models.IssueLigne.DELIVREE,
    ReponseLigne.PARTIEL: models.IssueLigne.DELIVREE,
    ReponseLigne.SUBSTITUE: models.IssueLigne.SUBSTITUEE,
    ReponseLigne.MODIFIE: models.IssueLigne.MODIFIEE,
    ReponseLigne.REFUSE: models.IssueLigne.NON_DELIVREE,
}
_ETATS = {
    models.EtatOrdonnance.DEPOSEE: EtatEnLigne.DEPOSEE,
    models.EtatOrdonnance.PARTIELLEMENT_EXECUTEE: EtatEnLigne.ENTAMEE,
    models.EtatOrdonnance.EXECUTEE: EtatEnLigne.EXECUTEE,
    models.EtatOrdonnance.EXPIREE: EtatEnLigne.EXPIREE,
    models.EtatOrdonnance.ANNULEE: EtatEnLigne.ANNULEE,
}
_MOTIFS = {
    MotifRefus.REFUS_PATIENT: models.MotifNonDelivrance.REFUS_PATIENT,
    MotifRefus.CONTRE_INDICATION: models.MotifNonDelivrance.CONTRE_INDICATION,
    MotifRefus.DEJA_EN_POSSESSION: models.MotifNonDelivrance.DEJA_EN_POSSESSION,
    MotifRefus.REFUS_PHARMACEUTIQUE: models.MotifNonDelivrance.REFUS_PHARMACIEN,
    MotifRefus.RUPTURE: models.MotifNonDelivrance.RUPTURE,
}


_UNITE = "unité"
"""Text without code: no published system names the unit of an opened pack."""
_AUTRES_MAXIMUM = 12
"""Other orders read before a dispensing: those of a year for most."""


class OrdonnanceNumerique:
    """The service as the use cases see it, and the preparation and delivery of what goes to it."""

    def __init__(self, acces: AccesServices) -> None:
        self._acces = acces

    def read_code(self, texte: str) -> CodeLu:
        """Understand a scanned or typed code. Raises ReponseInvalide when it is none."""
        return read_code(texte)

    def consult(self, numero: str) -> OrdonnanceConsultee:
        """Return the order as the service holds it. Raises a ServiceError."""
        with consulting(), self._client() as client:
            return as_consultee(client.consult(parse_numero(numero)))

    def list_of(self, matricule: MatriculeIns) -> tuple[OrdonnanceConsultee, ...]:
        """Return the latest orders of a patient that were not cancelled. Raises a ServiceError."""
        with consulting(), self._client() as client:
            resumes = client.search(matricule.numero, matricule.oid)
            recents = sorted(resumes, key=lambda r: r.date_prescription, reverse=True)[:_AUTRES_MAXIMUM]
            vivants = [r for r in recents if r.etat is not models.EtatOrdonnance.ANNULEE]
            return tuple(as_consultee(client.consult(r.numero)) for r in vivants)

    # --- preparation, without any network -----------------------------------------------------------

    def prepare_depot(self, acte: ActeSigne) -> EnvoiPrepare:
        """Freeze the deposit of a signed order."""
        ordonnance, patient, session = acte.ordonnance, acte.patient, acte.session
        assert ordonnance.numero is not None
        assert ordonnance.consentement is not None
        traits = patient.identite.traits
        matricule = patient.identite.matricule_transmissible
        prescripteur = ordonnance.prescripteur
        depot = models.Depot(
            numero=NumeroOrdonnance(ordonnance.numero),
            date_prescription=ordonnance.date,
            patient=models.PatientDepose(
                traits.nom_naissance,
                traits.premier_prenom,
                traits.date_naissance,
                traits.sexe.value,
                matricule.numero if matricule else None,
                self._acces.table.oid_document(matricule) if matricule else None,
            ),
            prescripteur=models.Prescripteur(
                rpps=prescripteur.rpps_remplace or prescripteur.numero_rpps,
                nom=prescripteur.nom,
                prenom=prescripteur.prenom,
                profession=session.professionnel.profession.code,
                numero_am=prescripteur.numero_am,
                numero_finess=prescripteur.numero_finess,
                rpps_remplacant=prescripteur.numero_rpps if prescripteur.rpps_remplace else None,
            ),
            lignes=deposited_lines(ordonnance),
            opposition_consultation=ordonnance.consentement.opposition,
            recueil_opposition_le=ordonnance.consentement.informe_le,
            remplace=NumeroOrdonnance(acte.numero_remplace) if acte.numero_remplace else None,
        )
        return EnvoiPrepare(
            ordonnance.numero,
            _dump(fhir.write_depot(depot)),
            f"Ordonnance {ordonnance.numero} · Assurance Maladie",
        )

    def prepare_execution(self, consultee: OrdonnanceConsultee, dispensation: Dispensation) -> EnvoiPrepare:
        """Freeze the data of an execution, with the version it answers."""
        session = self._acces.session
        connues = {ligne.id: ligne for ligne in consultee.lignes}
        execution = models.Execution(
            identifiant=str(dispensation.id),
            numero=NumeroOrdonnance(consultee.numero),
            executant=models.Executant(
                session.professionnel.identifiant_national,
                session.professionnel.profession.code,
                session.situation.structure.nom,
                numero_am=session.situation.numero_am or None,
            ),
            execute_le=dispensation.instant,
            lignes=tuple(executed_line(li, connues[str(li.ligne_id)]) for li in dispensation.lignes),
        )
        contenu = {"version": consultee.version, "execution": fhir.write_execution(execution)}
        return EnvoiPrepare(
            str(dispensation.id), _dump(contenu), f"Délivrance de {consultee.numero} · Assurance Maladie"
        )

    def _client(self) -> OrdonnanceNumeriqueClient:
        return OrdonnanceNumeriqueClient(self._acces.http_card("ordonnance_numerique"))


def _dump(contenu: Any) -> bytes:
    return json.dumps(contenu, ensure_ascii=False).encode()


def executed_line(ligne: DispensationLigne, prescrite: LigneConsultee) -> models.ExecutionLigne:
    """Return what the service is told of the answer to one line."""
    if ligne.reponse is ReponseLigne.REFUSE:
        assert ligne.motif is not None
        return models.ExecutionLigne(prescrite.id, models.IssueLigne.NON_DELIVREE, motif=_MOTIFS[ligne.motif])
    completudes = {
        (False, True): models.Completude.FFC,
        (False, False): models.Completude.FFP,
        (True, True): models.Completude.RFC,
        (True, False): models.Completude.RFP,
    }
    premiere = ligne.delivrances[0]
    return models.ExecutionLigne(
        prescrite.id,
        models.IssueLigne.MODIFIEE if ligne.is_exceptionnelle else _ISSUES[ligne.reponse],
        completudes[prescrite.deja_executee, ligne.is_complete],
        produit=models.Code(systems.CIP, premiere.code_cip13, premiere.denomination),
        designation_delivree=premiere.denomination,
        quantite=_given(ligne),
        quantite_due=ligne.unites_a_venir or Decimal(ligne.boites_restantes) or None,
        unite=_UNITE if ligne.is_au_detail else "",
        accord_prescripteur_le=ligne.accord.date if ligne.accord else None,
        posologie_modifiee=render_posologie(ligne.posologie) if ligne.posologie else "",
        numero_lot=premiere.lot or "",
        non_substituable=MTE_PH if ligne.mte_ph else "",
        is_exceptionnelle=ligne.is_exceptionnelle,
    )


def _given(ligne: DispensationLigne) -> Decimal:
    """Return what left: packs, or units when one was opened."""
    if ligne.is_au_detail:
        return sum((livree.unites or Decimal(0) for livree in ligne.delivrances), Decimal(0))
    return Decimal(sum(livree.boites for livree in ligne.delivrances))


def as_consultee(recue: models.OrdonnanceConsultee) -> OrdonnanceConsultee:
    depot = recue.depot
    etats = {etat.ligne: etat for etat in recue.lignes}
    executions = recue.executions or ()
    designations = {ligne.identifiant: ligne.designation for ligne in depot.lignes}
    return OrdonnanceConsultee(
        numero=str(depot.numero),
        etat=_ETATS[recue.etat],
        version=recue.version,
        date_prescription=depot.date_prescription,
        prescripteur=f"Dr {depot.prescripteur.nom} {depot.prescripteur.prenom.title()}",
        rpps_prescripteur=depot.prescripteur.rpps,
        patient_nom=depot.patient.nom_naissance,
        patient_prenom=depot.patient.premier_prenom,
        patient_date_naissance=depot.patient.date_naissance,
        is_entamee=recue.etat
        in (models.EtatOrdonnance.PARTIELLEMENT_EXECUTEE, models.EtatOrdonnance.EXECUTEE),
        lignes=tuple(
            _consulted_line(rang, ligne, etats[ligne.identifiant], executions)
            for rang, ligne in enumerate(depot.lignes, start=1)
        ),
        executions=tuple(consulted_execution(e, designations) for e in executions),
        remplacee_par=str(recue.remplacee_par or ""),
    )


def _consulted_line(
    rang: int,
    ligne: models.LigneDeposee,
    etat: models.EtatLigne,
    executions: tuple[models.Execution, ...],
) -> LigneConsultee:
    delivrees = Decimal(0)
    deja, completes, derniere_le = False, 0, None
    exceptionnelles = []
    fractions: tuple[date, ...] = ()
    for execution in sorted(executions, key=lambda e: e.execute_le):
        jour = execution.execute_le.astimezone().date()
        for faite in execution.lignes:
            if faite.ligne != ligne.identifiant or faite.completude is None:
                continue
            if faite.is_exceptionnelle:
                exceptionnelles.append(jour)
            else:
                deja, derniere_le = True, jour
                complete = faite.completude.is_complete
                completes += complete
                boites = Decimal(0) if faite.unite else faite.quantite or Decimal(0)
                delivrees = Decimal(0) if complete else delivrees + boites
                fractions = () if complete else (*fractions, derniere_le)
    return LigneConsultee(
        id=ligne.identifiant,
        rang=rang,
        libelle=ligne.designation,
        posologie=ligne.posologie,
        boites=ligne.nombre_boites or 1,
        boites_delivrees=int(delivrees),
        renouvellements=ligne.renouvellements,
        code_cis=next((c.code for c in ligne.codes if c.system == systems.CIS), ""),
        is_substituable=ligne.non_substituable is None,
        en_rapport_ald=ligne.en_rapport_ald,
        is_soldee=etat.is_soldee,
        deja_executee=deja,
        duree_jours=ligne.duree_jours,
        fraction_jours=ligne.fraction_jours,
        mention=ligne.mention,
        delivrances=completes,
        derniere_le=derniere_le,
        fractions_le=fractions,
        type=TypeOrdonnance(ligne.type.value),
        posologie_structuree=read_dosages(ligne.dosages),
        motif_non_substituable=ligne.non_substituable or "",
        indication=ligne.indication,
        mentions=frozenset(MentionLigne[mention.name] for mention in ligne.mentions),
        exceptionnelles=tuple(exceptionnelles),
        is_refusee=etat.close,
    )
