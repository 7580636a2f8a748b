"""How much an uploaded file may hold, and the refusal of one that holds more.

The figures leave room for an honest file of 50 000 lines and 30 columns, several times
over, and bound the work that a dishonest one can cause.
"""

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class UploadLimits:
    """Ceilings of one upload; each is inclusive.

    ``max_bytes`` counts the file as it arrives, ``max_unpacked_bytes`` the parts of an
    archive together, ``max_part_bytes`` one part that is no sheet (texts, styles).
    ``max_ratio`` is unpacked : packed size of one part above a mebibyte.
    ``max_cells`` bounds the cells written in the file and, with ``max_rows`` times
    columns, the grid that a reader builds around them. ``max_elements`` bounds an
    OpenDocument, whose reader keeps an object for every element.
    """

    max_bytes: int = 25 * MIB
    max_entries: int = 1_000
    max_unpacked_bytes: int = 64 * MIB
    max_part_bytes: int = 8 * MIB
    max_ratio: int = 150
    max_sheets: int = 100
    max_rows: int = 100_000
    max_columns: int = 1_000
    max_cells: int = 1_500_000
    max_elements: int = 300_000
    max_field_chars: int = 1_000_000


DEFAULT_LIMITS = UploadLimits()


class UploadRefused(Exception):
    """The file is refused; ``reason`` is a code, ``params`` the figures behind it.

    Reasons: ``empty``, ``too_big``, ``wrong_kind``, ``broken``, ``encrypted``,
    ``too_many_entries``, ``nested_archive``, ``too_compressed``, ``unpacks_too_big``,
    ``part_too_big``, ``has_doctype``, ``too_many_sheets``, ``too_many_rows``,
    ``too_many_columns``, ``too_many_cells``, ``too_many_elements``, ``field_too_long``.
    """

    def __init__(self, reason: str, **params: object) -> None:
        """Keep the code and its figures; the caller finds the words."""
        super().__init__(reason)
        self.reason = reason
        self.params = params


def check_limit(reason: str, value: int, limit: int) -> None:
    """Refuse the upload for ``reason`` when the value lies above the limit."""
    if value > limit:
        raise UploadRefused(reason, value=value, limit=limit)
