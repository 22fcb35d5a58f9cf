"""What a file is measured against on screen: the vaccination calendar, the references of growth."""

from dataclasses import dataclass

from ambroise.domain.calendrier_vaccinal import CalendrierVaccinal


@dataclass(frozen=True)
class ReperesDossier:
    """The reference tables of this installation; None where one is not given."""

    calendrier: CalendrierVaccinal | None = None
