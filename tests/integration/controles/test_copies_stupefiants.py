"""A dispensing of narcotics keeps the copy of its order, three years, with what the law wants on it."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from ambroise.domain.copie_ordonnance import OrigineCopie
from ambroise.domain.dispensation import Delivrance, Dispensation, DispensationLigne, ReponseLigne
from ambroise.domain.mention_ligne import MentionLigne
from ambroise.domain.ordonnancier import SensMouvement
from ambroise.printing.copie import compose_copie
from ambroise.printing.texte import render_texte
from ambroise.usecases.copies_ordonnances import CopieAGarder, CopieService, GardeCopies
from ambroise.usecases.dispensations import DispensationService
from ambroise.usecases.errors import Introuvable
from ambroise.usecases.ports_actes import OrdonnanceConsultee
from ambroise.usecases.stupefiants import SortieSansEntree
from tests.fakes.base_medicaments import shipped_base
from tests.fakes.pdfa import assert_pdfa
from tests.fakes.relecture import read_text
from tests.fakes.services import FauxPreparation, consultee
from tests.integration.controles.test_registres import DUROGESIC, ZOCOR
from tests.integration.controles.test_stupefiants_au_comptoir import LIGNE, REPONSE, Officine

PRESCRITE = replace(LIGNE, duree_jours=28, mentions=frozenset({MentionLigne.CHEVAUCHEMENT}))


class OfficineAvecCopies(Officine):
    """A pharmacy that keeps its copies."""

    def __init__(self) -> None:
        super().__init__()
        contexte, session = self.cabinet.contexte, self.cabinet.session

        def draw(lue: OrdonnanceConsultee, faite: Dispensation) -> bytes:
            return render_texte(compose_copie(lue, faite, session.courante, specimen=True))

        self.comptoir = DispensationService(
            contexte,
            session,
            service=self.cabinet.service,
            preparation=FauxPreparation(),
            base=shipped_base(),
            copie=GardeCopies(contexte, shipped_base(), draw),
        )
        self.copies = CopieService(contexte, session)
        self.registre.record(DUROGESIC[1], SensMouvement.RECEPTION, Decimal(15), "BL 12")

    def give(self, *reponses: DispensationLigne, porteur: str = "") -> Dispensation:
        return self.comptoir.dispense(consultee(PRESCRITE), reponses or (REPONSE,), porteur=porteur)

    def wait(self, jours: int) -> None:
        """Let days pass."""
        maintenant = self.cabinet.contexte.horloge() + timedelta(days=jours)
        self.copies = CopieService(
            replace(self.cabinet.contexte, horloge=lambda: maintenant), self.cabinet.session
        )


@pytest.fixture
def officine() -> OfficineAvecCopies:
    return OfficineAvecCopies()


def test_copy_bears_the_stamp_the_number_the_date_the_quantity_and_the_bearer(
    officine: OfficineAvecCopies,
) -> None:
    faite = officine.give(porteur="CORSE Anthony, CNI 1234")
    (copie,) = officine.copies.list()
    assert (copie.numeros, copie.patient, copie.origine) == ((1,), "ADRUN Zoe", OrigineCopie.DESSINEE)
    pdf = officine.copies.read(copie)
    assert_pdfa(pdf)
    mots = " ".join(" ".join(read_text(pdf)).split())
    for attendu in (
        "Pharmacie du Marché",
        "ordonnancier n° 1",
        f"Délivré le {faite.instant.astimezone().day}",
        "10 unités",
        "remis à CORSE Anthony, CNI 1234",
        "Dr LIBRE Max",
        "FENTANYL 25 µg/h",
        "pendant 28 jours",
        "Chevauchement avec l’ordonnance précédente autorisé",
        "à garder jusqu’au",
    ):
        assert attendu in mots


def test_other_medicines_keep_no_copy(officine: OfficineAvecCopies) -> None:
    zocor = Delivrance(ZOCOR[1], ZOCOR[0], "ZOCOR", 1, Decimal(28))
    officine.give(DispensationLigne(UUID(int=7), ReponseLigne.TEL_QUEL, (zocor,)))
    assert officine.copies.list() == []


def test_dispensing_that_is_refused_keeps_no_copy(officine: OfficineAvecCopies) -> None:
    trop = replace(REPONSE, delivrances=(replace(REPONSE.delivrances[0], unites=Decimal(20)),))
    with pytest.raises(SortieSansEntree):
        officine.give(trop)
    assert officine.copies.list() == []


def test_scan_of_the_paper_is_kept_beside_and_as_long(officine: OfficineAvecCopies) -> None:
    officine.give()
    (dessinee,) = officine.copies.list()
    jointe = officine.copies.join(dessinee, b"%PDF-1.4 papier")
    assert officine.copies.read(jointe) == b"%PDF-1.4 papier"
    assert {c.origine for c in officine.copies.list()} == set(OrigineCopie)
    assert jointe.a_garder_jusqu_au == dessinee.a_garder_jusqu_au
    assert jointe.dispensation_id == dessinee.dispensation_id


def test_copy_is_destroyed_on_request_only_and_after_three_years(officine: OfficineAvecCopies) -> None:
    officine.give()
    (copie,) = officine.copies.list()
    with pytest.raises(CopieAGarder, match="à garder jusqu’au"):
        officine.copies.destroy(copie)
    officine.wait(3 * 366)
    assert officine.copies.list() == [copie], "time destroys nothing"
    officine.copies.destroy(copie)
    (restee,) = officine.copies.list()
    assert restee.detruite_le is not None
    with pytest.raises(Introuvable):
        officine.copies.read(copie)


def test_reading_printing_joining_and_destroying_leave_a_trace(officine: OfficineAvecCopies) -> None:
    officine.give()
    (copie,) = officine.copies.list()
    officine.copies.read(copie)
    officine.copies.note_print(copie)
    jointe = officine.copies.join(copie, b"%PDF-1.4")
    officine.wait(3 * 366)
    officine.copies.destroy(copie)
    objet = "copie d’ordonnance de stupéfiants"
    assert officine.cabinet.traces()[-4:] == [
        f"lecture {objet} {copie.id}",
        f"impression {objet} {copie.id}",
        f"creation {objet} {jointe.id}",
        f"destruction {objet} {copie.id}",
    ]
