"""What an index or a size is where it is no number: on letters a polynomial, at every index at once a table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class Varying:
    """An integer that stands for many: it adds and multiplies, and nothing can branch on it."""

    __slots__ = ()

    def running(self, index: Any, below: Any) -> Any:
        """Return an index that runs below a size, as a number of this kind."""
        raise NotImplementedError

    def substituted(self, values: Mapping[Any, Any]) -> Any:
        """Return it with variables replaced."""
        raise NotImplementedError

    def _untraceable(self, *_: object) -> Any:
        raise TypeError(
            f"{self} stands for many numbers, so a definition cannot branch on it, order it, "
            "count with it or use // "
            "and %; write when(inside(...), ...), sum_(shape, ...), divide(...) or split(...)"
        )

    def __divmod__(self, other: Any) -> Any:
        return self._untraceable(other)

    __bool__ = __index__ = __int__ = __lt__ = __le__ = __gt__ = __ge__ = _untraceable
    __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = __truediv__ = _untraceable
