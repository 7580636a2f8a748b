import secrets

from odoo import api, fields, models
from odoo.exceptions import AccessError, ConcurrencyError, UserError
from odoo.fields import Domain

from ..engine.order_lines import LARGEST, read_quantity, storable
from .sale_order_submit import MAX_LINES, MAX_NOTE
from .sale_order_supply import POLICIES

# Without characters that people mix up when they read a reference out.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


class DmsOrderDraft(models.Model):
    """The order that a dealer's person is writing: saved while typing, on any device.

    Its reference becomes the reference of the order, so that submitting twice, or
    again after a lost answer, places one order.

    Nobody reads or writes drafts but through the methods below. They run as superuser
    after ``_dms_get_dealer`` has said for whom the user may order, and touch no draft
    but the user's own.
    """

    _name = "dms.order.draft"
    _description = "Order Being Written"
    _inherit = ["dms.dealer.mixin"]
    _order = "write_date desc, id desc"
    _rec_name = "reference"

    user_id = fields.Many2one(
        "res.users", required=True, index=True, ondelete="cascade", readonly=True
    )
    reference = fields.Char(
        required=True,
        readonly=True,
        default=lambda self: self._dms_new_reference(),
        help="Will be the reference of the order.",
    )
    lines = fields.Json(
        default=list, help="Product, quantity and unit, as the dealer left them."
    )
    note = fields.Text()
    requested_date = fields.Date()
    shipping_partner_id = fields.Many2one(
        "res.partner", string="Ship To", ondelete="set null", index="btree_not_null"
    )
    picking_policy = fields.Selection(
        [
            ("direct", "What is there first, the rest later"),
            ("one", "All at once"),
        ],
        string="Deliver",
        required=True,
        default="direct",
    )
    version = fields.Integer(
        default=0,
        readonly=True,
        help="Counts the changes, so that a second device notices those of the first.",
    )

    _one_per_user = models.UniqueIndex(
        "(user_id, dealer_id)", "This person is already writing an order here."
    )
    _reference_uniq = models.UniqueIndex(
        "(reference)", "Another order is being written under this reference."
    )

    @api.model
    def _dms_new_reference(self):
        """Return a reference that cannot be guessed and can be read out: W7K3P-9QXM2.

        Thirty characters, ten times: 49 bits.
        """
        token = "".join(secrets.choice(ALPHABET) for _place in range(10))
        return f"W{token[:5]}-{token[5:]}"

    @api.model
    def _dms_get_dealer(self):
        """Return the dealer for whom the signed-in person may order, or refuse.

        Staff say for whom by the context key ``dms_order_dealer_id``.
        """
        asked = self.env.context.get("dms_order_dealer_id")
        return self.env["sale.order"]._dms_ordering_dealer({"dealer_id": asked})

    @api.model
    def _dms_find(self):
        """Return the user's own draft as superuser, empty when there is none yet."""
        dealer = self._dms_get_dealer()
        return self.sudo().search(
            [("user_id", "=", self.env.uid), ("dealer_id", "=", dealer.id)]
        )

    @api.model
    def _dms_find_or_create(self):
        dealer = self._dms_get_dealer()
        return self._dms_find() or self.sudo().create(
            {
                "user_id": self.env.uid,
                "dealer_id": dealer.id,
                "company_id": (dealer.company_id or self.env.company).id,
            }
        )

    @api.model
    def _dms_load(self):
        """Return the draft and its prices, without writing anything."""
        draft = self._dms_find()
        dealer = self._dms_get_dealer()
        shipping = draft._dms_shipping(dealer)
        return {
            "draft": draft._dms_values(dealer),
            "quote": dealer._dms_quote(
                draft.lines or [], shipping, draft.picking_policy
            ),
        }

    @api.model
    def _dms_open_pad(self):
        """Return all that the pad starts with, so that it is useful at once."""
        dealer = self._dms_get_dealer()
        return {
            **self._dms_load(),
            "user_id": self.env.uid,
            "for_dealer": None
            if self.env.user.share
            else {"id": dealer.id, "name": dealer.display_name},
            "lang": (self.env.lang or "en_US").replace("_", "-"),
            "found": dealer._dms_pad_search(""),
            "has_habits": dealer._dms_has_habits(),
            "addresses": [
                {"id": address.id, "name": address._dms_address_line()}
                for address in dealer._dms_addresses()
            ],
            "today": fields.Date.to_string(fields.Date.context_today(self)),
            "is_read_only": dealer._dms_view_only(),
            "is_tax_included": dealer._dms_prices_with_tax(),
        }

    @api.model
    def _dms_search(self, term):
        """Return the products that the user's dealer may order and that match."""
        return self._dms_get_dealer()._dms_pad_search(term)

    @api.model
    def _dms_quote(self, lines, shipping_partner_id, picking_policy=None):
        """Return what ``lines`` would cost the user's dealer, shipped to an address."""
        dealer = self._dms_get_dealer()
        shipping = dealer._dms_addresses().filtered(
            lambda address: address.id == shipping_partner_id
        )
        return dealer._dms_quote(lines, shipping, picking_policy)

    @api.model
    def _dms_why(self, line):
        """Return why a line of the pad costs what it costs, step by step."""
        line = line if isinstance(line, dict) else {}
        dealer = self._dms_get_dealer()
        return dealer._dms_pad_why(
            line.get("product_id"), line.get("uom_id"), line.get("quantity")
        )

    def _dms_values(self, dealer):
        """Return the draft for the pad, with cards of the products still allowed."""
        lines = self.lines or []
        products = self._dms_allowed(dealer, lines)
        return {
            "reference": self.reference or False,
            "version": self.version,
            "lines": lines,
            "note": self.note or "",
            "requested_date": fields.Date.to_string(self.requested_date) or False,
            "shipping_partner_id": self._dms_shipping(dealer).id or False,
            "picking_policy": self.picking_policy or POLICIES[0],
            "cards": list(products._dms_cards().values()),
        }

    def _dms_shipping(self, dealer):
        """Return the chosen address, if it still is one of the dealer's."""
        return self.shipping_partner_id & dealer._dms_addresses()

    @api.model
    def _dms_allowed(self, dealer, lines):
        dealer = dealer._dms_ordering()
        return dealer.env["product.product"].search(
            dealer._dms_product_domain()
            & Domain("id", "in", [line["product_id"] for line in lines])
        )

    @api.model
    def _dms_save(self, version, values):
        """Keep what was typed, unless another device has kept something newer.

        Two devices that save at the same moment are told apart by the database: the
        later one is sent back by Odoo's retry and then finds the newer version.

        Args:
            version: the one that the caller's changes are based on.
            values: lines, note, requested_date, shipping_partner_id, picking_policy;
                missing ones stay as they are.
        Returns:
            dict(conflict, draft): on a conflict nothing was saved, and ``draft`` is
            the newer state for the caller to merge; otherwise its new version.
        """
        draft = self._dms_find_or_create()
        dealer = self._dms_get_dealer()
        if dealer._dms_view_only():
            raise UserError(dealer._dms_order_block())
        if version != draft.version:
            return {"conflict": True, "draft": draft._dms_values(dealer)}
        draft.write(
            {
                **draft._dms_read_values(dealer, values),
                "version": draft.version + 1,
            }
        )
        return {
            "conflict": False,
            "draft": {"reference": draft.reference, "version": draft.version},
        }

    def _dms_read_values(self, dealer, values):
        """Return field values from what a browser sent, taken without trust."""
        if not isinstance(values, dict):
            return {}
        read = {}
        if isinstance(values.get("lines"), list):
            read["lines"] = self._dms_read_draft_lines(dealer, values["lines"])
        if isinstance(values.get("note"), str):
            read["note"] = storable(values["note"])[:MAX_NOTE]
        if "requested_date" in values:
            read["requested_date"] = self._dms_read_day(values["requested_date"])
        if values.get("picking_policy") in POLICIES:
            read["picking_policy"] = values["picking_policy"]
        if "shipping_partner_id" in values:
            asked = values["shipping_partner_id"]
            chosen = dealer._dms_addresses().filtered(lambda a: a.id == asked)
            read["shipping_partner_id"] = chosen.id
        return read

    @api.model
    def _dms_read_day(self, value):
        try:
            return fields.Date.to_date(value) if isinstance(value, str) else False
        except ValueError:
            return False

    def _dms_read_draft_lines(self, dealer, lines):
        """Return lines to keep: one per product and unit, quantities summed.

        A quantity that is not yet one is kept as zero: the line is not lost. The
        label is kept for the day when the product may no longer be ordered, and
        nobody may tell the dealer its name.
        """
        if len(lines) > MAX_LINES:
            raise UserError(
                self.env._(
                    "The order has more than %(count)s lines. Split it in two.",
                    count=MAX_LINES,
                )
            )
        asked = [read for read in map(self._dms_read_line, lines) if read]
        labels = {line["product_id"]: line["label"] for line in self.lines or []}
        units = {}
        for product in self._dms_allowed(dealer, asked):
            labels[product.id] = product.display_name
            units[product.id] = product.uom_id.id
        kept = {}
        for line in asked:
            product_id = line["product_id"]
            key = (product_id, line["uom_id"] or units.get(product_id, False))
            kept[key] = min(kept.get(key, 0.0) + line["quantity"], float(LARGEST))
        return [
            {
                "product_id": product_id,
                "uom_id": uom_id,
                "quantity": quantity,
                "label": labels.get(product_id, False),
            }
            for (product_id, uom_id), quantity in kept.items()
        ]

    @api.model
    def _dms_read_line(self, line):
        """Return product, unit and quantity of a line, None if it names no product."""
        if not isinstance(line, dict):
            return None
        product_id, uom_id = line.get("product_id"), line.get("uom_id") or False
        for value in filter(None, (product_id, uom_id)):
            if type(value) is not int or not 0 < value < 2**31:
                return None
        quantity = read_quantity(line.get("quantity"))
        return product_id and {
            "product_id": product_id,
            "uom_id": uom_id,
            "quantity": float(min(max(quantity or 0, 0), LARGEST)),
        }

    @api.model
    def _dms_add_lines(self, lines):
        """Put lines into the user's draft, on top of what is there; return the draft.

        For everything that fills the pad from elsewhere: ordering again, lists, files.
        """
        draft = self._dms_find_or_create()
        dealer = self._dms_get_dealer()
        merged = [*(draft.lines or []), *lines]
        draft.write(
            {
                "lines": draft._dms_read_draft_lines(dealer, merged),
                "version": draft.version + 1,
            }
        )
        return draft

    @api.model
    def _dms_submit(self, reference, version, total=None):
        """Place the order that is kept under ``reference``, once.

        Of two calls at the same time the later one is sent back by Odoo's retry, and
        then finds the order of the first. It is not placed for more than ``total``.

        Returns:
            dict(order) with the door's answer; dict(conflict, draft) when another
            device has changed the order, which is then not placed; dict(error,
            faults) with what is wrong and how many lines are, nothing placed and
            nothing lost. What is wrong with a line stands beside it, see the quote.
        """
        draft = self._dms_find()
        dealer = self._dms_get_dealer()
        if draft and not draft.try_lock_for_update():
            raise ConcurrencyError("this order is being placed; try again")
        if draft.reference != reference:
            return self._dms_find_placed(dealer, reference, draft)
        if draft.version != version:
            return {"conflict": True, "draft": draft._dms_values(dealer)}
        try:
            with self.env.cr.savepoint():
                payload = {**draft._dms_payload(), "expected_total": total}
                order = self.env["sale.order"].dms_submit_order(payload)
        except (AccessError, UserError) as error:
            return draft._dms_answer_refused(dealer, str(error))
        draft._dms_start_anew()
        return {"order": order}

    def _dms_answer_refused(self, dealer, message):
        """Return a refusal of the door without what the pad shows beside the lines."""
        lines = self._dms_payload()["lines"]
        orders = dealer._dms_ordering().env["sale.order"]
        _vals, faults = orders._dms_prepare_lines(dealer._dms_ordering(), lines)
        others = [text for text in message.split("\n") if text not in faults]
        return {"error": "\n".join(others), "faults": len(faults) if lines else 0}

    def _dms_payload(self):
        """Return the draft as the door wants it."""
        self.ensure_one()
        return {
            "client_order_ref": self.reference,
            "dealer_id": self.dealer_id.id,
            "lines": [
                {key: line[key] for key in ("product_id", "quantity", "uom_id")}
                for line in self.lines or []
            ],
            "shipping_partner_id": self.shipping_partner_id.id,
            "requested_date": fields.Date.to_string(self.requested_date),
            "picking_policy": self.picking_policy,
            "note": self.note or "",
            "source": "portal" if self.env.user.share else "staff",
        }

    @api.model
    def _dms_find_placed(self, dealer, reference, draft):
        """Answer for a reference that is no longer being written: placed, or gone."""
        orders = self.env["sale.order"]
        is_text = isinstance(reference, str) and storable(reference) == reference
        known = is_text and orders._dms_find_submitted(dealer, reference)
        if known:
            return {"order": known._dms_submit_result(created=False)}
        return {"conflict": True, "draft": draft._dms_values(dealer)}

    def _dms_start_anew(self):
        """Empty the draft and give it the next reference; the address stays."""
        self.ensure_one()
        self.write(
            {
                "reference": self._dms_new_reference(),
                "version": self.version + 1,
                "lines": [],
                "note": False,
                "requested_date": False,
            }
        )
