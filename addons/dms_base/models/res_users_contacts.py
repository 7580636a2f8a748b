from odoo import models


class ResUsers(models.Model):
    """Whom a dealer's people can call at the brand."""

    _inherit = "res.users"

    def _dms_contacts(self):
        """Return who looks after the user's dealer, and the brand's own number.

        The dealer's salesperson, else the staff of its region. Who has no number is
        named all the same, so that people know for whom to ask.

        Returns:
            dicts with ``name``, ``phone`` and ``email``; either may be "".
        """
        self.ensure_one()
        # sudo: a dealer's people know by name who looks after them, and nothing more
        dealer = self._dms_dealer().sudo()
        if not dealer:
            return []
        seller = dealer.user_id.filtered(lambda user: user.active and not user.share)
        people = seller or dealer._dms_region_staff()[:1]
        company = dealer.company_id or self.env.company.sudo()
        reached = [*people.partner_id, *company.partner_id.filtered("phone")]
        return [
            {"name": who.name, "phone": who.phone or "", "email": who.email or ""}
            for who in reached
        ]
