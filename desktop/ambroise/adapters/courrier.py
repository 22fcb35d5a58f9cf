"""Messages written here, frozen for the outbox, and the outbox's way to the right box.

Référentiel socle MSSanté #2: the document chosen leaves as CDA and PDF in ``IHE_XDM.ZIP`` (ECO.2.1.x), the
display name follows the kind of box (ECO.2.2.7), an answer keeps its thread (ECO.2.2.1).
"""

import base64
import json
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from ambroise import __version__
from ambroise.adapters.entete_cda import make_entete, patient_cda
from ambroise.adapters.environnement import TableEnvironnement
from ambroise.adapters.mssante import CONSULTATION_EXTERNE, SERVICE, Messagerie
from ambroise.adapters.page_document import TexteAImprimer, page_pdf
from ambroise.adapters.traduction import translating
from ambroise.domain.envoi import Envoi
from ambroise.domain.message import EnteteMessage
from ambroise.domain.patient import Patient
from ambroise.usecases.errors import DemandeRejetee
from ambroise.usecases.ports_actes import EnvoiPrepare
from ambroise.usecases.ports_ecriture import DocumentAJoindre, MessageAEcrire
from esante.cda.lecture import read_cda
from esante.cda.non_structure import build_non_structure
from esante.mssante.accuses import GenreAccuse, build_mdn
from esante.mssante.adresses import AdresseMss, is_adresse_patient, parse_adresse
from esante.mssante.composition import build_message, make_identifiant, make_nom_pdf
from esante.mssante.models import DocumentsJoints, Expediteur, MessageMss, PdfJoint, TypeBal
from esante.xdm.ecriture import build_xdm, fiche_pdf
from esante.xdm.modeles import Expediteur as ExpediteurXdm
from esante.xds.depuis_cda import describe_cda
from esante.xds.modeles import FicheDocument, LotSoumission


class Courrier:
    """``usecases.ports_ecriture.PortCourrier`` over the boxes of the profile.

    Args:
        rendre: draws a page, which this side of the house cannot.
    """

    def __init__(
        self,
        messageries: Sequence[Messagerie],
        table: TableEnvironnement,
        rendre: Callable[[TexteAImprimer], bytes],
    ) -> None:
        self._messageries = {m.adresse: m for m in messageries}
        self._table = table
        self._rendre = rendre

    def render_lettre(self, message: MessageAEcrire) -> bytes:
        """Return the words of a message as a letter, PDF/A-1b."""
        professionnel, structure = message.session.professionnel, message.session.situation.structure
        head = [professionnel.nom_affiche, structure.nom, structure.adresse]
        head += [f"{structure.code_postal} {structure.commune}".strip(), structure.telephone, ""]
        identite = message.patient.identite if message.patient else None
        if message.patient is not None and not message.patient.identite.is_qualifiee:
            head.append(_about(message.patient))
        head.append(f"Le {message.instant.astimezone():%d/%m/%Y}")
        return self._rendre(
            TexteAImprimer(
                message.objet,
                tuple(line for line in head if line),
                (("", tuple(message.corps.splitlines())),),
                f"{professionnel.nom_affiche} · RPPS {professionnel.numero_rpps}",
                professionnel.nom_affiche,
                message.instant,
                identite,
                self._table.oid_ins,
            )
        )

    def prepare_message(self, message: MessageAEcrire) -> EnvoiPrepare:
        """Freeze a message, its documents as one XDM archive with the PDF of each."""
        with translating(SERVICE):
            sender = parse_adresse(message.boite)
            identifiant = make_identifiant(message.identifiants[0], sender)
            mss = MessageMss(
                identifiant=identifiant,
                date=message.instant,
                expediteur=self._expediteur(message, sender),
                destinataires=tuple(parse_adresse(a) for a in message.destinataires),
                objet=message.objet,
                corps=message.corps,
                documents=self._documents(message) if message.documents else None,
                en_reponse_a=message.en_reponse_a or None,
                references=message.references,
                accuse_lecture=message.accuse_lecture,
                fin_echange=message.fin_echange,
            )
            content = build_message(mss, self._table.logiciel.reference_produit_nil)
        to_patient = any(is_adresse_patient(a) for a in mss.destinataires)
        where = "Mon espace santé" if to_patient else ", ".join(mss.destinataires)
        return freeze_message(
            message.boite, identifiant, mss.destinataires, content, f"{message.objet} · {where}"
        )

    def prepare_accuse(
        self,
        entete: EnteteMessage,
        demandeur: str,
        octets: bytes,
        instant: datetime,
        *,
        automatique: bool,
    ) -> EnvoiPrepare:
        """Freeze the read receipt of a message; its identifier is made from the message."""
        boite = entete.place[0]
        with translating(SERVICE):
            sender, asked = parse_adresse(boite), parse_adresse(demandeur)
            identifiant = make_identifiant(f"accusé/{entete.identifiant or entete.id}", sender)
            content = build_mdn(
                octets,
                sender,
                asked,
                GenreAccuse.LU,
                identifiant,
                instant,
                self._table.logiciel.reference_produit_nil,
                automatique=automatique,
            )
        return freeze_message(boite, identifiant, (asked,), content, f"Accusé de lecture · {asked}")

    def _expediteur(self, message: MessageAEcrire, sender: AdresseMss) -> Expediteur:
        professionnel, structure = message.session.professionnel, message.session.situation.structure
        if self._messageries[message.boite].type_bal in (TypeBal.ORGANISATIONNELLE, TypeBal.CABINET):
            return Expediteur(sender, structure.nom)
        return Expediteur(
            sender,
            professionnel.nom,
            professionnel.prenom.title(),
            professionnel.profession.titre,
            structure.nom,
        )

    def _documents(self, message: MessageAEcrire) -> DocumentsJoints:
        patient = message.patient
        if patient is None:
            raise DemandeRejetee("Un document ne part qu’au sujet d’un patient.")
        traits = patient.identite.traits
        lot_oid, *oids = message.identifiants
        built = [self._pair(d, message, patient, oid) for d, oid in zip(message.documents, oids, strict=True)]
        fiches = [fiche for fiche, _, _ in built]
        lot = LotSoumission(
            identifiant=lot_oid,
            source_id=lot_oid,
            patient_id=fiches[0].patient_id,
            auteur=fiches[0].auteurs[0],
            contenu=CONSULTATION_EXTERNE,
            instant=fiches[0].creation,
            titre=message.objet,
            entry_uuid=f"urn:uuid:{_uuid_of(lot_oid)}",
        )
        sent = [part for fiche, cda, pdf in built for part in ((fiche, cda), (fiche_pdf(fiche, pdf), pdf))]
        name = f"{message.session.professionnel.nom_affiche}, {message.session.situation.structure.nom}"
        xdm = build_xdm(lot, sent, ExpediteurXdm(name, "Ambroise", __version__, "Ambroise"))
        return DocumentsJoints(
            libelle=message.objet,
            nom_patient=traits.nom_naissance,
            prenom_patient=traits.premier_prenom,
            date_naissance=traits.date_naissance,
            codes_cda=tuple(dict.fromkeys(fiche.type.code for fiche in fiches)),
            ins_complete=patient.identite.matricule_transmissible is not None,
            xdm=xdm,
            pdfs=_named(built, patient, message.instant.astimezone().date()),
        )

    def _pair(
        self, document: DocumentAJoindre, message: MessageAEcrire, patient: Patient, oid: str
    ) -> tuple[FicheDocument, bytes, bytes]:
        """Return a document as CDA and as PDF, described."""
        if document.type_mime == "application/pdf":
            entete = make_entete(
                oid,
                f"{oid}.1",
                document.code,
                document.titre,
                message.instant,
                patient_cda(patient, self._table),
                message.session,
            )
            cda = build_non_structure(entete, document.contenu)
            return describe_cda(cda), cda, document.contenu
        lu = read_cda(document.contenu)
        matricule = patient.identite.matricule_transmissible
        if lu.patient.matricule and matricule and lu.patient.matricule != matricule.numero:
            raise DemandeRejetee(
                f"«\u00a0{document.titre}\u00a0» porte une autre INS que celle de ce patient.",
                remede="Ouvrez-le\u00a0: s’il est au mauvais dossier, déplacez-le.",
            )
        return describe_cda(document.contenu), document.contenu, page_pdf(lu, self._rendre)


class TransmetteurMessages:
    """Delivers each message from the box it was written in; the first box when it names none."""

    def __init__(self, messageries: Sequence[Messagerie]) -> None:
        self._messageries = messageries

    def is_deja_recu(self, envoi: Envoi) -> bool:
        """Ask the box whether the message already left."""
        return self._box(json.loads(envoi.contenu)).is_deja_recu(envoi)

    def transmettre(self, envoi: Envoi) -> str:
        """Send the message and return its identifier."""
        lu = json.loads(envoi.contenu)
        messagerie = self._box(lu)
        if "octets" not in lu:
            return messagerie.transmettre(envoi)
        with translating(SERVICE):
            recipients = tuple(parse_adresse(str(a)) for a in lu["destinataires"])
            content = base64.b64decode(lu["octets"])
            return messagerie.client.deliver(envoi.cle_idempotence, content, recipients).identifiant

    def _box(self, lu: dict[str, Any]) -> Messagerie:
        wanted = lu.get("boite") or self._messageries[0].adresse
        for messagerie in self._messageries:
            if messagerie.adresse == wanted:
                return messagerie
        raise DemandeRejetee(
            "La boîte d’où ce message devait partir n’est plus dans ce profil.",
            remede="Remettez-la dans les réglages, ou écrivez le message d’une autre boîte.",
        )


def freeze_message(
    boite: str, identifiant: str, recipients: Sequence[AdresseMss], content: bytes, libelle: str
) -> EnvoiPrepare:
    """Freeze a message already built, with the box it leaves from."""
    frozen = {
        "boite": boite,
        "destinataires": list(recipients),
        "octets": base64.b64encode(content).decode(),
    }
    return EnvoiPrepare(identifiant, json.dumps(frozen).encode(), libelle)


def _named(
    built: Sequence[tuple[FicheDocument, bytes, bytes]], patient: Patient, jour: date
) -> tuple[PdfJoint, ...]:
    """Name the PDFs (ECO.2.1.6); two of one kind and day are told apart by their rank."""
    nom, prenom = patient.identite.traits.nom_naissance, patient.identite.traits.premier_prenom
    names: dict[str, PdfJoint] = {}
    for fiche, _, pdf in built:
        rank, name = 1, make_nom_pdf(jour, fiche.type.libelle, nom, prenom)
        while name in names:
            rank += 1
            name = make_nom_pdf(jour, fiche.type.libelle, nom, prenom, str(rank))
        names[name] = PdfJoint(name, pdf)
    return tuple(names.values())


def _about(patient: Patient) -> str:
    traits = patient.identite.traits
    return f"{traits.nom_naissance} {traits.premier_prenom}, {traits.date_naissance:%d/%m/%Y}"


def _uuid_of(oid: str) -> UUID:
    """Return the UUID that an OID under 2.25 writes as an integer."""
    return UUID(int=int(oid.removeprefix("2.25.").split(".")[0]))
