"""N8: error pages show their traceback to internal users only.

The page shows it to everybody who adds ``?debug=1`` to the address, signed in or not.
"""

from odoo import models

from ..patches.error_bodies import reads_tracebacks


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _get_exception_code_values(cls, exception):
        """Leave out what the server looked like inside."""
        code, values = super()._get_exception_code_values(exception)
        if not reads_tracebacks():
            values["traceback"] = values["qweb_exception"] = None
        return code, values
