"""The steps of the feeding scenarios, over the use cases and a DMP held in memory."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from pytest_bdd import given, parsers, scenarios, then, when

from ambroise import __version__
from ambroise.adapters.dmp import LOGICIEL
from ambroise.domain.alimentation import GenreAlimentation
from ambroise.domain.dmp import Visibilite
from ambroise.domain.entrees import OppositionDmp, Vaccination
from ambroise.domain.envoi import Envoi, EtatEnvoi, TypeEnvoi
from ambroise.domain.identite import IdentiteIns
from ambroise.ui.reglages.form import A_PROPOS
from ambroise.usecases.errors import AmbroiseError, DemandeRejetee
from ambroise.usecases.suivi import GenreSuivi
from esante.cda.lecture import read_cda
from tests.fakes.dmp import document
from tests.unit.ambroise.usecases.scene_alimentation import Scene

scenarios("dmp/alimentation.feature")

VISIBILITES = {
    "masquée et invisible au patient": Visibilite(masque_ps=True, invisible_patient=True),
    "invisible au patient": Visibilite(invisible_patient=True),
    "invisible aux représentants": Visibilite(invisible_representants=True),
}


class Theatre(Scene):
    """The scene with what the steps remember."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.refus: AmbroiseError | None = None
        self.envois: list[Envoi] = []
        self.note: Vaccination | None = None

    def attempt(self, act: Callable[[], Envoi]) -> None:
        self.refus = None
        try:
            self.envois.append(act())
        except AmbroiseError as refus:
            self.refus = refus


@pytest.fixture
def scene() -> Theatre:
    return Theatre()


@given("un médecin et une patiente qualifiée")
def _ready(scene: Theatre) -> None:
    assert scene.cabinet.session.is_ouverte


@given("une vaccination notée")
def _noted(scene: Theatre) -> None:
    scene.note = scene.vaccination()


@given(parsers.parse('les vaccinations partent "{regle}"'))
def _rule(scene: Theatre, regle: str) -> None:
    scene.retenus = {GenreAlimentation.VACCINATION} if regle == "sur accord" else set()


@given("la patiente est mineure")
def _minor(scene: Theatre) -> None:
    with scene.cabinet.contexte.uow() as uow:
        patient = uow.patients.get(scene.patient_id)
        identite = patient.identite
        assert isinstance(identite.ins, IdentiteIns)
        traits = replace(identite.traits, date_naissance=date(2015, 6, 4))
        ins = replace(identite.ins, traits=traits)
        uow.patients.save(replace(patient, identite=replace(identite, traits=traits, ins=ins)))
        uow.commit()


@given("la connexion est secrète")
def _secret(scene: Theatre) -> None:
    scene.dmp.connect_secretly(scene.patient_id)


@given("la patiente s’oppose à l’alimentation")
def _opposed(scene: Theatre) -> None:
    scene.write(
        OppositionDmp(scene.cabinet.contexte.new_id(), scene.patient_id, date(2026, 6, 4), active=True)
    )


@given("le DMP refuse toute recherche")
def _threshold(scene: Theatre, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise DemandeRejetee("Trop de recherches.", code="DMPAccessDeniedByExcededThreshold")

    monkeypatch.setattr(scene.port, "search", refuse)
    scene.port.autorise = True
    with pytest.raises(DemandeRejetee):
        scene.documents.search(scene.patient_id)
    scene.port.appels.clear()


@when(parsers.parse('il note le vaccin "{vaccin}" au dossier'))
def _note(scene: Theatre, vaccin: str) -> None:
    code = "68747507" if vaccin == "REVAXIS" else ""
    scene.suivi(code).add(scene.patient_id, GenreSuivi.VACCINATION, vaccin)


@when("il partage la vaccination")
def _share_note(scene: Theatre) -> None:
    assert scene.note is not None
    note = scene.note
    scene.attempt(lambda: scene.service.share_vaccination(scene.patient_id, note.id))


@when(parsers.re(r"il partage la synthèse(?: (?P<visibilite>.+))?"))
def _share_summary(scene: Theatre, visibilite: str | None) -> None:
    choix = VISIBILITES[visibilite] if visibilite else Visibilite()
    scene.attempt(lambda: scene.service.share_synthese(scene.patient_id, visibilite=choix))


@when("le DMP l’a reçue")
def _received(scene: Theatre) -> None:
    assert scene.refus is None
    scene.settle(scene.envois[-1])


@when("il corrige le lot")
def _correct(scene: Theatre) -> None:
    assert scene.note is not None
    scene.write(replace(scene.note, version=1, lot="B13"))


@when("il la retire du DMP")
def _withdraw(scene: Theatre) -> None:
    envoi = scene.envois[-1]
    scene.port.hold(document(envoi.cle_idempotence))
    scene.documents.delete_own(scene.patient_id, envoi.cle_idempotence, confirmee=True)
    scene.service.mark_withdrawn(envoi.id)


@when("il retire la vaccination du dossier")
def _annul(scene: Theatre) -> None:
    assert scene.note is not None
    scene.suivi().annul(scene.patient_id, scene.note.id, "mauvais dossier")


@when("il corrige le lot depuis le dossier")
def _correct_in_file(scene: Theatre) -> None:
    assert scene.note is not None
    scene.suivi().correct(replace(scene.note, version=1, lot="B13"))


@then("une suppression attend de partir")
def _deletion_waits(scene: Theatre) -> None:
    assert scene.outbox() == [
        (TypeEnvoi.DMP, EtatEnvoi.REMIS),
        (TypeEnvoi.SUPPRESSION_DMP, EtatEnvoi.EN_ATTENTE),
    ]


@then("la correction attend de partir")
def _correction_waits(scene: Theatre) -> None:
    assert scene.outbox() == [
        (TypeEnvoi.DMP, EtatEnvoi.REMIS),
        (TypeEnvoi.DMP, EtatEnvoi.EN_ATTENTE),
    ]


@then("rien n’attend de partir")
def _nothing_waits(scene: Theatre) -> None:
    assert {etat for _, etat in scene.outbox()} == {EtatEnvoi.ANNULE}


@then(parsers.parse('"{titre}" est montré "{etat}"'))
def _shown(scene: Theatre, titre: str, etat: str) -> None:
    found = scene.state(titre)
    assert (found.value if found else "pas envoyé") == etat


@then(parsers.parse('c’est refusé car "{mots}"'))
def _refused(scene: Theatre, mots: str) -> None:
    assert scene.refus is not None
    assert mots in scene.refus.message


@then("la synthèse part")
def _left(scene: Theatre) -> None:
    assert scene.refus is None
    assert scene.preparation.masques[scene.envois[-1].contenu] == ("INVISIBLE_REPRESENTANTS_LEGAUX",)


@then("le document qui part remplace le premier")
def _replaces(scene: Theatre) -> None:
    premier, second = (read_cda(e.contenu) for e in scene.envois)
    assert (second.remplace, second.version) == (premier.identifiant, 2)


@then(parsers.re('les appels au DMP sont "(?P<appels>.*)"'))
def _calls(scene: Theatre, appels: str) -> None:
    assert ", ".join(scene.port.appels) == appels


@then("le DMP reçoit le nom et la version de « À propos »")
def _named() -> None:
    assert (LOGICIEL, __version__) == A_PROPOS
