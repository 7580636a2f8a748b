from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date, is_html_empty

from ..engine.policy_content import content_hash, file_hash

SAID_BY_BUTTONS = (
    "state",
    "number",
    "published_at",
    "published_by_id",
    "content_hash",
    "visible_from",
    "withdrawn_on",
    "is_announced",
)


class SaidByButton(dict):
    """Values that publishing and withdrawing write; no remote call can send them."""


class DmsPolicyVersion(models.Model):
    """What a policy says from one day on.

    A draft is written; publishing freezes it, for everybody. A correction is the next
    version, which supersedes this one on its first day.
    """

    _name = "dms.policy.version"
    _description = "Policy Version"
    _inherit = ["dms.access.recheck"]
    _order = "policy_id, number desc"

    policy_id = fields.Many2one(
        "dms.policy", required=True, index=True, ondelete="cascade"
    )
    name = fields.Char(related="policy_id.name")
    kind = fields.Selection(related="policy_id.kind")
    must_read = fields.Boolean(related="policy_id.must_read")
    company_id = fields.Many2one(related="policy_id.company_id", store=True, index=True)
    number = fields.Integer(string="Version", readonly=True, copy=False)
    state = fields.Selection(
        [("draft", "Draft"), ("published", "Published"), ("withdrawn", "Withdrawn")],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
    )
    date_start = fields.Date(
        string="First Day", required=True, default=fields.Date.context_today
    )
    date_last = fields.Date(
        string="Last Day",
        copy=False,
        help="Empty: until the next version begins, or until it is withdrawn.",
    )
    body = fields.Html(string="Text", translate=True, prefetch=False)
    change_note = fields.Text(
        string="What Changed",
        translate=True,
        copy=False,
        help="In a few words, against the version before.",
    )
    file_ids = fields.Many2many("ir.attachment", string="Files", copy=False)
    announce_ahead = fields.Boolean(
        help="Dealers read it as soon as it is published. Otherwise nobody outside sees "
        "it before its first day.",
    )
    visible_from = fields.Date(string="Shown From", readonly=True, copy=False)
    published_at = fields.Datetime(string="Published On", readonly=True, copy=False)
    published_by_id = fields.Many2one(
        "res.users",
        readonly=True,
        copy=False,
        groups="base.group_user",
    )
    withdrawn_on = fields.Date(readonly=True, copy=False)
    content_hash = fields.Char(
        readonly=True,
        copy=False,
        help="SHA-256 of the number, the days, the text in every language and the files.",
    )
    in_force_last = fields.Date(
        string="In Force Until",
        compute="_compute_in_force_last",
        store=True,
        help="The last day, the day before the next version, or the day it was "
        "withdrawn.",
    )
    status = fields.Selection(
        [
            ("draft", "Draft"),
            ("ahead", "Announced"),
            ("current", "In force"),
            ("superseded", "Superseded"),
            ("ended", "Ended"),
            ("withdrawn", "Withdrawn"),
        ],
        compute="_compute_status",
    )
    is_intact = fields.Boolean(
        string="Unaltered",
        compute="_compute_is_intact",
        groups="base.group_user",
        help="The content still has the hash that it was published with.",
    )

    _number_uniq = models.UniqueIndex(
        "(policy_id, number)",
        "Somebody else has just begun a version of this policy. Load the page again.",
    )
    _dates_in_order = models.Constraint(
        "CHECK(date_last IS NULL OR date_last >= date_start)",
        "The last day of a version cannot lie before its first day.",
    )

    @api.model
    def _dms_recheck_needed(self):
        return not self.env.su

    @api.depends("policy_id.name", "number")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for version in self:
            version.display_name = self.env._(
                "%(policy)s, version %(number)s",
                policy=version.name or "",
                number=version.number,
            )

    @api.depends(
        "state",
        "date_last",
        "withdrawn_on",
        "policy_id.version_ids.state",
        "policy_id.version_ids.date_start",
    )
    def _compute_in_force_last(self):
        for version in self:
            ends = [version.date_last, version.withdrawn_on]
            if version.state == "published":
                ends += [
                    other.date_start - timedelta(days=1)
                    for other in version.policy_id.version_ids
                    if other.state == "published"
                    and other.date_start > version.date_start
                ]
            version.in_force_last = min(filter(None, ends), default=False)

    @api.depends("state", "date_start", "date_last", "in_force_last")
    @api.depends_context("uid", "tz")
    def _compute_status(self):
        today = fields.Date.context_today(self)
        for version in self:
            if version.state != "published":
                version.status = version.state
            elif version.in_force_last and version.in_force_last < today:
                is_ended = version.in_force_last == version.date_last
                version.status = "ended" if is_ended else "superseded"
            else:
                version.status = "ahead" if version.date_start > today else "current"

    # --- frozen -------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            self._dms_check_said_by_buttons({key for vals in vals_list for key in vals})
        last = self._dms_last_numbers([vals.get("policy_id") for vals in vals_list])
        for vals in vals_list:
            policy_id = vals.get("policy_id")
            last[policy_id] = last.get(policy_id, 0) + 1
            vals.setdefault("number", last[policy_id])
        versions = super().create(vals_list)
        versions._dms_adopt_files()
        return versions

    @api.model
    def _dms_last_numbers(self, policy_ids):
        # sudo: a version out of sight has a number, too
        groups = self.sudo()._read_group(
            [("policy_id", "in", [i for i in policy_ids if i])],
            ["policy_id"],
            ["number:max"],
        )
        return {policy.id: number for policy, number in groups}

    def write(self, vals):
        if not isinstance(vals, SaidByButton):
            self._dms_check_frozen()
            if not self.env.su:
                self._dms_check_said_by_buttons(vals)
        result = super().write(vals)
        if "file_ids" in vals:
            self._dms_adopt_files()
        return result

    def _update_field_translations(
        self, field_name, translations, digest=None, source_lang=""
    ):
        self._dms_check_frozen()
        return super()._update_field_translations(
            field_name, translations, digest, source_lang
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        self._dms_check_frozen()

    def _dms_check_frozen(self):
        if any(version.state != "draft" for version in self.sudo()):
            raise UserError(
                self.env._(
                    "What was published is not changed: dealers rely on it. Begin a new "
                    "version."
                )
            )

    @api.model
    def _dms_check_said_by_buttons(self, names):
        if not set(SAID_BY_BUTTONS).isdisjoint(names):
            raise UserError(
                self.env._("Publish or withdraw a version; its state is not typed in.")
            )

    def _dms_mark(self, vals):
        """Write what only publishing and withdrawing say."""
        # sudo: the caller has checked; the rules keep everybody from published versions
        return self.sudo().write(SaidByButton(vals))

    def _dms_hash(self):
        """Return the hash of what this version says now."""
        self.ensure_one()
        # sudo: the hash is about everything, whatever of it the user may see;
        # forms ask for the size of files in place of their content
        version = self.sudo().with_context(bin_size=False)
        return content_hash(
            number=version.number,
            date_start=version.date_start,
            date_last=version.date_last or None,
            texts={
                name: self._fields[name]._get_stored_translations(version) or {}
                for name in ("body", "change_note")
            },
            files=[(file.name, file_hash(file.raw)) for file in version.file_ids],
        )

    @api.depends("content_hash", "body", "change_note", "file_ids", "date_start")
    def _compute_is_intact(self):
        for version in self:
            digest = version.content_hash
            version.is_intact = bool(digest) and digest == version._dms_hash()

    # --- what staff does ----------------------------------------------------------

    def action_dms_publish(self):
        """Freeze the version and let dealers know, now or on its first day."""
        self.ensure_one()
        self.check_access("write")
        self._dms_check_frozen()
        self._dms_check_publishable()
        today = fields.Date.context_today(self)
        self._dms_mark(
            {
                "state": "published",
                "published_at": fields.Datetime.now(),
                "published_by_id": self.env.uid,
                "visible_from": today
                if self.announce_ahead
                else max(today, self.date_start),
                "content_hash": self._dms_hash(),
            }
        )
        # sudo: whoever may publish may say so in the messages
        self.sudo().policy_id.message_post(
            body=self.env._(
                "Version %(number)s is published: in force from %(date)s.",
                number=self.number,
                date=format_date(self.env, self.date_start),
            )
        )
        notices = self.env["dms.policy.notice"]
        notices._dms_announce(self)
        notices._dms_wake()

    def _dms_check_publishable(self):
        self._dms_adopt_files()
        if is_html_empty(self.body) and not self.file_ids:
            raise UserError(
                self.env._("There is nothing to read yet. Write a text or add a file.")
            )
        earlier = self.sudo().policy_id.version_ids.filtered(
            lambda other: (
                other.state == "published" and other.date_start >= self.date_start
            )
        )
        if earlier:
            raise UserError(
                self.env._(
                    "Version %(number)s begins on %(date)s. Let this one begin on a "
                    "later day; it supersedes the other one then.",
                    number=earlier[0].number,
                    date=format_date(self.env, earlier[0].date_start),
                )
            )

    def action_dms_withdraw(self):
        """Take a published version back; the one before is in force again."""
        self.ensure_one()
        self.policy_id.check_access("write")
        if self.state != "published":
            raise UserError(
                self.env._("Only a version that is published can be withdrawn.")
            )
        today = fields.Date.context_today(self)
        vals = {"state": "withdrawn", "withdrawn_on": today}
        if self.date_start > today:  # nobody has worked by it yet
            vals["visible_from"] = False
        self._dms_mark(vals)
        # sudo: whoever may withdraw may say so in the messages
        self.sudo().policy_id.message_post(
            body=self.env._("Version %(number)s is withdrawn.", number=self.number)
        )

    def action_dms_new_version(self):
        self.ensure_one()
        return self.policy_id.action_dms_new_version()

    @api.model
    def _dms_begin(self, policy):
        """Create the draft that follows the last version of ``policy``."""
        last = policy.version_ids.sorted("number")[-1:]
        start = fields.Date.context_today(self)
        if not last:
            return self.create({"policy_id": policy.id, "date_start": start})
        start = max(start, last.date_start + timedelta(days=1))
        version = last.copy({"date_start": start})
        files = self.env["ir.attachment"]
        for file in last.file_ids:
            files |= file.copy({"res_model": self._name, "res_id": version.id})
        version.file_ids = files
        return version

    def action_dms_open(self):
        """Open the form of the version."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def action_dms_preview(self):
        """Show the version as dealers will see it."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/dms/policy/{self.id}/preview",
            "target": "new",
        }
