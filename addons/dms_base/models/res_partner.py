from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.tools import SQL

MANAGED_FIELDS = {
    "dealer_code",
    "dms_region_id",
    "grade_id",
    "is_dealer",
    "parent_dealer_id",
}


class ResPartner(models.Model):
    """A dealer is a contact: who it is and where it stands in the network."""

    _name = "res.partner"
    _inherit = ["res.partner", "dms.access.recheck"]
    _rec_names_search = [
        "complete_name",
        "dealer_code",
        "email",
        "ref",
        "vat",
        "company_registry",
    ]

    is_dealer = fields.Boolean(string="Dealer", index=True, copy=False)
    dealer_code = fields.Char(copy=False, tracking=True)
    dms_region_id = fields.Many2one(
        "dms.region",
        string="Region",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
    )
    parent_dealer_id = fields.Many2one(
        "res.partner",
        string="Upstream Dealer",
        index="btree_not_null",
        ondelete="restrict",
        domain=[("is_dealer", "=", True)],
        tracking=True,
        help="The dealer from whom this one buys; empty when it buys from us.",
    )
    child_dealer_ids = fields.One2many(
        "res.partner", "parent_dealer_id", string="Sub-dealers"
    )
    channel_level = fields.Integer(
        compute="_compute_channel_level",
        store=True,
        recursive=True,
        aggregator=None,
        help="1 buys from us, 2 buys from a dealer of level 1, and so on.",
    )
    dms_dealer_id = fields.Many2one(
        "res.partner",
        string="Belongs to Dealer",
        compute="_compute_dms_dealer_id",
        store=True,
        index="btree_not_null",
    )
    authorization_ids = fields.One2many("dms.authorization", "dealer_id")
    agreement_ids = fields.One2many("dms.agreement", "dealer_id")
    license_ids = fields.One2many("dms.license", "dealer_id", string="Licences")
    dealer_grade_ids = fields.One2many(
        "dms.dealer.grade", "dealer_id", string="Grade History"
    )
    dealer_event_ids = fields.One2many(
        "dms.dealer.event", "dealer_id", string="Dealer History"
    )
    dealer_user_ids = fields.One2many(
        "res.users", compute="_compute_dealer_user_ids", string="Dealer Users"
    )

    _dealer_code_uniq = models.UniqueIndex(
        "(dealer_code, COALESCE(company_id, 0)) WHERE dealer_code IS NOT NULL",
        "Another dealer has this code already; choose a different one.",
    )

    @api.depends("is_dealer", "parent_dealer_id.channel_level")
    def _compute_channel_level(self):
        for partner in self:
            above = partner.parent_dealer_id.channel_level
            partner.channel_level = above + 1 if partner.is_dealer else 0

    @api.depends("commercial_partner_id.is_dealer")
    def _compute_dms_dealer_id(self):
        for partner in self:
            company = partner.commercial_partner_id
            partner.dms_dealer_id = company if company.is_dealer else False

    @api.depends("user_ids.active", "child_ids.user_ids.active")
    def _compute_dealer_user_ids(self):
        """Every sign-in of the dealer, the disabled ones too."""
        users = self.env["res.users"].with_context(active_test=False)
        by_dealer = users.search(
            [("partner_id.dms_dealer_id", "in", self.ids), ("share", "=", True)]
        ).grouped(lambda user: user.partner_id.dms_dealer_id)
        for partner in self:
            partner.dealer_user_ids = by_dealer.get(partner, users.browse())

    @api.constrains("is_dealer", "parent_id", "is_company")
    def _check_dealer_stands_alone(self):
        for partner in self.filtered("parent_id"):
            if partner.is_dealer:
                raise ValidationError(
                    self.env._(
                        "%(name)s is a contact of another company. A dealer stands "
                        "alone: clear that company, and use Upstream Dealer to say "
                        "from whom it buys.",
                        name=partner.name,
                    )
                )
            if partner.is_company and partner.parent_id.dms_dealer_id:
                raise ValidationError(
                    self.env._(
                        "%(name)s would be a company of its own inside the dealer "
                        "%(dealer)s, so its orders would belong to no dealer. Make it "
                        "an address of the dealer, or a dealer with that upstream "
                        "dealer.",
                        name=partner.name,
                        dealer=partner.parent_id.dms_dealer_id.name,
                    )
                )

    @api.constrains("parent_dealer_id", "is_dealer")
    def _check_parent_dealer(self):
        if self._has_cycle("parent_dealer_id"):
            raise ValidationError(
                self.env._(
                    "A dealer cannot buy from itself, not even through others; "
                    "choose another upstream dealer."
                )
            )
        for partner in self.filtered("parent_dealer_id"):
            if not (partner.is_dealer and partner.parent_dealer_id.is_dealer):
                raise ValidationError(
                    self.env._(
                        "%(name)s and its upstream dealer must both be dealers.",
                        name=partner.name,
                    )
                )

    @api.model
    def _commercial_fields(self):
        return [*super()._commercial_fields(), "dms_region_id"]

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(
            [self._dms_with_code(self._dms_with_e164(vals)) for vals in vals_list]
        )
        if any(vals.get("is_dealer") for vals in vals_list):
            self.env.registry.clear_cache()  # record rules ask who is a dealer
        return partners

    def write(self, vals):
        if vals.get("phone") and len(self) > 1:
            # the country, and so the number in E.164, differs from partner to partner
            return all(partner.write(vals) for partner in self)
        self._dms_check_master_rights(vals)
        result = super().write(self._dms_with_e164(vals))
        if "is_dealer" in vals:
            self._dms_give_codes()
        if "is_dealer" in vals or ("parent_id" in vals and self.user_ids):
            self.env.registry.clear_cache()  # record rules ask who works for whom
        return result

    def _dms_check_master_rights(self, vals):
        """Only managers change what an admitted dealer is; applications are open."""
        names = MANAGED_FIELDS & vals.keys()
        if not names or self.env.su:
            return
        if self.env.user.has_group("dms_base.group_dms_manager"):
            return
        admitted = self.filtered(
            lambda partner: partner.is_dealer and partner.dealer_state != "applicant"
        )
        for dealer in admitted:
            now = dealer._convert_to_write({name: dealer[name] for name in names})
            if any(now[name] != vals[name] for name in names):
                raise AccessError(
                    self.env._(
                        "%(name)s is admitted already: only channel managers may "
                        "change its code, grade, region or upstream dealer.",
                        name=dealer.name,
                    )
                )

    @api.model
    def _dms_with_code(self, vals):
        if not vals.get("is_dealer") or vals.get("dealer_code"):
            return vals
        return {**vals, "dealer_code": self._dms_next_code()}

    def _dms_give_codes(self):
        for partner in self:
            if partner.is_dealer and not partner.dealer_code:
                partner.dealer_code = self._dms_next_code()

    @api.model
    def _dms_next_code(self):
        """Return the next code of the sequence that nobody was given by hand."""
        # sudo: the sequence is nobody's to see, a code out of sight is taken as well
        partners = self.sudo().with_context(active_test=False)
        while True:
            code = partners.env["ir.sequence"].next_by_code("dms.dealer")
            if not code or not partners.search_count(
                [("dealer_code", "=", code)], limit=1
            ):
                return code

    def _dms_with_e164(self, vals):
        """Store telephone numbers in E.164, so that one number is written one way.

        A number that cannot be read is kept as it was typed: refusing it would lose
        what the person knows.
        """
        phone = vals.get("phone")
        if not phone:
            return vals
        country = self.env["res.country"].browse(vals.get("country_id"))
        formatted = self._phone_format(
            number=phone,
            country=country or self.country_id or self.env.company.country_id,
            force_format="E164",
        )
        return {**vals, "phone": formatted or phone}

    def _dms_serialize(self):
        """Let steps that use up something of these dealers come one after the other.

        The idle update makes a concurrent step fail to serialize; Odoo runs it again,
        and then it sees what the first one did.
        """
        if self:
            self.env.cr.execute(
                SQL(
                    "UPDATE res_partner SET write_uid = write_uid WHERE id IN %s",
                    tuple(sorted(self.ids)),
                )
            )
