from odoo import api, fields, models

from ..engine.import_parse import clean_code

# Identifiers: compared, so they are written without blanks and in half width.
CODE_COLUMNS = {
    "dealer_code",
    "dealer_email",
    "dealer_phone",
    "dealer_upstream",
    "dealer_vat",
}


class DmsImportRow(models.Model):
    """The columns of a list of dealers."""

    _inherit = "dms.import.row"

    dealer_code = fields.Char()
    dealer_name = fields.Char()
    dealer_vat = fields.Char(string="Tax Number")
    dealer_region = fields.Char(string="Region")
    dealer_grade = fields.Char(string="Grade")
    dealer_upstream = fields.Char(string="Upstream Dealer Code")
    dealer_contact = fields.Char(string="Contact Person")
    dealer_phone = fields.Char(string="Phone")
    dealer_email = fields.Char(string="Email")
    dealer_country = fields.Char(string="Country")
    dealer_city = fields.Char(string="City")
    dealer_street = fields.Char(string="Street")
    dealer_categories = fields.Char(
        string="Authorized Categories", help="Several are separated by semicolons."
    )
    dealer_agreement = fields.Char(string="Agreement")
    dealer_agreement_start = fields.Char(string="Agreement First Day")
    dealer_agreement_last = fields.Char(string="Agreement Last Day")
    dealer_license = fields.Char(string="Business Licence")
    dealer_license_last = fields.Char(string="Licence Last Day")

    @api.model
    def _dms_cleaner(self, name):
        return clean_code if name in CODE_COLUMNS else super()._dms_cleaner(name)
