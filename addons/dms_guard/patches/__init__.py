"""Changes to Odoo's HTTP layer that no model or controller can make.

Each module here replaces one function of core and says why inheritance does not
reach it (docs/decisions/0020). ``post_load`` applies them once per process; they are
written so that databases without this add-on, served by the same process, lose nothing
but the hole.
"""

from . import (
    borrowed_requests,
    database_down,
    error_bodies,
    session_cookies,
    spreadsheet_cells,
)

PATCHES = (
    borrowed_requests,
    database_down,
    error_bodies,
    session_cookies,
    spreadsheet_cells,
)


def post_load():
    """Apply every patch; called by Odoo when the add-on's code is loaded."""
    for patch in PATCHES:
        patch.apply()
