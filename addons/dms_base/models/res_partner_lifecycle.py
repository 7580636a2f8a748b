from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

STEPS = {
    "applicant": ("active", "terminated"),
    "active": ("suspended", "terminated"),
    "suspended": ("active", "terminated"),
    "terminated": ("applicant",),
}


class ResPartner(models.Model):
    """The life of a dealer: what state it is in, and what that allows."""

    _inherit = "res.partner"

    dealer_state = fields.Selection(
        [
            ("applicant", "Applicant"),
            ("active", "Active"),
            ("suspended", "Suspended"),
            ("terminated", "Terminated"),
        ],
        string="Dealer Status",
        default="applicant",
        index=True,
        copy=False,
        tracking=True,
    )
    dealer_suspension = fields.Selection(
        [
            ("no_credit", "No Credit"),
            ("no_order", "No Orders"),
            ("view_only", "View Only"),
        ],
        string="Suspension",
        copy=False,
        tracking=True,
    )

    _suspension_when_suspended = models.Constraint(
        "CHECK(dealer_suspension IS NULL OR dealer_state = 'suspended')",
        "Only a suspended dealer has a level of suspension; suspend the dealer first.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        fresh = {"dealer_state": "applicant", "dealer_suspension": False}
        partners._dms_check_state_rights(fresh)
        dealers = partners.filtered("is_dealer")
        dealers._log_dealer_events(dict.fromkeys(dealers.ids))
        return partners

    def write(self, vals):
        if not {"dealer_state", "dealer_suspension", "is_dealer"} & vals.keys():
            return super().write(vals)
        if {"dealer_state", "dealer_suspension"} & vals.keys():
            self._dms_check_state_rights(vals)
        before = {p.id: (p.dealer_state, p.dealer_suspension) for p in self}
        was_dealer = self.filtered("is_dealer")
        if vals.get("dealer_state") == "suspended":
            vals = {"dealer_suspension": "no_order", **vals}
        elif vals.get("dealer_state"):
            vals = {**vals, "dealer_suspension": False}
        result = super().write(vals)
        dealers = self.filtered("is_dealer")
        changed = dealers.filtered(
            lambda p: (
                p not in was_dealer
                or before[p.id] != (p.dealer_state, p.dealer_suspension)
            )
        )
        changed._log_dealer_events(
            {p.id: before[p.id][0] if p in was_dealer else None for p in changed}
        )
        changed._apply_dealer_state()
        return result

    def _dms_check_state_rights(self, vals):
        """Only managers let a dealer be in another state than ``vals`` says."""
        names = {"dealer_state", "dealer_suspension"} & vals.keys()
        moved = any(
            (partner[name] or False) != (vals[name] or False)
            for partner in self
            for name in names
        )
        if (
            self.env.su
            or not moved
            or self.env.user.has_group("dms_base.group_dms_manager")
        ):
            return
        raise AccessError(
            self.env._("Only channel managers may change the status of a dealer.")
        )

    def _log_dealer_events(self, old_states):
        reason = self.env.context.get("dms_reason")
        self.env["dms.dealer.event"].sudo().create(
            [
                {
                    "dealer_id": dealer.id,
                    "old_state": old_states[dealer.id],
                    "new_state": dealer.dealer_state,
                    "suspension": dealer.dealer_suspension,
                    "reason": reason,
                    "user_id": self.env.uid,
                }
                for dealer in self
            ]
        )

    def _apply_dealer_state(self):
        """Make the state bite: who is terminated loses sign-ins and authorizations.

        Neither comes back with a later activation: who returns is invited again and
        gets new authorizations, since others may hold the old ones by then.
        """
        ended = self.filtered(lambda dealer: dealer.dealer_state == "terminated")
        if not ended:
            return
        # sudo: the effect of a step that the user may take, wherever it reaches
        users = self.env["res.users"].sudo()
        users.search(
            [("partner_id.dms_dealer_id", "in", ended.ids), ("share", "=", True)]
        ).active = False
        ended.sudo().authorization_ids._dms_end()

    def _dms_change_state(self, state, reason, suspension=False):
        """Move dealers along their life, for a reason that is kept.

        Raises:
            UserError: no reason, or this step does not exist from where a dealer is.
        """
        if not (reason or "").strip():
            raise UserError(self.env._("Say why: the reason is kept with the dealer."))
        for dealer in self:
            if not dealer.is_dealer:
                raise UserError(
                    self.env._(
                        "%(name)s is not a dealer, so there is no status to change.",
                        name=dealer.display_name,
                    )
                )
            resuspend = state == dealer.dealer_state == "suspended"
            if not resuspend and state not in STEPS[dealer.dealer_state]:
                labels = dict(
                    self._fields["dealer_state"]._description_selection(self.env)
                )
                raise UserError(
                    self.env._(
                        "%(name)s is %(now)s and cannot become %(next)s from there.",
                        name=dealer.display_name,
                        now=labels.get(dealer.dealer_state, ""),
                        next=labels[state],
                    )
                )
        self.with_context(dms_reason=reason.strip()).write(
            {"dealer_state": state, "dealer_suspension": suspension or False}
            if state == "suspended" and suspension
            else {"dealer_state": state}
        )

    def _dms_order_block(self):
        """Return why this dealer may not order now, or "" when it may."""
        self.ensure_one()
        if not self.is_dealer:
            return self.env._("This contact is not a dealer; orders need a dealer.")
        if self.dealer_state == "active":
            return ""
        if self.dealer_state == "applicant":
            return self.env._(
                "The application of %(name)s is not decided yet. Orders open as soon "
                "as the dealer is active.",
                name=self.name,
            )
        if self.dealer_state == "terminated":
            return self.env._(
                "The cooperation with %(name)s has ended, so no order can be placed. "
                "Please talk to your contact at the brand.",
                name=self.name,
            )
        if self.dealer_suspension == "no_credit":
            return ""
        return self.env._(
            "%(name)s is suspended: %(reason)s. No order can be placed until the brand "
            "lifts this. Please talk to your contact at the brand.",
            name=self.name,
            reason=self._dms_suspension_reason(),
        )

    def _dms_suspension_reason(self):
        """Return the reason of the last suspension, as it was written down."""
        self.ensure_one()
        # sudo: the dealer may read the reason of the own suspension, not the log
        event = self.env["dms.dealer.event"].sudo()
        event = event.search(
            [("dealer_id", "=", self.id), ("new_state", "=", "suspended")], limit=1
        )
        return event.reason or self.env._("no reason was noted")

    def _dms_view_only(self):
        """Whether this dealer may look but change nothing."""
        self.ensure_one()
        return self.dealer_state == "terminated" or (
            self.dealer_state == "suspended" and self.dealer_suspension == "view_only"
        )
