"""MSSanté: the box of this profile, the messages frozen for the outbox, and their delivery."""

import base64
import json
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

from ambroise import __version__
from ambroise.adapters.carte_ouverte import AccesServices
from ambroise.adapters.psc import PscSession
from ambroise.adapters.traduction import translating
from ambroise.domain.envoi import Envoi
from ambroise.usecases.errors import NonPrisEnCharge
from ambroise.usecases.ports_actes import ActeSigne, EnvoiPrepare
from esante.cda.models import Code
from esante.errors import Malformed, Unsupported
from esante.mssante.adresses import parse_adresse
from esante.mssante.autoconfiguration import configure_compte, resolve_srv
from esante.mssante.client import MssanteClient
from esante.mssante.composition import make_identifiant, make_nom_pdf
from esante.mssante.models import (
    DocumentsJoints,
    Expediteur,
    Mecanisme,
    MessageMss,
    PdfJoint,
    Serveur,
    TypeBal,
)
from esante.mssante.tls import make_contexte
from esante.xdm import ecriture
from esante.xdm.modeles import Expediteur as ExpediteurXdm
from esante.xds.depuis_cda import describe_cda
from esante.xds.modeles import LotSoumission

SERVICE = "La messagerie MSSanté"
ABSENT = "absent"
CONSULTATION_EXTERNE = Code("07", "Consultations externes", "1.2.250.1.213.2.2")


class Messagerie:
    """The box of the professional: from here messages leave, here they are read."""

    def __init__(
        self,
        acces: AccesServices,
        psc: PscSession,
        adresse: str,
        *,
        type_bal: str = "PER",
        imap: str = "",
        smtp: str = "",
        certificat: tuple[str, str] = ("", ""),
    ) -> None:
        """Take a box; ``imap`` and ``smtp`` (``host:port``) override what its domain publishes.

        Args:
            certificat: PEM files of the certificate and the key that open an application's box.
        """
        self._acces = acces
        self._psc = psc
        self._adresse = adresse
        self._type_bal = type_bal
        self._imap = imap
        self._smtp = smtp
        self._certificat = certificat

    @property
    def adresse(self) -> str:
        """The address set in the profile, empty when there is none."""
        return self._adresse

    @property
    def type_bal(self) -> str:
        """Kind of the box: PER, ORG, APP or CAB."""
        return self._type_bal

    @cached_property
    def client(self) -> MssanteClient:
        """The client of the box. Raises NonPrisEnCharge when this environment has no mail."""
        if not self._adresse:
            raise NonPrisEnCharge(
                "Aucune boîte MSSanté n’est réglée dans ce profil.",
                remede="Indiquez l’adresse de la boîte dans les réglages.",
            )
        table = self._acces.table
        services = table.services
        if table.autorite is None or ABSENT in (services.get("mssante_imap"), services.get("mssante_smtp")):
            raise NonPrisEnCharge(
                "La messagerie n’existe pas dans cet environnement.",
                remede="Dans le bac à sable, installez Dovecot.",
            )
        with translating(SERVICE):
            adresse = parse_adresse(self._adresse)
            compte = configure_compte(
                adresse,
                _type_bal(self._type_bal),
                resolve_srv,
                imap=_server(self._imap or services.get("mssante_imap", "")),
                smtp=_server(self._smtp or services.get("mssante_smtp", "")),
            )
            by_certificate = compte.mecanisme is Mecanisme.CERTIFICAT
            return MssanteClient(
                compte,
                None if by_certificate else lambda: self._psc.fresh_token(adresse),
                make_contexte(
                    table.autorite,
                    self._acces.table_verifiee.revocations,
                    accept_test=not table.is_reel,
                    certificat=_certificate(*self._certificat) if by_certificate else None,
                ),
                table.logiciel.reference_produit_nil,
                proxy=self._acces.proxy,
            )

    def prepare_message(self, acte: ActeSigne, destinataire: str, *, au_patient: bool) -> EnvoiPrepare:
        """Freeze the message that carries a signed order: XDM archive and PDF of the same document."""
        traits, professionnel = acte.patient.identite.traits, acte.session.professionnel
        instant = acte.ordonnance.signee_le
        assert instant is not None
        with translating(SERVICE):
            expediteur = parse_adresse(self._adresse)
            identifiant = make_identifiant(f"{acte.identifiant_document}/{destinataire}", expediteur)
            parse_adresse(destinataire)
            xdm = build_archive(acte)
        nom_pdf = make_nom_pdf(
            acte.ordonnance.date, "ordonnance", traits.nom_naissance, traits.premier_prenom
        )
        contenu = {
            "identifiant": identifiant,
            "date": instant.isoformat(),
            "expediteur": {
                "nom": professionnel.nom,
                "prenom": professionnel.prenom.title(),
                "titre": professionnel.profession.titre,
            },
            "destinataire": destinataire,
            "libelle": "Ordonnance",
            "corps": _body(acte, au_patient=au_patient),
            "nom_patient": traits.nom_naissance,
            "prenom_patient": traits.premier_prenom,
            "date_naissance": traits.date_naissance.isoformat(),
            "ins_complete": acte.patient.identite.is_qualifiee,
            "code_cda": describe_cda(acte.cda).type.code,
            "xdm": base64.b64encode(xdm).decode(),
            "nom_pdf": nom_pdf,
            "pdf": base64.b64encode(acte.pdf).decode(),
            "fin_echange": au_patient,
        }
        qui = "Mon espace santé" if au_patient else destinataire
        libelle = f"Ordonnance du {acte.ordonnance.date:%d/%m/%Y} · {qui}"
        return EnvoiPrepare(identifiant, json.dumps(contenu).encode(), libelle)

    def is_deja_recu(self, envoi: Envoi) -> bool:
        """Ask the box whether the message already left."""
        with translating(SERVICE):
            return self.client.is_sent(envoi.cle_idempotence)

    def transmettre(self, envoi: Envoi) -> str:
        """Send the message and return its identifier."""
        lu = json.loads(envoi.contenu)
        with translating(SERVICE):
            return self.client.send(_read_message(lu, self._adresse)).identifiant


def build_archive(acte: ActeSigne) -> bytes:
    """Return the IHE_XDM.ZIP of a signed order."""
    fiche = describe_cda(acte.cda)
    lot = LotSoumission(
        identifiant=f"{acte.identifiant_document}.1",
        source_id=acte.identifiant_document,
        patient_id=fiche.patient_id,
        auteur=fiche.auteurs[0],
        contenu=CONSULTATION_EXTERNE,
        instant=fiche.creation,
        titre=fiche.titre,
        entry_uuid=f"urn:uuid:{acte.ordonnance.id}",
    )
    structure = acte.session.situation.structure
    expediteur = ExpediteurXdm(
        f"{acte.session.professionnel.nom_affiche}, {structure.nom}", "Ambroise", __version__, "Ambroise"
    )
    return ecriture.build_xdm(
        lot, [(fiche, acte.cda), (ecriture.fiche_pdf(fiche, acte.pdf), acte.pdf)], expediteur
    )


def _server(place: str) -> Serveur | None:
    """Read ``host:port``, with or without a scheme; None when nothing is set: the domain is asked."""
    if not place:
        return None
    parties = urlsplit(place if "//" in place else f"//{place}")
    try:
        port = parties.port
    except ValueError:
        port = None
    if not parties.hostname or port is None:
        raise Malformed("serveur de messagerie mal réglé\u00a0: «\u00a0machine:port\u00a0» attendu")
    return Serveur(parties.hostname, port)


def _certificate(certificat: str, cle: str) -> tuple[Path, Path]:
    files = Path(certificat).expanduser(), Path(cle).expanduser()
    if not (certificat and cle and all(file.is_file() for file in files)):
        raise Unsupported(
            "une boîte applicative veut un certificat et sa clé\u00a0: réglez les deux fichiers"
        )
    return files


def _type_bal(code: str) -> TypeBal:
    try:
        return TypeBal(code)
    except ValueError:
        raise Malformed("type de boîte inconnu\u00a0: PER, ORG, APP ou CAB attendu") from None


def _body(acte: ActeSigne, *, au_patient: bool) -> str:
    jour = f"{acte.ordonnance.date:%d/%m/%Y}"
    signature = f"{acte.session.professionnel.nom_affiche}\n{acte.session.situation.structure.nom}"
    if au_patient:
        return (
            f"Bonjour,\n\nVoici votre ordonnance du {jour}. Présentez le code au pharmacien de votre choix.\n"
            f"Ce message n’attend pas de réponse.\n\n{signature}\n"
        )
    return f"Bonjour,\n\nVoici l’ordonnance du {jour}, pour votre information.\n\n{signature}\n"


def _read_message(lu: dict[str, object], expediteur: str) -> MessageMss:
    def text(cle: str, source: dict[str, object] = lu) -> str:
        return str(source[cle])

    auteur = lu["expediteur"]
    assert isinstance(auteur, dict)
    return MessageMss(
        identifiant=text("identifiant"),
        date=datetime.fromisoformat(text("date")),
        expediteur=Expediteur(
            parse_adresse(expediteur), text("nom", auteur), text("prenom", auteur), text("titre", auteur)
        ),
        destinataires=(parse_adresse(text("destinataire")),),
        objet=text("libelle"),
        corps=text("corps"),
        documents=DocumentsJoints(
            libelle=text("libelle"),
            nom_patient=text("nom_patient"),
            prenom_patient=text("prenom_patient"),
            date_naissance=date.fromisoformat(text("date_naissance")),
            codes_cda=(text("code_cda"),),
            ins_complete=bool(lu["ins_complete"]),
            xdm=base64.b64decode(text("xdm")),
            pdfs=(PdfJoint(text("nom_pdf"), base64.b64decode(text("pdf"))),),
        ),
        fin_echange=bool(lu["fin_echange"]),
    )
