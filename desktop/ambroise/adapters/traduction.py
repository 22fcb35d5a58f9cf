"""From the errors of cards and services to the sentences a user is told."""

from collections.abc import Iterator
from contextlib import contextmanager

from ambroise.usecases.errors import (
    AccesRefuse,
    CarteAbsente,
    CodePorteurRefuse,
    DemandeRejetee,
    NonPrisEnCharge,
    ReponseInvalide,
    ServiceError,
    ServiceInjoignable,
)
from esante import errors as esante


def _sentence_code_porteur(essais: int | None) -> tuple[str, str]:
    if essais == 0:
        return (
            "La carte est bloquée après trois codes faux.",
            "Débloquez-la avec le code de déblocage reçu de l’ANS, ou demandez une nouvelle carte.",
        )
    if essais == 1:
        return (
            "Code porteur refusé. Il reste un seul essai avant le blocage de la carte.",
            "Vérifiez votre code avant de recommencer.",
        )
    reste = "" if essais is None else f" Il reste {essais} essais."
    return f"Code porteur refusé.{reste}", "Saisissez de nouveau le code à quatre chiffres de la carte."


def _bare(texte: object) -> str:
    return str(texte).rstrip(" .")


def translate(exc: esante.EsanteError, service: str) -> ServiceError:
    """Return the error to show for a failure of ``service`` (its French name, with its article)."""
    match exc:
        case esante.CodePorteurRefused(attempts_left=essais):
            message, remede = _sentence_code_porteur(essais)
            return CodePorteurRefuse(message, essais, remede=remede)
        case esante.CardAbsent():
            return CarteAbsente(
                "La carte n’est pas dans le lecteur.",
                remede="Insérez la carte et recommencez\u202f; rien n’a été perdu.",
            )
        case esante.Unreachable():
            return ServiceInjoignable(
                f"{service} ne répond pas.",
                code=getattr(exc, "code", ""),
                remede="Rien n’est perdu\u00a0: ce qui doit partir attend et partira dès le retour "
                "du service.",
            )
        case esante.Refused():
            return AccesRefuse(
                f"{service} refuse l’accès\u00a0: {_bare(exc)}.",
                code=getattr(exc, "code", ""),
                remede="Vérifiez la carte, le certificat et les droits, puis recommencez.",
            )
        case esante.Rejected(code=code, libelle=libelle):
            return DemandeRejetee(
                f"{service} a refusé la demande\u00a0: {_bare(libelle or code)}.",
                code=code,
                remede="Corrigez ce que dit le message, puis recommencez.",
            )
        case esante.Unsupported():
            return NonPrisEnCharge(f"{service}\u00a0: {_bare(exc)}.")
        case _:
            return ReponseInvalide(
                f"{service} a donné une réponse illisible.",
                remede="Rien n’a été enregistré de cette réponse. Recommencez plus tard.",
            )


def translate_card(exc: esante.EsanteError, carte: str) -> ServiceError:
    """Return the error to show for a failure of a card: what is out of reach is on this desk."""
    match exc:
        case esante.ReaderBusy():
            return ServiceInjoignable(
                "Un autre logiciel garde la carte pour lui seul.",
                code="lecteur_occupe",
                remede="Fermez cet autre logiciel, ou retirez puis remettez la carte.",
            )
        case esante.Unreachable() if not isinstance(exc, esante.CardAbsent):
            return ServiceInjoignable(
                f"{carte} ne répond pas.",
                remede="Retirez-la, essuyez la puce, remettez-la\u202f; s’il le faut, rebranchez le lecteur.",
            )
        case _:
            return translate(exc, carte)


@contextmanager
def translating(service: str) -> Iterator[None]:
    """Run esante calls and translate what they raise."""
    try:
        yield
    except esante.EsanteError as exc:
        raise translate(exc, service) from exc


@contextmanager
def translating_file(fichier: str) -> Iterator[None]:
    """Read what a person gave and translate what that raises; ``fichier`` is its name, with its article.

    What is wrong is in the file and is told: no later try would mend it.
    """
    try:
        with translating(fichier):
            yield
    except ReponseInvalide as exc:
        raise ReponseInvalide(
            f"{fichier} ne peut pas être lu\u00a0: {_bare(exc.__cause__)}.",
            remede="Rien n’a été enregistré. Corrigez ce fichier, ou vérifiez que c’est le bon.",
        ) from exc


@contextmanager
def translating_card(carte: str) -> Iterator[None]:
    """Run card calls and translate what they raise; ``carte`` is its French name, with its article."""
    try:
        yield
    except esante.EsanteError as exc:
        raise translate_card(exc, carte) from exc
