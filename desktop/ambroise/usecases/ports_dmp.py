"""What the use cases ask of the DMP."""

from collections.abc import Sequence
from typing import Protocol

from ambroise.domain.dmp import DocumentDmp, FiltreDmp, SituationDmp, Visibilite
from ambroise.domain.identite import MatriculeIns


class PortDmp(Protocol):
    """The DMP of one patient, as the professional whose card is open. Every method raises a ServiceError.

    ``motif_bris`` opens by breaking the glass; ``secrete`` is the secret connection of a minor.
    """

    def situation(self, matricule: MatriculeIns) -> SituationDmp: ...

    def set_consentement(self, matricule: MatriculeIns, *, accorde: bool) -> None: ...

    def search(
        self, matricule: MatriculeIns, filtre: FiltreDmp, *, motif_bris: str = "", secrete: bool = False
    ) -> Sequence[DocumentDmp]: ...

    def open(
        self, matricule: MatriculeIns, identifiant: str, *, motif_bris: str = "", secrete: bool = False
    ) -> bytes: ...

    def set_visibilite(self, matricule: MatriculeIns, document: DocumentDmp, choix: Visibilite) -> None: ...

    def delete(self, matricule: MatriculeIns, document: DocumentDmp) -> None: ...

    def archive(self, matricule: MatriculeIns, document: DocumentDmp, *, archive: bool) -> None: ...

    def web_url(self, matricule: MatriculeIns, page: str) -> str: ...
