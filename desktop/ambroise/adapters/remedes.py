"""What to do on this system when the card chain is broken: one sentence a cause, one column a system."""

import sys

_REMEDES: dict[str, dict[str, str]] = {
    "pcsc": {
        "linux": (
            "Installez et démarrez le service\u202f: sudo apt install pcscd, puis sudo systemctl "
            "enable --now pcscd.socket."
        ),
        "win32": (
            "Ouvrez les Services de Windows et démarrez «\u00a0Carte à puce\u00a0» (SCardSvr), en "
            "automatique."
        ),
        "darwin": "Débranchez et rebranchez le lecteur\u202f; au besoin, redémarrez le Mac.",
    },
    "lecteur": {
        "linux": (
            "Branchez le lecteur\u202f; s’il reste absent, installez son pilote (paquet libccid) et "
            "vérifiez avec «\u00a0lsusb\u00a0»."
        ),
        "win32": (
            "Branchez le lecteur\u202f; s’il reste absent, regardez le Gestionnaire de périphériques "
            "et installez le pilote du fabricant. GALSS, s’il reste d’un ancien logiciel, doit être "
            "retiré."
        ),
        "darwin": (
            "Branchez le lecteur\u202f; s’il reste absent, essayez un autre port ou le pilote du fabricant."
        ),
    },
    "module": {
        "linux": (
            "Installez la Cryptolib CPS de l’ANS, ou à défaut sudo apt install opensc-pkcs11, ou "
            "indiquez le chemin dans le réglage module_pkcs11."
        ),
        "win32": (
            "Installez la Cryptolib CPS de l’ANS (cps3_pkcs11_w64.dll), ou indiquez le chemin dans le "
            "réglage module_pkcs11."
        ),
        "darwin": (
            "Installez la Cryptolib CPS de l’ANS (libcps3_pkcs11_osx.dylib), ou indiquez le chemin "
            "dans le réglage module_pkcs11."
        ),
    },
    "horloge": {
        "linux": "Activez la synchronisation\u202f: sudo timedatectl set-ntp true.",
        "win32": "Paramètres, Heure et langue, Date et heure\u202f: «\u00a0Synchroniser maintenant\u00a0».",
        "darwin": "Réglages, Général, Date et heure\u202f: activez le réglage automatique.",
    },
    "trousseau": {
        "linux": (
            "Ouvrez le trousseau de la session (gnome-keyring ou KWallet), ou définissez une phrase "
            "secrète pour le profil."
        ),
        "win32": "Vérifiez que le Gestionnaire d’identification de Windows est actif.",
        "darwin": "Déverrouillez le trousseau «\u00a0session\u00a0» dans Trousseaux d’accès.",
    },
}


def remede(cause: str, systeme: str = sys.platform) -> str:
    """Return the sentence of a cause on a system; the Linux one where the system is unknown."""
    by_system = _REMEDES[cause]
    return by_system.get(systeme, by_system["linux"])
