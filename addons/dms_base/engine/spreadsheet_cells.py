"""Cells that a spreadsheet program shows and never runs.

A cell of a CSV file has no type: Excel, WPS and LibreOffice run whatever begins like
a formula, with the rights of the person who opened the file. The cell's text comes
from a dealer; the person is an accountant of the brand. So every text that could be
taken for a formula gets an apostrophe in front, which the programs read as "this is
text". Plain numbers are left alone: a negative amount stays a number.

XLSX cells are typed, so they need no apostrophe: write text with
``worksheet.write_string``.
"""

import re
from typing import TypeVar

Value = TypeVar("Value")

# What starts a formula (= + - @ and their full-width forms, which Chinese and Japanese
# versions accept too), and what such programs skip before they look (TAB, CR, LF).
FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
PLAIN_NUMBER = re.compile(r"-(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?(?:[eE][+-]?\d{1,3})?")
TEXT_MARK = "'"


def safe_cell(value: Value) -> Value | str:
    """Return the value as it may stand in an exported cell.

    Args:
        value: anything; only text is ever changed.
    Returns:
        The value itself, or the same text behind an apostrophe.
    Source: owasp.org/www-community/attacks/CSV_Injection.

    >>> safe_cell('=HYPERLINK("http://evil","click")')
    '\\'=HYPERLINK("http://evil","click")'
    >>> safe_cell("-1,250.00"), safe_cell(-1250), safe_cell("-1+cmd|' /C calc'!A0")
    ('-1,250.00', -1250, "'-1+cmd|' /C calc'!A0")
    """
    if not isinstance(value, str) or not value.startswith(FORMULA_STARTS):
        return value
    if PLAIN_NUMBER.fullmatch(value):
        return value
    return TEXT_MARK + value
