import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from ambroise.domain.dispensation import Delivrance, Dispensation, DispensationLigne, ReponseLigne
from ambroise.domain.dossier import (
    Allergie,
    Constante,
    Consultation,
    Document,
    GraviteAllergie,
    TypeConstante,
    TypeDocument,
)
from ambroise.domain.ligne_ordonnance import LigneOrdonnance
from ambroise.domain.ordonnance import (
    Annulation,
    ConsentementConsultation,
    Ordonnance,
    Prescripteur,
    StatutOrdonnance,
)
from ambroise.domain.posologie import Dose, EtapePosologie, Posologie, UnitePrise
from ambroise.domain.produit_prescrit import SpecialitePrescrite
from ambroise.persistence import codec
from ambroise.persistence.database import Database
from ambroise.persistence.ids import new_id
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.depot_document import deposit_document
from ambroise.usecases.errors import ActeFinal, AmbroiseError, Introuvable
from ambroise.usecases.ports import UnitOfWorkFactory
from tests.fakes.dossiers import MAINTENANT, make_entree, make_patient
from tests.fakes.temps import HorlogeReglable

COMPRIME = UnitePrise("comprimé", "comprimés")


@pytest.fixture
def patient_id(uow: UnitOfWorkFactory) -> UUID:
    patient = make_patient()
    with uow() as u:
        u.patients.add(patient)
        u.commit()
    return patient.id


def make_ordonnance(patient_id: UUID) -> Ordonnance:
    posologie = Posologie((EtapePosologie(dose=Dose(Decimal("0.5"), COMPRIME), debut=date(2026, 3, 2)),))
    produit = SpecialitePrescrite("63107752", "PARACETAMOL 500 mg", "paracétamol", unite=COMPRIME)
    return Ordonnance(
        id=new_id(),
        patient_id=patient_id,
        prescripteur=Prescripteur("99700366240", "LIBRE", "Max"),
        date=date(2026, 3, 2),
        lignes=(LigneOrdonnance(new_id(), produit, posologie, boites=2),),
        consentement=ConsentementConsultation(date(2026, 3, 2), opposition=False),
    )


def save(uow: UnitOfWorkFactory, ordonnance: Ordonnance) -> None:
    with uow() as u:
        u.ordonnances.save(ordonnance)
        u.commit()


def test_a_consultation_comes_back_with_its_measures(uow: UnitOfWorkFactory, patient_id: UUID) -> None:
    poids = Constante(new_id(), patient_id, TypeConstante.POIDS, Decimal("72.50"), MAINTENANT)
    seule = Constante(
        new_id(), patient_id, TypeConstante.TAILLE, Decimal(180), MAINTENANT - timedelta(days=9)
    )
    ancienne = Consultation(new_id(), patient_id, "899700366240", MAINTENANT - timedelta(days=9), "Toux", "")
    recente = Consultation(new_id(), patient_id, "899700366240", MAINTENANT, "Suivi", "Va bien.", (poids,))
    with uow() as u:
        u.dossiers.add_consultation(recente)
        u.dossiers.add_consultation(ancienne)
        u.dossiers.add_constante(seule)
        u.commit()
    with uow() as u:
        assert u.dossiers.consultations(patient_id) == [recente, ancienne]
        assert u.dossiers.constantes(patient_id) == [poids, seule]
        assert str(u.dossiers.constantes(patient_id)[0].valeur) == "72.50"


def test_an_allergy_comes_back(uow: UnitOfWorkFactory, patient_id: UUID) -> None:
    allergie = Allergie(
        new_id(), patient_id, "Pénicilline", MAINTENANT, "02684", "J01C", "œdème", GraviteAllergie.SEVERE
    )
    with uow() as u:
        u.dossiers.add_allergie(allergie)
        u.commit()
    with uow() as u:
        assert u.dossiers.allergies(patient_id) == [allergie]
        assert u.dossiers.allergies(new_id()) == []


def test_identical_documents_are_stored_once(
    base: Database, uow: UnitOfWorkFactory, patient_id: UUID
) -> None:
    octets = b"%PDF-1.7 \x00\xff"
    empreinte = hashlib.sha256(octets).hexdigest()
    documents = [
        Document(
            new_id(),
            patient_id,
            TypeDocument.AUTRE,
            f"Copie {n}",
            "application/pdf",
            empreinte,
            len(octets),
            MAINTENANT,
        )
        for n in (1, 2)
    ]
    with uow() as u:
        for document in documents:
            u.dossiers.add_document(document, octets)
        u.commit()
    with uow() as u:
        assert set(u.dossiers.documents(patient_id)) == set(documents)
        assert u.dossiers.document_content(documents[1].id) == octets
        with pytest.raises(Introuvable):
            u.dossiers.document_content(new_id())
        with pytest.raises(ValueError, match="empreinte"):
            u.dossiers.add_document(replace(documents[0], id=new_id()), b"autre")
    with base.engine.connect() as connexion:
        assert connexion.scalar(text("SELECT count(*) FROM contenu")) == 1


def test_an_ordonnance_lives_from_draft_to_replacement(uow: UnitOfWorkFactory, patient_id: UUID) -> None:
    brouillon = make_ordonnance(patient_id)
    save(uow, brouillon)
    save(uow, brouillon.edit(bizone=True))
    signee = brouillon.edit(bizone=True).sign(MAINTENANT, "01S2TBPZ2JCNZZYGHZ")
    save(uow, signee)
    save(uow, signee)
    with uow() as u:
        assert u.ordonnances.get(signee.id) == signee
        assert u.ordonnances.find_by_numero("01S2TBPZ2JCNZZYGHZ") == signee
        assert u.ordonnances.find_by_numero("inconnu") is None
    suivante = replace(make_ordonnance(patient_id), remplace=signee.id)
    save(uow, suivante)
    save(uow, signee.replaced_by(suivante.id))
    with uow() as u:
        assert u.ordonnances.get(signee.id).remplacee_par == suivante.id
        assert {o.id for o in u.ordonnances.list(patient_id)} == {signee.id, suivante.id}
        with pytest.raises(Introuvable):
            u.ordonnances.get(new_id())


def test_a_cancelled_ordonnance_says_who_when_and_why(uow: UnitOfWorkFactory, patient_id: UUID) -> None:
    signee = make_ordonnance(patient_id).sign(MAINTENANT, "01S2TBPZ2JCNZZYGHZ")
    save(uow, signee)
    annulee = signee.cancel(Annulation("899700366240", MAINTENANT, "Erreur de patient"))
    save(uow, annulee)
    with uow() as u:
        assert u.ordonnances.get(signee.id) == annulee
        with pytest.raises(ActeFinal):
            u.ordonnances.save(signee)


@pytest.mark.parametrize("champ", ["bizone", "lignes", "statut", "numero"])
def test_a_signed_ordonnance_is_never_written_again(
    uow: UnitOfWorkFactory, patient_id: UUID, champ: str
) -> None:
    signee = make_ordonnance(patient_id).sign(MAINTENANT, "01S2TBPZ2JCNZZYGHZ")
    save(uow, signee)
    autre = {"bizone": True, "lignes": (), "statut": StatutOrdonnance.BROUILLON, "numero": "autre"}[champ]
    with uow() as u, pytest.raises(ActeFinal):
        u.ordonnances.save(replace(signee, **{champ: autre}))
    with uow() as u:
        assert u.ordonnances.get(signee.id) == signee


@pytest.mark.parametrize(
    "ordre",
    [
        "UPDATE ordonnance SET contenu = '{}'",
        "UPDATE ordonnance SET numero = 'autre'",
        "UPDATE ordonnance SET statut = 'brouillon'",
        "UPDATE ordonnance SET signee_le = NULL",
        "UPDATE ordonnance SET date = '2020-01-01'",
        "DELETE FROM ordonnance",
        "DELETE FROM patient",
        "DELETE FROM dispensation",
        "UPDATE dispensation SET contenu = '{}'",
        "DELETE FROM audit_tete",
    ],
)
def test_the_database_itself_refuses_to_rewrite_the_past(
    base: Database, uow: UnitOfWorkFactory, patient_id: UUID, ordre: str
) -> None:
    signee = make_ordonnance(patient_id).sign(MAINTENANT, "01S2TBPZ2JCNZZYGHZ")
    save(uow, signee)
    with uow() as u:
        u.dispensations.add(make_dispensation(signee))
        u.audit.append(make_entree())
        u.commit()
    with base.engine.begin() as connexion, pytest.raises(DBAPIError, match="acte final"):
        connexion.execute(text(ordre))
    with uow() as u:
        assert u.ordonnances.get(signee.id) == signee


def make_dispensation(ordonnance: Ordonnance) -> Dispensation:
    delivrance = Delivrance(
        "3400933516390", "63107752", "PARACETAMOL 500 mg", 2, lot="A1", prix=Decimal("2.18")
    )
    ligne = DispensationLigne(ordonnance.lignes[0].id, ReponseLigne.TEL_QUEL, (delivrance,))
    return Dispensation(
        new_id(),
        ordonnance.numero or "",
        ordonnance.id,
        ordonnance.patient_id,
        "99700388392",
        "PHARMACIE TRAL",
        MAINTENANT,
        (ligne,),
    )


def test_dispensations_come_back_in_their_order(uow: UnitOfWorkFactory, patient_id: UUID) -> None:
    signee = make_ordonnance(patient_id).sign(MAINTENANT, "01S2TBPZ2JCNZZYGHZ")
    premiere = make_dispensation(signee)
    suivante = replace(premiere, id=new_id(), rang=2)
    with uow() as u:
        u.dispensations.add(suivante)
        u.dispensations.add(premiere)
        u.commit()
    with uow() as u:
        assert u.dispensations.list("01S2TBPZ2JCNZZYGHZ") == [premiere, suivante]
        assert u.dispensations.list("autre") == []


def test_the_register_has_no_gap_even_after_a_rollback(uow: UnitOfWorkFactory) -> None:
    numeros = []
    for garde in (True, False, True):
        with uow() as u:
            numero = u.dispensations.next_numero_ordonnancier()
            if garde:
                numeros.append(numero)
                u.commit()
    assert numeros == [1, 2]


def test_a_draft_text_is_found_again_and_forgotten(uow: UnitOfWorkFactory) -> None:
    with uow() as u:
        assert u.brouillons.get("consultation/1") is None
        u.brouillons.save("consultation/1", "Toux", MAINTENANT)
        u.brouillons.save("consultation/1", "Toux sèche", MAINTENANT)
        u.commit()
    with uow() as u:
        assert u.brouillons.get("consultation/1") == ("Toux sèche", MAINTENANT)
        u.brouillons.delete("consultation/1")
        u.brouillons.delete("consultation/2")
        u.commit()
    with uow() as u:
        assert u.brouillons.get("consultation/1") is None


def test_an_instant_without_a_time_zone_is_refused(uow: UnitOfWorkFactory) -> None:
    with uow() as u, pytest.raises(Exception, match="fuseau"):
        u.brouillons.save("x", "y", datetime(2026, 3, 2, 9))  # noqa: DTZ001


def test_instants_come_back_in_utc(uow: UnitOfWorkFactory) -> None:
    paris = datetime.fromisoformat("2026-03-02T10:00:00.123456+01:00")
    with uow() as u:
        u.brouillons.save("x", "y", paris)
        u.commit()
    with uow() as u:
        lu = u.brouillons.get("x")
        assert lu
        assert lu[1] == paris
        assert lu[1].tzinfo is UTC


def test_stored_acts_only_name_known_classes() -> None:
    with pytest.raises(codec.ContenuInconnu):
        codec.loads('{"_": "Path", "valeur": "/"}')
    with pytest.raises(codec.ContenuInconnu):
        codec.loads('{"_": "Duree", "inconnu": 1}')
    with pytest.raises(TypeError):
        codec.dumps(object())


def test_a_document_deposited_twice_is_filed_once_and_traced(
    uow: UnitOfWorkFactory, patient_id: UUID, horloge: HorlogeReglable
) -> None:
    contexte = Contexte(uow, horloge, new_id, "poste-1")

    def deposit(contenu: bytes) -> Document:
        return deposit_document(
            contexte, patient_id, titre="Biologie", type_mime="text/plain", contenu=contenu, auteur="moi"
        )

    premier = deposit(b"x")
    assert deposit(b"x") == premier
    assert deposit(b"y") != premier
    with uow() as u:
        assert len(u.dossiers.documents(patient_id)) == 2
        assert [t.objet for t in u.audit.list(patient_id)][-1] == f"document {premier.id}"
    with pytest.raises(Introuvable):
        deposit_document(contexte, new_id(), titre="x", type_mime="text/plain", contenu=b"x", auteur="moi")


def test_an_invisible_character_never_breaks_the_store(uow: UnitOfWorkFactory, patient_id: UUID) -> None:
    def write() -> None:
        with uow() as u:
            u.dossiers.add_consultation(
                Consultation(new_id(), patient_id, "m", MAINTENANT, "Toux", "collé\x00ici")
            )
            u.commit()

    try:
        write()
    except AmbroiseError as erreur:
        assert erreur.code == "caractere_interdit"  # noqa: PT017
    with uow() as u:
        u.dossiers.consultations(patient_id)


def give(uow: UnitOfWorkFactory, numero: str, *series: str | None, jour: int = 2) -> Dispensation:
    """Record a dispensing of one product, a serial number or none a box."""
    livrees = tuple(
        Delivrance("3400930226919", "60000001", "PARACÉTAMOL", 1, numero_serie=serie) for serie in series
    )
    dispensation = Dispensation(
        new_id(), numero, None, None, "99900038839", "Pharmacie",
        datetime(2026, 3, jour, 9, tzinfo=UTC),
        (DispensationLigne(new_id(), ReponseLigne.TEL_QUEL, livrees),),
    )  # fmt: skip
    with uow() as u:
        u.dispensations.add(dispensation)
        u.commit()
    return dispensation


def test_a_pack_that_left_is_found_by_its_product_and_serial_number(uow: UnitOfWorkFactory) -> None:
    premiere = give(uow, "01S2TBPZ2JCNZZYGHZ", "S1", "S1", None, "S2")
    give(uow, "03UE8SP00UGBYH4JF7", "S1", jour=3)
    with uow() as u:
        assert u.dispensations.find_by_boite("3400930226919", "S1") == premiere
        assert u.dispensations.find_by_boite("3400930226919", "S2") == premiere
        assert u.dispensations.find_by_boite("3400930226919", "S3") is None
        assert u.dispensations.find_by_boite("3400935955838", "S1") is None


def test_one_reads_what_one_signed_oneself_between_two_days_and_is_still_in_force(
    uow: UnitOfWorkFactory, patient_id: UUID
) -> None:
    def signed(rpps: str, jour: date, remplace: str | None = None) -> Ordonnance:
        ordonnance = replace(
            make_ordonnance(patient_id),
            prescripteur=Prescripteur(rpps, "X", "Y", rpps_remplace=remplace),
            date=jour,
        )
        return ordonnance.sign(datetime(2026, 3, 2, 10, tzinfo=UTC), f"N{ordonnance.id.hex[:17]}")

    moi, autre = "99700366240", "99900012345"
    mienne, ancienne = signed(moi, date(2026, 3, 2)), signed(moi, date(2025, 3, 2))
    for ordonnance in (mienne, ancienne, signed(autre, date(2026, 3, 2), remplace=moi)):
        save(uow, ordonnance)
    save(uow, make_ordonnance(patient_id))  # a draft
    annulee = signed(moi, date(2026, 3, 2))
    save(uow, annulee)
    save(uow, annulee.cancel(Annulation(moi, datetime(2026, 3, 3, tzinfo=UTC), "erreur")))
    with uow() as u:
        assert u.ordonnances.signed_by(moi, date(2026, 1, 1), date(2026, 12, 31)) == [mienne]
        assert u.ordonnances.signed_by(moi, date.min, date(2026, 12, 31)) == [mienne, ancienne]
        assert u.ordonnances.signed_by("%", date.min, date(2026, 12, 31)) == []
