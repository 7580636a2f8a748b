from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class DmsApprovalRule(models.Model):
    """When somebody must agree, who, in which order and until when: kept as data.

    A rule holds for records of its model that its condition fits. Rules of the same
    sequence are asked at the same time; a later sequence waits for the earlier ones.
    """

    _name = "dms.approval.rule"
    _description = "Approval Rule"
    _inherit = ["mail.thread"]
    _order = "res_model, sequence, id"

    name = fields.Char(required=True, translate=True, tracking=True)
    sequence = fields.Integer(default=10, tracking=True)
    active = fields.Boolean(string="In Use", default=True, tracking=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    res_model = fields.Selection(
        selection="_selection_res_model", string="What", required=True, tracking=True
    )
    condition = fields.Char(
        required=True,
        default="[]",
        tracking=True,
        help="Which records need this approval; no condition: all.",
    )
    approver_kind = fields.Selection(
        [
            ("region", "Staff of the Dealer's Region"),
            ("group", "Everybody in a Group"),
            ("users", "Named People"),
        ],
        string="Who Decides",
        required=True,
        default="region",
        tracking=True,
    )
    approver_group_id = fields.Many2one("res.groups", string="Group", tracking=True)
    approver_user_ids = fields.Many2many(
        "res.users",
        "dms_approval_rule_user_rel",
        string="People",
        domain=[("share", "=", False)],
    )
    days = fields.Integer(
        string="Days to Decide", default=1, help="0: no time limit.", tracking=True
    )
    escalation_user_ids = fields.Many2many(
        "res.users",
        "dms_approval_rule_escalation_rel",
        string="After That Also",
        domain=[("share", "=", False)],
        help="When the time is over these people may decide too, and are told.",
    )

    _days_not_negative = models.Constraint(
        "CHECK(days >= 0)", "The days to decide cannot be below zero."
    )

    @api.model
    def _selection_res_model(self):
        """Return the models that can be approved: those with the approval mixin."""
        mixin = self.env.registry["dms.approval.mixin"]
        models = self.env["ir.model"]
        return [
            (name, models._get(name).name or model._description)
            for name, model in self.env.registry.items()
            if issubclass(model, mixin) and not model._abstract
        ]

    @api.constrains("condition", "res_model")
    def _check_condition(self):
        for rule in self:
            try:
                self.env[rule.res_model].search(rule._dms_domain(), limit=1)
            except (ValueError, SyntaxError, TypeError, KeyError) as error:
                raise ValidationError(
                    self.env._(
                        "The condition of %(rule)s cannot be read. Choose fields and "
                        "fixed values.",
                        rule=rule.name,
                    )
                ) from error

    @api.constrains("approver_kind", "approver_group_id", "approver_user_ids")
    def _check_somebody(self):
        for rule in self:
            missing = (
                rule.approver_kind == "group"
                and not rule.approver_group_id
                or rule.approver_kind == "users"
                and not rule.approver_user_ids
            )
            if missing:
                raise ValidationError(
                    self.env._("Say who decides for %(rule)s.", rule=rule.name)
                )

    def _dms_domain(self):
        """Return the condition as a domain; fixed values only, no code."""
        self.ensure_one()
        return Domain(literal_eval(self.condition or "[]"))

    @api.model
    def _dms_rules_for(self, record):
        """Return the rules that ``record`` needs, as superuser."""
        # sudo: whoever asks for approval is bound by rules that are not theirs to read
        rules = self.sudo().search(
            [
                ("res_model", "=", record._name),
                ("company_id", "=", record.company_id.id),
            ]
        )
        facts = record.sudo()
        return rules.filtered(lambda rule: facts.filtered_domain(rule._dms_domain()))

    def _dms_approvers(self, dealer):
        """Return who decides about something of ``dealer``."""
        self.ensure_one()
        if self.approver_kind == "users":
            users = self.approver_user_ids
        elif self.approver_kind == "group":
            users = self.approver_group_id.all_user_ids
        else:
            users = dealer._dms_region_staff()
        return users.filtered(lambda user: user.active and not user.share)
