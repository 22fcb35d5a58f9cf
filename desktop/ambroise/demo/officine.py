"""Steps 8 and 9: the pharmacy dispenses in three times, the doctor sees it, the trail holds."""

from uuid import UUID

from ambroise.demo.cabinet import Cabinet
from ambroise.demo.deroulement import Deroulement, require
from ambroise.demo.monde import CODE_PORTEUR, Monde
from ambroise.demo.verification import reread_pdf
from ambroise.domain.dispensation import Delivrance, DispensationLigne, ReponseLigne
from ambroise.usecases.dispensations import OrdonnanceScannee
from ambroise.usecases.ordonnance_close import OrdonnanceEpuisee
from ambroise.usecases.ports_actes import LigneConsultee

SECRETS = (b"ADRUN", b"2751263220749", "crépitants".encode(), b"Quincke", b"Bearer", b"eyJhbGciOi")
"""What no file of a profile may show: names, matricule, notes, tokens."""


class Officine:
    """The pharmacist's seat, fed with the printed page alone."""

    def __init__(self, monde: Monde, cabinet: Cabinet) -> None:
        self._monde = monde
        self._cabinet = cabinet

    def dispense(self, deroulement: Deroulement) -> None:
        """Step 8."""
        monde, app = self._monde, self._monde.pharmacien
        assert self._cabinet.signee is not None
        with deroulement.etape(
            "Pharmacie\u00a0: QR de la page, un tel quel, un générique, un partiel"
        ) as etape:
            monde.change_cps("cps-tral")
            app.session.open(CODE_PORTEUR)
            code = reread_pdf(self._cabinet.signee.acte.pdf).codes_of("QRCode")[0].decode()
            scan = app.dispensations.scan(code)
            require(not scan.ecarts, f"le code et le service diffèrent\u00a0: {scan.ecarts}")
            princeps, deuxieme, troisieme = scan.consultee.lignes
            premiere = app.dispensations.dispense(
                scan.consultee,
                (
                    self._answer(princeps, ReponseLigne.SUBSTITUE),
                    self._answer(deuxieme, ReponseLigne.TEL_QUEL),
                    self._answer(troisieme, ReponseLigne.PARTIEL, boites=troisieme.boites - 1),
                ),
            )
            require(premiere.completude.value == "FFP", "la première délivrance n’est pas partielle")
            app.deliver_due()
            scan = app.dispensations.scan(code)
            reste = next(li for li in scan.consultee.lignes if li.boites_restantes)
            require(reste.libelle == troisieme.libelle, "le reste dû n’est pas sur la bonne ligne")
            self._complete(scan, reste)
            require(self._is_refused(code), "l’ordonnance entièrement délivrée est encore acceptée")
            registre = [n for li in premiere.lignes for n in li.numeros_ordonnancier]
            etape.preuve = (
                f"ordonnancier {registre}, {reste.boites_restantes} boîte due puis délivrée, "
                "lecture suivante refusée"
            )

    def follow(self, deroulement: Deroulement) -> None:
        """Step 9."""
        monde, app = self._monde, self._monde.medecin
        assert self._cabinet.signee is not None
        with deroulement.etape("Le médecin voit ce qui est délivré\u202f; la trace est entière") as etape:
            monde.change_cps("cps-libre")
            app.session.open(CODE_PORTEUR)
            suivie = app.ordonnances.follow(self._cabinet.signee.acte.ordonnance.id)
            require(len(suivie.executions) == 2, f"{len(suivie.executions)} délivrances vues au lieu de 2")
            entrees = 0
            for seat in (app, monde.pharmacien):
                with seat.contexte.uow() as uow:
                    constats = uow.audit.verify()
                    entrees += len(uow.audit.list())
                require(not constats, f"la trace est rompue\u00a0: {constats}")
                for fichier in (f for f in seat.profil.racine.rglob("*") if f.is_file()):
                    contenu = fichier.read_bytes()
                    dits = [mot for mot in SECRETS if mot in contenu]
                    require(not dits, f"«\u00a0{fichier.name}\u00a0» laisse lire {dits}")
            etape.preuve = (
                f"{len(suivie.executions)} délivrances, {entrees} traces chaînées vérifiées, aucun nom ni "
                "matricule ni jeton lisible dans les profils et leurs journaux"
            )

    def _complete(self, scan: OrdonnanceScannee, reste: LigneConsultee) -> None:
        app = self._monde.pharmacien
        suite = app.dispensations.dispense(
            scan.consultee, (self._answer(reste, ReponseLigne.TEL_QUEL, boites=reste.boites_restantes),)
        )
        require(suite.completude.value == "RFC", "la suite n’est pas complète")
        app.deliver_due()

    def _is_refused(self, code: str) -> bool:
        try:
            self._monde.pharmacien.dispensations.scan(code)
        except OrdonnanceEpuisee:
            return True
        return False

    def _answer(
        self, ligne: LigneConsultee, reponse: ReponseLigne, boites: int | None = None
    ) -> DispensationLigne:
        """Take a pack of the base: another of the generic group when substituting."""
        base = self._monde.pharmacien.medicaments
        code_cis = ligne.code_cis
        if not code_cis:
            trouves = base.search(ligne.libelle.partition(" (")[0], 5)
            code_cis = next(r.cle for r in trouves if r.sorte.value == "specialite")
        choix = [
            c
            for c in base.list_generiques(code_cis)
            if c.presentation.commercialisee
            and (c.code_cis != code_cis if reponse is ReponseLigne.SUBSTITUE else c.code_cis == code_cis)
        ]
        if choix:
            presentation, nom = choix[0].presentation, choix[0].specialite
        else:
            specialite = base.find_specialite(code_cis)
            assert specialite is not None
            presentation = next(p for p in specialite.presentations if p.commercialisee)
            nom = specialite.denomination
        comptees = ligne.boites_restantes if boites is None else boites
        return DispensationLigne(
            UUID(ligne.id),
            reponse,
            (
                Delivrance(
                    presentation.code_cip13,
                    presentation.code_cis,
                    nom,
                    comptees,
                    prix=presentation.prix_public,
                ),
            ),
            boites_dues=ligne.boites_restantes - comptees,
        )
