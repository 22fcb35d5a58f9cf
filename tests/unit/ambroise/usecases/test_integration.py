"""What a received document proposes enters the file only when someone says so, and for the right person."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from ambroise.adapters.apports import ApportsCda
from ambroise.domain.apports import GenreApport, constante_of
from ambroise.domain.dossier import TypeConstante
from ambroise.domain.entrees import Probleme, ResultatBiologie, TraitementDeclare
from ambroise.domain.identite import Sexe, TraitsIdentite
from ambroise.usecases.errors import AccesRefuse, ReponseInvalide
from ambroise.usecases.integration import AUTRE_PATIENT, IntegrationService
from ambroise.usecases.patients import NouvelleAllergie
from tests.unit.ambroise.usecases.scene_alimentation import LE, Scene

OBSERVATION = (
    '<component><section><entry><observation classCode="OBS" moodCode="EVN">'
    '<templateId root="1.2.250.1.213.1.1.3.80"/>'
    '<code code="{code}" displayName="{nom}" codeSystem="2.16.840.1.113883.6.1"/>'
    '<effectiveTime value="20260520"/><value xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xsi:type="PQ" value="{valeur}" unit="{unite}"/><interpretationCode code="{drapeau}"/>'
    '<referenceRange><observationRange><value xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xsi:type="IVL_PQ"><low value="3.5"/><high value="5.1"/></value></observationRange></referenceRange>'
    "</observation></entry></section></component>"
)


@pytest.fixture
def scene() -> Scene:
    return Scene()


@pytest.fixture
def service(scene: Scene) -> IntegrationService:
    return IntegrationService(scene.cabinet.contexte, scene.cabinet.session, ApportsCda())


def report(scene: Scene) -> bytes:
    """Return a document about the patient: a problem, an allergy, a treatment, two results."""
    new = scene.cabinet.contexte.new_id
    scene.write(
        Probleme(new(), scene.patient_id, "Asthme", LE, code_cim10="J45"),
        TraitementDeclare(new(), scene.patient_id, "MELATONINE 2 mg", LE, posologie="1 le soir"),
    )
    scene.cabinet.patients.save_consultation(
        scene.patient_id, motif="Bilan", note="", allergies=(NouvelleAllergie("Pénicilline"),)
    )
    data = scene.service.share_synthese(scene.patient_id).contenu.decode()
    resultats = OBSERVATION.format(code="2823-3", nom="Potassium", valeur="6.4", unite="mmol/L", drapeau="HH")
    resultats += OBSERVATION.format(code="4548-4", nom="HbA1c", valeur="7.2", unite="%", drapeau="H")
    return data.replace("</structuredBody>", f"{resultats}</structuredBody>").encode()


def other_file(scene: Scene) -> UUID:
    """Return a second file of the very same person, empty."""
    traits = TraitsIdentite("ADRUN", "ZOE", Sexe.FEMININ, date(1975, 12, 31), "63220")
    return scene.cabinet.identites.create(traits, malgre_homonyme=True).id


def test_nothing_enters_the_file_by_being_read(scene: Scene, service: IntegrationService) -> None:
    cible = other_file(scene)
    propositions = service.propose(cible, report(scene))
    assert {a.genre for a in propositions.apports} == set(GenreApport)
    dossier = scene.cabinet.patients.open(cible)
    assert not [*dossier.entrees, *dossier.allergies, *dossier.constantes]


def test_what_is_chosen_enters_with_its_range_and_its_judgement(
    scene: Scene, service: IntegrationService
) -> None:
    cible, document = other_file(scene), report(scene)
    propositions = service.propose(cible, document)
    assert service.accept(cible, document, propositions.apports) == len(propositions.apports) == 5
    dossier = scene.cabinet.patients.open(cible)
    resultats = {e.libelle: e for e in dossier.entrees if isinstance(e, ResultatBiologie)}
    potassium = resultats["Potassium"]
    assert (potassium.valeur, potassium.unite, potassium.le) == ("6.4", "mmol/L", date(2026, 5, 20))
    assert (potassium.reference_basse, potassium.reference_haute) == (Decimal("3.5"), Decimal("5.1"))
    assert potassium.is_critique
    assert not resultats["HbA1c"].is_critique
    assert resultats["HbA1c"].is_anormal
    (mesure,) = dossier.constantes
    assert (mesure.type, mesure.valeur) == (TypeConstante.HBA1C, Decimal("7.2"))
    assert [a.libelle for a in dossier.allergies] == ["Pénicilline"]
    assert any(isinstance(e, TraitementDeclare) for e in dossier.entrees)


def test_what_the_file_says_already_is_said_and_never_doubled(
    scene: Scene, service: IntegrationService
) -> None:
    cible, document = other_file(scene), report(scene)
    service.accept(cible, document, service.propose(cible, document).apports)
    again = service.propose(cible, document)
    assert all(a.is_connu for a in again.apports)
    assert service.accept(cible, document, again.apports) == 0
    assert len(scene.cabinet.patients.open(cible).constantes) == 1


def test_a_document_of_someone_else_proposes_nothing(scene: Scene, service: IntegrationService) -> None:
    document = report(scene)
    autre = scene.cabinet.identites.create(TraitsIdentite("AUTRE", "JEAN", Sexe.MASCULIN, date(1960, 1, 1)))
    assert service.propose(autre.id, document).ecart == AUTRE_PATIENT
    apports = service.propose(scene.patient_id, document).apports
    with pytest.raises(AccesRefuse):
        service.accept(autre.id, document, apports)


def test_another_matricule_is_another_person(scene: Scene, service: IntegrationService) -> None:
    document = report(scene)
    falsifie = document.replace(b"275126322074974", b"279035121518989")
    assert service.propose(scene.patient_id, falsifie).ecart == AUTRE_PATIENT


@pytest.mark.parametrize("contenu", [b"", b"<a/>", b"%PDF-1.4", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"])
def test_garbage_is_refused(scene: Scene, service: IntegrationService, contenu: bytes) -> None:
    with pytest.raises(ReponseInvalide):
        service.propose(scene.patient_id, contenu)


@pytest.mark.parametrize(
    ("code", "valeur", "unite", "attendu"),
    [
        ("4548-4", "7.2", "%", (TypeConstante.HBA1C, Decimal("7.2"))),
        ("14749-6", "5.5", "mmol/L", (TypeConstante.GLYCEMIE, Decimal("0.99"))),
        ("2345-7", "99", "mg/dL", (TypeConstante.GLYCEMIE, Decimal("0.99"))),
        ("4548-4", "55", "mmol/mol", None),
        ("4548-4", "99", "%", None),
        ("1988-5", "3", "mg/L", None),
    ],
)
def test_a_result_is_a_measure_only_in_a_unit_that_is_known(
    code: str, valeur: str, unite: str, attendu: tuple[TypeConstante, Decimal] | None
) -> None:
    assert constante_of(code, Decimal(valeur), unite) == attendu


def test_a_value_without_a_number_is_no_measure() -> None:
    assert constante_of("4548-4", None, "%") is None
