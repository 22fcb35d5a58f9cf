"""The steps of the DMP scenarios, over the use cases and a DMP held in memory."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date

import pytest
from pytest_bdd import given, parsers, scenarios, then, when

from ambroise.domain.dmp import DocumentDmp, DocumentOuvert, EtatDmp, Visibilite
from ambroise.domain.dossier import TypeDocument
from ambroise.domain.envoi import TypeEnvoi
from ambroise.domain.identite import IdentiteIns, MatriculeIns
from ambroise.domain.patient import Patient
from ambroise.settings import AlimentationDmp
from ambroise.usecases.dmp import ConfirmationRequise, DmpService
from ambroise.usecases.dmp_alimentation import OID_NIA
from ambroise.usecases.dmp_documents import DocumentsDmpService
from ambroise.usecases.errors import AmbroiseError
from tests.fakes.dmp import FauxDmp, document
from tests.unit.ambroise.usecases.conftest import Cabinet
from tests.unit.ambroise.usecases.test_ordonnances import draft

scenarios("dmp/dmp.feature")


@dataclass
class Scene:
    """What the steps of one scenario share."""

    cabinet: Cabinet = field(default_factory=Cabinet)
    port: FauxDmp = field(default_factory=FauxDmp)
    refus: AmbroiseError | None = None
    ouvert: DocumentOuvert | None = None

    def __post_init__(self) -> None:
        contexte, session = self.cabinet.contexte, self.cabinet.session
        session.open("1234")
        self.dmp = DmpService(contexte, session, self.port)
        self.documents = DocumentsDmpService(contexte, session, self.port, self.dmp)
        self.patient: Patient = self.cabinet.qualified_zoe()

    @property
    def document(self) -> DocumentDmp:
        (found,) = self.port.documents.values()
        return found

    def attempt(self, act: Callable[[], object]) -> None:
        self.refus = None
        try:
            result = act()
        except AmbroiseError as error:
            self.refus = error
            return
        if isinstance(result, DocumentOuvert):
            self.ouvert = result

    def replace_patient(self, patient: Patient) -> None:
        self.patient = replace(patient, version=self.patient.version)
        with self.cabinet.contexte.uow() as uow:
            self.patient = uow.patients.save(self.patient)
            uow.commit()


@pytest.fixture
def scene() -> Scene:
    return Scene()


@given("la session d’un médecin")
def _session(scene: Scene) -> None:
    assert scene.cabinet.session.is_ouverte


@given("une patiente dont l’identité est qualifiée")
def _qualified(scene: Scene) -> None:
    assert scene.patient.identite.is_qualifiee


@given("une patiente dont l’identité n’est pas qualifiée")
def _unqualified(scene: Scene) -> None:
    identite = replace(scene.patient.identite, justificatifs=())
    scene.replace_patient(replace(scene.patient, identite=identite))


@given("une patiente connue par un NIA")
def _nia(scene: Scene) -> None:
    ins = scene.patient.identite.ins
    assert ins is not None
    nia = replace(ins, matricule=MatriculeIns(ins.matricule.numero, OID_NIA))
    scene.replace_patient(replace(scene.patient, identite=replace(scene.patient.identite, ins=nia)))


@given("une patiente mineure dont l’identité est qualifiée")
def _minor(scene: Scene) -> None:
    identite = scene.patient.identite
    traits = replace(identite.traits, date_naissance=date(2015, 6, 4))
    assert isinstance(identite.ins, IdentiteIns)
    ins = replace(identite.ins, traits=traits)
    scene.replace_patient(replace(scene.patient, identite=replace(identite, traits=traits, ins=ins)))


@given("le DMP autorise ce médecin")
def _authorised(scene: Scene) -> None:
    scene.port.autorise = True


@given(parsers.parse('le DMP est "{etat}"'))
def _state(scene: Scene, etat: str) -> None:
    scene.port.etat = EtatDmp(etat)
    scene.port.autorise = True


@given("le DMP tient un document de ce médecin")
def _mine(scene: Scene) -> None:
    scene.port.hold(document())


@given("le DMP tient un document d’un confrère")
def _other(scene: Scene) -> None:
    scene.port.hold(document(mien=False))


@given("le DMP tient un document invisible au patient")
def _hidden(scene: Scene) -> None:
    scene.port.hold(document(visibilite=Visibilite(invisible_patient=True)))


@given("le DMP tient un document invisible aux représentants")
def _hidden_parents(scene: Scene) -> None:
    scene.port.hold(document(visibilite=Visibilite(invisible_representants=True)))


@given("le DMP tient un document masqué aux professionnels")
def _masked(scene: Scene) -> None:
    scene.port.hold(document(visibilite=Visibilite(masque_ps=True)))


@given("ce document a été enregistré")
def _kept_before(scene: Scene) -> None:
    ouvert = scene.documents.open(scene.patient.id, scene.document)
    scene.documents.keep(scene.patient.id, ouvert)


@when("il recherche les documents")
def _search(scene: Scene) -> None:
    scene.attempt(lambda: scene.documents.search(scene.patient.id))


@when("il demande les nouveautés")
def _news(scene: Scene) -> None:
    scene.attempt(lambda: scene.documents.search_new(scene.patient.id))


@when("le dossier s’ouvre deux fois à l’écran")
def _automatic(scene: Scene) -> None:
    for _ in range(2):
        scene.documents.search(scene.patient.id, automatique=True)


@when("le dossier se ferme")
def _close(scene: Scene) -> None:
    scene.dmp.close(scene.patient.id)


@when("il enregistre le consentement sans lire la déclaration")
def _consent_blind(scene: Scene) -> None:
    scene.attempt(lambda: scene.dmp.record_consentement(scene.patient.id, declaration_lue=False))


@when("il enregistre le consentement après lecture de la déclaration")
def _consent(scene: Scene) -> None:
    scene.dmp.record_consentement(scene.patient.id, declaration_lue=True)
    recorded = scene.dmp.consentement(scene.patient.id)
    assert recorded is not None
    assert recorded.accorde


@when("il enregistre le retrait du consentement")
def _withdraw(scene: Scene) -> None:
    scene.dmp.withdraw_consentement(scene.patient.id)


@when("le patient s’oppose à l’alimentation")
def _oppose(scene: Scene) -> None:
    assert scene.dmp.can_feed(scene.patient.id) == ""
    scene.dmp.set_opposition(scene.patient.id, active=True)


@when("il ouvre le document")
def _open(scene: Scene) -> None:
    scene.attempt(lambda: scene.documents.open(scene.patient.id, scene.document))


@when("il enregistre le document ouvert")
def _keep(scene: Scene) -> None:
    assert scene.ouvert is not None
    scene.documents.keep(scene.patient.id, scene.ouvert)


@when("le DMP ne tient plus ce document")
def _gone(scene: Scene) -> None:
    scene.port.documents.clear()


@when(parsers.parse("il masque le document {comment}"))
def _mask(scene: Scene, comment: str) -> None:
    choix = replace(scene.document.visibilite, masque_ps=True)
    _change(scene, choix, comment)


@when(parsers.parse("il rend le document visible {comment}"))
def _show(scene: Scene, comment: str) -> None:
    shown = replace(scene.document.visibilite, invisible_patient=False, invisible_representants=False)
    _change(scene, shown, comment)


@when("il cache de nouveau le document au patient")
def _hide_again(scene: Scene) -> None:
    _change(scene, replace(scene.document.visibilite, invisible_patient=True), "après confirmation")


def _change(scene: Scene, choix: Visibilite, comment: str) -> None:
    confirmed = comment == "après confirmation"
    scene.attempt(
        lambda: scene.documents.set_visibilite(scene.patient.id, scene.document, choix, confirmee=confirmed)
    )


@when(parsers.parse("il supprime le document {comment}"))
def _delete(scene: Scene, comment: str) -> None:
    confirmed = comment == "après confirmation"
    scene.attempt(lambda: scene.documents.delete(scene.patient.id, scene.document, confirmee=confirmed))


@when("il brise la glace sans motif")
def _break_blind(scene: Scene) -> None:
    scene.attempt(lambda: scene.dmp.break_glass(scene.patient.id, "  "))


@when(parsers.parse('il brise la glace pour "{motif}"'))
def _break(scene: Scene, motif: str) -> None:
    scene.attempt(lambda: scene.dmp.break_glass(scene.patient.id, motif))


@when("il demande la connexion secrète")
def _secret(scene: Scene) -> None:
    scene.attempt(lambda: scene.dmp.connect_secretly(scene.patient.id))


@then(parsers.parse('les appels au DMP sont "{appels}"'))
def _calls(scene: Scene, appels: str) -> None:
    assert scene.port.appels == appels.split(", ")


@then("aucun appel n’est fait au DMP")
def _no_call(scene: Scene) -> None:
    assert scene.port.appels == []


@then(parsers.parse('la demande est refusée car "{mots}"'))
def _refused(scene: Scene, mots: str) -> None:
    assert scene.refus is not None
    assert mots in scene.refus.message


@then("une confirmation est demandée")
def _confirm(scene: Scene) -> None:
    assert isinstance(scene.refus, ConfirmationRequise)


@then(parsers.parse('la trace dit "{mots}"'))
def _traced(scene: Scene, mots: str) -> None:
    assert mots in [e.detail for e in scene.cabinet.base.tables.audit]


@then(parsers.parse('rien ne part plus vers le DMP car "{mots}"'))
def _no_feeding(scene: Scene, mots: str) -> None:
    assert mots in scene.dmp.can_feed(scene.patient.id)


@given(parsers.parse('l’alimentation du DMP est "{regle}"'))
def _feeding_rule(scene: Scene, regle: str) -> None:
    automatique = AlimentationDmp(regle) is AlimentationDmp.AUTOMATIQUE
    scene.cabinet.ordonnances._envois._is_dmp_automatique = lambda: automatique


@when("il signe une ordonnance")
def _sign(scene: Scene) -> None:
    scene.cabinet.ordonnances.sign(draft(scene.cabinet, scene.patient.id))


@when("il ouvre une nouvelle session")
def _log_in_again(scene: Scene) -> None:
    scene.cabinet.session.close()
    scene.cabinet.session.open("1234")


@then(parsers.parse('l’envoi au DMP est "{etat}"'))
def _feeding_state(scene: Scene, etat: str) -> None:
    (envoi,) = (e for e in scene.cabinet.base.tables.envois.values() if e.type is TypeEnvoi.DMP)
    assert envoi.etat == etat


@then("le DMP ne tient plus de document")
def _empty(scene: Scene) -> None:
    assert scene.refus is None
    assert scene.port.documents == {}


@then("le dossier ne garde aucun document")
def _nothing_kept(scene: Scene) -> None:
    assert scene.refus is None
    assert scene.cabinet.base.tables.documents == {}


@then("le dossier garde un document marqué de son origine et de sa date")
def _kept(scene: Scene) -> None:
    (kept,) = scene.cabinet.base.tables.documents.values()
    assert kept.type is TypeDocument.DMP
    assert "DMP, enregistré le 04/06/2026" in kept.titre


@then(parsers.parse('l’avertissement dit "{mots}"'))
def _warning(scene: Scene, mots: str) -> None:
    assert scene.ouvert is not None
    assert mots in scene.ouvert.avertissement


@then("le document gardé est signalé comme dépassé")
def _outdated(scene: Scene) -> None:
    listed = tuple(scene.port.documents.values())
    assert len(scene.documents.outdated(scene.patient.id, listed)) == 1
    assert scene.documents.outdated(scene.patient.id, (document(),)) == ()


@then("le document est visible de tous")
def _shown_to_all(scene: Scene) -> None:
    assert scene.refus is None
    assert scene.document.visibilite == Visibilite()


@then("le document est masqué")
def _is_masked(scene: Scene) -> None:
    assert scene.document.visibilite.masque_ps


@then(parsers.parse('l’accès au DMP porte le motif "{motif}"'))
def _motive(scene: Scene, motif: str) -> None:
    assert scene.port.acces[-1] == (motif, False)
    assert scene.dmp.ouverture(scene.patient.id).motif_bris == motif


@then("l’accès au DMP est secret")
def _is_secret(scene: Scene) -> None:
    assert scene.port.acces[-1] == ("", True)


@then("la dernière recherche porte sur ce qui suit sa visite")
def _since(scene: Scene) -> None:
    first, again, last = scene.port.filtres
    assert (first.nouveaux_depuis, again.nouveaux_depuis) == (None, None)
    assert last.nouveaux_depuis is not None
