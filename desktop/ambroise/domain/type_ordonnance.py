"""The kinds of orders: one kind of executor each."""

from enum import StrEnum


class TypeOrdonnance(StrEnum):
    """Kinds of orders, one kind of executor each: line types of the ordonnance numérique, and others."""

    MEDICAMENTS = "medicament"
    DISPOSITIFS = "dispositifMedical"
    SOINS_INFIRMIERS = "acteInfirmier"
    KINESITHERAPIE = "acteKinesitherapie"
    PEDICURIE = "actePedicurie"
    ORTHOPHONIE = "acteOrthophonie"
    ORTHOPTIE = "acteOrthoptie"
    BIOLOGIE = "acteBiologieMedicale"
    IMAGERIE = "imagerie"
    TRANSPORT = "transport"
    LIBRE = "libre"

    @property
    def is_numerique(self) -> bool:
        """Tell whether the ordonnance numérique takes this kind (imaging and transport are outside)."""
        return self not in (TypeOrdonnance.IMAGERIE, TypeOrdonnance.TRANSPORT, TypeOrdonnance.LIBRE)
