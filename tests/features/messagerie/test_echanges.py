"""The steps of the exchanges, played by the use cases over boxes kept in memory."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pytest
from pytest_bdd import given, parsers, scenarios, then, when

from ambroise.domain.droits import Compte, Role
from ambroise.domain.envoi import Envoi
from ambroise.domain.message import AccuseRecu, EnteteMessage, PolitiqueAccuses, Suivi
from ambroise.domain.patient import Patient
from ambroise.domain.rattachement import Certitude, PatientAnnonce
from ambroise.usecases.acces import AccesService
from ambroise.usecases.accuses import AccuseService
from ambroise.usecases.ecriture import EcritureService
from ambroise.usecases.errors import DemandeRejetee
from ambroise.usecases.ports_reception import DocumentJoint, MessageOuvert, ResultatCritique
from ambroise.usecases.reception import NON_LU, ReceptionService
from ambroise.usecases.redaction import Redaction, patient_address
from ambroise.usecases.releve import ReleveService
from tests.fakes.messages import FaussesBoites
from tests.unit.ambroise.usecases.conftest import MATRICULE_ZOE, ZOE, Cabinet
from tests.unit.ambroise.usecases.test_ecriture import CONFRERE, MOI, FauxCourrier

scenarios("messagerie/echanges.feature")

RECU, PARTI = "b/INBOX/1", "b/Sent/7"
ENTETE = EnteteMessage(
    RECU,
    "Laboratoire",
    "Résultats",
    datetime(2026, 3, 2, 8, tzinfo=UTC),
    lu=False,
    classe=False,
    porte_document=True,
    du_patient=False,
    type_document="CR d’examens biologiques",
)
ANNONCE = PatientAnnonce(MATRICULE_ZOE.numero, MATRICULE_ZOE.oid, "ADRUN", "Zoe", "1975-12-31", "F")
CDA = DocumentJoint("1.2.3", "CR de biologie", "text/xml", b"<cda/>", "Biologie")


@dataclass
class Poste:
    """One seat with its boxes."""

    cabinet: Cabinet
    boites: FaussesBoites = field(default_factory=FaussesBoites)
    courrier: FauxCourrier = field(default_factory=FauxCourrier)
    zoe: Patient | None = None
    classe_seul: bool = False
    envoi: Envoi | None = None
    refus: DemandeRejetee | None = None

    @property
    def reception(self) -> ReceptionService:
        contexte = self.cabinet.contexte
        return ReceptionService(contexte, self.cabinet.session, self.boites, AccesService(contexte))

    @property
    def accuses(self) -> AccuseService:
        demander = PolitiqueAccuses.DEMANDER
        return AccuseService(
            self.cabinet.contexte, self.cabinet.session, self.boites, self.courrier, demander
        )

    def change(self, **changes: object) -> None:
        self.boites.messages[RECU] = replace(self.boites.messages[RECU], **changes)  # type: ignore[arg-type]

    def write(self, redaction: Redaction) -> None:
        ecriture = EcritureService(
            self.cabinet.contexte, self.cabinet.session, self.courrier, (MOI,), lambda: "2.25.1"
        )
        try:
            self.envoi = ecriture.send(redaction)
        except DemandeRejetee as refus:
            self.refus = refus

    def envois(self) -> list[Envoi]:
        with self.cabinet.contexte.uow() as uow:
            return list(uow.envois.list())


@pytest.fixture
def poste() -> Poste:
    cabinet = Cabinet()
    cabinet.session.open("1234")
    return Poste(cabinet)


@given("un message du laboratoire qui porte la biologie de Zoe ADRUN")
def _biology(poste: Poste) -> None:
    poste.boites.messages[RECU] = MessageOuvert(ENTETE, "Bonjour", (CDA,), ANNONCE, (), archive_verifiee=True)


@given("un message du laboratoire qui demande un accusé de lecture")
def _asking(poste: Poste) -> None:
    entete = replace(ENTETE, identifiant="<m@labo>")
    poste.boites.messages[RECU] = MessageOuvert(
        entete, "Bonjour", (CDA,), ANNONCE, (), accuse_demande=CONFRERE, accuse_automatique=True
    )


@given(parsers.parse('un résultat "{resultat}" que le laboratoire marque "{drapeau}"'))
def _critical(poste: Poste, resultat: str, drapeau: str) -> None:
    libelle, _, valeur = resultat.partition(" ")
    entete = replace(ENTETE, critique=True)
    poste.change(entete=entete, critiques=(ResultatCritique(libelle, valeur, drapeau),))


@given(parsers.parse("le dossier de Zoe ADRUN, INS {statut}"))
def _file(poste: Poste, statut: str) -> None:
    cabinet = poste.cabinet
    poste.zoe = cabinet.qualified_zoe() if statut == "qualifiée" else cabinet.identites.create(ZOE)


@given("le cabinet classe seul ce qui est certain")
def _alone(poste: Poste) -> None:
    poste.classe_seul = True


@given(parsers.parse("le document {effet} un autre"))
def _changing(poste: Poste, effet: str) -> None:
    poste.change(entete=replace(ENTETE, remplace=effet == "remplace", annule=effet == "annule"))


@given("la personne connectée a le rôle de secrétaire")
def _secretary(poste: Poste) -> None:
    contexte = poste.cabinet.contexte
    with contexte.uow() as uow:
        uow.comptes.save(Compte(contexte.new_id(), poste.cabinet.session.auteur, "S", Role.SECRETAIRE))
        uow.commit()


@given("un message parti vers un confrère")
def _sent(poste: Poste) -> None:
    sent = replace(ENTETE, id=PARTI, identifiant="<parti@b>", porte_document=False, lu=True)
    poste.boites.messages[PARTI] = MessageOuvert(sent, "", (), None, ())


@given(parsers.parse('un accusé qui dit "{sort}"'))
def _receipt(poste: Poste, sort: str) -> None:
    accuse = AccuseRecu(Suivi(sort), "<parti@b>", CONFRERE)
    entete = replace(ENTETE, is_rapport=True, porte_document=False, accuse=accuse)
    poste.boites.messages[RECU] = MessageOuvert(entete, "", (), None, ())


@when("la boîte est relevée")
def _fetch(poste: Poste) -> None:
    alone = poste.reception.file_alone if poste.classe_seul else None
    assert not ReleveService(poste.cabinet.contexte, poste.boites, alone).run().pannes


@when("le document est classé d’un geste")
def _classify(poste: Poste) -> None:
    found = poste.reception.open(RECU).rattachement
    assert found is not None
    poste.reception.file(RECU, found.propositions[0].patient.id)


@when("on écrit à Zoe ADRUN")
def _write_to_zoe(poste: Poste) -> None:
    assert poste.zoe is not None
    address = f"{MATRICULE_ZOE.numero}@patient.mssante.fr"
    poste.write(Redaction(MOI, (address,), "Message", "Bonjour", poste.zoe.id))


@when("on écrit à Zoe ADRUN pour clore l’échange")
def _close_with_zoe(poste: Poste) -> None:
    assert poste.zoe is not None
    to = (patient_address(poste.zoe),)
    poste.write(Redaction(MOI, to, "Message", "Bonjour", poste.zoe.id, clore=True))


@when(parsers.parse('on écrit à un confrère "{corps}"'))
def _write_to_colleague(poste: Poste, corps: str) -> None:
    assert poste.zoe is not None
    poste.write(Redaction(MOI, (CONFRERE,), "Avis", corps, poste.zoe.id))


@when("l’utilisateur accepte de le rendre")
def _accept(poste: Poste) -> None:
    poste.accuses.answer(RECU, accept=True)


@then("le dossier de Zoe ADRUN est reconnu sans aucun doute")
def _certain(poste: Poste) -> None:
    found = poste.reception.open(RECU).rattachement
    assert found is not None
    assert found.certitude is Certitude.CERTAINE


@then(parsers.parse("le dossier contient {nombre:d} document"))
def _holds(poste: Poste, nombre: int) -> None:
    assert poste.zoe is not None
    with poste.cabinet.contexte.uow() as uow:
        assert len(uow.dossiers.documents(poste.zoe.id)) == nombre


@then("la liste montre le message comme classé")
def _listed_filed(poste: Poste) -> None:
    assert [m.classe for m in poste.reception.list_messages()] == [True]
    assert poste.reception.unfiled().nombre == 0


@then(parsers.parse('la liste nomme "{patient}" et "{genre}"'))
def _listed(poste: Poste, patient: str, genre: str) -> None:
    (line,) = poste.reception.list_messages()
    assert (line.patient, line.type_document) == (patient, genre)


@then("la liste montre le message comme critique")
def _listed_critical(poste: Poste) -> None:
    (line,) = poste.reception.list_messages()
    assert (line.critique, line.classe) == (True, True)


@then("le message est refusé")
def _refused(poste: Poste) -> None:
    assert poste.refus is not None
    assert poste.envois() == []


@then("le message part par la boîte d’envoi, échange clos")
def _leaves(poste: Poste) -> None:
    assert poste.envois() == [poste.envoi]
    assert poste.courrier.ecrits[0].fin_echange


@then("la trace nomme l’auteur, les deux adresses et l’instant")
def _traced(poste: Poste) -> None:
    trace = next(t for t in poste.cabinet.base.tables.audit if t.objet.startswith("message "))
    assert trace.detail == f"de {MOI} à {CONFRERE}"
    assert trace.auteur == poste.cabinet.session.auteur
    assert trace.instant.tzinfo is not None


@then(parsers.parse('la trace ne contient pas "{corps}"'))
def _silent(poste: Poste, corps: str) -> None:
    assert corps not in str(poste.cabinet.base.tables.audit)


@then("aucun accusé n’est parti")
def _none_left(poste: Poste) -> None:
    message = poste.reception.open(RECU).message
    assert poste.accuses.asked(message) == CONFRERE
    assert not poste.accuses.answer_alone(message)
    assert poste.envois() == []


@then("un accusé part une seule fois")
def _once(poste: Poste) -> None:
    with pytest.raises(DemandeRejetee):
        poste.accuses.answer(RECU, accept=True)
    assert len(poste.envois()) == 1


@then(parsers.parse('le message parti est "{sort}"'))
def _fate(poste: Poste, sort: str) -> None:
    (sent,) = poste.reception.list_messages(envoyes=True)
    assert poste.reception.receipts([sent.identifiant])["<parti@b>"].suivi.value == sort


@then("le contenu du message lui est caché")
def _hidden(poste: Poste) -> None:
    opened = poste.reception.open(RECU)
    assert opened.message.texte == NON_LU
    assert not opened.message.documents[0].contenu
