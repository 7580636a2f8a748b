from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

SAID_BY_BUTTONS = {"state", "published_at", "published_by_id", "asked_by_id"}
FROZEN = SAID_BY_BUTTONS | {
    "name",
    "company_id",
    "date_start",
    "date_last",
    "announce_ahead",
    "line_ids",
    "item_ids",
    "cut_ids",
}


class SaidByButton(dict):
    """Values that a button of the book writes; nobody types them in."""


class DmsPriceBook(models.Model):
    """A set of new prices that takes effect on one day, or is taken back before it.

    A draft changes nothing. Publishing writes rules of core's price lists, dated in
    the company's own days; what the book wrote is linked to it, and so is what it
    ended. From then on the book is frozen.
    """

    _name = "dms.price.book"
    _description = "Price Book"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date_start desc, id desc"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    company_currency_id = fields.Many2one(related="company_id.currency_id")
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("asked", "To Approve"),
            ("published", "Published"),
            ("withdrawn", "Withdrawn"),
        ],
        required=True,
        default="draft",
        copy=False,
        readonly=True,
        tracking=True,
    )
    date_start = fields.Date(
        string="First Day",
        required=True,
        default=lambda self: fields.Date.add(fields.Date.context_today(self), days=1),
        tracking=True,
    )
    date_last = fields.Date(
        string="Last Day",
        tracking=True,
        help="Empty: until further notice. After it the prices of before hold again.",
    )
    announce_ahead = fields.Boolean(
        default=True,
        help="Dealers whose prices change read it beforehand: on their home page and "
        "in their price list.",
    )
    alert_percent = fields.Float(
        string="Warn from % on",
        default=10.0,
        help="The preview marks prices that go up or down by more.",
    )
    note = fields.Text()
    line_ids = fields.One2many(
        "dms.price.book.line", "book_id", string="Prices", copy=True
    )
    line_count = fields.Integer(compute="_compute_line_count")
    effect_ids = fields.One2many("dms.price.book.effect", "book_id")
    effect_count = fields.Integer(compute="_compute_effects", string="Price Changes")
    warning_count = fields.Integer(compute="_compute_effects", string="Warnings")
    previewed_at = fields.Datetime(readonly=True, copy=False)
    item_ids = fields.One2many(
        "product.pricelist.item",
        "dms_book_id",
        string="Rules Written",
        readonly=True,
    )
    cut_ids = fields.One2many(
        "dms.price.book.cut", "book_id", string="Rules Ended", readonly=True
    )
    asked_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    published_at = fields.Datetime(readonly=True, copy=False)
    published_by_id = fields.Many2one("res.users", readonly=True, copy=False)

    _dates_in_order = models.Constraint(
        "CHECK(date_last IS NULL OR date_last >= date_start)",
        "The last day of a price book cannot lie before its first day.",
    )

    @api.depends("line_ids")
    def _compute_line_count(self):
        counts = dict(
            self.env["dms.price.book.line"]._read_group(
                [("book_id", "in", self.ids)], ["book_id"], ["__count"]
            )
        )
        for book in self:
            book.line_count = counts.get(book._origin, 0)

    @api.depends("effect_ids.has_warning")
    def _compute_effects(self):
        counts = {
            (book, has_warning): count
            for book, has_warning, count in self.env[
                "dms.price.book.effect"
            ]._read_group(
                [("book_id", "in", self.ids)], ["book_id", "has_warning"], ["__count"]
            )
        }
        for book in self:
            warned = counts.get((book._origin, True), 0)
            book.warning_count = warned
            book.effect_count = warned + counts.get((book._origin, False), 0)

    # --- frozen -------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        self._dms_check_said_by_buttons({key for vals in vals_list for key in vals})
        kept = {"state": "draft", "asked_by_id": False}  # also against defaults
        kept |= {"published_at": False, "published_by_id": False}
        return super().create([{**vals, **kept} for vals in vals_list])

    def write(self, vals):
        if isinstance(vals, SaidByButton):
            return super().write(vals)
        if FROZEN & vals.keys():
            self._dms_check_open()
            self._dms_check_said_by_buttons(vals)
        return super().write(vals)

    @api.model
    def _dms_check_said_by_buttons(self, names):
        if not self.env.su and SAID_BY_BUTTONS & set(names):
            raise UserError(
                self.env._(
                    "Publish or withdraw a price book; its state is not typed in."
                )
            )

    def _dms_check_open(self):
        for book in self:
            if book.state != "draft":
                raise UserError(
                    self.env._(
                        "%(name)s is not a draft any more and stays as it is. Copy it "
                        "to go on with its prices.",
                        name=book.name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        for book in self:
            if book.state != "draft":
                raise UserError(
                    self.env._(
                        "%(name)s was published or is to be approved; it is kept as "
                        "the record of its prices.",
                        name=book.name,
                    )
                )

    def _dms_mark(self, vals):
        """Write what only the buttons say."""
        # sudo: the caller has checked who may
        return self.sudo().write(SaidByButton(vals))

    # --- ask ----------------------------------------------------------------------

    def action_dms_ask(self):
        """Put the book before a second person; its prices stand still meanwhile."""
        self.ensure_one()
        self._dms_check_manager()
        self._dms_check_open()
        self._dms_check_filled()
        self._dms_mark({"state": "asked", "asked_by_id": self.env.uid})

    def action_dms_reopen(self):
        """Make a book that waits a draft again."""
        self.ensure_one()
        self._dms_check_manager()
        if self.state == "asked":
            self._dms_mark({"state": "draft", "asked_by_id": False})

    def _dms_check_manager(self):
        """Only managers of the whole network say what goods cost."""
        self.check_access("write")
        is_manager = self.env.user.has_group("dms_base.group_dms_manager")
        if not (self.env.su or is_manager):
            raise AccessError(
                self.env._("Only a manager of the dealer network publishes prices.")
            )

    def _dms_check_filled(self):
        if not self.line_ids:
            raise UserError(
                self.env._("%(name)s has no prices yet; enter some.", name=self.name)
            )

    # --- look ---------------------------------------------------------------------

    def action_dms_open_effects(self):
        """Reckon what changes for whom, while it is a draft, and show it."""
        self.ensure_one()
        self.check_access("read")
        if self.state in ("draft", "asked") and self.has_access("write"):
            self._dms_preview()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("What Changes: %(book)s", book=self.name),
            "res_model": "dms.price.book.effect",
            "view_mode": "list,pivot",
            "domain": [("book_id", "=", self.id)],
            "context": {"search_default_group_list": 1},
        }

    def action_dms_open_lines(self):
        """Open the prices as a sheet of their own."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": "dms.price.book.line",
            "view_mode": "list",
            "domain": [("book_id", "=", self.id)],
            "context": {"default_book_id": self.id},
        }

    def action_dms_import(self):
        """Begin an import of a file into this book."""
        self.ensure_one()
        self._dms_check_open()
        job = self.env["dms.import"].create(
            {
                "kind": "price",
                "price_book_id": self.id,
                "company_id": self.company_id.id,
            }
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": "dms.import",
            "res_id": job.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def action_dms_copy_prices(self):
        """Ask which current prices are taken over, and changed by how much."""
        self.ensure_one()
        self._dms_check_open()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Copy Current Prices"),
            "res_model": "dms.price.copy",
            "view_mode": "form",
            "target": "new",
            "context": {"default_book_id": self.id},
        }
