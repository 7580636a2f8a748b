from psycopg2.errors import UniqueViolation

from odoo import api, models
from odoo.exceptions import ConcurrencyError, MissingError, UserError
from odoo.fields import Domain

HOME_LIMIT = 3
BADGES = {
    "current": "success",
    "ahead": "info",
    "superseded": "secondary",
    "ended": "secondary",
    "withdrawn": "danger",
    "draft": "secondary",
}


class DmsPolicyVersion(models.Model):
    """Policies in the portal: a list, a page, and the word that it was read.

    Record rules say what a dealer's people find: versions of policies for their dealer,
    from the day on which they are shown.
    """

    _name = "dms.policy.version"
    _inherit = ["dms.policy.version", "dms.portal.list"]

    # --- the list -----------------------------------------------------------------

    @api.model
    def _dms_shown_domain(self):
        """Return the domain of what is in force or announced, and meant for the user."""
        return (
            Domain("policy_id.is_for_me", "=", True)
            & Domain("state", "=", "published")
            & Domain("visible_from", "<=", "today")
            & (
                Domain("in_force_last", "=", False)
                | Domain("in_force_last", ">=", "today")
            )
        )

    @api.model
    def _dms_list_filters(self):
        over = Domain("state", "=", "withdrawn") | Domain("in_force_last", "<", "today")
        started = Domain("date_start", "<=", "today")
        return [
            ("current", self.env._("In force"), ~over & started),
            ("ahead", self.env._("Announced"), ~over & ~started),
            ("past", self.env._("Past"), over),
        ]

    @api.model
    def _dms_list_term_domain(self, term):
        return Domain.OR(
            Domain(name, "ilike", term) for name in ("name", "body", "change_note")
        )

    @api.model
    def _dms_list_order(self):
        return "date_start desc, id desc"

    @api.model
    def _dms_list_page(self, domain, offset, limit):
        """Return one page of the list, what is unread before the rest."""
        order = self._dms_list_order()
        unread = Domain("id", "in", self.env.user._dms_unread_versions().ids)
        first = self.search(domain & unread, order=order)
        page = first[offset : offset + limit]
        room = limit - len(page)
        if not room:  # a search takes no limit for none
            return page
        return page + self.search(
            domain & ~unread,
            order=order,
            limit=room,
            offset=max(0, offset - len(first)),
        )

    def _dms_list_rows(self, unread=None):
        if unread is None:
            unread = self.env.user._dms_unread_versions()
        statuses = dict(self._fields["status"]._description_selection(self.env))
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        return [
            {
                "url": f"/my/dealer/policies/{version.policy_id.id}/{version.number}",
                "name": version.name,
                "kind": kinds[version.kind],
                "number": version.number,
                "date_start": version.date_start,
                "last": version.in_force_last,
                "label": statuses[version.status],
                "badge": BADGES[version.status],
                "unread": version in unread,
                "must_read": version.must_read,
            }
            for version in self
        ]

    @api.model
    def _dms_home_policies(self, unread):
        """Return the newest of the ``unread`` versions, and how many there are."""
        rows = self.browse(unread[:HOME_LIMIT].ids)._dms_list_rows(unread)
        return {"count": len(unread), "rows": rows}

    # --- one policy ---------------------------------------------------------------

    @api.model
    def _dms_find(self, policy_id, number=None):
        """Return (version, all versions) of a policy, as far as the user sees them.

        Without a number it is the one in force, else what is announced, else the last.

        Raises:
            MissingError: there is nothing for this user.
        """
        versions = self.search([("policy_id", "=", policy_id)], order="number desc")
        if number is not None:
            version = versions.filtered(lambda one: one.number == number)
        else:
            by_status = versions.grouped("status")
            version = by_status.get("current") or by_status.get("ahead") or versions[:1]
        if not version:
            raise MissingError(
                self.env._("This policy is not there for you, or not any more.")
            )
        return version[:1], versions

    @api.model
    def _dms_portal_page(self, policy_id, number=None):
        """Return what the page of a policy shows."""
        version, versions = self._dms_find(policy_id, number)
        user = self.env.user
        receipt = self.env["dms.policy.receipt"].search(
            [("version_id", "=", version.id), ("user_id", "=", user.id)], limit=1
        )
        return {
            **version._dms_page_values(),
            "others": (versions - version)._dms_list_rows(),
            "newer": (versions - version)
            .filtered(lambda one: one.status in ("current", "ahead"))
            ._dms_list_rows()[:1],
            "receipt": receipt,
            "can_confirm": not receipt and version._dms_asks(user),
        }

    def _dms_page_values(self):
        """Return the text and the files of one version."""
        self.ensure_one()
        base = f"/my/dealer/policies/{self.policy_id.id}/{self.number}"
        # sudo: whoever finds the version may read its files
        files = self.sudo().file_ids.sorted("id")
        return {
            "version": self,
            "row": self._dms_list_rows()[0],
            "base": base,
            "files": [
                {
                    "name": file.name,
                    "size": file.file_size,
                    "url": f"{base}/file/{file.id}",
                }
                for file in files
            ],
        }

    def _dms_asks(self, user):
        """Whether ``user`` is asked to confirm this version now."""
        self.ensure_one()
        # sudo: openings and receipts of others count for nothing here
        versions = self.sudo()
        return bool(
            versions.search_count(
                user._dms_unconfirmed_domain() & Domain("id", "=", self.id)
            )
        )

    @api.model
    def _dms_portal_file(self, policy_id, number, file_id):
        """Return the file of a version that the user may read."""
        version, _versions = self._dms_find(policy_id, number)
        # sudo: whoever finds the version may read its files
        file = version.sudo().file_ids.filtered(lambda one: one.id == file_id)
        if not file:
            raise MissingError(self.env._("This file is not there."))
        return file

    # --- read and confirmed -------------------------------------------------------

    @api.model
    def _dms_mark_opened(self, policy_id, number):
        """Note that the user has this version open; once, however often it is."""
        version, _versions = self._dms_find(policy_id, number)
        self._dms_once("dms.policy.opening", version._dms_trace())

    @api.model
    def _dms_confirm(self, policy_id, number, ip_address=""):
        """Keep the user's word that this version was read: one receipt, always.

        Raises:
            UserError: the user is not asked to confirm it.
            ConcurrencyError: another device confirms at this moment; Odoo tries again
                and then finds its receipt.
        """
        version, _versions = self._dms_find(policy_id, number)
        user = self.env.user
        trace = version._dms_trace()
        mine = [("version_id", "=", version.id), ("user_id", "=", user.id)]
        # sudo: a receipt is written by nobody but this method
        if self.env["dms.policy.receipt"].sudo().search_count(mine, limit=1):
            return
        if not version._dms_asks(user):
            raise UserError(
                self.env._(
                    "You are not asked to confirm this version, or not any more."
                )
            )
        self._dms_once("dms.policy.opening", trace)
        receipt = {"content_hash": version.content_hash, "ip_address": ip_address}
        self._dms_once("dms.policy.receipt", {**trace, **receipt})

    def _dms_trace(self):
        """Return who is at which version."""
        user = self.env.user
        dealer = user._dms_dealer()
        if not dealer:
            raise UserError(
                self.env._("Only people of a dealer read policies in the portal.")
            )
        return {
            "version_id": self.id,
            "user_id": user.id,
            "dealer_id": dealer.id,
            "company_id": self.company_id.id,
        }

    @api.model
    def _dms_once(self, model_name, vals):
        """Create the row unless it is there."""
        # sudo: people of a dealer do not write these rows but by reading
        rows = self.env[model_name].sudo()
        mine = [(name, "=", vals[name]) for name in ("version_id", "user_id")]
        if rows.search_count(mine, limit=1):
            return
        try:
            rows.create(vals)
        except UniqueViolation as error:
            message = "another device is at the same version"
            raise ConcurrencyError(message) from error

    @api.model
    def _dms_preview(self, version_id):
        """Return what dealers will see of a version, for staff who may read it."""
        version = self.search([("id", "=", version_id)])
        if not version or self.env.user.share:
            raise MissingError(self.env._("This version is not there."))
        return {
            **version._dms_page_values(),
            "others": [],
            "newer": [],
            "receipt": False,
            "can_confirm": version.must_read,
        }
