"""The appli carte Vitale as the use cases see it, asked in the name of the CPS of the session."""

from collections.abc import Callable
from uuid import UUID

from ambroise import __version__
from ambroise.adapters.carte_ouverte import AccesServices
from ambroise.adapters.traduction import translating
from ambroise.usecases.apcv import LectureApcv
from ambroise.usecases.errors import CarteAbsente, NonPrisEnCharge, ReponseInvalide
from ambroise.usecases.ports import Horloge
from ambroise.usecases.ports_cartes import BeneficiaireVitale
from esante.apcv.client import ApcvClient, ProfessionnelApcv
from esante.apcv.lecture import read_qr
from esante.apcv.models import BeneficiaireApcv, ContenuApcv, ContexteApcv
from esante.apcv.nfc import AID_NDEF
from esante.errors import Malformed
from esante.insi.authentification import AuthentificationCps
from esante.insi.models import Logiciel

SERVICE = "Le service de l’appli carte Vitale"
_CHEMIN = "/wssoap/apcv/auth/1/0"


class Apcv:
    """Exchange what a phone shows.

    Args:
        instance: identifies this installation to the service.
        read_telephone: reads the phone on a contactless reader, by an application identifier.
        aid: that identifier in hexadecimal; empty for the one of NFC Forum tags.
    """

    def __init__(
        self,
        acces: AccesServices,
        horloge: Horloge,
        instance: UUID,
        read_telephone: Callable[[bytes], tuple[str, ContenuApcv]],
        aid: str = "",
    ) -> None:
        self._acces, self._horloge, self._instance = acces, horloge, instance
        self._read_telephone, self._aid = read_telephone, aid
        self._contexte: ContexteApcv | None = None

    def read(self, contenu: str) -> LectureApcv:
        """Exchange a text. See ``PortApcv.read``."""
        try:
            opaque = ContenuApcv(contenu)
        except Malformed as exc:
            raise _not_a_code() from exc
        return self._exchange(opaque)

    def read_image(self, image: bytes) -> LectureApcv:
        """Exchange the code of a picture. See ``PortApcv.read_image``."""
        try:
            opaque = read_qr(image)
        except Malformed as exc:
            raise _not_a_code() from exc
        return self._exchange(opaque)

    def read_nfc(self) -> LectureApcv:
        """Exchange what the phone on the reader shows. See ``PortApcv.read_nfc``."""
        aid = _parse_aid(self._aid)
        try:
            with translating("Le téléphone"):
                _, opaque = self._read_telephone(aid)
        except CarteAbsente as exc:
            raise CarteAbsente(
                "Aucun téléphone n’est posé sur un lecteur sans contact.",
                remede="Posez le téléphone, appli carte Vitale ouverte, ou scannez son code.",
            ) from exc
        return self._exchange(opaque)

    def close(self) -> None:
        """Give the last context up. See ``PortApcv.close``."""
        contexte, self._contexte = self._contexte, None
        if contexte is not None:
            with translating(SERVICE), self._client() as client:
                client.close_contexte(contexte)

    def _exchange(self, contenu: ContenuApcv) -> LectureApcv:
        with translating(SERVICE), self._client() as client:
            self._contexte = contexte = client.open_contexte(contenu)
            lus = client.read_beneficiaires(contexte)
        return LectureApcv(
            contexte.fin_validite,
            tuple(_as_beneficiaire(rang, lu) for rang, lu in enumerate(lus, start=1)),
        )

    def _client(self) -> ApcvClient:
        acces, session = self._acces, self._acces.session
        situation, carte = session.situation, acces.carte
        if not situation.numero_am or not situation.specialite_amo:
            raise NonPrisEnCharge(
                "L’appli carte Vitale demande votre numéro d’Assurance Maladie et votre code de spécialité.",
                code="facturation_absente",
                remede="Complétez le lieu d’exercice dans les réglages, ou insérez la carte Vitale.",
            )
        return ApcvClient(
            acces.http_server_only(),
            acces.url("apcv").rstrip("/") + _CHEMIN,
            Logiciel(acces.table.logiciel.numero_autorisation_insi, "AMBROISE", __version__, self._instance),
            AuthentificationCps(
                carte.cle_signature,
                carte.certificat_signature,
                identifiant_facturation=situation.numero_am,
                secteur_activite=situation.secteur_activite,
                code_specialite=session.professionnel.savoir_faire or None,
            ),
            # The ninth digit of the number is its key; the request names it apart as well.
            ProfessionnelApcv(situation.numero_am, situation.numero_am[-1], situation.specialite_amo),
            now=self._horloge,
        )


def _as_beneficiaire(rang: int, lu: BeneficiaireApcv) -> BeneficiaireVitale:
    return BeneficiaireVitale(
        rang,
        lu.nom_usage or lu.nom_famille,
        lu.prenom,
        lu.date_naissance,
        lu.nir_certifie or "",
        nom_naissance=lu.nom_famille,
    )


def _parse_aid(hexadecimal: str) -> bytes:
    try:
        aid = bytes.fromhex(hexadecimal) or AID_NDEF
    except ValueError:
        aid = b""
    if not 5 <= len(aid) <= 16:  # ISO/IEC 7816-4 §12.2.3
        raise NonPrisEnCharge(
            "L’identifiant de l’application NFC n’en est pas un.",
            code="apcv_nfc_aid",
            remede="Corrigez le réglage «\u00a0apcv_nfc_aid\u00a0»\u00a0: de 10 à 32 chiffres hexadécimaux.",
        )
    return aid


def _not_a_code() -> ReponseInvalide:
    return ReponseInvalide(
        "Ce n’est pas le code d’une appli carte Vitale.",
        code="code_apcv",
        remede="Cadrez le code QR affiché par le téléphone, ou insérez la carte Vitale.",
    )
