from datetime import date, datetime, time

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import AccessError, ConcurrencyError, UserError
from odoo.fields import Command

from ..engine.order_lines import storable
from .account_analytic_distribution_model import KnownDistributions
from .product_pricelist import PricedTogether

MAX_LINES = 5000
MAX_REFERENCE = 64
MAX_NOTE = 2000
MAX_SHOWN = 50
DEALER_SOURCES = ("portal", "file", "api")
STAFF_SOURCES = ("staff", "file", "api")
ADMIN_SOURCES = (*STAFF_SOURCES, "import")  # what is imported is bound by no rule


class SaleOrder(models.Model):
    """The one door for orders of dealers: portal, file, API, staff and import."""

    _inherit = "sale.order"

    @api.model
    def dms_submit_order(self, payload):
        """Place a dealer's order once, however often it is sent.

        A dealer's buyer or owner orders for the own dealer; staff with sales rights
        order for a dealer in their sight. Prices come from the dealer's price list,
        never from the caller. The order is created as superuser after these checks,
        because dealers have no right to create orders; its author is the caller.

        Args:
            payload: ``client_order_ref`` (the key by which a repeated order is
                recognized), ``lines`` of ``product_id`` or ``sku`` or ``barcode`` with
                ``quantity`` and perhaps ``uom_id``; optional ``dealer_id`` (staff),
                ``shipping_partner_id``, ``requested_date``, ``picking_policy``,
                ``note``, ``source``, ``expected_total`` (more than that is refused).
        Returns:
            dict(order_id, name, created, state, amount_total, currency, url, message);
            ``created`` is False when this reference had been ordered before.
        Raises:
            AccessError: the caller may not order.
            UserError: all that is wrong with the order; nothing was created.
            ConcurrencyError: the same order is being placed at this moment; Odoo
                tries again and then finds it.
        """
        if not isinstance(payload, dict):
            raise UserError(
                self.env._("An order is sent as one object with its lines.")
            )
        dealer = self._dms_ordering_dealer(payload)
        company = dealer.company_id or self.env.company
        self = self.with_company(company)
        reference = self._dms_read_reference(payload)
        known = self._dms_find_submitted(dealer, reference)
        if known:
            return known._dms_submit_result(created=False)
        vals, errors = self._dms_prepare_submit(
            dealer.with_env(self.env).sudo(), payload
        )
        if errors:
            raise UserError(self._dms_join_errors(errors))
        order = self._dms_create_submitted({**vals, "client_order_ref": reference})
        order._dms_check_expected(payload.get("expected_total"))
        order._dms_announce_submitted()
        return order._dms_submit_result(created=True)

    @api.model
    def _dms_ordering_dealer(self, payload):
        """Return the dealer for whom the caller may order, or refuse."""
        user = self.env.user
        if user.share:
            dealer = user._dms_dealer()
            if not (dealer and "buyer" in user._dms_roles()):
                raise AccessError(
                    self.env._(
                        "Your sign-in may not place orders. Ask the owner of your "
                        "company's account to give you the role Buyer."
                    )
                )
            return dealer
        self.check_access("create")
        dealer_id = payload.get("dealer_id")
        domain = [("id", "=", dealer_id), ("is_dealer", "=", True)]
        found = isinstance(dealer_id, int) and self.env["res.partner"].search(domain)
        if not found:
            raise UserError(
                self.env._(
                    "There is no such dealer among those that you look after. Choose "
                    "the dealer for whom you order."
                )
            )
        return found

    @api.model
    def _dms_read_reference(self, payload):
        reference = payload.get("client_order_ref")
        reference = reference.strip() if isinstance(reference, str) else ""
        is_held = storable(reference) == reference
        if not reference or len(reference) > MAX_REFERENCE or not is_held:
            raise UserError(
                self.env._(
                    "An order needs a reference of its own (at most %(count)s "
                    "characters): by it an order that is sent twice is placed once.",
                    count=MAX_REFERENCE,
                )
            )
        return reference

    @api.model
    def _dms_find_submitted(self, dealer, reference):
        # sudo: the caller may order for this dealer, so the answer is the caller's
        return self.sudo().search(
            [
                ("dms_dealer_id", "=", dealer.id),
                ("client_order_ref", "=", reference),
                ("dms_source", "!=", False),
            ],
            limit=1,
        )

    @api.model
    def _dms_prepare_submit(self, dealer, payload):
        """Return the values of the order, and everything that speaks against it."""
        errors = [dealer._dms_order_block()]
        lines, line_errors = self._dms_prepare_lines(dealer, payload.get("lines"))
        shipping, shipping_error = self._dms_read_shipping(dealer, payload)
        day, day_error = self._dms_read_requested(payload)
        source, source_error = self._dms_read_source(payload)
        policy, policy_error = self._dms_read_policy(payload)
        errors += [*line_errors, shipping_error, day_error, source_error, policy_error]
        vals = {
            "partner_id": dealer.id,
            "company_id": self.env.company.id,
            "pricelist_id": dealer.property_product_pricelist.id,
            "state": "sent",
            "validity_date": False,
            "require_signature": False,
            "require_payment": False,
            "commitment_date": day,
            "picking_policy": policy,
            "dms_source": source,
            "dms_state": "submitted",
            "dms_submitted_at": fields.Datetime.now(),
            "dms_note": storable(str(payload.get("note") or ""))[:MAX_NOTE],
            "order_line": [Command.create(line) for line in lines],
        }
        if shipping:
            vals["partner_shipping_id"] = shipping.id
        errors = [error for error in errors if error]
        if errors:
            return vals, errors
        errors, reason = self._dms_submit_rule_errors(dealer, payload, vals)
        if not errors:
            vals.update(self._dms_submit_supply(dealer, vals))
        return {**vals, "dms_rule_override": reason or False}, errors

    @api.model
    def _dms_read_shipping(self, dealer, payload):
        asked = payload.get("shipping_partner_id")
        if not asked:
            return dealer.browse(), ""
        domain = [("id", "=", asked), ("id", "child_of", dealer.id)]
        address = isinstance(asked, int) and dealer.search(domain)
        if address:
            return address, ""
        return dealer.browse(), self.env._(
            "The shipping address is not one of your company's addresses. Choose one "
            "of those, or leave it empty for the usual one."
        )

    @api.model
    def _dms_read_requested(self, payload):
        """Return noon of the day that the dealer asks for, so no time zone moves it."""
        asked = payload.get("requested_date")
        if not asked:
            return False, ""
        try:
            day = fields.Date.to_date(asked)
        except (TypeError, ValueError, AttributeError):
            day = None
        if isinstance(day, date) and day >= fields.Date.context_today(self):
            return datetime.combine(day, time(12)), ""
        return False, self.env._(
            "The requested date must be today or later, written like 2030-12-31."
        )

    @api.model
    def _dms_read_source(self, payload):
        sources = DEALER_SOURCES if self.env.user.share else STAFF_SOURCES
        if self.env.user.has_group("dms_base.group_dms_admin"):
            sources = ADMIN_SOURCES
        source = payload.get("source") or sources[0]
        if source in sources:
            return source, ""
        return False, self.env._(
            "An order of yours cannot come from there; leave the source empty, or say "
            "one of: %(sources)s.",
            sources=", ".join(sources),
        )

    @api.model
    def _dms_join_errors(self, errors):
        shown = errors[:MAX_SHOWN]
        if len(errors) > MAX_SHOWN:
            shown.append(
                self.env._("… and %(count)s more.", count=len(errors) - MAX_SHOWN)
            )
        return "\n".join(shown)

    @api.model
    def _dms_create_submitted(self, vals):
        """Create the order; who loses a race is sent back to find the winner's."""
        door = self.sudo()
        try:
            order = door._dms_create_priced(vals)
            order._dms_keep_why()
            order.order_line.flush_model()  # while what was read once is at hand
            return order.with_env(door.env)
        except UniqueViolation as error:
            if error.diag.constraint_name != "sale_order_dms_ref_uniq":
                raise
            message = "an order with this reference is being placed"
            raise ConcurrencyError(message) from error

    @api.model
    def _dms_create_priced(self, vals):
        """Create an order, its lines priced together; what was read once stays."""
        products = self.env["product.product"].browse(
            command[2]["product_id"] for command in vals["order_line"]
        )
        pricing = self.with_context(
            mail_auto_subscribe_no_notify=True,
            dms_priced_together=PricedTogether(products),
            dms_known_distributions=KnownDistributions(self.env),
        )
        return pricing.create(vals)

    def _dms_announce_submitted(self):
        """Tell the brand: in the order's messages, and as a to-do of who decides."""
        self.ensure_one()
        body = self._dms_announcement()
        if self.dms_source == "import":
            self._message_log(body=body)
            return
        self.message_post(
            body=body, message_type="notification", subtype_xmlid="mail.mt_comment"
        )
        if self._dms_put_before_the_brand():
            return
        responsible = self._dms_responsible()
        if responsible:
            self.with_context(mail_activity_quick_update=True).activity_schedule(
                "dms_portal.mail_activity_type_approve", user_id=responsible.id
            )

    def _dms_announcement(self):
        """Say who has ordered: the dealer, or somebody of the brand for the dealer."""
        terms = {
            "dealer": self.partner_id.display_name,
            "count": len(self._dms_ordered_lines()),
            "channel": self._dms_label("dms_source"),
            "reference": self.client_order_ref,
        }
        if self.dms_source == "staff":
            return self.env._(
                "%(user)s ordered %(count)s lines on behalf of %(dealer)s, reference "
                "%(reference)s.",
                user=self.env.user.name,
                **terms,
            )
        return self.env._(
            "%(dealer)s ordered %(count)s lines through %(channel)s, reference "
            "%(reference)s.",
            **terms,
        )

    def _dms_label(self, name):
        """Return the label of a selection field's value in the user's language."""
        self.ensure_one()
        labels = dict(self._fields[name]._description_selection(self.env))
        return labels.get(self[name], "")

    def _dms_responsible(self):
        """Return who looks after this order: its seller, else the region's staff."""
        self.ensure_one()
        seller = self.user_id.filtered(lambda user: user.active and not user.share)
        return seller or self.dms_dealer_id._dms_region_staff()[:1]

    def _dms_submit_result(self, created):
        self.ensure_one()
        if created:
            message = self.env._(
                "Order %(name)s is placed. The brand decides on it next.",
                name=self.name,
            )
        else:
            message = self.env._(
                "This order had been placed before, as %(name)s. Nothing was ordered "
                "twice.",
                name=self.name,
            )
        dealer_url = f"/my/dealer/orders/{self.id}"
        return {
            "order_id": self.id,
            "name": self.name,
            "created": created,
            "state": self.dms_state,
            "amount_total": self.amount_total,
            "currency": self.currency_id.name,
            "url": dealer_url if self.env.user.share else f"/odoo/sale.order/{self.id}",
            "message": message,
        }
