"""A narcotic given by fractions of less than a pack: four visits, each counted in units, none too many."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

import pytest

from ambroise.adapters.ordonnance_numerique import as_consultee, executed_line
from ambroise.bootstrap.interface.prescrire import BoitesEcran
from ambroise.domain.biosimilaire import GroupesBiosimilaires
from ambroise.domain.dispensation import Dispensation, ReponseLigne
from ambroise.domain.gs1 import CodeBoite
from ambroise.domain.ordonnancier import SensMouvement
from ambroise.domain.posologie import Duree, UniteTemps
from ambroise.domain.regles_delivrance import Verdict
from ambroise.printing.dos import compose_verso
from ambroise.ui.comptoir.boite import scan_pack
from ambroise.ui.comptoir.state import EtatComptoir
from ambroise.usecases.boites_bipees import BoiteDejaDelivree
from ambroise.usecases.comptoir import ComptoirService
from ambroise.usecases.dispensations import OrdonnanceScannee
from ambroise.usecases.edition_registre import edit
from ambroise.usecases.ports_actes import CodeLu, OrdonnanceConsultee
from esante.ordonnance_numerique import fhir, models
from esante.sandbox.ordonnance_numerique.appelant import Appelant
from esante.sandbox.ordonnance_numerique.regles import check_execution, compute_lignes
from tests.fakes.base_medicaments import shipped_base
from tests.fakes.ordonnances import LE, make_ligne, make_ordonnance
from tests.integration.controles.test_registres import packs
from tests.integration.controles.test_stupefiants_au_comptoir import Officine
from tests.unit.ambroise.adapters.test_lignes_deposees import depot_of

SKENAN = packs("skenan 10")
"""Fourteen capsules."""
PRESCRITE = replace(
    make_ligne(shipped_base(), "skenan 10", "1 le matin pendant 28 jours"),
    duree_traitement=Duree(Decimal(28), UniteTemps.JOUR),
    fraction_jours=7,
)


SANS_BIOSIMILAIRE = GroupesBiosimilaires("", LE, ())


class Referentiel:
    """The whole base, opened."""

    def base(self) -> object:
        return shipped_base()


class Parcours:
    """One order, its service, and the pharmacy that the person comes back to."""

    def __init__(self) -> None:
        self.officine = Officine()
        self.officine.registre.record(SKENAN[1], SensMouvement.RECEPTION, Decimal(28), "BL 12")
        self.depot = depot_of(make_ordonnance(PRESCRITE))
        self.executions: list[models.Execution] = []

    @property
    def etats(self) -> Sequence[models.EtatLigne]:
        return compute_lignes(self.depot, self.executions)

    def consult(self) -> OrdonnanceConsultee:
        return as_consultee(
            models.OrdonnanceConsultee(
                self.depot, models.EtatOrdonnance.DEPOSEE, "1", tuple(self.etats), tuple(self.executions)
            )
        )

    def come(self, jours: int) -> EtatComptoir:
        """Return the counter when the person comes that many days after the order."""
        lue, le = self.consult(), LE + timedelta(days=jours)
        controle = ComptoirService(self.officine.cabinet.contexte, shipped_base()).control(lue, le)
        boites = BoitesEcran(Referentiel(), lambda: SANS_BIOSIMILAIRE)  # type: ignore[arg-type]
        return EtatComptoir(
            OrdonnanceScannee(CodeLu(lue.numero), lue, ()),
            le,
            {ligne.id: tuple(boites.find(ligne)) for ligne in lue.lignes},
            controle=controle,
        ).next_line()

    def give(self, jours: int, code: CodeBoite | None = None) -> Dispensation:
        """Give what is due that day by the first answer, and let the service take the execution."""
        etat = self.come(jours)
        (ligne,) = etat.lignes
        etat = etat.press(ligne, ReponseLigne.TEL_QUEL)
        if code is not None:
            etat, refus = scan_pack(etat, code)
            assert refus == ""
        quand = datetime.combine(etat.aujourdhui, time(10), UTC)
        contexte = replace(self.officine.cabinet.contexte, horloge=lambda: quand)
        self.officine.comptoir._contexte = contexte
        faite = self.officine.comptoir.dispense(etat.scannee.consultee, etat.dispensation())
        execution = models.Execution(
            str(faite.id),
            self.depot.numero,
            models.Executant("899900038839", "21", "PHARMACIE", "992222222"),
            quand,
            tuple(executed_line(li, ligne) for li in faite.lignes),
        )
        lue = fhir.read_execution(fhir.write_execution(execution))
        assert lue == execution
        self.executions.append(lue)
        return faite

    def stock(self) -> Decimal:
        (balance,) = self.officine.registre.balance()
        assert balance.ligne is not None
        return balance.ligne.stock


@pytest.fixture
def parcours() -> Parcours:
    return Parcours()


def test_each_week_takes_its_units_and_the_last_one_closes_the_line(parcours: Parcours) -> None:
    stocks, completudes = [], []
    for semaine in range(4):
        faite = parcours.give(7 * semaine)
        assert faite.lignes[0].unites_a_venir == 21 - 7 * semaine
        stocks.append(parcours.stock())
        completudes.append(faite.lignes[0].is_complete)
    assert stocks == [21, 14, 7, 0]
    assert completudes == [False, False, False, True]
    assert [e.lignes[0].completude for e in parcours.executions] == ["FFP", "RFP", "RFP", "RFC"]
    assert not parcours.consult().is_delivrable


def test_service_is_told_units_and_not_boxes(parcours: Parcours) -> None:
    parcours.give(0)
    (execution,) = parcours.executions
    (ligne,) = execution.lignes
    assert (ligne.quantite, ligne.quantite_due, ligne.unite) == (7, 21, "unité")
    appelant = Appelant("899900038839", "21")
    check_execution(execution, parcours.depot, compute_lignes(parcours.depot, ()), appelant, (), LE)


@pytest.mark.parametrize(("jour", "verdict"), [(3, Verdict.NON), (6, Verdict.NON), (7, Verdict.OUI)])
def test_next_fraction_waits_for_the_end_of_the_former(
    parcours: Parcours, jour: int, verdict: Verdict
) -> None:
    parcours.give(0)
    etat = parcours.come(jour)
    assert etat.delai_de(etat.lignes[0]).verdict is verdict


def test_late_fraction_gives_its_remaining_days_only_and_the_next_is_not_later(parcours: Parcours) -> None:
    parcours.give(0)
    faite = parcours.give(12)
    assert sum(li.unites or 0 for li in faite.lignes[0].delivrances) == 2
    assert faite.lignes[0].unites_a_venir == 14
    etat = parcours.come(14)
    assert etat.delai_de(etat.lignes[0]).verdict is Verdict.OUI


def test_pack_opened_for_a_fraction_gives_the_next_one_and_never_leaves_whole(parcours: Parcours) -> None:
    code = CodeBoite(f"0{SKENAN[1]}", SKENAN[1], lot="LOT7", numero_serie="S1")
    assert parcours.give(0, code).lignes[0].delivrances[0].numero_serie == "S1"
    assert parcours.give(7, code).lignes[0].delivrances[0].is_au_detail
    autre = Parcours()
    autre.officine = parcours.officine
    autre.depot = replace(autre.depot, lignes=(replace(autre.depot.lignes[0], fraction_jours=14),))
    with pytest.raises(BoiteDejaDelivree):
        autre.give(0, code)


def test_register_and_back_of_the_order_count_units(parcours: Parcours) -> None:
    faite = parcours.give(0)
    edition = edit("ordonnancier", parcours.officine.registre.ordonnancier())
    assert "7 u" in edition.lignes[0]
    session = parcours.officine.cabinet.session.courante
    (ligne,) = compose_verso(faite, session, specimen=False).lignes
    assert "7\u00a0unités au détail" in ligne.delivre[0]
    assert "par fraction\u00a0: 21 à venir" in ligne.reponse


def test_next_fraction_is_among_the_renewals_to_prepare(parcours: Parcours) -> None:
    parcours.give(0)
    (du,) = parcours.officine.registre.renouvellements(LE + timedelta(days=3))
    assert du.le == LE + timedelta(days=7)


def test_medicine_that_follows_the_rules_of_narcotics_is_held_to_its_fraction() -> None:
    """Subutex, seven tablets a pack: four packs written, one a week."""
    parcours = Parcours()
    subutex = make_ligne(shipped_base(), "subutex 8", "1 le matin pendant 28 jours")
    duree = Duree(Decimal(28), UniteTemps.JOUR)
    ligne = replace(subutex, boites=4, fraction_jours=7, duree_traitement=duree)
    parcours.depot = depot_of(make_ordonnance(ligne))
    (donnee,) = parcours.give(0).lignes
    assert [(li.boites, li.unites) for li in donnee.delivrances] == [(1, 7)]
    assert (donnee.boites_a_venir, donnee.unites_a_venir) == (3, 0)
    assert parcours.consult().lignes[0].boites_restantes == 3
