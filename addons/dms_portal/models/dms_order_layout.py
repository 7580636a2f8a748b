from odoo import api, fields, models
from odoo.tools import SQL

MOST_LAYOUTS = 50


class DmsOrderLayout(models.Model):
    """Which column says what in the files of a dealer, as its people have told once.

    Nobody reads or writes these but through the methods below; callers have checked
    for whom the user may order.
    """

    _name = "dms.order.layout"
    _description = "Columns of a Dealer's Order File"
    _inherit = ["dms.dealer.mixin"]
    _order = "write_date desc, id desc"
    _rec_name = "headings"

    fingerprint = fields.Char(
        required=True,
        readonly=True,
        help="Equal for files with the same headings.",
    )
    headings = fields.Char(readonly=True)
    columns = fields.Json(
        required=True, readonly=True, help="The place of each column, from 0."
    )

    _fingerprint_uniq = models.UniqueIndex(
        "(dealer_id, fingerprint)", "The columns of such files are known already."
    )

    @api.model
    def _dms_recall(self, dealer, fingerprint):
        """Return {key: place} as it was told for such a file, {} if never."""
        return self._dms_find(dealer, fingerprint).columns or {}

    @api.model
    def _dms_find(self, dealer, fingerprint):
        # sudo: the caller may order for this dealer
        return self.sudo().search(
            [("dealer_id", "=", dealer.id), ("fingerprint", "=", fingerprint)]
        )

    @api.model
    def _dms_remember(self, dealer, fingerprint, headings, columns):
        """Keep what each column of such a file says, the last word counts."""
        # of two first times at the same moment the second one waits for the first
        self.env.execute_query(
            SQL("SELECT id FROM res_partner WHERE id = %s FOR NO KEY UPDATE", dealer.id)
        )
        layouts = self.sudo()
        known = layouts._dms_find(dealer, fingerprint)
        if known:
            known.columns = columns
            return
        layouts.create(
            {
                "dealer_id": dealer.id,
                "company_id": (dealer.company_id or self.env.company).id,
                "fingerprint": fingerprint,
                "headings": " | ".join(filter(None, headings))[:500],
                "columns": columns,
            }
        )
        layouts.search([("dealer_id", "=", dealer.id)], offset=MOST_LAYOUTS).unlink()
