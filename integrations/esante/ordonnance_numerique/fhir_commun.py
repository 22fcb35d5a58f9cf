"""What both resources share: identifiers, codes, extensions, and the guard around foreign JSON."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from esante.errors import Malformed
from esante.ordonnance_numerique import systems
from esante.ordonnance_numerique.models import Code

Json = dict[str, Any]
_P = ParamSpec("_P")
_R = TypeVar("_R")


def reading(read: Callable[_P, _R]) -> Callable[_P, _R]:
    """Turn every surprise met while walking foreign JSON into Malformed, without repeating its content."""

    @wraps(read)
    def guarded(*args: _P.args, **kwargs: _P.kwargs) -> _R:
        try:
            return read(*args, **kwargs)
        except (
            KeyError,
            IndexError,
            TypeError,
            ValueError,
            AttributeError,
            ArithmeticError,
            StopIteration,
        ) as error:
            raise Malformed(f"ressource FHIR illisible ({type(error).__name__})") from None

    return guarded


def identifiers(*pairs: tuple[str, str | None]) -> list[Json]:
    return [{"system": system, "value": value} for system, value in pairs if value]


def identifier(resource: Json, system: str) -> str | None:
    return next((i["value"] for i in resource.get("identifier", ()) if i["system"] == system), None)


def coding(code: Code) -> Json:
    row = {"system": code.system, "code": code.code}
    return row | {"display": code.display} if code.display else row


def read_code(coding: Json) -> Code:
    return Code(coding["system"], coding["code"], coding.get("display", ""))


def concept(code: Code, key: str) -> Json:
    return {key: {"coding": [coding(code)]}}


def extension(resource: Json, name: str) -> Json | None:
    url = name if name.startswith("http") else f"{systems.EXTENSION}:{name}"
    return next((e for e in resource.get("extension", ()) if e["url"] == url), None)


def integer(value: object) -> int | None:
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 10_000:
        raise ValueError("integer")
    return value


def only(resources: Iterable[Json], kind: str) -> Json:
    found = [resource for resource in resources if resource["resourceType"] == kind]
    if len(found) != 1:
        raise ValueError(kind)
    return found[0]
