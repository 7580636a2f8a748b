"""N4: the list export writes no cell that a spreadsheet program would run.

XLSX is handled for all writers in ``patches/spreadsheet_cells.py``. The native CSV
export marks text that begins with = + or -, but not with @, TAB, CR, LF or a full-width
sign, and marks negative numbers too.
"""

import csv
import io

from odoo.addons.dms_base.engine.spreadsheet_cells import safe_cell
from odoo.addons.web.controllers.export import CSVExport


class GuardedCSVExport(CSVExport):
    def from_data(self, fields, columns_headers, rows):
        """Write the rows with every text that could run marked as text."""
        stream = io.StringIO()
        writer = csv.writer(stream, quoting=csv.QUOTE_ALL)
        writer.writerow(map(safe_cell, columns_headers))
        for row in rows:
            writer.writerow(map(self._guard_cell, row))
        return stream.getvalue()

    def _guard_cell(self, value):
        """Return an export value as the native writer would, then made safe."""
        if value is None or value is False:
            return ""
        return safe_cell(value.decode() if isinstance(value, bytes) else value)
