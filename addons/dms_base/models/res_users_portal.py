from odoo import models


class ResUsers(models.Model):
    """What the portal shell asks about the person who is signed in."""

    _inherit = "res.users"

    def _dms_refusal(self, roles=(), writes=False):
        """Return the sentence why a dealer page is closed to this user, or ""."""
        self.ensure_one()
        dealer = self._dms_dealer()
        mine = self._dms_roles()
        if self._is_internal():
            return self.env._(
                "This page is for the people of a dealer. You work for the brand: "
                "dealers and their orders are in the back office."
            )
        if not dealer or not mine:
            return self.env._(
                "This page is for the people of a dealer. Sign in with an account "
                "that the owner of the dealer has invited."
            )
        if set(roles) == {"owner"} and "owner" not in mine:
            return self.env._(
                "Only the owner of %(dealer)s may open this page.", dealer=dealer.name
            )
        if roles and not mine & {*roles, "owner"}:
            return self.env._(
                "Your role at %(dealer)s does not include this page. The owner can "
                "change your role under Team.",
                dealer=dealer.name,
            )
        if writes and dealer._dms_view_only():
            return self._dms_view_only_text(dealer)
        return ""

    def _dms_view_only_text(self, dealer):
        if dealer.dealer_state == "terminated":
            return self.env._(
                "The cooperation with %(dealer)s has ended, so nothing can be changed "
                "any more. Please talk to your contact at the brand.",
                dealer=dealer.name,
            )
        return self.env._(
            "%(dealer)s is suspended and can change nothing for now. Reason: "
            "%(reason)s. Please talk to your contact at the brand.",
            dealer=dealer.name,
            reason=dealer._dms_suspension_reason(),
        )

    def _dms_visible_credit(self):
        """Return the credit figures of the user's dealer; none for the stock role."""
        self.ensure_one()
        dealer = self._dms_dealer()
        if not dealer or not self._dms_roles() & {"buyer", "finance"}:
            return {}
        return dealer._dms_credit()[dealer]

    def _dms_todos(self):
        """Return what needs this person today, the most pressing first."""
        self.ensure_one()
        todos = self._dms_state_todos()
        if self._dms_is_owner():
            todos += self._dms_expiry_todos()
        return todos

    def _dms_state_todos(self):
        dealer = self._dms_dealer()
        if dealer.dealer_state == "applicant":
            return [
                {
                    "level": "info",
                    "icon": "fa-hourglass-half",
                    "text": self.env._("Your application is being looked at."),
                    "detail": dealer._dms_order_block(),
                }
            ]
        if dealer.dealer_state == "terminated":
            return [
                {
                    "level": "danger",
                    "icon": "fa-ban",
                    "text": self.env._("The cooperation has ended."),
                    "detail": dealer._dms_order_block(),
                }
            ]
        if dealer.dealer_state == "suspended":
            return [
                {
                    "level": "danger",
                    "icon": "fa-exclamation-triangle",
                    "text": self._dms_suspension_text(dealer),
                    "detail": self.env._(
                        "Reason: %(reason)s", reason=dealer._dms_suspension_reason()
                    ),
                }
            ]
        return []

    def _dms_suspension_text(self, dealer):
        return {
            "no_credit": self.env._(
                "You are suspended: orders are possible, but on no credit."
            ),
            "no_order": self.env._(
                "You are suspended: no new orders until the brand lifts this."
            ),
            "view_only": self.env._(
                "You are suspended: you can look at everything and change nothing."
            ),
        }[dealer.dealer_suspension or "no_order"]

    def _dms_expiry_todos(self):
        """Return papers of the own dealer that have ended or end soon."""
        own = self._dms_dealer_domain()
        todos = []
        for model in ("dms.license", "dms.agreement"):
            papers = self.env[model].with_user(self)
            domain = [*own, *papers._get_expiring_domain()]
            for paper in papers.search(domain, order="date_last", limit=10):
                todos.append(self._dms_expiry_todo(paper))
        return todos

    def _dms_expiry_todo(self, paper):
        ended = paper.days_left < 0
        text = (
            self.env._("%(name)s has ended", name=paper._dms_paper_name())
            if ended
            else self.env._(
                "%(name)s ends in %(days)s days",
                name=paper._dms_paper_name(),
                days=paper.days_left,
            )
        )
        return {
            "level": "danger" if ended else "warning",
            "icon": "fa-calendar-times-o" if ended else "fa-calendar",
            "text": text,
            "date": paper.date_last,
            "detail": self.env._("Send the new paper to your contact at the brand."),
        }
