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
            card_type = reader.type_carte
            if reader.occupe:
                yield Controle(
                    f"lecteur {reader.nom}",
                    _ALERTE,
                    "Un autre logiciel garde ce lecteur pour lui seul.",
                    "Fermez l’autre logiciel de cartes, ou retirez puis remettez la carte.",
                )
            if card_type is TypeCarte.MUETTE:
                yield Controle(
                    f"carte de {reader.nom}",
                    _ECHEC,
                    "La carte ne répond pas.",
                    "Retirez-la, essuyez la puce, réinsérez-la dans le bon sens.",
                )
            elif card_type is TypeCarte.INCONNUE:
                atr = reader.atr.hex(" ").upper()
                yield Controle(
                    f"carte de {reader.nom}",
                    _ALERTE,
                    f"Carte inconnue, ATR {atr}.",
                    "Si c’est bien une carte Vitale ou une CPS, joignez ce rapport à votre demande.",
                )
            elif card_type is not None:
                yield Controle(f"carte de {reader.nom}", _OK, f"Type {card_type.value}.")

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
        if publiques.essais_restants == 0:
            yield Controle(
                "carte CPS",
                _ECHEC,
                "La carte est bloquée après trois codes faux.",
                "Débloquez-la avec le code de déblocage reçu de l’ANS.",
            )
        elif publiques.essais_restants == 1:
            yield Controle(
                "carte CPS",
                _ALERTE,
                "Il ne reste qu’un essai de code porteur.",
                "Vérifiez votre code avant de le saisir.",
            )
        else:
            yield Controle("carte CPS", _OK, "Lue sans code porteur.")
        try:
            with self._acces.open_cps() as session:
                ends = (
                    ("authentification", session.certificat_authentification.not_valid_after_utc),
                    ("signature", session.certificat_signature.not_valid_after_utc),
                )
        except Unsupported as exc:
            yield Controle("certificats de la CPS", _ECHEC, f"{exc}.".capitalize(), remede("module"))
            return
        except EsanteError as exc:
            yield Controle(
                "certificats de la CPS", _ECHEC, f"{exc}.".capitalize(), "Retirez et remettez la carte."
            )
            return
        for usage, end in ends:
            yield describe_validity(
                f"certificat d’{usage}" if usage[0] == "a" else f"certificat de {usage}", end, self._horloge()
            )


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
