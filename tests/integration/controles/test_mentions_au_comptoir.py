"""What the prescriber added to a line reaches the pharmacist, by the wire and the document, and is obeyed."""

import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ambroise.adapters.ordonnance_numerique import as_consultee
from ambroise.domain.alerte import TypeAlerte
from ambroise.domain.dispensation import Delivrance, DispensationLigne, ReponseLigne
from ambroise.domain.ligne_ordonnance import LigneOrdonnance, MentionNonSubstituable
from ambroise.domain.mention_ligne import LIBELLES, MentionLigne, mentions_of, with_mentions
from ambroise.domain.ordonnance import Ordonnance
from ambroise.domain.ordonnancier import SensMouvement
from ambroise.domain.posologie import Duree, UniteTemps
from ambroise.domain.regles_delivrance import Verdict
from ambroise.usecases.comptoir import ComptoirService, ControleComptoir
from ambroise.usecases.ports_actes import LigneConsultee, OrdonnanceConsultee
from esante.cda.controles import check_cda
from esante.ordonnance_numerique import fhir, models
from tests.fakes.base_medicaments import shipped_base
from tests.fakes.ordonnances import LE, make_ligne, make_ordonnance
from tests.fakes.services import consultee
from tests.integration.controles.test_registres import DUROGESIC
from tests.integration.controles.test_stupefiants_au_comptoir import Officine
from tests.unit.ambroise.adapters.test_lignes_deposees import depot_of, document_of


def at_the_counter(ordonnance: Ordonnance) -> OrdonnanceConsultee:
    """Return an order as a pharmacy reads it, once deposited and sent over the wire."""
    depot = fhir.read_depot(json.loads(json.dumps(fhir.write_depot(depot_of(ordonnance)))))
    etats = tuple(models.EtatLigne(li.identifiant, 0, 1, False, False) for li in depot.lignes)
    return as_consultee(models.OrdonnanceConsultee(depot, models.EtatOrdonnance.DEPOSEE, "1", etats, ()))


def prescribe(**mentions: object) -> LigneOrdonnance:
    ligne = make_ligne(shipped_base(), "durogesic 25", "1 toutes les 72h pendant 28 jours")
    return replace(ligne, duree_traitement=Duree(Decimal(28), UniteTemps.JOUR), **mentions)  # type: ignore[arg-type]


def control(lue: OrdonnanceConsultee, le: date, officine: Officine) -> ControleComptoir:
    return ComptoirService(officine.cabinet.contexte, shipped_base()).control(lue, le)


@given(st.frozensets(st.sampled_from(MentionLigne)))
def test_every_mention_goes_to_the_pharmacist_and_back_to_the_rules(portees: frozenset[MentionLigne]) -> None:
    ligne = with_mentions(replace(prescribe(), delivrance_unique=False), portees)
    (lue,) = at_the_counter(make_ordonnance(ligne)).lignes
    assert lue.mentions == portees == mentions_of(ligne)


@pytest.mark.parametrize("mention", MentionNonSubstituable)
def test_reason_of_a_non_substitutable_line_reaches_the_pharmacist(mention: MentionNonSubstituable) -> None:
    (lue,) = at_the_counter(make_ordonnance(prescribe(mention_non_substituable=mention))).lignes
    assert (lue.is_substituable, lue.motif_non_substituable) == (False, mention.value)


def test_indication_and_fraction_reach_the_pharmacist() -> None:
    ligne = prescribe(indication="douleur cancéreuse", fraction_jours=14)
    (lue,) = at_the_counter(make_ordonnance(ligne)).lignes
    assert (lue.indication, lue.fraction_jours) == ("douleur cancéreuse", 14)


def test_document_says_in_words_what_no_model_codes() -> None:
    ligne = prescribe(
        chevauchement_autorise=True, fraction_jours=14, indication="douleur", instructions_dispensateur="RAS"
    )
    document = document_of(make_ordonnance(ligne))
    assert check_cda(document) == []
    texte = document.decode()
    assert LIBELLES[MentionLigne.CHEVAUCHEMENT] in texte
    assert "Délivrance par fractions de 14 jours. Indication\u00a0: douleur. RAS" in texte


@pytest.mark.parametrize(("interdit", "verdict"), [(False, Verdict.OUI), (True, Verdict.NON)])
def test_renewal_that_the_prescriber_forbade_is_refused_at_the_counter(
    *, interdit: bool, verdict: Verdict
) -> None:
    ligne = replace(
        make_ligne(shipped_base(), "levothyrox 75", "1 le matin"), boites=1, renouvellement_interdit=interdit
    )
    lue = at_the_counter(make_ordonnance(ligne))
    deja = replace(lue, lignes=tuple(replace(li, delivrances=1) for li in lue.lignes))
    found = control(deja, LE + timedelta(days=30), Officine())
    assert found.delais[str(ligne.id)].verdict is verdict


@pytest.fixture
def officine() -> Officine:
    """Return a pharmacy that gave the person a narcotic for fourteen days."""
    officine = Officine()
    officine.registre.record(DUROGESIC[1], SensMouvement.RECEPTION, Decimal(10), "BL 12")
    ancienne = LigneConsultee(
        str(UUID(int=7)), 1, "FENTANYL", "1 patch", 1, 0, duree_jours=28, fraction_jours=14
    )
    livree = Delivrance(DUROGESIC[1], DUROGESIC[0], "DUROGESIC 25", 1, Decimal(5))
    officine.comptoir.dispense(
        replace(consultee(ancienne), numero="03UE8SP00UGBYH4JF7"),
        (DispensationLigne(UUID(int=7), ReponseLigne.TEL_QUEL, (livree,)),),
    )
    return officine


@pytest.mark.parametrize(
    ("autorise", "jours", "alerte"), [(False, 13, True), (True, 13, False), (False, 14, False)]
)
def test_overlap_is_refused_until_the_last_day_given_unless_the_mention_is_written(
    officine: Officine, *, autorise: bool, jours: int, alerte: bool
) -> None:
    """CSP R5132-33."""
    donnee = officine.cabinet.contexte.horloge().astimezone().date()
    lue = at_the_counter(make_ordonnance(prescribe(chevauchement_autorise=autorise)))
    ici = replace(consultee(*lue.lignes), date_prescription=donnee + timedelta(days=jours))
    found = control(ici, donnee + timedelta(days=jours), officine)
    assert (TypeAlerte.CHEVAUCHEMENT in {a.type for a in found.controles.alertes}) is alerte
