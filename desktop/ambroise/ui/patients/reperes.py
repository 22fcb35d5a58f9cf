"""What a file is measured against on screen: the vaccination calendar, the references of growth."""

from dataclasses import dataclass, field

from ambroise.domain.calendrier_vaccinal import CalendrierVaccinal
from ambroise.domain.croissance import ReferenceCroissance
from ambroise.usecases.ports_terminologie import SansTerminologie, Terminologies


@dataclass(frozen=True)
class ReperesDossier:
    """The reference tables of this installation; None where one is not given."""

    calendrier: CalendrierVaccinal | None = None
    croissance: ReferenceCroissance | None = None
    termes: Terminologies = field(default_factory=SansTerminologie)
