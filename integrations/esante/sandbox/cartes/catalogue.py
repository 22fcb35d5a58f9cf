"""The cards of the sandbox, by name: published test people, and cards that misbehave."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from esante.pcsc.atr import TypeCarte
from esante.sandbox import profils
from esante.sandbox.apcv.telephone import Telephone
from esante.sandbox.autorite import PERSONNES, Autorite, CertificatsCarte, Credential
from esante.sandbox.cartes.carte import VirtualCard
from esante.sandbox.cartes.contenu_cps import PorteurVirtuel, SituationVirtuelle
from esante.sandbox.cartes.cps import CleVirtuelle, VirtualCps
from esante.sandbox.cartes.pannes import HangingCard, MuteCard, SlowCard, TruncatedCard, WrongOrderCard
from esante.sandbox.cartes.telephone import VirtualPhone
from esante.sandbox.cartes.vitale import ATR_VITALE_1, AssureTest, VirtualVitale
from esante.sandbox.professionnels import ADEMIS_TRAL, MAX_LIBRE, OLIVIER_INFIRMCS, ProfessionnelTest

CODE_PORTEUR = "1234"
"""Code porteur of every sandbox card."""

DOMINIQUE_ADRTROIS = AssureTest("ADRTROIS", "DOMINIQUE", "19970226", "297022A02077878")
TOUSSAINT_ADRTROIS = AssureTest("ADRTROIS", "TOUSSAINT", "19600101", "160012B02077713")
ZOE_ADRUN = AssureTest("ADRUN", "ZOE", "19751231", "275126322074974")
RUTH_NESSI = AssureTest("NESSI", "RUTH", "19770714", "277076322082910")
MICHELANGELO_NESSI = AssureTest("NESSI", "MICHELANGELO", "20100807", "110086322083060")
PIERRE_ALAIN_ECETINSI = AssureTest("ECETINSI", "PIERRE-ALAIN", "20090714", "109076322083489")

Fabrique = Callable[[Autorite, Path], VirtualCard]


def create_cps(
    professionnel: ProfessionnelTest,
    autorite: Autorite,
    state: Path | None = None,
    *,
    model: TypeCarte = TypeCarte.CPS_3,
    code_porteur: str = CODE_PORTEUR,
    expired: bool = False,
) -> VirtualCps:
    """Return the CPS of a test professional, certified by the sandbox; ``state`` keeps its attempts."""
    certificats = _expired(autorite, professionnel) if expired else autorite.carte(professionnel)
    leaf = certificats.authentification.certificate
    porteur = PorteurVirtuel(
        numero_carte=professionnel.numero_carte,
        nom=professionnel.nom,
        prenom=professionnel.prenom,
        profession=professionnel.profession,
        specialite=professionnel.specialite,
        situations=(
            SituationVirtuelle(
                1, professionnel.raison_sociale, professionnel.structure, professionnel.secteur
            ),
            # A gap on purpose: real cards have them.
            SituationVirtuelle(16, "HOPITAL GENERIQUE", "10B0307377", "SA01"),
        ),
        numero_am="991111111",
        debut_validite=leaf.not_valid_before_utc.date(),
        fin_validite=leaf.not_valid_after_utc.date(),
    )
    return VirtualCps(
        porteur,
        _pair(certificats.authentification),
        _pair(certificats.signature),
        code_porteur=code_porteur,
        model=model,
        state=state,
    )


def create_card(name: str, autorite: Autorite, folder: Path) -> VirtualCard:
    """Return a new card of the catalogue; ``folder`` keeps what cards remember.

    Raises:
        KeyError: no card of that name.
    """
    return CATALOGUE[name](autorite, folder)


def _vitale(*persons: AssureTest) -> Fabrique:
    return lambda _autorite, _folder: VirtualVitale(persons)


def _cps(professionnel: ProfessionnelTest, model: TypeCarte = TypeCarte.CPS_3) -> Fabrique:
    def create(autorite: Autorite, folder: Path) -> VirtualCard:
        return create_cps(
            professionnel, autorite, folder / f"cps-{professionnel.numero_carte}.json", model=model
        )

    return create


def _blocked(professionnel: ProfessionnelTest) -> Fabrique:
    def create(autorite: Autorite, folder: Path) -> VirtualCard:  # noqa: ARG001 - its state is always the same
        card = create_cps(professionnel, autorite)
        card.compteur.block()
        return card

    return create


def _telephone(porteur: str) -> Fabrique:
    """A phone enrolled at the ApCV service of the sandbox that certifies the cards."""

    def create(autorite: Autorite, folder: Path) -> VirtualCard:  # noqa: ARG001 - a phone remembers nothing
        telephone = Telephone(autorite.folder.parent / "apcv", porteur)
        return VirtualPhone(lambda: telephone.show(datetime.now(UTC)).texte)

    return create


def _around(damage: Callable[[VirtualCard], VirtualCard], good: Fabrique) -> Fabrique:
    return lambda autorite, folder: damage(good(autorite, folder))


def _expired(autorite: Autorite, professionnel: ProfessionnelTest) -> CertificatsCarte:
    """Certificates of a card that ended on a fixed day."""

    def issue(usage: str, extensions: list[profils.Extension]) -> Credential:
        return autorite.issue(
            f"cps-{professionnel.numero_carte}-{usage}-expire",
            PERSONNES,
            profils.professionnel_subject(professionnel),
            extensions,
            not_before=datetime(2021, 1, 1, tzinfo=UTC),
            not_after=datetime(2024, 1, 1, tzinfo=UTC),
        )

    return CertificatsCarte(
        issue("aut", profils.carte_authentification(professionnel)),
        issue("sig", profils.carte_signature(professionnel)),
    )


def _pair(credential: Credential) -> CleVirtuelle:
    return CleVirtuelle(credential.key, credential.certificate)


CATALOGUE: dict[str, Fabrique] = {
    "vitale-adrtrois-dominique": _vitale(DOMINIQUE_ADRTROIS),
    "vitale-adrtrois-toussaint": _vitale(TOUSSAINT_ADRTROIS),
    "vitale-adrun-zoe": _vitale(ZOE_ADRUN),
    "vitale-nessi-famille": _vitale(RUTH_NESSI, MICHELANGELO_NESSI),
    "vitale-ecetinsi": _vitale(PIERRE_ALAIN_ECETINSI),
    "cps-libre": _cps(MAX_LIBRE),
    "cps-tral": _cps(ADEMIS_TRAL),
    "cps-infirmcs": _cps(OLIVIER_INFIRMCS),
    "cps4-libre": _cps(MAX_LIBRE, TypeCarte.CPS_4),
    "cps-sans-contact": _cps(MAX_LIBRE, TypeCarte.CPS_3_SANS_CONTACT),
    "cps-expiree": lambda autorite, _folder: create_cps(MAX_LIBRE, autorite, expired=True),
    "cps-bloquee": _blocked(MAX_LIBRE),
    "vitale1": lambda _autorite, _folder: VirtualVitale((ZOE_ADRUN,), atr=ATR_VITALE_1),
    "vitale-racine-fermee": lambda _autorite, _folder: VirtualVitale((ZOE_ADRUN,), root_readable=False),
    "vitale-muette": _around(MuteCard, _vitale(ZOE_ADRUN)),
    "vitale-lente": _around(lambda card: SlowCard(card, 0.3), _vitale(ZOE_ADRUN)),
    "vitale-tronquee": _around(TruncatedCard, _vitale(ZOE_ADRUN)),
    "vitale-desordre": _around(WrongOrderCard, _vitale(ZOE_ADRUN)),
    "vitale-figee": _around(HangingCard, _vitale(ZOE_ADRUN)),
    "telephone-adrun": _telephone("adrun-zoe"),
    "telephone-nessi": _telephone("nessi-ruth"),
    "telephone-ferme": lambda _autorite, _folder: VirtualPhone(lambda: None),
    "inconnue": lambda _autorite, _folder: VirtualVitale((), atr=bytes.fromhex("3B021450")),
}
