"""The national directories asked online: a professional as he is today (FHIR), structures (ROR)."""

from collections.abc import Callable, Sequence

import httpx

from ambroise.adapters.carte_ouverte import AccesServices
from ambroise.adapters.traduction import translating
from ambroise.usecases.errors import NonPrisEnCharge
from ambroise.usecases.ports_en_ligne import Correspondant, FicheProfessionnel, Structure
from esante.annuaire.fhir import AnnuaireFhirClient, Cadence, FicheFhir
from esante.annuaire.models import ActiviteAnnuaire
from esante.cda.valeurs import jeu_valeurs
from esante.ror.client import Identifiants, RorClient

ANNUAIRE, ROR = "L’annuaire national", "Le répertoire des ressources (ROR)"
CHEMIN_FHIR = "/fhir/v2/"
CHEMIN_JETON = "/realms/ror/protocol/openid-connect/token"


class AnnuairesEnLigne:
    """``usecases.ports_en_ligne.PortAnnuairesEnLigne``.

    Args:
        cle: returns the key of a directory, ``annuaire`` or ``ror``; empty when there is none.
        client_ror: identifier of the software at the ROR.
    """

    def __init__(self, acces: AccesServices, cle: Callable[[str], str], client_ror: str) -> None:
        self._acces, self._cle, self._client_ror = acces, cle, client_ror
        self._cadence = Cadence()  # one for all: the pace is the software's, not the caller's

    @property
    def is_annuaire_regle(self) -> bool:
        """Whether a key allows asking about professionals."""
        return bool(self._cle("annuaire"))

    def search(self, nom: str, prenom: str = "") -> Sequence[Correspondant]:
        """Return the active professionals of a name."""
        with translating(ANNUAIRE), self._http("annuaire", CHEMIN_FHIR) as http:
            found = self._fhir(http).search(nom, prenom)
        return [_correspondant(fiche) for fiche in found]

    def detail(self, numero_rpps: str) -> FicheProfessionnel | None:
        """Return a professional with where he practises, None when nobody active bears this number."""
        with translating(ANNUAIRE), self._http("annuaire", CHEMIN_FHIR) as http:
            fiche = self._fhir(http).find(numero_rpps)
        if fiche is None:
            return None
        return FicheProfessionnel(_correspondant(fiche), tuple(map(_place, fiche.activites)))

    def search_structures(self, nom: str, commune: str = "", rayon_km: int = 15) -> Sequence[Structure]:
        """Return the structures whose offer of care matches, public data only (profile 0)."""
        table = self._acces.table
        token = table.services.get("ror_jeton") or f"{self._acces.url('ror')}{CHEMIN_JETON}"
        with translating(ROR), self._http("ror", "/") as http:
            client = RorClient(http, token, Identifiants(self._client_ror, self._need("ror", ROR)))
            found = client.search(nom, commune=commune, rayon_km=rayon_km)
        return [
            Structure(
                s.organisation,
                s.nom,
                s.identifiant,
                s.categorie,
                s.specialites,
                s.adresse,
                s.code_postal,
                s.commune,
                s.telephone,
            )
            for s in found
        ]

    def _http(self, service: str, path: str) -> httpx.Client:
        http = self._acces.http_server_only()
        http.base_url = httpx.URL(f"{self._acces.url(service).rstrip('/')}{path}")
        return http

    def _fhir(self, http: httpx.Client) -> AnnuaireFhirClient:
        return AnnuaireFhirClient(http, self._need("annuaire", ANNUAIRE), self._cadence)

    def _need(self, nom: str, service: str) -> str:
        cle = self._cle(nom)
        if not cle:
            raise NonPrisEnCharge(
                f"{service} demande une clé.",
                remede=f"Enregistrez-la avec «\u00a0ambroise annuaire cle {nom}\u00a0».",
            )
        return cle


def _place(activite: ActiviteAnnuaire) -> Structure:
    return Structure(
        activite.raison_sociale,
        "",
        activite.structure,
        "",
        (),
        activite.adresse,
        activite.code_postal,
        activite.commune,
        activite.telephone,
    )


def _label(profession: str) -> str:
    """Return the label of a profession (TRE_G15), its code when it is not known."""
    known = jeu_valeurs("j01_specialite_auteur").find(f"G15_{profession}")
    return known.libelle if known else profession


def _correspondant(fiche: FicheFhir) -> Correspondant:
    towns = dict.fromkeys(a.commune for a in fiche.activites if a.commune)
    structures = dict.fromkeys(a.raison_sociale for a in fiche.activites if a.raison_sociale)
    return Correspondant(
        fiche.identifiant_national,
        fiche.nom,
        fiche.prenom,
        ", ".join(map(_label, fiche.professions)),
        ", ".join(fiche.savoir_faire),
        ", ".join(towns),
        ", ".join(structures),
        tuple(box.adresse for box in fiche.bal),
    )
