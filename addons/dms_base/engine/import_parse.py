"""Turn an uploaded table into rows of clean text, whatever program wrote it.

People send what their program saved: CSV in UTF-8 or GB18030 with commas, semicolons
or tabs, a title above the header, columns in their own order with Chinese or English
titles, full-width digits, telephone numbers that a spreadsheet took for numbers.

How to use::

    grid = read_csv(decode(data))       # or a list of rows from a workbook
    table = parse_table(grid, columns)  # rows to check, or a TableError

Nothing here knows what the columns mean; see ``Column`` for what is said about them.
"""

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

ENCODINGS = ("utf-8-sig", "gb18030")
BYTE_ORDER_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
SEPARATORS = ",;\t|"
HEADER_DEPTH = 20  # rows looked at for the header
EXAMPLE_MARKS = ("example", "示例")
INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff"))
# Full-width letters, digits and the ideographic space; punctuation stays, since names
# of Chinese companies are written with full-width brackets.
HALF_WIDTH = {
    code: code - 0xFEE0
    for first, last in (("０", "９"), ("Ａ", "Ｚ"), ("ａ", "ｚ"))
    for code in range(ord(first), ord(last) + 1)
} | {ord("\u3000"): " ", ord("\xa0"): " "}
DATE_MARKS = str.maketrans({"/": "-", ".": "-", "年": "-", "月": "-", "日": None})


class TableError(Exception):
    """The file holds no table that can be read; ``reason`` is a code.

    Reasons: ``encoding``, ``no_rows``, ``no_header`` (``titles``: the columns looked
    for), ``missing`` (``keys``), ``doubled`` (``keys``).
    """

    def __init__(self, reason: str, **params: object) -> None:
        """Keep the code and its figures; the caller finds the words."""
        super().__init__(reason)
        self.reason = reason
        self.params = params


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    ``titles`` are the headings it goes by. ``is_code`` values are identifiers: they
    are compared, so full-width forms and all blanks are taken out of them.
    """

    key: str
    titles: tuple[str, ...]
    is_required: bool = False
    is_code: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One line: its number in the file (from 1) and its values, "" where empty."""

    line: int
    values: dict[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """What was read; ``ignored`` are headings that no column goes by."""

    rows: list[Row]
    keys: list[str]
    ignored: list[str] = field(default_factory=list)


def decode(data: bytes) -> str:
    """Return the text of a CSV file.

    Raises:
        TableError: the bytes are no text in any known encoding.

    >>> decode("编码,名称".encode("gb18030")) == decode("编码,名称".encode("utf-8-sig"))
    True
    """
    encodings = (
        (BYTE_ORDER_MARKS.get(data[:2]),) if data[:2] in BYTE_ORDER_MARKS else ()
    )
    for encoding in encodings or ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise TableError("encoding")


def read_csv(text: str) -> list[list[str]]:
    """Return the cells of a delimited text; the separator is what its head uses most.

    >>> read_csv('code;name\\nD1;"Wine; Tea"')
    [['code', 'name'], ['D1', 'Wine; Tea']]
    """
    head = "\n".join(text.splitlines()[:HEADER_DEPTH])
    separator = max(SEPARATORS, key=head.count)
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))


def clean_text(value: object) -> str:
    """Return a cell as one line of text with single blanks.

    >>> clean_text("　上海酒业（集团）　有限公司 "), clean_text(13800000000.0)
    ('上海酒业（集团） 有限公司', '13800000000')
    """
    if value is None:
        return ""
    if isinstance(value, datetime):
        return (
            value.date().isoformat()
            if value.time() == datetime.min.time()
            else str(value)
        )
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value).translate(HALF_WIDTH).translate(INVISIBLE)
    return " ".join(text.split())


def clean_code(value: object) -> str:
    """Return a cell as an identifier: half-width and without blanks.

    >>> clean_code(" Ｄ－００ ０１ ")
    'D-0001'
    """
    return "".join(unicodedata.normalize("NFKC", clean_text(value)).split())


def clean_title(value: object) -> str:
    """Return a heading as it is compared: no case, blanks, marks or remarks.

    >>> clean_title("*Dealer_Code (required)"), clean_title("经销商编码（必填）")
    ('dealercode', '经销商编码')
    """
    text = unicodedata.normalize("NFKC", clean_text(value)).casefold().split("(")[0]
    return "".join(char for char in text if char.isalnum())


def parse_date(text: str) -> date | None:
    """Return the day that a cell names, or None when it names none.

    >>> parse_date("2026/3/1") == parse_date("2026年3月1日") == parse_date("20260301")
    True
    >>> parse_date("2026-02-30") is None
    True
    """
    text = clean_code(text)
    if len(text) == 8 and text.isdigit():
        text = f"{text[:4]}-{text[4:6]}-{text[6:]}"
    parts = text.translate(DATE_MARKS).split("-")
    if len(parts) != 3 or len(parts[0]) != 4:
        return None
    try:
        return date(*map(int, parts))
    except ValueError:
        return None


def is_shortened(text: str) -> bool:
    """Whether a spreadsheet shortened a long number, so that digits are lost.

    >>> is_shortened("9.13E+17"), is_shortened("13E")
    (True, False)
    """
    mantissa, mark, exponent = text.upper().partition("E+")
    return bool(mark) and mantissa.replace(".", "", 1).isdigit() and exponent.isdigit()


def parse_table(grid: Iterable[Sequence[object]], columns: Sequence[Column]) -> Table:
    """Return the rows under the header of a grid, empty lines and examples left out.

    Args:
        grid: cells by line, as read.
        columns: what may stand in the table.
    Raises:
        TableError: no line, no header, a required column missing, or one there twice.
    """
    lines = list(grid)
    if not any(any(clean_text(cell) for cell in line) for line in lines):
        raise TableError("no_rows")
    index, places, ignored = _find_header(lines, columns)
    codes = {column.key for column in columns if column.is_code}
    rows = []
    for number, line in enumerate(lines[index + 1 :], start=index + 2):
        values = {
            key: (clean_code if key in codes else clean_text)(line[place])
            if place < len(line)
            else ""
            for key, place in places.items()
        }
        if any(values.values()) and not _is_example(values):
            rows.append(Row(number, values))
    if not rows:
        raise TableError("no_rows")
    return Table(rows, list(places), ignored)


def _is_example(values: dict[str, str]) -> bool:
    return any(value.casefold() in EXAMPLE_MARKS for value in values.values())


def _find_header(
    lines: Sequence[Sequence[object]], columns: Sequence[Column]
) -> tuple[int, dict[str, int], list[str]]:
    """Return (index of the header line, {key: place}, headings of no column)."""
    keys = {clean_title(title): c.key for c in columns for title in c.titles}
    heads = [[clean_title(cell) for cell in line] for line in lines[:HEADER_DEPTH]]
    known = [sum(title in keys for title in head) for head in heads]
    index = known.index(max(known))
    if not known[index]:
        raise TableError("no_header", titles=[c.titles[0] for c in columns])
    places: dict[str, int] = {}
    doubled = []
    for place, title in enumerate(heads[index]):
        key = keys.get(title)
        if key in places:
            doubled.append(key)
        elif key:
            places[key] = place
    missing = [c.key for c in columns if c.is_required and c.key not in places]
    if doubled:
        raise TableError("doubled", keys=doubled)
    if missing:
        raise TableError("missing", keys=missing)
    ignored = [
        clean_text(cell)
        for cell, title in zip(lines[index], heads[index], strict=True)
        if title and title not in keys
    ]
    return index, places, ignored
