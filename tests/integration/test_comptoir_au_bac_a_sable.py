"""From the signature to the last box against the sandbox, and what must not be dispensed."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from ambroise.bootstrap.application import Application
from ambroise.domain.dispensation import Delivrance, DispensationLigne, ReponseLigne
from ambroise.domain.dmp import DocumentDmp
from ambroise.domain.envoi import EnvoiNomme, EtatEnvoi, TypeEnvoi
from ambroise.domain.identite import (
    OID_INS_NIR,
    IdentiteIns,
    MatriculeIns,
    Sexe,
    TraitsIdentite,
    TypeJustificatif,
)
from ambroise.domain.ligne_ordonnance import LigneOrdonnance
from ambroise.domain.ordonnance import ConsentementConsultation
from ambroise.domain.ordonnancier import SensMouvement
from ambroise.persistence.profile import open_profile
from ambroise.settings import ComplementStructure, Reglages, save_reglages
from ambroise.usecases.copies_ordonnances import CopieService
from ambroise.usecases.dispensations import OrdonnanceScannee
from ambroise.usecases.errors import ReponseInvalide, ServiceError
from ambroise.usecases.ordonnance_close import OrdonnanceEpuisee
from ambroise.usecases.registre import RegistreService
from tests.fakes.ordonnances import make_ligne
from tests.fakes.relecture import read_text

TRAITS = TraitsIdentite("PAT-TROIS", "DOMINIQUE MARIE-LOUISE", Sexe.FEMININ, date(1979, 3, 28), "51215")
MATRICULE = MatriculeIns("279035121518989", OID_INS_NIR)


STRUCTURES = {
    "499900063480001": ComplementStructure("Cabinet", "1, rue", "63000", "Clermont", numero_am="991111111"),
    "10B0127189": ComplementStructure("Pharmacie", "2, rue", "63000", "Clermont", numero_am="992222222"),
}


class Officine:
    """A new order of the doctor, then the pharmacist's card in the same reader."""

    def __init__(self, app: Application, patient: UUID) -> None:
        self.app, self.patient = app, patient
        self.prescribe(make_ligne(app.medicaments, "zocor 20", "1 le soir pendant 28 jours"))

    def prescribe(self, ligne: LigneOrdonnance) -> None:
        """Sign and deposit the order of a line, then put the pharmacist's card in the reader."""
        app, patient = self.app, self.patient
        self.sit("cps-libre")
        jour = app.contexte.horloge().astimezone().date()
        ligne = replace(ligne, id=app.contexte.new_id())
        ordonnance = replace(app.ordonnances.draft(patient), id=app.contexte.new_id()).edit(
            lignes=(ligne,), consentement=ConsentementConsultation(jour, opposition=False)
        )
        self.signee_le = app.contexte.horloge()
        numero = app.ordonnances.sign(ordonnance).acte.ordonnance.numero
        assert numero is not None
        self.numero = numero
        app.deliver_due()
        self.sit("cps-tral")

    def sit(self, carte: str) -> None:
        """Change who works at the seat."""
        if self.app.session.is_ouverte:
            self.app.session.close()
        self.app.insert_carte_cps(carte)
        self.app.session.open("1234")

    def scan(self, **change: str) -> OrdonnanceScannee:
        personne = {"N": "PAT-TROIS", "P": "DOMINIQUE", "D": "1979-03-28"} | change
        code = {"S": {"V": 2}, "D": {"ID": self.numero, "P": personne, "M": {"RPPS": "99900063480"}}}
        return self.app.dispensations.scan(json.dumps(code))

    def give(self, scannee: OrdonnanceScannee, unites: Decimal | None = None) -> None:
        """Give every box of the order, as prescribed."""
        (ligne,) = scannee.consultee.lignes
        specialite = self.app.medicaments.find_specialite(ligne.code_cis)
        assert specialite is not None
        boite = next(p for p in specialite.presentations if p.commercialisee)
        quoi = (boite.code_cip13, ligne.code_cis, specialite.denomination, ligne.boites_restantes)
        livree = Delivrance(*quoi, unites, lot="LOT7", peremption=date(2030, 1, 31))
        reponse = DispensationLigne(UUID(ligne.id), ReponseLigne.TEL_QUEL, (livree,))
        self.app.dispensations.dispense(scannee.consultee, (reponse,))

    def left(self, type_: TypeEnvoi) -> list[EnvoiNomme]:
        """Deliver what waits, and return the envois of a kind made since the order, the first one first."""
        self.app.deliver_due()
        with self.app.contexte.uow() as uow:
            nommes = [
                n
                for n in uow.envois.list_named()
                if n.envoi.type is type_ and n.envoi.cree_le >= self.signee_le
            ]
        return sorted(nommes, key=lambda n: n.envoi.cree_le)


@pytest.fixture(scope="module")
def seat(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Application, UUID]]:
    """One seat for both professionals, and one qualified patient."""
    profil = open_profile(tmp_path_factory.mktemp("officine") / "profil")
    save_reglages(profil.config, Reglages(structures=STRUCTURES))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AMBROISE_PASSPHRASE", "essai")
        patch.setenv("AMBROISE_LECTEURS_INTERNES", "1")
        with Application(profil.racine) as app:
            app.insert_carte_cps("cps-libre")
            app.session.open("1234")
            cree = app.identites.create(TRAITS)
            ins = IdentiteIns(MATRICULE, TRAITS, app.contexte.horloge())
            yield app, app.identites.accept(cree.id, ins=ins, justificatif=TypeJustificatif.PASSEPORT).id


@pytest.fixture
def officine(seat: tuple[Application, UUID]) -> Officine:
    return Officine(*seat)


def test_dispensing_reaches_the_service_and_its_document_the_dmp(officine: Officine) -> None:
    scannee = officine.scan()
    assert scannee.ecarts == ()
    officine.give(scannee)
    (execution,) = officine.left(TypeEnvoi.EXECUTION_ORDONNANCE)
    assert execution.envoi.etat is EtatEnvoi.REMIS
    assert [n.envoi.erreur for n in officine.left(TypeEnvoi.DMP)] == ["", ""]
    officine.sit("cps-libre")
    officine.app.dossier_dmp.record_consentement(officine.patient, declaration_lue=True)
    trouves: list[DocumentDmp] = list(officine.app.documents_dmp.search(officine.patient))
    assert "60593-1" in {d.type_code for d in trouves}


def test_order_wholly_dispensed_is_refused_at_the_next_scan(officine: Officine) -> None:
    officine.give(officine.scan())
    officine.left(TypeEnvoi.EXECUTION_ORDONNANCE)
    with pytest.raises(OrdonnanceEpuisee):
        officine.scan()


def test_narcotic_keeps_the_copy_of_its_order_in_the_encrypted_store(officine: Officine) -> None:
    base = officine.app.medicaments
    officine.prescribe(make_ligne(base, "durogesic 25", "1 toutes les 72h pendant 14 jours"))
    registre = RegistreService(officine.app.contexte, officine.app.session, base)
    registre.record("3400934238307", SensMouvement.RECEPTION, Decimal(5), "BL 12")
    officine.give(officine.scan(), unites=Decimal(5))
    copies = CopieService(officine.app.contexte, officine.app.session)
    (copie,) = copies.list()
    assert copie.numero_ordonnance == officine.numero
    mots = " ".join(" ".join(read_text(copies.read(copie))).split())
    assert "5 unités" in mots
    assert "Copie d’ordonnance de stupéfiants" in mots


def test_second_of_two_counters_is_refused_by_the_service_and_told(officine: Officine) -> None:
    premier, second = officine.scan(), officine.scan()
    officine.give(premier)
    officine.left(TypeEnvoi.EXECUTION_ORDONNANCE)
    officine.give(second)
    remise, refusee = officine.left(TypeEnvoi.EXECUTION_ORDONNANCE)
    assert (remise.envoi.etat, refusee.envoi.etat) == (EtatEnvoi.REMIS, EtatEnvoi.REFUSE)
    assert refusee.envoi.erreur


@pytest.mark.parametrize(
    ("change", "ecart"),
    [({"N": "ADRUN"}, "nom"), ({"P": "ZOE"}, "prénom"), ({"D": "1999-01-01"}, "date de naissance")],
)
def test_forged_code_is_compared_with_what_the_service_holds(
    officine: Officine, change: dict[str, str], ecart: str
) -> None:
    assert officine.scan(**change).ecarts == (ecart,)


def test_unknown_number_and_other_code_are_refused(officine: Officine) -> None:
    with pytest.raises(ServiceError):
        officine.app.dispensations.scan("03UE8SP00UGBYH4JF7")
    with pytest.raises(ReponseInvalide):
        officine.app.dispensations.scan("https://exemple.fr/menu")
