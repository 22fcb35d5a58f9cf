"""Rows read at once and turned into domain values only when looked at.

A file of twenty years holds hundreds of rows of which a screen shows a few: reading them costs what the
engine costs, and the values are made one by one, each once.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Generic, TypeVar, overload

from sqlalchemy import ColumnElement, Select, select, type_coerce
from sqlalchemy.orm import Session
from sqlalchemy.types import NullType

T = TypeVar("T")


class Lazy(Sequence[T]):
    """A sequence that makes each of its values the first time it is asked for, then keeps it."""

    def __init__(self, taille: int, make: Callable[[int], T]) -> None:
        self._taille = taille
        self._make = make
        self._faites: dict[int, T] = {}

    @overload
    def __getitem__(self, rang: int) -> T: ...
    @overload
    def __getitem__(self, rang: slice) -> Sequence[T]: ...

    def __getitem__(self, rang: int | slice) -> T | Sequence[T]:
        if isinstance(rang, slice):
            return tuple(self._value(n) for n in range(self._taille)[rang])
        return self._value(range(self._taille)[rang])

    def __len__(self) -> int:
        return self._taille

    def __iter__(self) -> Iterator[T]:
        return map(self._value, range(self._taille))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def _value(self, rang: int) -> T:
        if rang not in self._faites:
            self._faites[rang] = self._make(rang)
        return self._faites[rang]


class LazySelect(Generic[T]):
    """A query written once, whose rows are given to ``build``, column by column, when they are wanted.

    Args:
        colonnes: what each row holds, in the order of the arguments of ``build``.
        finish: adds the criteria and the order to the query of these columns.
        build: makes a value of a row.
    """

    def __init__(
        self,
        colonnes: Sequence[ColumnElement[Any]],
        finish: Callable[[Select[Any]], Select[Any]],
        build: Callable[..., T],
    ) -> None:
        self._types = [colonne.type for colonne in colonnes]
        self._build = build
        # Without a type, the driver's own values come back untouched: converting them waits too.
        bruts: Any = select(*(type_coerce(colonne, NullType()) for colonne in colonnes))
        self._requete = finish(bruts)
        self._convertisseurs: dict[str, list[Callable[[Any], Any]]] = {}

    def read(self, session: Session, **parametres: object) -> Lazy[T]:
        """Run the query and return its rows, not yet made into values."""
        connexion = session.connection()
        rows = connexion.execute(self._requete, parametres).all()
        dialecte, build = connexion.dialect, self._build
        convertisseurs = self._convertisseurs.get(dialecte.name)
        if convertisseurs is None:
            convertisseurs = self._convertisseurs[dialecte.name] = [
                t.dialect_impl(dialecte).result_processor(dialecte, None) or _same for t in self._types
            ]
        return Lazy(
            len(rows),
            lambda n: build(
                *[convert(valeur) for convert, valeur in zip(convertisseurs, rows[n], strict=True)]
            ),
        )


def _same(valeur: Any) -> Any:
    return valeur
