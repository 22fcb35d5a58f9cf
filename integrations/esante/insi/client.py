"""Ask INSi for the identity of a person, by traits or with the data of a Vitale card."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID, uuid4

import httpx
from lxml import etree

from esante import soap
from esante.errors import Malformed
from esante.fermeture import Closing
from esante.insi import messages
from esante.insi.authentification import Authentification
from esante.insi.models import (
    BeneficiaireVitale,
    Echange,
    IdentiteTrouvee,
    Logiciel,
    PlusieursIdentites,
    ResultatRecherche,
    TraitsRecherche,
)
from esante.insi.traits import check_date, check_nom, check_traits
from esante.transport import post

MAX_ANSWER = 1024 * 1024


class InsiClient(Closing):
    """One installation speaking to one INSi address; closes the HTTP client it was given."""

    def __init__(
        self,
        http: httpx.Client,
        endpoint: str,
        logiciel: Logiciel,
        authentification: Authentification,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        new_id: Callable[[], UUID] = uuid4,
        on_echange: Callable[[Echange], None] = lambda _: None,
    ) -> None:
        """``on_echange`` is given every exchange, failed ones too, before anything is made of the answer."""
        self._http = http
        self._endpoint = endpoint
        self._logiciel = logiciel
        self._authentification = authentification
        self._now = now
        self._new_id = new_id
        self._on_echange = on_echange

    def find_identite(self, traits: TraitsRecherche) -> ResultatRecherche:
        """Search by traits with the strategy the national tests ask for.

        One call per birth given name, in order, until one person is found; then one with all of them.
        Several persons: all the given names, then the birth place.

        Raises:
            TraitRefuse: a trait INSi would refuse; nothing was sent.
            Unreachable, Refused, Rejected, Malformed: see :mod:`esante.errors`.
        """
        check_traits(traits)
        echanges: list[Echange] = []

        def call(prenom: str, lieu: str | None = None) -> ResultatRecherche:
            body = messages.build_recherche_traits(traits, prenom, lieu)
            result, echange = self._call(messages.ACTION_TRAITS, body, None)
            echanges.append(echange)
            return replace(result, echanges=tuple(echanges))

        every = " ".join(traits.prenoms)
        for prenom in dict.fromkeys((*traits.prenoms, every)):
            result = call(prenom)
            if isinstance(result, PlusieursIdentites):
                return _refine(call, result, prenom, every, traits.lieu_naissance)
            if isinstance(result, IdentiteTrouvee):
                break
        return result

    def find_identite_vitale(self, beneficiaire: BeneficiaireVitale) -> ResultatRecherche:
        """Search with the data read on a Vitale card, in one call.

        The assertion a Vitale card signs needs a licensed library: without it the service may refuse, and
        the search by traits is the way.

        Raises:
            TraitRefuse: the name or the date INSi would refuse; nothing was sent.
            Unreachable, Refused, Rejected, Malformed: see :mod:`esante.errors`.
        """
        check_nom(beneficiaire.nom_naissance)
        check_date(beneficiaire.date_naissance)
        body = messages.build_recherche_vitale(beneficiaire)
        result, echange = self._call(messages.ACTION_VITALE, body, beneficiaire)
        return replace(result, echanges=(echange,))

    def _call(
        self, action: str, body: etree._Element, beneficiaire: BeneficiaireVitale | None
    ) -> tuple[ResultatRecherche, Echange]:
        # Every identifier and the assertion are new at each call: the service refuses a replay.
        instant = self._now()
        emetteur = self._authentification.emetteur
        message_id = f"uuid:{self._new_id()}"
        # The published samples carry no wsa:To: nothing beyond them is sent.
        envelope = soap.build_envelope(
            body,
            action=action,
            message_id=message_id,
            headers=[
                messages.build_contexte_bam(self._new_id(), instant, emetteur, beneficiaire),
                messages.build_contexte_lps(self._new_id(), instant, emetteur, self._logiciel),
                soap.security_header(self._authentification.token(self._new_id(), instant)),
            ],
        )
        echange = Echange(message_id, instant, soap.envelope_bytes(envelope), b"")
        try:
            answer = post(
                self._http,
                self._endpoint,
                echange.requete,
                {"Content-Type": soap.content_type(action)},
                max_size=MAX_ANSWER,
            )
            echange = replace(echange, reponse=answer.content)
        finally:
            self._on_echange(echange)
        if answer.status not in (200, 400, 500):
            raise Malformed(f"réponse HTTP {answer.status} inattendue de l’INSi")
        received = soap.parse_envelope(answer.content)
        # The live service and the official sample answer without addressing headers.
        soap.check_relates_to(received, message_id, required=False)
        if received.fault is not None:
            raise messages.fault_error(received.fault)
        if answer.status != 200:
            raise Malformed(f"réponse HTTP {answer.status} sans motif de l’INSi")
        result = messages.parse_resultat(received.body)
        return result, echange

    def close(self) -> None:
        """Close the HTTP client."""
        self._http.close()


def _refine(
    call: Callable[[str, str | None], ResultatRecherche],
    result: PlusieursIdentites,
    prenom: str,
    every: str,
    lieu: str | None,
) -> ResultatRecherche:
    """Narrow an ambiguous search; when narrowing finds nobody, several persons remain the truth."""
    attempts: list[tuple[str, str | None]] = [(every, None)] if every != prenom else []
    if lieu is not None:
        attempts += [(name, lieu) for name in dict.fromkeys((every, prenom))]
    last: ResultatRecherche = result
    for name, place in attempts:
        last = call(name, place)
        if isinstance(last, IdentiteTrouvee):
            return last
    return replace(result, echanges=last.echanges)
