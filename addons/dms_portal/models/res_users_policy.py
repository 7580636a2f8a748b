from odoo import models
from odoo.fields import Domain
from odoo.tools import format_date

TODO_LIMIT = 3


class ResUsers(models.Model):
    """Which policies a person sees, has not read, and is asked to confirm."""

    _inherit = "res.users"

    def _dms_policy_scope_domain(self, path=""):
        """Return the domain of policies that region-bound staff may see.

        Those that name a dealer of the regions, those for regions within or above
        them, and those that are for every region.

        Args:
            path: from the ruled model to its ``dms.policy``; "" for policies.
        """
        self.ensure_one()
        if not self.dms_region_ids:
            return [(1, "=", 1)]
        prefix = f"{path}." if path else ""
        regions = self.dms_region_ids.ids
        return [
            "|",
            (f"{prefix}audience_dealer_ids.dms_region_id", "child_of", regions),
            "|",
            (f"{prefix}audience_region_ids", "child_of", regions),
            "|",
            (f"{prefix}audience_region_ids", "parent_of", regions),
            "&",
            (f"{prefix}audience_region_ids", "=", False),
            "|",
            (f"{prefix}audience_grade_ids", "!=", False),
            (f"{prefix}audience_dealer_ids", "=", False),
        ]

    def _dms_unconfirmed_domain(self):
        """Return the domain, for the superuser, of versions to be confirmed by me."""
        self.ensure_one()
        asked = self.env["dms.policy"]._dms_asked_domain(self)
        mine = Domain("user_id", "=", self.id)
        return (
            self.env["dms.policy.version"]._dms_shown_domain()
            & Domain("policy_id", "any", asked)
            & Domain("receipt_ids", "not any", mine)
        )

    def _dms_unread_versions(self, limit=None):
        """Return, newest first, the versions in force or announced that are unread.

        What has to be confirmed is read when it is confirmed, the rest when it was
        opened.
        """
        self.ensure_one()
        # sudo: nobody reads others' openings; the domain keeps to what is for the user
        versions = self.env["dms.policy.version"].sudo()
        unopened = Domain("opening_ids", "not any", Domain("user_id", "=", self.id))
        return versions.search(
            (versions._dms_shown_domain() & unopened) | self._dms_unconfirmed_domain(),
            order="visible_from desc, id desc",
            limit=limit,
        )

    def _dms_todos(self):
        return [*super()._dms_todos(), *self._dms_policy_todos()]

    def _dms_policy_todos(self):
        # sudo: as for what is unread
        versions = self.env["dms.policy.version"].sudo()
        return [
            {
                "level": "warning",
                "icon": "fa-book",
                "text": self.env._("Please read and confirm: %(name)s", name=one.name),
                "detail": self.env._(
                    "Version %(number)s, in force from %(date)s",
                    number=one.number,
                    date=format_date(self.env, one.date_start),
                ),
                "url": f"/my/dealer/policies/{one.policy_id.id}/{one.number}",
            }
            for one in versions.search(
                self._dms_unconfirmed_domain(),
                order="visible_from desc, id desc",
                limit=TODO_LIMIT,
            )
        ]
