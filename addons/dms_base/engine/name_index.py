"""Find a record by what people call it: its code, its name, or its path."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable


class NameUnknown(LookupError):
    """Nothing goes by this name."""


class NameAmbiguous(LookupError):
    """Several go by this name; ``found`` are their keys."""

    def __init__(self, name: str, found: Iterable[int]) -> None:
        """Keep who was found, so that the person can be asked which one."""
        super().__init__(name)
        self.found = sorted(found)


def plain(name: str) -> str:
    """Return a name as it is compared: letters and digits alone, without case.

    >>> plain("华东 / 江苏"), plain("East China>Ｊiangsu")
    ('华东江苏', 'eastchinajiangsu')
    """
    text = unicodedata.normalize("NFKC", name).casefold()
    return "".join(char for char in text if char.isalnum())


class NameIndex:
    """Names of records; a code goes before a name where both fit.

    >>> index = NameIndex()
    >>> index.add(1, "East", "China / East", code="E")
    >>> index.add(2, "East", "Japan / East")
    >>> index.find("e"), index.find("japan>east")
    (1, 2)
    """

    def __init__(self) -> None:
        """Start with no names."""
        self._codes: dict[str, set[int]] = defaultdict(set)
        self._names: dict[str, set[int]] = defaultdict(set)

    def add(self, key: int, *names: str | None, code: str | None = None) -> None:
        """Let ``key`` be found under ``names`` and ``code``, empty ones left out."""
        if code:
            self._codes[code.casefold()].add(key)
        for name in names:
            if name and plain(name):
                self._names[plain(name)].add(key)

    def find(self, text: str) -> int:
        """Return the one that goes by ``text``.

        Raises:
            NameUnknown: nobody does.
            NameAmbiguous: several do.
        """
        found = self._codes.get(text.casefold()) or self._names.get(plain(text))
        if not found:
            raise NameUnknown(text)
        if len(found) > 1:
            raise NameAmbiguous(text, found)
        return next(iter(found))
