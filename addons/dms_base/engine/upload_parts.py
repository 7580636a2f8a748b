"""Walk through the parts of a workbook without building it.

A workbook of 200 kilobytes can ask its reader for a gigabyte: a million rows, two
cells in opposite corners, one merged range over the whole sheet, an entity that
expands into a million others. The scanners below meet every part as a stream, count
what a reader would build and raise at the first figure above the limits.

The XML parser is expat, which reports a document type before anything in it can
expand, so no entity is ever read.
"""

import csv
import re
from collections.abc import Iterable
from typing import IO
from xml.parsers import expat

from .upload_limits import UploadLimits, UploadRefused, check_limit

CHUNK = 64 * 1024
CELL_RANGE = re.compile(
    r"\$?([A-Za-z]{1,3})\$?(\d{1,7}):\$?([A-Za-z]{1,3})\$?(\d{1,7})"
)
# What a reader blows up into one object per covered cell.
AREA_ELEMENTS = ("mergeCell", "hyperlink")


def column_number(letters: str) -> int:
    """Return the number of a column named by letters.

    >>> column_number("A"), column_number("XFD")
    (1, 16384)
    """
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def area(ref: str) -> int:
    """Return how many cells a reference covers.

    >>> area("B2"), area("A1:C10")
    (1, 30)
    """
    match = CELL_RANGE.fullmatch(ref)
    if not match:
        return 1
    left, top, right, bottom = match.groups()
    width = abs(column_number(right) - column_number(left)) + 1
    return width * (abs(int(bottom) - int(top)) + 1)


class PartScanner:
    """Parse one XML part; the root element decides which elements are counted.

    ``cells`` carries the count from one sheet of a workbook to the next: a reader
    builds them all, whichever sheet is wanted.
    """

    def __init__(self, name: str, limits: UploadLimits, cells: int = 0) -> None:
        """Prepare a parser that refuses document types."""
        self.name = name
        self.root = ""
        self._counters = {
            "worksheet": SheetCounter(limits, cells),
            "document-content": DocumentCounter(limits),
        }
        self._parser = expat.ParserCreate()
        self._parser.StartDoctypeDeclHandler = self._on_doctype
        self._parser.StartElementHandler = self._on_root

    def scan(self, stream: IO[bytes]) -> str:
        """Read the stream as far as it matters; return the name of the root element."""
        try:
            for chunk in iter(lambda: stream.read(CHUNK), b""):
                self._parser.Parse(chunk, False)
                if self.root and not self._parser.StartElementHandler:
                    return self.root
            self._parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise UploadRefused("broken", part=self.name) from error
        return self.root

    def _on_doctype(self, *_declaration: object) -> None:
        raise UploadRefused("has_doctype", part=self.name)

    def _on_root(self, tag: str, _attributes: dict[str, str]) -> None:
        """Choose the counter of this kind of part; others end with their root."""
        self.root = local_name(tag)
        counter = self._counters.get(self.root)
        self._parser.StartElementHandler = counter and counter.on_element

    @property
    def cells(self) -> int:
        """Return the cells counted so far, earlier sheets included."""
        return self._counters["worksheet"].cells


def local_name(tag: str) -> str:
    """Return a tag without its namespace prefix."""
    return tag.rpartition(":")[2]


class SheetCounter:
    """Count the rows, columns and cells of one sheet of an XLSX file."""

    def __init__(self, limits: UploadLimits, cells: int = 0) -> None:
        """Start an empty sheet behind others that hold ``cells``."""
        self.limits = limits
        self.cells = cells
        self.row = self.column = 0
        self.last_row = self.last_column = 0
        self._columns: dict[str, int] = {}

    def on_element(self, tag: str, attributes: dict[str, str]) -> None:
        """Count one element; tags that hold no cells pass."""
        tag = local_name(tag)
        if tag == "c":
            self._on_cell(attributes.get("r"))
        elif tag == "row":
            self._on_row(attributes.get("r"))
        elif tag in AREA_ELEMENTS:
            self._count_cells(area(attributes.get("ref", "")))

    def _on_row(self, reference: str | None) -> None:
        self.row = int(reference) if reference else self.row + 1
        self.column = 0
        if self.row > self.last_row:
            self._reach(self.row, self.last_column)

    def _on_cell(self, reference: str | None) -> None:
        row, column = self.row, self.column + 1
        if reference:
            letters = reference.rstrip("0123456789")
            column = self._columns.get(letters) or self._new_column(letters)
            row = int(reference[len(letters) :] or row)
        self.column = column
        if row > self.last_row or column > self.last_column:
            self._reach(max(row, self.last_row), max(column, self.last_column))
        self._count_cells(1)

    def _new_column(self, letters: str) -> int:
        if not re.fullmatch("[A-Za-z]{1,3}", letters):
            raise UploadRefused("broken", part=letters[:10])
        self._columns[letters] = number = column_number(letters)
        return number

    def _count_cells(self, count: int) -> None:
        self.cells += count
        if self.cells > self.limits.max_cells:
            raise UploadRefused(
                "too_many_cells", value=self.cells, limit=self.limits.max_cells
            )

    def _reach(self, row: int, column: int) -> None:
        """Grow the grid; a reader builds all of it, empty corners included."""
        check_limit("too_many_rows", row, self.limits.max_rows)
        check_limit("too_many_columns", column, self.limits.max_columns)
        check_limit("too_many_cells", row * column, 2 * self.limits.max_cells)
        self.last_row, self.last_column = row, column


class DocumentCounter:
    """Count the sheets, rows and cells of an OpenDocument, repetitions included.

    Readers write out a repeated cell unless it is the last of its row, which is the
    filler that the programs put behind the data.
    """

    def __init__(self, limits: UploadLimits) -> None:
        """Start an empty document."""
        self.limits = limits
        self.sheets = self.rows = self.cells = self.elements = 0
        self._row_cells = self._pending = 0

    def on_element(self, tag: str, attributes: dict[str, str]) -> None:
        """Count one element."""
        self.elements += 1
        check_limit("too_many_elements", self.elements, self.limits.max_elements)
        tag = local_name(tag)
        if tag in ("table-cell", "covered-table-cell"):
            self._on_cell(attributes)
        elif tag == "table-row":
            self.rows += 1
            self._row_cells = self._pending = 0
            check_limit("too_many_rows", self.rows, self.limits.max_rows)
        elif tag == "table":
            self.sheets += 1
            check_limit("too_many_sheets", self.sheets, self.limits.max_sheets)

    def _on_cell(self, attributes: dict[str, str]) -> None:
        self._row_cells += self._pending + 1
        self.cells += self._pending + 1
        repeats = (
            int(count)
            for name, count in attributes.items()
            if local_name(name) == "number-columns-repeated" and count.isdecimal()
        )
        self._pending = max(next(repeats, 1) - 1, 0)
        check_limit("too_many_columns", self._row_cells, self.limits.max_columns)
        check_limit("too_many_cells", self.cells, self.limits.max_cells)


class RecordLines:
    """Hand out the lines of a delimited text while a record stays within bounds.

    A quote that never closes makes one record of the rest of the file, which the csv
    module gathers at four bytes a character before anybody sees it.
    """

    def __init__(self, lines: Iterable[str], limits: UploadLimits) -> None:
        """Start before the first line."""
        self._lines = iter(lines)
        self._limit = 2 * limits.max_field_chars
        self._pending = 0

    def __iter__(self) -> "RecordLines":
        """Return the iterator itself, as the csv module wants it."""
        return self

    def __next__(self) -> str:
        """Return the next line, unless the open record has grown too long."""
        line = next(self._lines)
        self._pending += len(line)
        if self._pending > self._limit:
            raise UploadRefused(
                "field_too_long", value=self._pending, limit=self._limit // 2
            )
        return line

    def start_record(self) -> None:
        """Note that the record before is complete."""
        self._pending = 0


def count_fields(text: Iterable[str], separator: str, limits: UploadLimits) -> None:
    """Count the rows and fields of a delimited text, one row at a time."""
    lines = RecordLines(text, limits)
    for number, row in enumerate(csv.reader(lines, delimiter=separator), 1):
        lines.start_record()
        check_limit("too_many_rows", number, limits.max_rows)
        check_limit("too_many_columns", len(row), limits.max_columns)
        longest = max(map(len, row), default=0)
        check_limit("field_too_long", longest, limits.max_field_chars)
