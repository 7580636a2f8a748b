from odoo import api, fields, models
from odoo.exceptions import UserError


class DmsPolicyReceipt(models.Model):
    """A person's word that a version of a policy was read; never edited afterwards."""

    _name = "dms.policy.receipt"
    _description = "Policy Confirmation"
    _inherit = ["dms.dealer.mixin"]
    _order = "confirmed_at desc, id desc"

    version_id = fields.Many2one(
        "dms.policy.version",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    policy_id = fields.Many2one(
        related="version_id.policy_id", store=True, index=True, string="Policy"
    )
    user_id = fields.Many2one(
        "res.users",
        string="Confirmed By",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    confirmed_at = fields.Datetime(
        string="Confirmed On",
        required=True,
        readonly=True,
        default=fields.Datetime.now,
    )
    content_hash = fields.Char(
        readonly=True, help="Of the version, as it was confirmed."
    )
    ip_address = fields.Char(
        string="IP Address", readonly=True, groups="dms_base.group_dms_user"
    )

    _version_user_uniq = models.UniqueIndex(
        "(version_id, user_id)", "You have confirmed this version already."
    )

    @api.depends("version_id", "user_id")
    def _compute_display_name(self):
        for receipt in self:
            receipt.display_name = receipt.version_id.display_name

    def write(self, vals):
        raise UserError(self._append_only_message())

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self._append_only_message())

    @api.model
    def _append_only_message(self):
        return self.env._("What somebody confirmed is not edited.")


class DmsPolicyOpening(models.Model):
    """A person has had a version of a policy open."""

    _name = "dms.policy.opening"
    _description = "Policy Opened"
    _inherit = ["dms.dealer.mixin"]
    _order = "opened_at desc, id desc"

    version_id = fields.Many2one(
        "dms.policy.version", required=True, index=True, ondelete="cascade"
    )
    user_id = fields.Many2one(
        "res.users", string="Opened By", required=True, index=True, ondelete="cascade"
    )
    opened_at = fields.Datetime(
        string="Opened On", required=True, default=fields.Datetime.now
    )

    _version_user_uniq = models.UniqueIndex("(version_id, user_id)")

    @api.depends("version_id")
    def _compute_display_name(self):
        for opening in self:
            opening.display_name = opening.version_id.display_name


class DmsPolicyVersion(models.Model):
    """Who has opened and who has confirmed."""

    _inherit = "dms.policy.version"

    opening_ids = fields.One2many(
        "dms.policy.opening", "version_id", groups="dms_base.group_dms_user"
    )
    receipt_ids = fields.One2many(
        "dms.policy.receipt", "version_id", groups="dms_base.group_dms_user"
    )
    receipt_count = fields.Integer(
        string="Confirmations",
        compute="_compute_receipt_count",
        groups="dms_base.group_dms_user",
    )

    @api.depends("receipt_ids")
    def _compute_receipt_count(self):
        groups = self.env["dms.policy.receipt"]._read_group(
            [("version_id", "in", self.ids)], ["version_id"], ["__count"]
        )
        counts = dict(groups)
        for version in self:
            version.receipt_count = counts.get(version._origin, 0)
