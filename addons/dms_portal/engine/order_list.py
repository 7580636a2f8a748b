"""Read an order as people paste it: "code quantity [unit]", one product per line.

Separators are what the other program left: tabs, blanks, commas, semicolons, a times
sign. Digits and letters may be full-width. The code may stand together with the name,
before or after it, the quantity before or behind. Nothing here knows products: a line
gives the texts by which its product may go (``keys``), and who knows the catalogue
decides. Whatever cannot be read safely is a fault, never a guess.

How to use::

    for entry in read_pasted(text):
        entry.fault or (entry.keys, entry.quantity, entry.unit)
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from .order_columns import guess_columns

LONGEST_LINE = 500
LARGEST = Decimal(10**9)
INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\0"))
STRONG = "\t;|"  # cells are cut there; blanks within a cell belong to it
NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?|\.\d+)"
THOUSANDS = re.compile(r"(?<![^\s\t;|x×*])\d{1,3}(?:,\d{3})+(?![\d,])")
AMOUNT = re.compile(rf"[x×*]?\s*([-−]?{NUMBER})\s*([^\W\d_].*)?", re.IGNORECASE)
BEHIND_TIMES = re.compile(rf"(.*[^\s])[×*]\s*({NUMBER}.*)")
BEHIND_X = re.compile(rf"(.*[\d)])x({NUMBER}.*)", re.IGNORECASE)
TIMES = ("x", "X", "×", "*")
COMMA = "\ue000"  # stands for the comma of a thousand while commas are cut at


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: its number from 1, its text, and what was read of it.

    ``keys`` are the texts by which the product may go, the strongest first; ``words``
    what a key that is one word of several leaves over. ``fault`` is a code: no_product,
    no_quantity, not_a_number, not_positive, too_large, too_long, blank (a table's row
    whose quantity is empty).
    """

    number: int
    text: str
    keys: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    quantity: Decimal | None = None
    unit: str = ""
    fault: str = ""


def plain(text: str) -> str:
    """Return text in half-width characters, without invisible ones.

    >>> plain("Ｗ－１００，　１２")
    'W-100, 12'
    """
    return unicodedata.normalize("NFKC", text).translate(INVISIBLE)


def read_amount(text: str) -> tuple[Decimal | None, str]:
    """Return the number and the unit that a cell or word says, None for no number.

    A comma followed by three digits separates thousands, any other one is the point.

    >>> read_amount("1,200箱"), read_amount("x1,5"), read_amount("twelve")
    ((Decimal('1200'), '箱'), (Decimal('1.5'), ''), (None, ''))
    """
    match = AMOUNT.fullmatch(plain(text).strip())
    if match is None:
        return None, ""
    number, unit = match.groups()
    if re.fullmatch(r"[-−]?\d{1,3}(,\d{3})+(\.\d+)?", number):
        number = number.replace(",", "")
    number = number.replace(",", ".").replace("−", "-")
    return Decimal(number), (unit or "").strip()


def read_pasted(text: str) -> list[Entry]:
    """Return an entry for every line that is not empty; a heading is passed over.

    >>> [(e.keys[0], str(e.quantity), e.unit) for e in read_pasted("W-1 12 箱\\nB-7\\t3")]
    [('W-1', '12', '箱'), ('B-7', '3', '')]
    """
    lines = [
        (number, line)
        for number, line in enumerate(text.splitlines(), 1)
        if plain(line).strip()
    ]
    if not lines:
        return []
    separator, columns = _read_heading(lines[0][1])
    if columns is not None:
        lines = lines[1:]
    if columns and {"quantity"} < columns.keys():
        return [
            read_cells(number, line, columns, plain(line).split(separator))
            for number, line in lines
        ]
    return [read_line(number, line) for number, line in lines]


def _read_heading(line: str) -> tuple[str, Mapping[str, int] | None]:
    """Return how a first line without any number cuts and names the cells, or None."""
    text = plain(line)
    if any(char.isdigit() for char in text):
        return "", None
    for separator in (*STRONG, ",", None):
        columns = guess_columns(text.split(separator))
        if "quantity" in columns:
            # words between blanks name no cells: names of products hold blanks too
            return separator or "", columns if separator else {}
    return "", None


def read_cells(
    number: int, text: str, columns: Mapping[str, int], cells: Sequence[str]
) -> Entry:
    """Return what the cells of one line of a table say.

    Args:
        columns: the place of code, barcode, name, quantity and unit, as far as known.
    """

    def cell(key: str) -> str:
        place = columns.get(key, -1)
        return plain(cells[place]).strip() if 0 <= place < len(cells) else ""

    keys = tuple(filter(None, map(cell, ("code", "barcode", "name"))))
    asked = cell("quantity")
    quantity, unit = read_amount(asked)
    if quantity is None:
        fault = "not_a_number" if asked else "blank"
        return Entry(number, text, keys, unit=cell("unit"), fault=fault)
    return _checked(number, text, keys, (), quantity, cell("unit") or unit)


def read_line(number: int, line: str) -> Entry:
    """Return what a line without known columns says.

    >>> read_line(1, "3 箱 W-100").quantity, read_line(1, "W-100×3").keys
    (Decimal('3'), ('W-100',))
    """
    text = plain(line).strip()
    if len(text) > LONGEST_LINE:
        return Entry(number, line[:LONGEST_LINE], fault="too_long")
    separator = next((mark for mark in STRONG if mark in text), None)
    if separator:
        cells = [cell.strip() for cell in text.split(separator)]
        return _read_words(number, line, [cell for cell in cells if cell], True)
    return _read_words(number, line, _cut(text), False)


def _cut(text: str) -> list[str]:
    """Cut at blanks and commas, but not within a number like 1,200."""
    text = THOUSANDS.sub(lambda m: m.group().replace(",", COMMA), text)
    words = [word.replace(COMMA, ",") for word in re.split(r"[\s,、]+", text)]
    words = [word for word in words if word]
    for place in range(max(len(words) - 2, 0), len(words)):
        match = BEHIND_TIMES.fullmatch(words[place])
        if not match and place == 0:
            match = BEHIND_X.fullmatch(words[place])
        if match:
            return [*words[:place], *match.groups(), *words[place + 1 :]]
    return words


def _read_words(number: int, line: str, words: list[str], are_cells: bool) -> Entry:
    """Find the quantity at the end, before a unit at the end, or at the beginning."""
    words = [word for word in words if word not in TIMES]
    if len(words) < 2:
        fault = "no_quantity" if words else "no_product"
        return Entry(number, line, tuple(words), fault=fault)
    readings = (
        (words[:-1], words[-1], ""),
        (words[:-2], words[-2], words[-1]),
        (words[1:], words[0].rstrip("xX×*"), ""),
    )
    for goods, amount, unit in readings:
        quantity, glued = read_amount(amount)
        if goods and quantity is not None and not (unit and glued):
            keys, rest = _product_keys(goods, are_cells)
            return _checked(number, line, keys, rest, quantity, unit or glued)
    return Entry(number, line, (" ".join(words),), fault="no_quantity")


def _product_keys(
    words: list[str], are_cells: bool
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the texts by which the product may go, and the words of which they are.

    A further number among the words may be a quantity: then only all of them together
    can be the product.
    """
    whole = " ".join(words)
    spare = words[1:] if len(words) > 1 else []
    if len(words) == 1 or any(re.fullmatch(NUMBER, word) for word in spare):
        return (whole,), ()
    keys = words if are_cells else [whole, words[0], words[-1]]
    return tuple(dict.fromkeys(keys)), tuple(words)


def _checked(
    number: int,
    text: str,
    keys: tuple[str, ...],
    words: tuple[str, ...],
    quantity: Decimal,
    unit: str,
) -> Entry:
    fault = ""
    if not keys:
        fault = "no_product"
    elif quantity <= 0:
        fault = "not_positive"
    elif quantity > LARGEST:
        fault = "too_large"
    return Entry(number, text, keys, words, quantity, unit, fault)


def all_keys(entries: Iterable[Entry]) -> set[str]:
    """Return every text by which some product may go."""
    return {key for entry in entries for key in entry.keys}
