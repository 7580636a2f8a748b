from odoo import api, models
from odoo.fields import Domain


class MailThread(models.AbstractModel):
    """Followers are no way around the wall.

    Odoo searches through them as superuser, so that a filter on a follower's data
    could count what is hidden.
    """

    _inherit = "mail.thread"

    @api.model
    def _search_message_partner_ids(self, operator, operand):
        if isinstance(operand, Domain) and not self.env.su:
            # the condition on the follower is looked up with the rules of the user
            operator = "not in" if operator.startswith("not") else "in"
            operand = self.env["res.partner"].search(operand).ids
        return super()._search_message_partner_ids(operator, operand)


class MailMessage(models.Model):
    """Nobody speaks in the name of a contact, or answers a message, out of sight."""

    _name = "mail.message"
    _inherit = ["mail.message", "dms.access.recheck"]
