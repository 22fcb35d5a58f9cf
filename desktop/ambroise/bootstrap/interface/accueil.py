"""What the reception of a patient asks: the card, the files it may be of, places, a new file."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from ambroise.domain.identite import TraitsIdentite
from ambroise.domain.lieu import Lieu
from ambroise.domain.patient import Coordonnees, Patient
from ambroise.domain.rattachement import PatientAnnonce
from ambroise.ui.identites.ports import DossierProche
from ambroise.usecases.apcv import LectureApcv
from ambroise.usecases.errors import Introuvable, ReponseInvalide
from ambroise.usecases.identites_lues import IdentiteLue
from ambroise.usecases.ports_cartes import BeneficiaireVitale, CarteVitale

_IMAGE_MAXIMALE = 40 * 1024**2

if TYPE_CHECKING:
    from ambroise.bootstrap.application import Application


class AccueilEcran:
    """``ui.ports.Accueil`` and ``ui.identites.ports.Lectures`` over one application."""

    def __init__(self, app: "Application") -> None:
        self._app = app

    def read_vitale(self, lecteur: str | None = None) -> CarteVitale:
        return self._app.cartes.read_vitale(lecteur)

    def open_apcv(self, contenu: str | bytes) -> LectureApcv:
        return self._app.apcv.open(contenu)

    def open_apcv_nfc(self) -> LectureApcv:
        return self._app.apcv.open_nfc()

    def find_by_vitale(self, beneficiaire: BeneficiaireVitale) -> Sequence[Patient]:
        return self._app.identites.find_by_vitale(beneficiaire)

    def find_proches(self, traits: TraitsIdentite, nom_utilise: str = "") -> Sequence[DossierProche]:
        trouves = self._app.identitovigilance.find_proches(traits, nom_utilise=nom_utilise)
        with self._app.contexte.uow() as uow:
            return [DossierProche(uow.patients.get(r.b), r.raisons) for r in trouves]

    def note_lecture(self, patient_id: UUID, lue: PatientAnnonce) -> None:
        self._app.identites.note_lecture(patient_id, lue)

    def search_lieux(self, texte: str, naissance: date | None = None) -> Sequence[Lieu]:
        return self._app.lieux.search(texte, naissance, 5)

    def read_text(self, texte: str) -> IdentiteLue:
        return self._app.identites_lues.read_text(texte)

    def read_file(self, chemin: Path) -> IdentiteLue:
        try:
            with chemin.open("rb") as fichier:
                contenu = fichier.read(_IMAGE_MAXIMALE + 1)
        except OSError:
            raise Introuvable("Ce fichier ne peut être lu.") from None
        if len(contenu) > _IMAGE_MAXIMALE:
            raise ReponseInvalide("Ce fichier est trop gros.", remede="Recadrez l’image autour du code.")
        return self._app.identites_lues.read_image(contenu)

    def read_message(self, id_: str) -> IdentiteLue:
        lu = self._app.reception.open(id_)
        if lu.message.patient is None or lu.rattachement is None:
            raise Introuvable(
                "Ce message ne nomme aucun patient.", remede="Demandez les traits à la personne."
            )
        return IdentiteLue(lu.message.patient, lu.rattachement)

    def create(
        self,
        traits: TraitsIdentite,
        *,
        nom_utilise: str = "",
        telephone: str = "",
        nir_facturation: str = "",
        malgre_homonyme: bool = False,
        lue: PatientAnnonce | None = None,
    ) -> Patient:
        return self._app.identites.create(
            traits,
            nom_utilise=nom_utilise,
            coordonnees=Coordonnees(telephone=telephone),
            nir_facturation=nir_facturation,
            malgre_homonyme=malgre_homonyme,
            lue=lue,
        )
