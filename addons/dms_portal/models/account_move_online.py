from odoo import api, models
from odoo.fields import Domain
from odoo.tools import str2bool


class AccountMove(models.Model):
    """Paying online is core's; this says what a dealer can pay that way, and where."""

    _inherit = "account.move"

    @api.model
    def _dms_online_payment(self, dealer):
        """Return which invoices can be paid online now, none without a provider.

        Returns:
            dict(urls, overdue): ``urls`` maps ids of invoices to core's page with the
            button to pay; ``overdue`` is core's page that pays all overdue ones at
            once, "" if there are fewer than two.
        """
        nothing = {"urls": {}, "overdue": ""}
        # sudo: dealers cannot read providers; core asks in the same way
        parameters = self.env["ir.config_parameter"].sudo()
        if not str2bool(parameters.get_param("account_payment.enable_portal_payment")):
            return nothing
        company = self.env.company
        providers = (
            self.env["payment.provider"]
            .sudo()
            ._get_compatible_providers(
                company.id, dealer.id, 0.0, currency_id=company.currency_id.id
            )
        )
        if not providers:
            return nothing
        domain = self._dms_list_domain() & self._dms_due_domain()
        invoices = self.search(domain, limit=200).sudo()
        payable = invoices.filtered(lambda move: move._has_to_be_paid())
        overdue = payable.filtered_domain(self._dms_batch_domain(dealer))
        currencies = overdue.currency_id
        return {
            "urls": {
                move.id: f"/my/invoices/{move.id}?payment=True#portal_pay"
                for move in payable
            },
            "overdue": "/my/invoices/overdue"
            if len(overdue) > 1 and len(currencies) == 1
            else "",
        }

    @api.model
    def _dms_batch_domain(self, dealer):
        """Return the domain of what core's page for overdue invoices pays at once."""
        return self._dms_overdue_domain() & Domain("partner_id", "=", dealer.id)
