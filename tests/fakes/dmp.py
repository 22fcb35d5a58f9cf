"""A DMP that holds documents in memory, counts what is asked of it, and lets the test decide its state."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from ambroise.domain.dmp import DocumentDmp, EtatDmp, FiltreDmp, SituationDmp, Visibilite
from ambroise.domain.identite import MatriculeIns


def document(
    identifiant: str = "1.2.3", *, mien: bool = True, visibilite: Visibilite | None = None
) -> DocumentDmp:
    return DocumentDmp(
        identifiant=identifiant,
        titre="Compte rendu",
        type_code="11488-4",
        type_libelle="CR ou fiche de consultation ou de visite",
        classe="Compte rendu",
        auteurs=("Max LIBRE",),
        instant=datetime(2026, 6, 1, tzinfo=UTC),
        debut_acte=datetime(2026, 6, 1, tzinfo=UTC),
        visibilite=visibilite or Visibilite(),
        is_du_professionnel=mien,
    )


@dataclass
class FauxDmp:
    """``PortDmp``: every call is remembered by name."""

    etat: EtatDmp = EtatDmp.OUVERT
    autorise: bool = False
    documents: dict[str, DocumentDmp] = field(default_factory=dict)
    appels: list[str] = field(default_factory=list)
    acces: list[tuple[str, bool]] = field(default_factory=list)
    filtres: list[FiltreDmp] = field(default_factory=list)

    def hold(self, *documents: DocumentDmp) -> None:
        self.documents.update({d.identifiant: d for d in documents})

    def situation(self, matricule: MatriculeIns) -> SituationDmp:
        self.appels.append("TD0.2")
        return SituationDmp(self.etat, "VALIDE" if self.autorise else "INEXISTANTE")

    def set_consentement(self, matricule: MatriculeIns, *, accorde: bool) -> None:
        self.appels.append("TD0.3 AJOUT" if accorde else "TD0.3 SUPPRESSION")
        self.autorise = accorde

    def search(
        self, matricule: MatriculeIns, filtre: FiltreDmp, *, motif_bris: str = "", secrete: bool = False
    ) -> Sequence[DocumentDmp]:
        self.appels.append("TD3.1")
        self.acces.append((motif_bris, secrete))
        self.filtres.append(filtre)
        return list(self.documents.values())

    def open(
        self, matricule: MatriculeIns, identifiant: str, *, motif_bris: str = "", secrete: bool = False
    ) -> bytes:
        self.appels.append("TD3.2")
        self.acces.append((motif_bris, secrete))
        return b"<ClinicalDocument/>"

    def set_visibilite(self, matricule: MatriculeIns, document: DocumentDmp, choix: Visibilite) -> None:
        self.appels.append("TD3.3a")
        self.documents[document.identifiant] = replace(document, visibilite=choix)

    def delete(self, matricule: MatriculeIns, document: DocumentDmp) -> None:
        self.appels.append("TD3.3c")
        del self.documents[document.identifiant]

    def archive(self, matricule: MatriculeIns, document: DocumentDmp, *, archive: bool) -> None:
        self.appels.append("TD3.3d")

    def web_url(self, matricule: MatriculeIns, page: str) -> str:
        return f"https://web.invalid/{page}"
