"""Examine what an installer put on a seat: server, updates, certificates, readers, way out."""

import os
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from cryptography import x509

from ambroise.adapters.diagnostic import describe_validity
from ambroise.installation.jonction import load_password
from ambroise.installation.mises_a_jour.emplacement import running_installation
from ambroise.installation.mises_a_jour.versions import format_version
from ambroise.persistence.postgresql import inspect_server
from ambroise.persistence.profile import Profil
from ambroise.persistence.serveur import AdresseServeur
from ambroise.resources import program_version
from ambroise.settings import Reglages
from ambroise.usecases.diagnostic import Controle, EtatControle
from esante.cartes.acces import AccesCartes
from esante.errors import EsanteError

_OK, _ALERTE, _ECHEC = EtatControle.OK, EtatControle.ALERTE, EtatControle.ECHEC


def examine_serveur(profil: Profil, passphrase: str | None) -> Iterator[Controle]:
    """Reach the office's server, and compare the versions of the seats at work."""
    adresse = AdresseServeur(profil.reglages.base_donnees)
    if "sslmode=verify-full" not in adresse.texte and "host=/" not in adresse.texte:
        yield Controle(
            "chiffrement du serveur",
            _ALERTE,
            "L’adresse du serveur n’exige pas son certificat.",
            "Joignez ce poste par un jeton\u00a0: ambroise install join.",
        )
    cabinet = inspect_server(adresse.with_password(load_password(profil, passphrase)))
    yield Controle("serveur du cabinet", _OK, f"PostgreSQL {cabinet.version} répond.")
    if cabinet.is_newer:
        yield Controle(
            "version de la base",
            _ALERTE,
            "La base a été étendue par une version plus récente\u202f; ce poste y travaille encore.",
            "Mettez ce poste à jour quand il sera libre.",
        )
    postes = cabinet.postes
    autres = sorted({p.version for p in postes} - {program_version()})
    noms = ", ".join(f"{p.nom} ({p.version})" for p in postes if p.version != program_version())
    if autres:
        yield Controle(
            "versions des postes",
            _ALERTE,
            f"Ce poste a la version {program_version()}\u202f; d’autres en ont une autre\u00a0: {noms}.",
            "Rien ne presse\u00a0: mettez les postes à jour l’un après l’autre.",
        )
    else:
        yield Controle("versions des postes", _OK, f"Une seule version au travail ({len(postes)} postes).")


def examine_mises_a_jour(reglages: Reglages) -> Iterator[Controle]:
    """Tell where updates come from, and whether one was cut."""
    lieu = running_installation()
    if lieu is not None and lieu.journal.exists():
        yield Controle(
            "mise à jour",
            _ECHEC,
            "Une mise à jour a été interrompue.",
            "Fermez Ambroise, puis\u00a0: ambroise update repair.",
        )
    if lieu is None:
        yield Controle("mises à jour", _OK, "Ce programme est mis à jour par son paquet ou ses sources.")
    elif not reglages.maj_source:
        yield Controle(
            "mises à jour",
            _ALERTE,
            "Aucun canal de mises à jour.",
            "Donnez-le dans le fichier de poste\u00a0: [mises_a_jour] source et racine.",
        )
    else:
        yield Controle("mises à jour", _OK, f"Version {format_version(lieu.version)}, canal réglé.")


def examine_certificats(profil: Profil, horloge: Callable[[], datetime]) -> Iterator[Controle]:
    """Tell the end of each certificate the installer put here."""
    reglages = profil.reglages
    fichiers = {
        "certificat d’organisation": reglages.certificat_organisation,
        "autorité du serveur": str(profil.racine / "certificats" / "serveur.pem"),
    }
    for nom, chemin in fichiers.items():
        if not chemin or (nom == "autorité du serveur" and not Path(chemin).exists()):
            continue
        try:
            certificats = x509.load_pem_x509_certificates(Path(chemin).read_bytes())
        except (OSError, ValueError):
            conseil = "Reprenez le fichier de poste\u00a0: ambroise install --from FICHIER."
            yield Controle(nom, _ECHEC, "Le fichier manque ou n’est pas un certificat.", conseil)
            continue
        fin = min(c.not_valid_after_utc for c in certificats)
        yield describe_validity(nom, fin, horloge())


def examine_lecteurs_attendus(reglages: Reglages, acces: AccesCartes) -> Iterator[Controle]:
    """Tell which of the readers this seat should have are not there."""
    attendus = [nom.strip() for nom in reglages.lecteurs.split(",") if nom.strip()]
    if not attendus:
        return
    try:
        presents = [r.nom.lower() for r in acces.list_readers()]
    except EsanteError:
        presents = []
    absents = [nom for nom in attendus if not any(nom.lower() in p for p in presents)]
    if absents:
        yield Controle(
            "lecteurs attendus",
            _ALERTE,
            f"Absents\u00a0: {', '.join(absents)}.",
            "Branchez-les, ou corrigez la liste dans le fichier de poste.",
        )
    else:
        yield Controle("lecteurs attendus", _OK, f"Tous là ({len(attendus)}).")


def examine_proxy(reglages: Reglages) -> Iterator[Controle]:
    """Tell by which way this seat goes out."""
    systeme = next((os.environ[v] for v in ("HTTPS_PROXY", "https_proxy") if os.environ.get(v)), "")
    if reglages.proxy:
        yield Controle("proxy", _OK, f"Celui du profil, {len(reglages.sans_proxy.split())} exceptions.")
    elif systeme:
        yield Controle("proxy", _OK, "Celui que dit le système (HTTPS_PROXY).")
    else:
        yield Controle("proxy", _OK, "Aucun\u00a0: les connexions sont directes.")


def other_addresses(reglages: Reglages) -> dict[str, str]:
    """Return the addresses that the profile adds to those of its environment; boxes are not named."""
    adresses = {
        f"liste de révocation {rang}": url
        for rang, url in enumerate(reglages.listes_revocation.split(), start=1)
    }
    for rang, boite in enumerate(reglages.boites.values(), start=1):
        for usage, serveur in (("imap", boite.imap), ("smtp", boite.smtp)):
            if serveur:
                adresses[f"boîte {rang}, {usage}"] = f"{usage}://{serveur}"
    if "://" in reglages.maj_source:
        adresses["mises à jour"] = reglages.maj_source
    return adresses
