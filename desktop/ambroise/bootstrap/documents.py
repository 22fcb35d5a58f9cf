"""The documents of an act: the PDF that is printed and the CDA that carries it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from ambroise.adapters.acte_cda import build_acte_cda
from ambroise.adapters.code_ordonnance import write_code
from ambroise.adapters.environnement import TableEnvironnement
from ambroise.adapters.page_document import TexteAImprimer
from ambroise.domain.ordonnance import Ordonnance
from ambroise.domain.papier_securise import CarreSecurise, parse_carre
from ambroise.domain.regles_ordonnance import ReglesOrdonnance
from ambroise.printing.archive import PdfRefuse, archive_pdf
from ambroise.printing.cartouche import bloc_patient
from ambroise.printing.composition import OptionsImpression, compose_page
from ambroise.printing.duplicata import make_exemplaires, mark_duplicata
from ambroise.printing.ordonnance import render_ordonnance
from ambroise.printing.paragraphes import Paragraphes, read_paragraphes
from ambroise.printing.symbols import qr_png
from ambroise.printing.texte import PageTexte, render_texte
from ambroise.referentiels.regles_ordonnance import read_regles
from ambroise.usecases.controle_ordonnance import needs_ordonnance_securisee
from ambroise.usecases.errors import NonPrisEnCharge
from ambroise.usecases.ports_actes import ActeSigne
from ambroise.usecases.ports_alimentation import ActePartage
from ambroise.usecases.ports_medicaments import BaseMedicaments


def render_page(texte: TexteAImprimer) -> bytes:
    """Draw a document in words as PDF/A, with the block of the patient when the identity is qualified."""
    identite, bloc = texte.identite, None
    if identite is not None and identite.is_qualifiee:
        bloc = bloc_patient(identite, texte.instant.astimezone().date(), texte.oid_ins)
    return render_texte(
        PageTexte(texte.titre, texte.entete, texte.parties, texte.pied, texte.auteur, texte.instant, bloc)
    )


def archive_of(pdf: bytes, acte: ActePartage) -> bytes:
    """Return a PDF of the file as an archive, in the name of who shares it. Raises NonPrisEnCharge."""
    try:
        return archive_pdf(pdf, acte.titre, acte.session.professionnel.nom_affiche, acte.instant)
    except PdfRefuse as refus:
        raise NonPrisEnCharge(
            str(refus), remede="Imprimez-le en un PDF simple, puis ajoutez-le au dossier."
        ) from None


@dataclass(frozen=True)
class Papier:
    """What a profile may change of the page: sentences, rules, where its secure sheets have a square."""

    paragraphes: Paragraphes = field(default_factory=read_paragraphes)
    regles: ReglesOrdonnance = field(default_factory=read_regles)
    carre: CarreSecurise | None = None

    def make_exemplaires(self, pdf: bytes, ordonnance: Ordonnance, reimprime_le: str = "") -> bytes:
        """Return the copies of an order, each named; an order that needs one only is left as it is."""
        combien = self.regles.count_exemplaires(ordonnance)
        if combien == 1:
            return mark_duplicata(pdf, f"DUPLICATA imprimé le {reimprime_le}") if reimprime_le else pdf
        suite = f", réimprimé le {reimprime_le}" if reimprime_le else ""
        noms = [self.paragraphes["exemplaires"][str(rang)] for rang in range(1, combien + 1)]
        return make_exemplaires(pdf, [f"{nom}{suite}" for nom in noms])


def read_papier(dossier: Path, carre: str) -> Papier:
    """Return the paper of a profile, from its folder of rules and the setting of its secure sheets."""
    return Papier(
        read_paragraphes(dossier / "paragraphes.toml"),
        read_regles(dossier / "regles.toml"),
        parse_carre(carre),
    )


class Documents:
    """``PortDocuments`` over printing and esante, which do not know each other.

    Outside production every page is marked as a specimen. ``papier`` is asked at each page: a setting may
    change while the program runs.
    """

    def __init__(
        self, table: TableEnvironnement, base: BaseMedicaments, papier: Callable[[], Papier] = Papier
    ) -> None:
        self._table = table
        self._base = base
        self._papier = papier

    def render_pdf(self, acte: ActeSigne) -> bytes:
        """Return the PDF/A of a signed order."""
        papier = self._papier()
        options = OptionsImpression(
            qr=self.write_code(acte),
            specimen=not self._table.is_reel,
            carre=papier.carre,
            paragraphes=papier.paragraphes,
            oid_ins=self._table.oid_ins,
            rangs_securises=needs_ordonnance_securisee(self._base, acte.ordonnance.lignes),
        )
        return render_ordonnance(compose_page(acte, options))

    def build_cda(self, acte: ActeSigne) -> bytes:
        """Return the CDA of a signed order, its PDF copied inside."""
        return build_acte_cda(acte, self._table, qr_png(self.write_code(acte)))

    def write_code(self, acte: ActeSigne) -> str:
        """Return the text of the QR code of an act; empty when it has no number."""
        return write_code(acte.ordonnance, acte.patient, self._papier().regles.qr)
