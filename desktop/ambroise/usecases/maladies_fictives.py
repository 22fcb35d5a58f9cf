"""What invented people suffer from and are treated with, for :mod:`ambroise.usecases.generation`."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Maladie:
    """A lasting illness: its code, the medicine that treats it, from what age and how often."""

    libelle: str
    code_cim10: str
    code_cis: str
    denomination: str
    dci: str
    age: int
    part: float


CHRONIQUES = (
    Maladie(
        "Hypertension artérielle", "I10", "62042102", "AMLODIPINE ALMUS 5 mg, gélule", "amlodipine", 45, 0.25
    ),
    Maladie(
        "Diabète de type 2",
        "E11",
        "68473102",
        "METFORMINE ACCORD 1000 mg, comprimé pelliculé sécable",
        "metformine",
        45,
        0.09,
    ),
    Maladie(
        "Hypercholestérolémie",
        "E78.0",
        "64308092",
        "ATORVASTATINE ALMUS PHARMA 20 mg, comprimé pelliculé",
        "atorvastatine",
        45,
        0.18,
    ),
)
AIGUES = (
    ("Rhinopharyngite", "Nez bouché, gorge rouge, tympans normaux. Pas de fièvre élevée."),
    ("Lombalgie", "Douleur lombaire basse sans irradiation. Lasègue négatif, pas de déficit."),
    ("Certificat de sport", "Interrogatoire et examen sans particularité. ECG de repos non indiqué."),
    ("Toux", "Toux sèche depuis cinq jours. Auscultation libre, saturation normale."),
    ("Gastro-entérite", "Diarrhée et vomissements depuis la veille. Abdomen souple, pas de déshydratation."),
    ("Céphalées", "Céphalées de tension, examen neurologique normal."),
    ("Fatigue", "Asthénie depuis un mois, sommeil perturbé. Bilan prescrit."),
    ("Cystite", "Brûlures mictionnelles, apyrexie, pas de douleur lombaire. Bandelette positive."),
)
ANTECEDENTS = (
    "Appendicectomie",
    "Amygdalectomie",
    "Fracture du poignet",
    "Césarienne",
    "Asthme de l’enfance",
)
ALLERGIES = (("Pénicilline", "urticaire"), ("Arachide", "œdème"), ("Pollen de graminées", "rhinite"))
VACCINS = (("REVAXIS", ("Diphtérie", "Tétanos", "Poliomyélite")), ("VAXIGRIPTETRA", ("Grippe",)))
