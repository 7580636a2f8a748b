"""Which of a product's units a word means: 箱, Case, ctn, 瓶, pcs."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

FOR_CASES = "箱 件 整箱 case cases carton cartons ctn ctns cs cse box boxes bx"
FOR_PIECES = (
    "瓶 个 只 支 罐 听 袋 包 盒 条 片 件 单位 unit units pc pcs piece pieces bottle "
    "bottles btl btls ea each can cans bag bags pack packs"
)
CASES = frozenset(FOR_CASES.split())
PIECES = frozenset(FOR_PIECES.split())
WORDS = CASES | PIECES


@dataclass(frozen=True, slots=True)
class UnitNames:
    """One unit in which a product may be ordered: its names in all languages.

    ``factor`` is how many of the product's own unit it holds.
    """

    id: int
    names: tuple[str, ...]
    factor: Decimal


def clean_word(text: str) -> str:
    """Return a word as units are compared: half-width, without case, blanks, marks.

    >>> clean_word("Case（12 瓶）")
    'case12瓶'
    """
    text = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in text if char.isalnum())


def base_word(name: str) -> str:
    """Return what a unit is called without what it holds.

    >>> base_word("箱(12瓶)"), base_word("Case of 12"), base_word("Box/6")
    ('箱', 'case', 'box')
    """
    text = unicodedata.normalize("NFKC", name).casefold().strip()
    match = re.match(r"[^\W\d_]+", text)
    return match.group() if match else ""


def is_unit_word(text: str) -> bool:
    """Whether a word means some unit, of whatever product."""
    return clean_word(text) in WORDS


def match_unit(word: str, units: Sequence[UnitNames]) -> int | None:
    """Return the id of the unit that ``word`` means, None where that is not certain.

    Args:
        units: those in which the product may be ordered.

    >>> own = UnitNames(1, ("Units", "瓶"), Decimal(1))
    >>> case = UnitNames(2, ("Case of 12", "箱(12瓶)"), Decimal(12))
    >>> [match_unit(w, [own, case]) for w in ("瓶", "pcs", "箱", "Ctn", "case", "kg")]
    [1, 1, 2, 2, 2, None]
    """
    asked = clean_word(word)
    for form in (clean_word, base_word):
        found = {
            unit.id for unit in units if asked in {form(name) for name in unit.names}
        }
        if found:
            return found.pop() if len(found) == 1 else None
    return _by_kind(asked, units)


def _by_kind(asked: str, units: Sequence[UnitNames]) -> int | None:
    """Any word for a case means the case, any word for a piece the single piece."""
    named = [(unit, {base_word(name) for name in unit.names}) for unit in units]
    found: list[UnitNames] = []
    if asked in CASES:
        large = [(unit, names) for unit, names in named if unit.factor > 1]
        found = [unit for unit, names in large if names & CASES]
        if not found and len(large) == 1:
            found = [large[0][0]]
    elif asked in PIECES:
        found = [u for u, names in named if u.factor == 1 and names & PIECES]
    return found[0].id if len(found) == 1 else None
