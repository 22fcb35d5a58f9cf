"""Steps 1 to 7: the doctor's session, the card, the identity, the file, the order, what leaves."""

import time
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from ambroise.adapters.mssante import build_archive
from ambroise.bootstrap.lecteurs import LECTEUR_CPS, LECTEUR_VITALE
from ambroise.bootstrap.preparation import prepare_gestures
from ambroise.demo.deroulement import PATIENCE_S, Deroulement, require
from ambroise.demo.monde import (
    BOITE_CONFRERE,
    CODE_PORTEUR,
    Monde,
)
from ambroise.demo.verification import fetch_mail, require_archive, reread_pdf
from ambroise.domain.alerte import Alerte, DecisionAlerte, ReponseAlerte
from ambroise.domain.datamatrix_ins import payload
from ambroise.domain.dossier import GraviteAllergie, TypeConstante
from ambroise.domain.envoi import Envoi, EtatEnvoi, TypeEnvoi
from ambroise.domain.identite import Sexe, StatutIdentite, TraitsIdentite, TypeJustificatif
from ambroise.domain.ordonnance import ConsentementConsultation, Ordonnance
from ambroise.domain.patient import Patient
from ambroise.usecases.envois import PolitiqueEnvoi
from ambroise.usecases.envois_ordonnance import Destinataires
from ambroise.usecases.ordonnances import OrdonnanceSignee
from ambroise.usecases.patients import NouvelleAllergie
from ambroise.usecases.ports_identite import InsTrouvee

LIGNES = (
    ("zocor 20", "0-0-1 28j"),
    ("clarithromycine 500 comprimé", "1-0-1 7j"),
    ("doliprane 1000 comprimé", "1-1-1 5j"),
)
POLITIQUE = PolitiqueEnvoi(base=timedelta(milliseconds=40))


@dataclass
class Cabinet:
    """What the doctor's steps hand over to the next."""

    monde: Monde
    patient: Patient | None = None
    signee: OrdonnanceSignee | None = None

    def open_session(self, deroulement: Deroulement) -> None:
        """Step 1."""
        monde, app = self.monde, self.monde.medecin
        ou = "pcscd" if monde.lecteurs.reels else "lecteur interne (ni pcscd ni vpcd sur cette machine)"
        with deroulement.etape(f"Carte CPS dans un lecteur, {ou}\u202f; code porteur") as etape:
            slot = monde.insert("cps-libre", LECTEUR_CPS)
            essais = app.session.attempts_left()
            session = app.session.open(CODE_PORTEUR)
            require(session.professionnel.numero_rpps == "99900063480", "ce n’est pas le médecin de test")
            app.psc.connect()
            prepare_gestures(app)  # the window does it while the code is typed
            etape.preuve = (
                f"{session.professionnel.nom_affiche}, {session.situation.structure.nom}, lue dans "
                f"«\u00a0{slot}\u00a0», {essais} essais restants avant la saisie"
            )

    def read_vitale(self, deroulement: Deroulement) -> None:
        """Step 2."""
        monde, app = self.monde, self.monde.medecin
        with deroulement.etape("Carte Vitale lue par APDU\u202f; dossier créé") as etape:
            slot = monde.insert("vitale-adrun-zoe", LECTEUR_VITALE)
            carte = app.cartes.read_vitale(slot)
            lue = carte.beneficiaires[0]
            require((lue.nom, lue.prenom) == ("ADRUN", "ZOE"), "la carte lue n’est pas celle insérée")
            require(lue.date_naissance is not None, "la carte ne donne pas la date de naissance")
            assert lue.date_naissance is not None
            connus = app.identites.find_by_vitale(lue)
            # The card's name may be a used name: birth name, sex and place are asked, then confirmed.
            self.patient = (
                connus[0]
                if connus
                else app.identites.create(
                    TraitsIdentite("ADRUN", "ZOE", Sexe.FEMININ, lue.date_naissance, "63220"),
                    nir_facturation=lue.nir,
                )
            )
            dossier = app.patients.open(self.patient.id)
            require(dossier.patient.identite.statut is StatutIdentite.PROVISOIRE, "statut inattendu")
            etape.preuve = f"{lue.nom} {lue.prenom}, carte de {carte.nature}, identité provisoire"

    def qualify(self, deroulement: Deroulement) -> None:
        """Step 3."""
        app = self.monde.medecin
        assert self.patient is not None
        with deroulement.etape("INSi par traits\u202f; justificatif\u202f; identité qualifiée") as etape:
            trouvee = app.identites.search_insi(self.patient.id)
            require(isinstance(trouvee, InsTrouvee), "INSi ne trouve pas la personne")
            assert isinstance(trouvee, InsTrouvee)
            recuperee = app.identites.accept(self.patient.id, ins=trouvee.identite)
            require(recuperee.identite.statut is StatutIdentite.RECUPEREE, "identité non récupérée")
            self.patient = app.identites.accept(self.patient.id, justificatif=TypeJustificatif.CARTE_IDENTITE)
            require(self.patient.identite.is_qualifiee, "identité non qualifiée")
            datamatrix = payload(self.patient.identite) or ""
            require(datamatrix.startswith("IS01"), "datamatrix INS absent")
            etape.preuve = (
                f"matricule {trouvee.identite.matricule}, {trouvee.appels} appel, datamatrix de "
                f"{len(datamatrix)} caractères"
            )

    def consult(self, deroulement: Deroulement) -> None:
        """Step 4."""
        app = self.monde.medecin
        assert self.patient is not None
        with deroulement.etape("Consultation, constantes et allergie dans la base chiffrée") as etape:
            app.patients.save_consultation(
                self.patient.id,
                motif="Toux fébrile",
                note="Fièvre depuis trois jours, foyer de crépitants à droite.",
                constantes=(
                    (TypeConstante.TEMPERATURE, Decimal("38.6")),
                    (TypeConstante.POIDS, Decimal("74.5")),
                ),
                allergies=(NouvelleAllergie("Pénicillines", "œdème de Quincke", GraviteAllergie.SEVERE),),
            )
            dossier = app.patients.open(self.patient.id)
            require(dossier.consultations[0].motif == "Toux fébrile", "consultation non relue")
            require(len(dossier.constantes) == 2, "constantes non relues")
            fichiers = [f for f in app.profil.racine.rglob("*") if f.is_file()]
            octets = b"".join(f.read_bytes() for f in fichiers if f.name.startswith(app.profil.base.name))
            require(b"SQLite format 3" not in octets, "la base n’est pas chiffrée")
            clairs = [f.name for f in fichiers if b"ADRUN" in f.read_bytes()]
            require(not clairs, f"un nom se lit en clair dans {clairs}")
            etape.preuve = f"relue\u202f; {len(octets) // 1024} Kio illisibles sans la clé"

    def prescribe(self, deroulement: Deroulement) -> None:
        """Step 5."""
        assert self.patient is not None
        with deroulement.etape("Trois médicaments de la BDPM, interaction ANSM, signature") as etape:
            alerte = self._sign()
            assert self.signee is not None
            require(self.signee.acte.ordonnance.is_figee, "l’ordonnance signée n’est pas figée")
            etape.preuve = (
                f"n° {self.signee.acte.ordonnance.numero}\u202f; {alerte.titre or alerte.cause} "
                f"({alerte.source}, {alerte.edition}), réponse gardée"
            )

    def prescribe_again(self) -> None:
        """Sign the same order once more, for the counter's pictures."""
        self._sign()

    def _sign(self) -> Alerte:
        """Write, check, answer and sign; return the alert answered."""
        app = self.monde.medecin
        assert self.patient is not None
        ordonnance = app.ordonnances.draft(self.patient.id)
        for recherche, saisie in LIGNES:
            trouves = app.prescription.search(recherche, 5)
            require(trouves, f"«\u00a0{recherche}\u00a0» ne se trouve pas")
            produit = app.prescription.produit_of(trouves[0])
            posologie = app.prescription.read_posologie(saisie, produit)
            ordonnance = ordonnance.with_ligne(app.prescription.make_ligne(produit, posologie))
        bloquantes = app.prescription.check(ordonnance).bloquantes
        require(bloquantes, "l’interaction n’a pas été signalée")
        self.signee = app.ordonnances.sign(
            self._answer(ordonnance, bloquantes),
            Destinataires(patient=True, correspondants=(BOITE_CONFRERE,)),
        )
        return bloquantes[0]

    def _answer(self, ordonnance: Ordonnance, alertes: tuple[Alerte, ...]) -> Ordonnance:
        app = self.monde.medecin
        maintenant = app.contexte.horloge()
        reponses = tuple(
            ReponseAlerte(
                alerte,
                DecisionAlerte.MAINTENUE,
                "Simvastatine suspendue pendant l’antibiotique, patiente prévenue.",
                app.session.auteur,
                maintenant,
            )
            for alerte in alertes
        )
        return ordonnance.edit(
            reponses_alertes=reponses,
            consentement=ConsentementConsultation(maintenant.astimezone().date(), opposition=False),
        )

    def render(self, deroulement: Deroulement) -> None:
        """Step 6."""
        assert self.signee is not None
        acte = self.signee.acte
        with deroulement.etape("PDF relu\u00a0: mentions, cartouche, datamatrix, codes-barres, QR") as etape:
            relu = reread_pdf(acte.pdf)
            numero = acte.ordonnance.numero or "?"
            qr = relu.codes_of("QRCode")
            require(qr and numero.encode() in qr[0], "le QR ne porte pas le numéro")
            require(relu.codes_of("DataMatrix"), "le datamatrix INS ne se lit pas")
            barres = {code.decode() for code in relu.codes_of("Code128")}
            require({"99900063480", "991111111"} <= barres, "les codes-barres RPPS et AM ne se lisent pas")
            for mention in ("ADRUN", numero, "France", "+33"):
                require(mention in relu.texte, f"la mention «\u00a0{mention}\u00a0» manque")
            self.monde.fichiers.write("ordonnance.pdf", acte.pdf)
            self.monde.fichiers.write("ordonnance.cda.xml", acte.cda)
            archive = self.monde.fichiers.write("IHE_XDM.ZIP", build_archive(acte))
            require_archive(archive, "INDEX.HTM", "IHE_XDM/SUBSET01/METADATA.XML")
            etape.preuve = f"{relu.pages} page, {len(relu.codes)} codes décodés depuis la page rendue"

    def deliver(self, deroulement: Deroulement) -> None:
        """Step 7."""
        app, monde = self.monde.medecin, self.monde
        assert self.signee is not None
        with deroulement.etape("Boîte d’envoi\u00a0: dépôt, DMP en échec deux fois, deux messages") as etape:
            monde.control("dmp", fail_next=2)
            envois = self.drain()
            require(all(e.etat is EtatEnvoi.REMIS for e in envois), _describe(envois))
            dmp = next(e for e in envois if e.type is TypeEnvoi.DMP)
            require(dmp.essais == 3, f"le DMP a demandé {dmp.essais} essais")
            for service, type_ in (
                ("ordonnance_numerique", TypeEnvoi.ORDONNANCE_NUMERIQUE),
                ("dmp", TypeEnvoi.DMP),
                ("mssante", TypeEnvoi.MSSANTE),
            ):
                acceptes = monde.accepted(service)
                for envoi in envois:
                    if envoi.type is type_:
                        fois = acceptes.get(envoi.cle_idempotence, 0)
                        require(fois == 1, f"{envoi.libelle}\u00a0: accepté {fois} fois")
            matricule = self.signee.acte.patient.identite.matricule_transmissible
            assert matricule is not None
            app.dmp.set_consentement(matricule, accorde=True)
            repris = app.dmp.fetch(matricule, dmp.cle_idempotence)
            require(repris == self.signee.acte.cda, "le document repris au DMP diffère de celui envoyé")
            messages = self._fetch_messages(envois)
            etape.preuve = (
                f"{len(envois)} envois remis une fois chacun, DMP au troisième essai, CDA repris "
                f"identique, {messages} messages relevés par IMAP"
            )

    def drain(self) -> list[Envoi]:
        """Deliver until nothing waits any more and return the outbox."""
        app = self.monde.medecin
        fin = time.monotonic() + PATIENCE_S
        while time.monotonic() < fin:
            app.deliver_due(POLITIQUE)
            with app.contexte.uow() as uow:
                envois = list(uow.envois.list())
            if not any(e.etat in (EtatEnvoi.EN_ATTENTE, EtatEnvoi.EN_COURS) for e in envois):
                return envois
            time.sleep(0.01)
        return envois

    def _fetch_messages(self, envois: list[Envoi]) -> int:
        assert self.signee is not None
        matricule = self.signee.acte.patient.identite.matricule_transmissible
        assert matricule is not None
        boites = (BOITE_CONFRERE, f"{matricule.numero}@patient.mssante.fr")
        identifiants = {e.cle_idempotence for e in envois if e.type is TypeEnvoi.MSSANTE}
        trouves = 0
        for adresse in boites:
            for message in fetch_mail(self.monde.bac.adresses, adresse):
                if str(message["Message-ID"]).strip() in identifiants:
                    trouves += 1
                    jointes = [p.get_filename() for p in message.iter_attachments()]
                    require("IHE_XDM.ZIP" in jointes, "le message relevé n’a pas son archive")
                    self.monde.fichiers.write(f"messages/{trouves}-{adresse}.eml", message.as_bytes())
        require(trouves == len(identifiants), f"{trouves} messages relevés au lieu de {len(identifiants)}")
        return trouves


def _describe(envois: list[Envoi]) -> str:
    return "\u202f; ".join(
        f"{e.libelle}\u00a0: {e.etat} ({e.erreur})" for e in envois if e.etat is not EtatEnvoi.REMIS
    )
