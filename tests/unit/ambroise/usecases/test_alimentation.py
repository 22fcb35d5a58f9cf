"""What the file shares besides orders: conform, once, replaced when it changes, held by its rule."""

import io
from dataclasses import replace
from datetime import date
from uuid import UUID

import pypdf
import pytest
from lxml import etree

from ambroise.domain.alimentation import GenreAlimentation, ModeleSynthese, TypeDocumentPartage
from ambroise.domain.dispensation import Delivrance, DispensationLigne, ReponseLigne
from ambroise.domain.dmp import Visibilite
from ambroise.domain.dossier import TypeDocument
from ambroise.domain.entrees import Ald, Antecedent, OppositionDmp, Probleme, TraitementDeclare, Vaccination
from ambroise.domain.envoi import EtatEnvoi, TypeEnvoi
from ambroise.domain.vaccination import SiteVaccination, TypeInjection, VoieVaccination
from ambroise.usecases.depot_document import deposit_document
from ambroise.usecases.dispensations import DispensationService
from ambroise.usecases.errors import AccesRefuse, NonPrisEnCharge
from ambroise.usecases.patients import NouvelleAllergie
from ambroise.usecases.ports_actes import LigneConsultee
from ambroise.usecases.versions_partagees import DejaPartage
from esante.cda.lecture import read_cda
from esante.cda.valeurs import jeu_valeurs
from tests.fakes.services import PHARMACIENNE, FauxPreparation, FauxServiceOrdonnances, consultee
from tests.unit.ambroise.usecases.scene_alimentation import LE, Scene, lu_bytes, scene
from tests.unit.ambroise.usecases.test_ordonnances import draft

__all__ = ["scene"]


def test_the_note_says_all_that_the_file_knows_of_an_injection(scene: Scene) -> None:
    vaccination = scene.vaccination(
        type_injection=TypeInjection.RAPPEL.code,
        voie=VoieVaccination.INTRAMUSCULAIRE.code,
        site=SiteVaccination.DELTOIDE_GAUCHE.code,
        vaccinateur="Dr Ailleurs",
        commentaire="Bien toléré",
    )
    lu = scene.left(scene.service.share_vaccination(scene.patient_id, vaccination.id))
    (injection,) = etree.fromstring(lu_bytes(scene)).iter("{urn:hl7-org:v3}substanceAdministration")
    codes = {etree.QName(n).localname: n.get("code") for n in injection if n.get("code")}
    assert codes == {
        "code": "BOOSTER",
        "statusCode": "completed",
        "routeCode": VoieVaccination.INTRAMUSCULAIRE.code,
        "approachSiteCode": SiteVaccination.DELTOIDE_GAUCHE.code,
    }
    texte = lu.sections[0].texte
    for mots in ("A12", "2", "Voie intramusculaire", "deltoïde gauche", "Bien toléré", "Dr Ailleurs"):
        assert mots in texte


def test_the_codes_of_the_file_are_those_of_the_value_sets() -> None:
    for genre, jeu in (
        (TypeInjection, "type_vaccination"),
        (VoieVaccination, "voie_vaccination"),
        (SiteVaccination, "site_vaccination"),
    ):
        assert all(jeu_valeurs(jeu).find(value.code) for value in genre)


def test_a_structured_document_carries_the_page_of_its_words(scene: Scene) -> None:
    vaccination = scene.vaccination()
    lu = scene.left(scene.service.share_vaccination(scene.patient_id, vaccination.id))
    assert lu.copie_pdf is not None
    words = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(lu.copie_pdf.donnees)).pages)
    assert "REVAXIS" in words
    assert "A12" in words


def test_a_vaccination_leaves_as_a_conform_note_and_stays_in_the_file(scene: Scene) -> None:
    vaccination = scene.vaccination()
    assert scene.state("REVAXIS") is None
    envoi = scene.service.share_vaccination(scene.patient_id, vaccination.id)
    lu = scene.left(envoi)
    assert (lu.type.code, lu.titre) == ("87273-9", "Vaccination du 02/05/2026")
    assert envoi.type is TypeEnvoi.DMP
    assert scene.state("REVAXIS") is EtatEnvoi.EN_ATTENTE
    (document,) = scene.cabinet.patients.open(scene.patient_id).documents
    assert document.type is TypeDocument.PARTAGE_CDA


def test_a_vaccination_without_its_exact_vaccine_waits_for_it(scene: Scene) -> None:
    vaccination = scene.vaccination("")
    assert scene.service.list(scene.patient_id)[-1].manque == "le vaccin exact"
    with pytest.raises(AccesRefuse):
        scene.service.share_vaccination(scene.patient_id, vaccination.id)
    scene.left(scene.service.share_vaccination(scene.patient_id, vaccination.id, "68747507"))
    (known,) = scene.cabinet.contexte.uow().__enter__().entrees.list(Vaccination, scene.patient_id)
    assert known.code_cis == "68747507"


def test_a_vaccine_that_the_base_does_not_know_never_leaves(scene: Scene) -> None:
    vaccination = scene.vaccination("60000001")
    with pytest.raises(NonPrisEnCharge, match="base des médicaments"):
        scene.service.share_vaccination(scene.patient_id, vaccination.id)
    assert not scene.cabinet.base.tables.envois


def test_nothing_leaves_twice_nor_unchanged(scene: Scene) -> None:
    vaccination = scene.vaccination()
    premier = scene.service.share_vaccination(scene.patient_id, vaccination.id)
    with pytest.raises(DejaPartage, match="attend déjà"):
        scene.service.share_vaccination(scene.patient_id, vaccination.id)
    scene.settle(premier)
    with pytest.raises(DejaPartage, match="rien n’a changé"):
        scene.service.share_vaccination(scene.patient_id, vaccination.id)
    assert len(scene.cabinet.base.tables.envois) == 1


def test_a_change_replaces_what_the_dmp_received(scene: Scene) -> None:
    vaccination = scene.vaccination()
    premier = scene.service.share_vaccination(scene.patient_id, vaccination.id)
    scene.settle(premier)
    scene.write(replace(vaccination, version=1, lot="B13"))
    second = scene.left(scene.service.share_vaccination(scene.patient_id, vaccination.id))
    avant = read_cda(premier.contenu)
    assert (second.version, second.remplace) == (2, avant.identifiant)
    assert second.identifiant_lot == avant.identifiant_lot


@pytest.mark.parametrize("etat", [EtatEnvoi.REFUSE, EtatEnvoi.ANNULE])
def test_what_the_dmp_never_received_is_sent_again_and_replaces_nothing(
    scene: Scene, etat: EtatEnvoi
) -> None:
    vaccination = scene.vaccination()
    scene.settle(scene.service.share_vaccination(scene.patient_id, vaccination.id), etat)
    second = scene.left(scene.service.share_vaccination(scene.patient_id, vaccination.id))
    assert (second.version, second.remplace) == (2, "")


@pytest.mark.parametrize("modele", list(ModeleSynthese))
def test_a_summary_says_what_the_file_holds(scene: Scene, modele: ModeleSynthese) -> None:
    new = scene.cabinet.contexte.new_id
    scene.write(
        Probleme(new(), scene.patient_id, "Hypertension artérielle", LE, code_cim10="I10"),
        Probleme(new(), scene.patient_id, "Pneumopathie", date(2020, 1, 1), date(2020, 2, 1)),
        Ald(new(), scene.patient_id, "Diabète de type 2", LE, code_cim10="E11"),
        Antecedent(new(), scene.patient_id, "Appendicectomie", date(1999, 1, 1)),
        Antecedent(new(), scene.patient_id, "Infarctus", lien="père"),
        TraitementDeclare(new(), scene.patient_id, "MELATONINE 2 mg", LE, posologie="1 le soir"),
    )
    scene.vaccination()
    scene.cabinet.patients.save_consultation(
        scene.patient_id, motif="Bilan", note="", allergies=(NouvelleAllergie("Pénicilline", "Urticaire"),)
    )
    scene.cabinet.ordonnances.sign(draft(scene.cabinet, scene.patient_id))
    lu = scene.left(scene.service.share_synthese(scene.patient_id, modele))
    words = " ".join(s.texte for s in lu.sections)
    for told in ("Hypertension", "Pneumopathie", "Diabète", "Appendicectomie", "Pénicilline", "MELATONINE"):
        assert told in words
    assert "Infarctus" not in words, "what a relative had is not the patient's"


def test_an_empty_file_has_no_summary(scene: Scene) -> None:
    with pytest.raises(AccesRefuse, match="rien à résumer"):
        scene.service.share_synthese(scene.patient_id)


def test_a_pdf_leaves_as_an_archive_under_the_type_chosen_and_masked_as_asked(scene: Scene) -> None:
    document = scene.file_pdf()
    envoi = scene.service.share_document(
        scene.patient_id, document, TypeDocumentPartage.ADRESSAGE, Visibilite(masque_ps=True)
    )
    lu = scene.left(envoi)
    assert lu.type.code == "96349-6"
    assert scene.preparation.masques[envoi.contenu] == ("MASQUE_PS",)
    assert lu.page is not None
    xmp = pypdf.PdfReader(io.BytesIO(lu.page.donnees)).trailer["/Root"]["/Metadata"].get_object().get_data()
    assert b"<pdfaid:part>1</pdfaid:part>" in xmp


def test_a_pdf_that_cannot_be_drawn_is_refused_and_nothing_leaves(scene: Scene) -> None:
    document = deposit_document(
        scene.cabinet.contexte,
        scene.patient_id,
        titre="Faux",
        type_mime="application/pdf",
        contenu=b"%PDF-1.4 rien",
        auteur="essai",
    )
    with pytest.raises(NonPrisEnCharge):
        scene.service.share_document(scene.patient_id, document.id, TypeDocumentPartage.COMPTE_RENDU)
    assert not scene.cabinet.base.tables.envois


@pytest.mark.parametrize("genre", [GenreAlimentation.VACCINATION, GenreAlimentation.SYNTHESE])
def test_the_rule_of_its_kind_holds_a_document_until_someone_agrees(
    scene: Scene, genre: GenreAlimentation
) -> None:
    scene.retenus = {genre}
    vaccination = scene.vaccination()
    note = scene.service.share_vaccination(scene.patient_id, vaccination.id)
    resume = scene.service.share_synthese(scene.patient_id)
    assert note.is_retenu is (genre is GenreAlimentation.VACCINATION)
    assert resume.is_retenu is (genre is GenreAlimentation.SYNTHESE)


def test_an_opposed_patient_shares_nothing(scene: Scene) -> None:
    vaccination = scene.vaccination()
    scene.write(OppositionDmp(scene.cabinet.contexte.new_id(), scene.patient_id, LE, active=True))
    with pytest.raises(AccesRefuse, match="oppose"):
        scene.service.share_vaccination(scene.patient_id, vaccination.id)
    assert not scene.cabinet.base.tables.envois


def test_a_dispensing_feeds_the_dmp_of_the_one_qualified_file_at_that_name(scene: Scene) -> None:
    cabinet = scene.cabinet
    cabinet.session.close()
    cabinet.lecteurs.porteur = PHARMACIENNE
    cabinet.session.open("1234")
    ligne = LigneConsultee(str(UUID(int=7)), 1, "PARACÉTAMOL", "1 comprimé", boites=2, boites_delivrees=0)
    comptoir = DispensationService(
        cabinet.contexte,
        cabinet.session,
        service=FauxServiceOrdonnances(),
        preparation=FauxPreparation(),
        partage=scene.service.add_dispensation,
    )
    boite = Delivrance("3400930226919", "60000001", "PARACÉTAMOL", 2, lot="L1", peremption=date(2028, 1, 1))
    reponse = DispensationLigne(UUID(int=7), ReponseLigne.SUBSTITUE, (boite,))
    connue = comptoir.dispense(consultee(ligne), (reponse,))
    assert connue.patient_id == scene.patient_id
    (dmp,) = (e for e in cabinet.base.tables.envois.values() if e.type is TypeEnvoi.DMP)
    lu = scene.left(dmp)
    assert lu.type.code == "60593-1"
    assert "L1" in " ".join(s.texte for s in lu.sections)
    inconnue = comptoir.dispense(consultee(ligne, nom="AUTRE"), (reponse,))
    assert inconnue.patient_id is None
    assert sum(e.type is TypeEnvoi.DMP for e in cabinet.base.tables.envois.values()) == 1
    assert any(x.titre.startswith("Dispensation") for x in scene.service.list(scene.patient_id))
