"""What the care plans show: the list, what is missing first, and the plan that is open."""

from datetime import date
from typing import Final

from ambroise.domain.plan_soins import ActePlan, EtatPlan
from ambroise.domain.saisie_soin import render_rythme
from ambroise.ui.painting import SEMIBOLD, ChipText, Span, named
from ambroise.ui.tokens import Tone
from ambroise.ui.widgets.lists import Heading, TwoLine
from ambroise.ui.words import NBSP, long_date, plural, short_date
from ambroise.usecases.plans_soins import PlanSuivi

MOTIFS_ARRET: Final = ("Soins terminés", "Hospitalisation", "Décès", "Refus du patient", "Saisi par erreur")

_TONS: Final[dict[EtatPlan, tuple[Tone, str]]] = {
    EtatPlan.TERMINE: ("danger", "octagon-alert"),
    EtatPlan.SANS_PRESCRIPTION: ("danger", "octagon-alert"),
    EtatPlan.SANS_SIGNATURE: ("warning", "triangle-alert"),
    EtatPlan.FIN_PROCHE: ("warning", "clock"),
    EtatPlan.SUSPENDU: ("secondary", "calendar-off"),
    EtatPlan.A_VENIR: ("secondary", "calendar-days"),
    EtatPlan.EN_COURS: ("success", "circle-check"),
}

QUE_FAIRE: Final = {
    EtatPlan.TERMINE: "Les soins ont quitté la tournée. Demandez le renouvellement, ou arrêtez ce plan.",
    EtatPlan.SANS_PRESCRIPTION: "Ces soins n’ont pas de prescription\u00a0: demandez-la, puis datez ce plan.",
    EtatPlan.SANS_SIGNATURE: "La prescription reçue n’est pas signée\u00a0: demandez-en une qui le soit.",
    EtatPlan.FIN_PROCHE: "Demandez le renouvellement au prescripteur avant la fin.",
    EtatPlan.SUSPENDU: "Les soins ne sont pas dans la tournée tant qu’ils sont suspendus.",
}
"""What an order that is not in order asks for."""


def etat_chip(etat: EtatPlan) -> ChipText:
    """Return the state of a plan as a chip."""
    ton, icone = _TONS[etat]
    return ChipText(etat.value.capitalize(), ton, icone)


def plan_rows(plans: tuple[PlanSuivi, ...], aujourdhui: date) -> list[TwoLine | Heading]:
    """Return the plans, those to put in order under a heading of their own."""
    rows: list[TwoLine | Heading] = []
    pressants = [p for p in plans if p.etat in QUE_FAIRE and p.etat is not EtatPlan.SUSPENDU]
    autres = [p for p in plans if p not in pressants]
    for titre, groupe in (("À régulariser", pressants), ("En ordre", autres)):
        if groupe:
            rows.append(Heading(titre, str(len(groupe))))
            rows += [_row(suivi, aujourdhui) for suivi in groupe]
    return rows


def _row(suivi: PlanSuivi, aujourdhui: date) -> TwoLine:
    ton, icone = _TONS[suivi.etat]
    patient = suivi.patient
    mots = suivi.etat.value.capitalize()
    if suivi.demande_le is not None:
        mots = f"Demandé {short_date(suivi.demande_le, aujourdhui)}"
    return TwoLine(
        named(patient.nom_affiche, patient.prenom_affiche),
        (Span(mots, tone=ton if suivi.demande_le is None else "secondary", size=12),),
        icone,
        ton,
        right=(Span(f"{suivi.plan.fin:%d/%m}", SEMIBOLD, "secondary", 12),),
        right_sub=(Span(plural(len(suivi.plan.actes), "soin"), tone="secondary", size=12),),
        spoken=f"jusqu’au {long_date(suivi.plan.fin)}",
        data=suivi.plan.id,
    )


def acte_rows(actes: tuple[ActePlan, ...]) -> list[TwoLine]:
    """Return the acts of a plan: what, how often, until when."""
    return [
        TwoLine(
            (
                Span(acte.libelle, SEMIBOLD),
                *((Span(f"  {acte.precision}", tone="secondary"),) if acte.precision else ()),
            ),
            (Span(render_rythme(acte).capitalize(), tone="secondary"),),
            "syringe" if acte.cotation else "bandage",
            "accent",
            right=(Span(acte.cotation, SEMIBOLD, "secondary"),),
            right_sub=(Span(f"jusqu’au {long_date(acte.au)}", tone="secondary"),),
            data=acte.id,
        )
        for acte in actes
    ]


def order_words(suivi: PlanSuivi) -> str:
    """Return who ordered the care and when, in one line."""
    plan = suivi.plan
    qui = plan.prescripteur or "Prescripteur non noté"
    if plan.prescrite_le is None:
        return f"{qui}, aucune prescription datée"
    signee = "signée" if plan.signee else "non signée"
    return f"{qui}, prescription du {long_date(plan.prescrite_le)}, {signee}"


def what_to_do(suivi: PlanSuivi) -> str:
    """Return what the state of the order asks for, empty when it is in order."""
    mots = QUE_FAIRE.get(suivi.etat, "")
    if mots and suivi.demande_le is not None:
        return f"Renouvellement demandé le {long_date(suivi.demande_le)}{NBSP}: datez ce plan dès sa réponse."
    return mots
