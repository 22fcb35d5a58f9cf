"""Every option once: name, type, help text, default."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from ambroise.domain.message import PolitiqueAccuses
from ambroise.domain.papier_securise import CARRE_USUEL
from ambroise.settings.choix import (
    AlimentationDmp,
    CanalPsc,
    ClassementMessages,
    Environnement,
    RetraitCps,
    Theme,
)
from ambroise.settings.tableaux import ComplementStructure, ReglageBoite, ReglageRemplacement


@dataclass(frozen=True)
class Reglages:
    """The options of one profile."""

    environnement: Annotated[Environnement, "services nationaux visés"] = Environnement.BAC_A_SABLE
    profession: Annotated[
        str, "code TRE_G15 de la profession\u00a0: 10 médecin, 21 pharmacien, 60 infirmier, 50 sage-femme…"
    ] = "10"
    poste: Annotated[str, "nom de ce poste dans les traces\u202f; vide\u00a0: nom de la machine"] = ""
    base_donnees: Annotated[
        str, "adresse PostgreSQL d’un cabinet de groupe\u202f; vide\u00a0: base chiffrée de ce profil"
    ] = ""
    dossier_sauvegarde: Annotated[
        str,
        "dossier, sftp://… ou https://… (WebDAV) d’une sauvegarde chaque jour en fermant\u202f; "
        "vide\u00a0: aucune",
    ] = ""
    sauvegarde_empreinte: Annotated[
        str, "empreinte SHA256:… du serveur SFTP des sauvegardes\u202f; vide\u00a0: aucun serveur n’est cru"
    ] = ""
    sauvegarde_cle_ssh: Annotated[
        str, "fichier de la clé SSH des sauvegardes\u202f; vide\u00a0: par mot de passe"
    ] = ""
    dossier_numerisation: Annotated[
        str, "dossier où le numériseur dépose ses fichiers, à joindre aux dossiers\u202f; vide\u00a0: aucun"
    ] = ""
    dossier_annuaire: Annotated[
        str,
        "dossier où arrivent les extractions de l’annuaire national, relu chaque nuit\u202f; "
        "vide\u00a0: aucun",
    ] = ""
    module_pkcs11: Annotated[
        str, "chemin du module PKCS#11 de la CPS\u202f; vide\u00a0: celui du système"
    ] = ""
    autorites: Annotated[
        str,
        "fichier PEM des autorités de certification de l’environnement\u202f; vide\u00a0: aucune "
        "hors bac à sable",
    ] = ""
    apcv_nfc_aid: Annotated[
        str, "application NFC des téléphones, en hexadécimal\u202f; vide\u00a0: étiquette NFC Forum de type 4"
    ] = ""
    listes_revocation: Annotated[
        str, "adresses des listes de révocation, séparées par des espaces, en plus de celles des autorités"
    ] = ""
    lecteurs: Annotated[str, "lecteurs attendus sur ce poste, séparés par des virgules"] = ""
    certificat_organisation: Annotated[
        str, "fichier PEM du certificat d’organisation\u202f; vide\u00a0: aucun"
    ] = ""
    cle_organisation: Annotated[str, "fichier PEM de la clé de ce certificat\u202f; vide\u00a0: aucune"] = ""
    relais: Annotated[
        str, "adresse du relais Pro Santé Connect\u202f; vide\u00a0: celle de la table de l’environnement"
    ] = ""
    proxy: Annotated[
        str,
        "proxy du réseau, http://serveur:port\u202f; vide\u00a0: celui que dit le système, s’il en dit un",
    ] = ""
    sans_proxy: Annotated[str, "hôtes joints sans le proxy, séparés par des espaces"] = ""
    maj_source: Annotated[
        str, "dossier, fichier ou adresse https des mises à jour\u202f; vide\u00a0: aucune mise à jour"
    ] = ""
    maj_racine: Annotated[str, "fichier racine (root.json) dont les clés signent les mises à jour"] = ""
    situation: Annotated[
        str, "Struct_idNat de la situation d’exercice de ce poste, tant que le professionnel n’a rien choisi"
    ] = ""
    situations: Annotated[
        Mapping[str, str], "Struct_idNat que chaque professionnel a choisi, par son identifiant national"
    ] = field(default_factory=dict)
    boite_mssante: Annotated[str, "adresse de la boîte MSSanté du professionnel"] = ""
    boites: Annotated[
        Mapping[str, ReglageBoite],
        'une table [boites."adresse"] par boîte MSSanté en plus, ou réglée à la main',
    ] = field(default_factory=dict)
    remplacements: Annotated[
        Mapping[str, ReglageRemplacement],
        "une table [remplacements.<identifiant national>] par remplaçant\u00a0: qui il remplace, "
        "jusqu’à quand",
    ] = field(default_factory=dict)
    client_ror: Annotated[str, "identifiant de ce logiciel au répertoire des ressources (ROR)"] = ""
    canal_psc: Annotated[
        CanalPsc, "réponse à Pro Santé Connect\u00a0: demander à chaque fois, carte, telephone (e-CPS)"
    ] = CanalPsc.DEMANDER
    classement_messages: Annotated[
        ClassementMessages, "classement des documents reçus\u00a0: à la main, ou seul si l’INS est qualifiée"
    ] = ClassementMessages.A_LA_MAIN
    accuses_lecture: Annotated[
        PolitiqueAccuses,
        "accusés de lecture\u00a0: demander à chaque fois, seuls si la norme le permet, jamais",
    ] = PolitiqueAccuses.DEMANDER
    alimentation_dmp: Annotated[
        AlimentationDmp, "départ des documents vers le DMP\u00a0: seuls, ou retenus jusqu’à votre accord"
    ] = AlimentationDmp.AUTOMATIQUE
    alimentation_retenue: Annotated[
        str,
        "genres retenus jusqu’à votre accord quand le reste part seul, séparés par des espaces\u00a0: "
        "ordonnance, dispensation, vaccination, synthese, document",
    ] = ""
    retrait_cps: Annotated[RetraitCps, "effet du retrait de la CPS sur la session"] = RetraitCps.VERROUILLER
    verrouillage_minutes: Annotated[int, "minutes d’inactivité avant verrouillage\u202f; 0\u00a0: jamais"] = (
        20
    )
    carre_securise: Annotated[
        str,
        "carré du papier sécurisé où s’écrit le nombre de lignes\u00a0: millimètres du bord droit, du bord "
        "bas, et côté\u202f; vide\u00a0: à la main",
    ] = CARRE_USUEL
    justificatifs: Annotated[
        str, "codes des pièces d’identité proposées, dans l’ordre, séparés par des espaces, neuf au plus"
    ] = "CN PA TS IE TC"
    horaires: Annotated[
        str,
        "heures d’ouverture, comme lun-ven 9:00-12:00 14:00-19:00; sam 9:00-12:00\u202f; vide\u00a0: "
        "non dites",
    ] = ""
    duree_rendez_vous: Annotated[int, "minutes d’un rendez-vous proposé"] = 20
    nuit_heure: Annotated[
        int, "heure de la recherche quotidienne des dossiers en double, de 0 à 23\u202f; -1\u00a0: jamais"
    ] = 2
    nuit_verifications: Annotated[int, "INS vérifiées au plus chaque nuit\u202f; 0\u00a0: aucune"] = 200
    rpps_ecps: Annotated[str, "numéro RPPS proposé pour ouvrir par e-CPS\u00a0: le dernier qui l’a fait"] = ""
    theme: Annotated[Theme, "couleurs de l’interface"] = Theme.SYSTEME
    echelle: Annotated[int, "taille de l’interface, de 100 à 200 %"] = 100
    structures: Annotated[
        Mapping[str, ComplementStructure], "une table [structures.<Struct_idNat>] par lieu d’exercice"
    ] = field(default_factory=dict)
