"""Examine the readers, the cards, the PKCS#11 module and the certificates of a CPS."""

import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from ambroise.adapters.remedes import remede
from ambroise.usecases.diagnostic import Controle, EtatControle
from esante.cartes.acces import AccesCartes
from esante.cartes.modules import candidates
from esante.errors import CardAbsent, EsanteError, Unreachable, Unsupported
from esante.pcsc.atr import TypeCarte
from esante.pcsc.connection import EtatLecteur

_OK, _ALERTE, _ECHEC = EtatControle.OK, EtatControle.ALERTE, EtatControle.ECHEC
_BIENTOT = timedelta(days=60)


class ExamenCartes:
    """Daemon, readers, cards, PKCS#11 module and the certificates of the CPS."""

    def __init__(self, acces: AccesCartes, module: str, horloge: Callable[[], datetime]) -> None:
        self._acces, self._module, self._horloge = acces, module, horloge

    def examine_lecteurs(self) -> Iterator[Controle]:
        """Tell the daemon, each reader, each card that is not one of ours."""
        try:
            debut = time.perf_counter()
            readers = self._acces.list_readers()
            duree = (time.perf_counter() - debut) * 1000
        except Unreachable as exc:
            yield Controle("service des cartes", _ECHEC, f"{exc}.".capitalize(), remede("pcsc"))
            return
        yield Controle("service des cartes", _OK, f"Il répond en {duree:.0f} ms.")
        if not readers:
            yield Controle("lecteurs", _ALERTE, "Aucun lecteur n’est branché.", remede("lecteur"))
            return
        yield Controle("lecteurs", _OK, f"{len(readers)}\u00a0: " + ", ".join(r.nom for r in readers) + ".")
        for reader in readers:
            yield from _lecteur(reader)

    def examine_module(self) -> Iterator[Controle]:
        """Tell which PKCS#11 module is used."""
        places = candidates(self._module or None)
        found = next((place for place in places if place.exists()), None)
        if found is None:
            constat = f"Aucun module PKCS#11 ({len(places)} emplacements essayés)."
            yield Controle("module de la CPS", _ECHEC, constat, remede("module"))
        elif "opensc" in found.name:
            yield Controle(
                "module de la CPS",
                _ALERTE,
                f"OpenSC ({found.name})\u00a0: il connaît la CPS 3, ni la CPS 4 ni sa clé de signature.",
                remede("module"),
            )
        else:
            yield Controle("module de la CPS", _OK, f"{found.name}.")

    def examine_cps(self) -> Iterator[Controle]:
        """Open the module on the CPS, without code porteur, and look at its certificates."""
        try:
            _, publiques = self._acces.read_cps_publique()
        except CardAbsent:
            yield Controle("carte CPS", _ALERTE, "Aucune CPS dans les lecteurs.", "Insérez votre carte CPS.")
            return
        except EsanteError as exc:
            conseil = (
                "Réparez d’abord le service des cartes et les lecteurs, puis retirez et remettez la carte."
            )
            yield Controle("carte CPS", _ECHEC, f"{exc}.".capitalize(), conseil)
            return
        if publiques.type_carte is TypeCarte.CPS_3_SANS_CONTACT:
            constat = "La CPS est posée sans contact\u00a0: seul son numéro de série se lit."
            yield Controle(
                "carte CPS", _ALERTE, constat, "Insérez-la dans un lecteur pour ouvrir la session."
            )
            return
        yield _essais(publiques.essais_restants)
        yield from self._certificats()

    def _certificats(self) -> Iterator[Controle]:
        try:
            with self._acces.open_cps() as session:
                certificats = {
                    "certificat d’authentification": session.certificat_authentification,
                    "certificat de signature": session.certificat_signature,
                }
        except EsanteError as exc:
            conseil = remede("module") if isinstance(exc, Unsupported) else "Retirez et remettez la carte."
            yield Controle("certificats de la CPS", _ECHEC, f"{exc}.".capitalize(), conseil)
            return
        for nom, certificat in certificats.items():
            yield describe_validity(nom, certificat.not_valid_after_utc, self._horloge())


def _lecteur(reader: EtatLecteur) -> Iterator[Controle]:
    """Tell what is wrong with a reader and with the card in it."""
    if reader.occupe:
        yield Controle(
            f"lecteur {reader.nom}",
            _ALERTE,
            "Un autre logiciel garde ce lecteur pour lui seul.",
            "Fermez l’autre logiciel de cartes, ou retirez puis remettez la carte.",
        )
    conseil: str | None
    match reader.type_carte:
        case None:
            return
        case TypeCarte.MUETTE:
            etat, constat = _ECHEC, "La carte ne répond pas."
            conseil = "Retirez-la, essuyez la puce, réinsérez-la dans le bon sens."
        case TypeCarte.INCONNUE:
            etat, constat = _ALERTE, f"Carte inconnue, ATR {reader.atr.hex(' ').upper()}."
            conseil = "Si c’est bien une carte Vitale ou une CPS, joignez ce rapport à votre demande."
        case TypeCarte.VITALE_1:
            etat, constat = _ALERTE, "Carte Vitale de première génération\u00a0: elle ne se lit pas ici."
            conseil = "La caisse du patient la remplace."
        case known:
            etat, constat, conseil = _OK, f"Type {known.value}.", None
    yield Controle(f"carte de {reader.nom}", etat, constat, conseil)


def _essais(restants: int | None) -> Controle:
    if restants == 0:
        constat = "La carte est bloquée après trois codes faux."
        return Controle("carte CPS", _ECHEC, constat, "Débloquez-la avec le code de déblocage reçu de l’ANS.")
    if restants == 1:
        constat = "Il ne reste qu’un essai de code porteur."
        return Controle("carte CPS", _ALERTE, constat, "Vérifiez votre code avant de le saisir.")
    return Controle("carte CPS", _OK, "Lue sans code porteur.")


def describe_validity(nom: str, end: datetime, now: datetime) -> Controle:
    day = f"{end:%d}/{end:%m}/{end:%Y}"
    if end <= now:
        return Controle(
            nom, _ECHEC, f"Expiré depuis {(now - end).days} jours.", "Demandez le renouvellement à l’ANS."
        )
    if end - now < _BIENTOT:
        constat = f"Expire dans {(end - now).days} jours, le {day}."
        return Controle(nom, _ALERTE, constat, "Vérifiez que la nouvelle carte est en route.")
    return Controle(nom, _OK, f"Valable encore {(end - now).days} jours.")
