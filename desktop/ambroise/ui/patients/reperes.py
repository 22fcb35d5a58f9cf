"""What a file is measured against on screen: the vaccination calendar, the references of growth."""

from dataclasses import dataclass

from ambroise.domain.calendrier_vaccinal import CalendrierVaccinal
from ambroise.domain.croissance import ReferenceCroissance


@dataclass(frozen=True)
class ReperesDossier:
    """The reference tables of this installation; None where one is not given."""

    calendrier: CalendrierVaccinal | None = None
    croissance: ReferenceCroissance | None = None
