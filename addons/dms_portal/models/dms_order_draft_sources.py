from odoo import api, models


class DmsOrderDraft(models.Model):
    """Where lines of the pad come from besides the search: paste, file, scanner.

    Nothing here changes the draft: the pad shows what was understood, and saves what
    the person takes.
    """

    _inherit = "dms.order.draft"

    @api.model
    def _dms_read_pasted(self, text):
        """Return what a pasted list orders of the goods of the user's dealer."""
        return self._dms_get_dealer()._dms_read_pasted(text)

    @api.model
    def _dms_read_file(self, data, columns):
        """Return what a file orders of the goods of the user's dealer."""
        return self._dms_get_dealer()._dms_read_file(data, columns)

    @api.model
    def _dms_template(self):
        """Return name and content of a workbook to fill in."""
        dealer = self._dms_get_dealer()
        name = dealer._dms_workbook_name(self.env._("Order"))
        return name, dealer._dms_order_template()

    @api.model
    def _dms_rejects(self, rows):
        """Return name and content of a workbook with rows that were not taken."""
        dealer = self._dms_get_dealer()
        name = dealer._dms_workbook_name(self.env._("Rows to correct"))
        return name, dealer._dms_order_rejects(rows)
