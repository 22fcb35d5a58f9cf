# ruff: noqa: E501
"""The 33 posology cases of HAS, as the ANS guide of e-prescription (1.1.0-ballot) numbers them.

For each: what a doctor types in one line, the unit of the product, what is said back, and the FHIR facts that the
guide's example states (paths into the first ``dosageInstruction``). The products and wording are HAS's cases; the
shorthands are ours.
"""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class CasHas:
    """One case."""

    numero: str
    produit: str
    saisie: str
    texte: str
    unite: str = "comprimé"
    fhir: dict[str, Any] = field(default_factory=dict)
    etapes: int = 1


R = "timing.repeat."
D = "doseAndRate.0.doseQuantity."

CAS = (
    CasHas("01", "PANTOPRAZOLE 40 mg", "40 mg soir", "40 mg le soir", fhir={R + "when": ["EVE"], D + "value": 40, D + "code": "mg"}),
    CasHas("02", "FLUINDIONE 20 mg", "0,5/j", "1/2 comprimé par jour", fhir={R + "frequency": 1, R + "period": 1, R + "periodUnit": "d", D + "value": 0.5, D + "code": "15054000"}),
    CasHas("03", "INNOHEP 14 000 UI", "12000 ui (soit 170 ui/kg) 1 fois par jour sc", "12 000 UI (soit 170 UI/kg) par jour par voie sous-cutanée", unite="injection", fhir={D + "value": 12000, D + "code": "[IU]", "route.coding.0.code": "20066000", R + "frequency": 1}),
    CasHas("04a", "PARACÉTAMOL 500 mg", "2 toutes les 6h 10j si douleurs", "2 gélules toutes les 6 heures pendant 10 jours, si douleurs", unite="gélule", fhir={R + "boundsDuration.value": 10, R + "boundsDuration.code": "d", R + "frequency": 1, R + "period": 6, R + "periodUnit": "h", D + "value": 2, D + "code": "15012000", "asNeededCodeableConcept.text": "si douleurs"}),
    CasHas("04b", "DAFALGAN CODÉINE", "1 à 2 toutes les 12h 10j selon l’intensité de la douleur max 2/prise max 4/j; STOP SI NAUSÉES", "1 à 2 comprimés toutes les 12 heures pendant 10 jours, selon l’intensité de la douleur, sans dépasser 2 comprimés par prise et 4 comprimés par jour. STOP SI NAUSÉES", fhir={"doseAndRate.0.doseRange.low.value": 1, "doseAndRate.0.doseRange.high.value": 2, "maxDosePerPeriod.numerator.value": 4, "maxDosePerAdministration.value": 2}),
    CasHas("05a", "FLUINDIONE 20 mg quadrisécable", "3/4/j", "3/4 de comprimé par jour", fhir={D + "value": 0.75, R + "frequency": 1}),
    CasHas("05b", "ACTISKENAN 10 mg", "10 mg par jour 7j", "10 mg par jour pendant 7 jours", unite="gélule", fhir={D + "value": 10, D + "code": "mg", R + "boundsDuration.value": 7}),
    CasHas("06-1", "MÉTHOTREXATE 10 mg", "2 cp 1 fois par semaine, le mardi", "2 comprimés par semaine le mardi", fhir={R + "dayOfWeek": ["tue"], D + "value": 2, R + "frequency": 1}),
    CasHas("06-2", "MÉTHOTREXATE 10 mg", "20 mg 1 fois par semaine, le mardi", "20 mg par semaine le mardi", fhir={D + "value": 20, D + "code": "mg", R + "frequency": 1, R + "periodUnit": "wk", R + "dayOfWeek": ["tue"]}),
    CasHas("07", "PARACÉTAMOL 500 mg", "si douleur max 1000 mg/prise max 4000 mg/j", "si douleur, sans dépasser 1000 mg par prise et 4000 mg par jour", unite="gélule", fhir={"asNeededCodeableConcept.text": "si douleur", "maxDosePerAdministration.value": 1000, "maxDosePerPeriod.numerator.value": 4000}),
    CasHas("08-1", "BÉTAMÉTHASONE 0,05 %", "1 à 2 fois par jour; en couche mince et uniforme sur la zone à traiter", "1 application 1 à 2 fois par jour. En couche mince et uniforme sur la zone à traiter", unite="application", fhir={R + "frequency": 1, R + "frequencyMax": 2, R + "periodUnit": "d"}),
    CasHas("08-2", "PARACÉTAMOL 24 mg/mL", "1 dose toutes les 6h si température supérieure ou égale à 38,5°C; graduation 7 kg", "1 dose toutes les 6 heures, si température supérieure ou égale à 38,5°C. Graduation 7 kg", unite="dose", fhir={R + "period": 6, D + "value": 1}),
    CasHas("09", "ROPINIROLE 1 mg", "1 à 7h 12h 18h", "1 comprimé à 7 h, 12 h et 18 h", fhir={R + "timeOfDay": ["07:00:00", "12:00:00", "18:00:00"], D + "value": 1}),
    CasHas("10", "MÉTHOTREXATE 10 mg", "1 cp 1 fois par semaine, le mardi", "1 comprimé par semaine le mardi", fhir={R + "dayOfWeek": ["tue"], R + "frequency": 1, R + "periodUnit": "wk"}),
    CasHas("11-1", "VITAMINE D 100 000 UI", "1 le premier jour de chaque mois", "1 ampoule le 1er de chaque mois", unite="ampoule", fhir={D + "code": "15002000", "additionalInstruction.0.text": "le 1er de chaque mois"}),
    CasHas("11-2", "EVRA", "1 j1 j8 j15/28 6 mois", "1 dispositif transdermique les jours 1, 8 et 15 d’un cycle de 28 jours pendant 6 mois", unite="dispositif transdermique", fhir={R + "boundsDuration.value": 6, R + "boundsDuration.code": "mo", D + "code": "15036000"}),
    CasHas("12-1", "BEPANTHEN 5 %", "1 2 fois par jour; en couche mince", "1 application 2 fois par jour. En couche mince", unite="application", fhir={R + "frequency": 2, "additionalInstruction.0.text": "en couche mince"}),
    CasHas("12-2", "MÉTHOTREXATE 10 mg", "20 mg le mardi 1 fois par semaine", "20 mg par semaine le mardi", fhir={D + "value": 20}),
    CasHas("12-3", "ÉNOXAPARINE 4 000 UI", "1 toutes les 12h sc", "1 seringue toutes les 12 heures par voie sous-cutanée", unite="seringue", fhir={R + "period": 12, R + "periodUnit": "h", D + "code": "15052000"}),
    CasHas("13", "DESLORATADINE 5 mg", "1 1 à 2 fois par jour en fonction de la gêne allergique", "1 comprimé 1 à 2 fois par jour, en fonction de la gêne allergique", fhir={R + "frequencyMax": 2}),
    CasHas("14-1", "CODOLIPRANE", "1 si douleur max 2/prise max 8/j écart 4h", "1 comprimé, si douleur, sans dépasser 2 comprimés par prise et 8 comprimés par jour. Laisser au moins 4 heures entre deux prises", fhir={"maxDosePerPeriod.numerator.value": 8, "maxDosePerAdministration.value": 2}),
    CasHas("14-2", "BÉTAMÉTHASONE 0,05 %", "1 à 2 fois par jour max 2/j; en couche mince", "1 application 1 à 2 fois par jour, sans dépasser 2 applications par jour. En couche mince", unite="application", fhir={"maxDosePerPeriod.numerator.value": 2}),
    CasHas("15", "MORPHINE LP 10 mg", "1 le soir à 20h 8j", "1 gélule le soir à 20 h pendant 8 jours", unite="gélule", fhir={R + "timeOfDay": ["20:00:00"], R + "when": ["EVE"], R + "boundsDuration.value": 8}),
    CasHas("16", "RACÉCADOTRIL 100 mg", "1 au début de chaque repas jusqu’à l’arrêt de la diarrhée, pendant 7j", "1 gélule à chaque repas pendant 7 jours jusqu’à l’arrêt de la diarrhée", unite="gélule", fhir={R + "when": ["C"], R + "boundsDuration.value": 7}),
    CasHas("17", "BUDÉSONIDE 1 mg/2 mL", "1 en 20 min à 8h 14h 18h 22h du 16/03/2023", "1 récipient unidose à 8 h, 14 h, 18 h et 22 h en 20 minutes à partir du 16 mars 2023", unite="récipient unidose", fhir={R + "boundsPeriod.start": "2023-03-16", R + "duration": 20, R + "durationUnit": "min", R + "timeOfDay": ["08:00:00", "14:00:00", "18:00:00", "22:00:00"]}),
    CasHas("18", "BUDÉSONIDE 1 mg/2 mL", "1 mg en 20 min à 8h 14h 18h 22h", "1 mg à 8 h, 14 h, 18 h et 22 h en 20 minutes", unite="récipient unidose", fhir={D + "value": 1, D + "code": "mg"}),
    CasHas("19", "PARACÉTAMOL 1000 mg", "1 3 prises par jour espacées d’au moins 4h", "1 comprimé 3 fois par jour. Laisser au moins 4 heures entre deux prises", fhir={R + "frequency": 3, "additionalInstruction.0.text": "Laisser au moins 4 heures entre deux prises"}),
    CasHas("20", "HYDROCORTISONE 10 mg", "20 mg à 8h et 10 mg à 12h", "20 mg à 8 h et 10 mg à 12 h", fhir={R + "timeOfDay": ["08:00:00"], D + "value": 20}, etapes=2),
    CasHas("21", "PREDNISOLONE 20 mg", "60 mg matin jusqu’à obtenir 3 bandelettes urinaires négatives puis 50 mg matin 1 sem puis 40 mg matin 1 sem puis 30 mg matin 1 sem puis 20 mg matin 1 sem puis 10 mg matin 1 sem; revoir pour l’arrêt selon évolution", "60 mg le matin jusqu’à obtenir 3 bandelettes urinaires négatives, puis 50 mg le matin pendant 1 semaine, puis 40 mg le matin pendant 1 semaine, puis 30 mg le matin pendant 1 semaine, puis 20 mg le matin pendant 1 semaine, puis 10 mg le matin pendant 1 semaine. Revoir pour l’arrêt selon évolution", fhir={"sequence": 1, R + "when": ["MORN"], D + "value": 60}, etapes=6),
    CasHas("22", "PREDNISOLONE 20 mg", "60 mg matin jusqu’à 3 bandelettes négatives puis 50 mg matin 1 sem puis 10 mg matin 2 sem", "60 mg le matin jusqu’à 3 bandelettes négatives, puis 50 mg le matin pendant 1 semaine, puis 10 mg le matin pendant 2 semaines", etapes=3),
    CasHas("23-1", "FLUINDIONE 20 mg", "0,5 j1/2 et 0,75 j2/2 1 mois", "1/2 comprimé un jour sur deux et 3/4 de comprimé les jours 2 d’un cycle de 2 jours pendant 1 mois", fhir={R + "boundsDuration.code": "mo", D + "value": 0.5}, etapes=2),
    CasHas("23-2", "AMIODARONE 200 mg", "1 du lundi au vendredi 1 mois", "1 comprimé du lundi au vendredi pendant 1 mois", fhir={R + "dayOfWeek": ["mon", "tue", "wed", "thu", "fri"], R + "boundsDuration.value": 1, R + "boundsDuration.code": "mo"}),
    CasHas("24-1", "TOPIRAMATE 15 mg", "1 par jour; si difficulté à prendre la gélule, l’ouvrir et en administrer le contenu avec un peu de compote", "1 gélule par jour. Si difficulté à prendre la gélule, l’ouvrir et en administrer le contenu avec un peu de compote", unite="gélule", fhir={R + "frequency": 1, "additionalInstruction.0.text": "si difficulté à prendre la gélule, l’ouvrir et en administrer le contenu avec un peu de compote"}),
    CasHas("24-2", "DOXYCYCLINE 100 mg", "1 soir. Ne pas s’allonger dans l’heure qui suit la prise, utiliser une protection solaire adaptée", "1 comprimé le soir. Ne pas s’allonger dans l’heure qui suit la prise, utiliser une protection solaire adaptée", fhir={R + "when": ["EVE"]}),
    CasHas("25", "NOVORAPID FLEXPEN", "6 u avant chaque repas si glycémie entre 1,5 et 2 g/L puis 8 u avant chaque repas si glycémie entre 2 et 2,5 g/L puis 10 u avant chaque repas si glycémie supérieure à 2,5 g/L", "6 unités avant chaque repas, si glycémie entre 1,5 et 2 g/L, puis 8 unités avant chaque repas, si glycémie entre 2 et 2,5 g/L, puis 10 unités avant chaque repas, si glycémie supérieure à 2,5 g/L", unite="unité", fhir={R + "when": ["AC"], D + "value": 6}, etapes=3),
    CasHas("26", "DIAZÉPAM 10 mg", "1 toutes les 6h si agitation", "1 comprimé toutes les 6 heures, si agitation", fhir={"asNeededCodeableConcept.text": "si agitation", R + "period": 6}),
    CasHas("27-1", "GLUCOPHAGE 500 mg", "1 matin et soir; au cours ou à la fin des repas", "1 comprimé matin et soir. Au cours ou à la fin des repas", fhir={R + "when": ["MORN", "EVE"], "additionalInstruction.0.text": "au cours ou à la fin des repas"}),
    CasHas("27-2", "RIFAMPICINE 300 mg", "2 le matin 30 minutes avant le petit-déjeuner", "2 gélules 30 minutes avant le petit-déjeuner", unite="gélule", fhir={R + "when": ["ACM"], R + "offset": 30, D + "value": 2}),
    CasHas("28", "LOVENOX 4 000 UI", "1/j sc à débuter 12 heures avant l’intervention chirurgicale, pendant 10j", "1 seringue par jour par voie sous-cutanée à débuter 12 heures avant l’intervention chirurgicale pendant 10 jours", unite="seringue", fhir={R + "boundsDuration.value": 10, "additionalInstruction.0.text": "à débuter 12 heures avant l’intervention chirurgicale"}),
    CasHas("29", "LOVENOX 6 000 UI", "1/j sc jusqu’à ce que l’INR de l’AVK soit dans la zone thérapeutique cible", "1 seringue par jour par voie sous-cutanée jusqu’à ce que l’INR de l’AVK soit dans la zone thérapeutique cible", unite="seringue", fhir={"route.coding.0.code": "20066000", R + "frequency": 1}),
    CasHas("30-1", "HYDROCORTISONE 10 mg", "1 matin et midi puis 2 matin et midi en cas de fièvre ou de stress important", "1 comprimé matin et midi, puis 2 comprimés matin et midi, en cas de fièvre ou de stress important", fhir={R + "when": ["MORN", "NOON"]}, etapes=2),
    CasHas("30-2", "CÉTIRIZINE 10 mg", "1 à 4 cp par jour selon les symptômes (urticaire)", "1 à 4 comprimés par jour, selon les symptômes (urticaire)", fhir={"doseAndRate.0.doseRange.high.value": 4}),
    CasHas("31", "DUROGESIC 25 µg", "1 toutes les 72h 2 sem", "1 dispositif transdermique toutes les 72 heures pendant 2 semaines", unite="dispositif transdermique", fhir={R + "period": 72, R + "periodUnit": "h", R + "boundsDuration.code": "wk"}),
    CasHas("32-1", "LOVENOX 4 000 UI", "1 injection par jour sc 1 sem", "1 injection par jour par voie sous-cutanée pendant 1 semaine", unite="seringue", fhir={"route.coding.0.code": "20066000"}),
    CasHas("32-2", "ULTIBRO BREEZHALER", "1 par jour voie inhalée 1 mois; à la même heure chaque jour", "1 gélule par jour par voie inhalée pendant 1 mois. À la même heure chaque jour", unite="gélule", fhir={"route.coding.0.code": "20020000", R + "boundsDuration.code": "mo"}),
    CasHas("33", "VERSATIS 700 mg", "1 par jour à 20h à laisser 12h sur la peau", "1 emplâtre par jour à 20 h à laisser 12 heures sur la peau", unite="emplâtre", fhir={R + "timeOfDay": ["20:00:00"], R + "duration": 12, R + "durationUnit": "h", D + "code": "15042000"}),
)  # fmt: skip
