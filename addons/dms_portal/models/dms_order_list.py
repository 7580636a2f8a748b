from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine.order_lines import storable

MOST_LISTS = 100
LONGEST_NAME = 64


class DmsOrderList(models.Model):
    """A list of goods that a dealer's people order again and again, by its name.

    Nobody reads or writes lists but through the methods below. They run as superuser
    after ``_dms_get_dealer`` of the draft has said for whom the user may order, and
    touch no list but that dealer's own.
    """

    _name = "dms.order.list"
    _description = "Shared Order List"
    _inherit = ["dms.dealer.mixin"]
    _order = "name, id"

    name = fields.Char(required=True, readonly=True)
    line_ids = fields.One2many("dms.order.list.line", "list_id", readonly=True)

    _name_uniq = models.UniqueIndex(
        "(dealer_id, company_id, lower(name))", "There is a list of this name already."
    )

    @api.model
    def _dms_mine(self):
        """Return the lists of the user's dealer where it orders now, as superuser."""
        dealer = self.env["dms.order.draft"]._dms_get_dealer()._dms_ordering()
        return self.sudo().search(
            [
                ("dealer_id", "=", dealer.id),
                ("company_id", "=", dealer.env.company.id),
            ]
        )

    @api.model
    def _dms_my_list(self, list_id):
        """Return the list of the user's dealer with this id, as superuser.

        Raises:
            UserError: somebody has deleted the list, or it is another dealer's.
        """
        is_id = type(list_id) is int  # what a browser sent; True would be the first
        found = self._dms_mine().filtered(lambda each: is_id and each.id == list_id)
        if not found:
            raise UserError(
                self.env._("This list is no longer there. Close it and open it again.")
            )
        return found

    def _dms_headers(self):
        """Return what the choice of lists shows."""
        counts = dict(
            self.env["dms.order.list.line"]._read_group(
                [("list_id", "in", self.ids)], ["list_id"], ["__count"]
            )
        )
        return [
            {
                "id": each.id,
                "name": each.name,
                "count": counts.get(each, 0),
                "author": each.create_uid.name,
            }
            for each in self
        ]

    @api.model
    def _dms_keep(self, name, lines, list_id=None):
        """Keep lines under a name; with ``list_id`` they take the place of its lines.

        Args:
            lines: plain lines of the pad, taken without trust; quantities of lines
                without one are kept as zero.
        Returns:
            What the choice of lists then shows.
        """
        draft = self.env["dms.order.draft"]
        dealer = draft._dms_get_dealer()
        kept = draft._dms_read_draft_lines(
            dealer, lines if isinstance(lines, list) else []
        )
        allowed = set(draft._dms_allowed(dealer, kept).ids)
        kept = [line for line in kept if line["product_id"] in allowed]
        if not kept:
            raise UserError(self.env._("There is nothing to keep: add products first."))
        if list_id:
            target = self._dms_my_list(list_id)
            target.line_ids.unlink()
        else:
            target = self._dms_new_list(dealer, name)
        self.env["dms.order.list.line"].sudo().create(
            [
                {
                    "list_id": target.id,
                    "sequence": place,
                    "product_id": line["product_id"],
                    "uom_id": line["uom_id"],
                    "quantity": line["quantity"],
                }
                for place, line in enumerate(kept, 1)
            ]
        )
        return self._dms_mine()._dms_headers()

    @api.model
    def _dms_new_list(self, dealer, name):
        lists = self._dms_mine()
        if len(lists) >= MOST_LISTS:
            raise UserError(
                self.env._(
                    "There are %(count)s lists already. Delete one that nobody needs.",
                    count=MOST_LISTS,
                )
            )
        return self.sudo().create(
            {
                "name": self._dms_free_name(lists, name),
                "dealer_id": dealer.id,
                "company_id": dealer._dms_ordering().env.company.id,
            }
        )

    @api.model
    def _dms_free_name(self, lists, name):
        """Return a name as people typed it, or refuse one that is empty or taken."""
        name = " ".join(storable(name).split()) if isinstance(name, str) else ""
        if not name or len(name) > LONGEST_NAME:
            raise UserError(
                self.env._(
                    "A list needs a name of at most %(count)s characters.",
                    count=LONGEST_NAME,
                )
            )
        if name.lower() in {each.name.lower() for each in lists}:
            raise UserError(
                self.env._(
                    "There is a list “%(name)s” already. Choose another name, or open "
                    "that list and replace what it holds.",
                    name=name,
                )
            )
        return name

    @api.model
    def _dms_rename(self, list_id, name):
        target = self._dms_my_list(list_id)
        target.name = self._dms_free_name(self._dms_mine() - target, name)
        return self._dms_mine()._dms_headers()

    @api.model
    def _dms_remove(self, list_id):
        self._dms_my_list(list_id).unlink()
        return self._dms_mine()._dms_headers()

    @api.model
    def _dms_sources(self):
        """Return what the pad can be filled from: the last order, habits, lists."""
        dealer = self.env["dms.order.draft"]._dms_get_dealer()
        order = dealer._dms_last_order()
        return {
            "last": {
                "name": order.name,
                "day": fields.Date.to_string(
                    dealer._dms_local_day(order._dms_placed_at())
                ),
                "count": len(order._dms_ordered_lines()),
            }
            if order
            else None,
            "lists": self._dms_mine()._dms_headers(),
        }

    @api.model
    def _dms_source_lines(self, kind, list_id=None):
        """Return the lines of a source: ``last``, ``usual`` or ``list``.

        Returns:
            dict(lines, gone): each line with its product's card, unit and quantity, and
            the day of its last order for ``usual``; ``gone`` counts products that the
            dealer may no longer order.
        """
        dealer = self.env["dms.order.draft"]._dms_get_dealer()
        if kind == "usual":
            return {"lines": dealer._dms_last_ordered(), "gone": 0}
        if kind == "last":
            lines = dealer._dms_last_order()._dms_ordered_lines()
            plain = [(x.product_id, x.product_uom_id, x.product_uom_qty) for x in lines]
        else:
            lines = self._dms_my_list(list_id).line_ids
            plain = [(x.product_id, x.uom_id, x.quantity) for x in lines]
        return self._dms_plain_lines(dealer, plain)

    @api.model
    def _dms_plain_lines(self, dealer, plain):
        dealer = dealer._dms_ordering()
        allowed = dealer._dms_allowed_products(
            [product.id for product, *_rest in plain]
        )
        cards = allowed._dms_cards()
        lines = []
        for product, unit, quantity in plain:
            card = cards.get(product.id)
            if not card:
                continue
            sold = {each["id"] for each in card["uoms"]}
            lines.append(
                {
                    "card": card,
                    "product_id": product.id,
                    "uom_id": unit.id if unit.id in sold else card["uom_id"],
                    "quantity": quantity if unit.id in sold else 0.0,
                    "day": False,
                }
            )
        return {"lines": lines, "gone": len(plain) - len(lines)}


class DmsOrderListLine(models.Model):
    """One product of a list, and how much of it is usually ordered."""

    _name = "dms.order.list.line"
    _description = "Line of a Shared Order List"
    _inherit = ["dms.access.recheck"]
    _order = "sequence, id"

    list_id = fields.Many2one(
        "dms.order.list", required=True, index=True, readonly=True, ondelete="cascade"
    )
    dealer_id = fields.Many2one(related="list_id.dealer_id", store=True, index=True)
    company_id = fields.Many2one(related="list_id.company_id", store=True, index=True)
    sequence = fields.Integer(readonly=True)
    product_id = fields.Many2one(
        "product.product", required=True, readonly=True, ondelete="cascade", index=True
    )
    uom_id = fields.Many2one(
        "uom.uom", string="Unit", required=True, readonly=True, ondelete="restrict"
    )
    quantity = fields.Float(digits="Product Unit", readonly=True)

    @api.model
    def _dms_recheck_needed(self):
        return not self.env.su
