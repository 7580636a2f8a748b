"""N4: text written to an XLSX file stays text.

``worksheet.write("=1+1")`` makes a live formula and ``write("http://…")`` a live link,
in every writer of Odoo: list export, pivot, price list. The switch is an option of the
workbook, which these writers create in the middle of a function; core itself replaces
``xlsxwriter.Workbook`` for the same reason. A writer that wants formulas says so with
``write_formula`` or by naming the option.
"""

import xlsxwriter

TEXT_STAYS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False}


def apply():
    """Give new workbooks other defaults."""

    class GuardedWorkbook(xlsxwriter.Workbook):
        def __init__(self, filename=None, options=None):
            super().__init__(filename, TEXT_STAYS_TEXT | (options or {}))

    xlsxwriter.Workbook = GuardedWorkbook
