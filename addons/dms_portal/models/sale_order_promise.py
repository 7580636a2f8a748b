from math import ceil

from odoo import api, fields, models

from ..engine.supply import arrival, deliver


class SaleOrder(models.Model):
    """For which day goods were promised, and when they are expected now."""

    _inherit = "sale.order"

    dms_promised_date = fields.Date(
        string="Promised For",
        compute="_compute_dms_promised_date",
        store=True,
        groups="base.group_user",
        help="When all of it was to be delivered, as said at confirmation.",
    )
    dms_expected_date = fields.Date(
        string="Expected Now",
        compute="_compute_dms_expected_date",
        groups="base.group_user",
        help="When all that is not delivered yet can be, as stock and receipts stand.",
    )

    @api.depends("order_line.dms_promised_date")
    def _compute_dms_promised_date(self):
        for order in self:
            days = order.order_line.filtered("dms_promised_date").mapped(
                "dms_promised_date"
            )
            order.dms_promised_date = max(days, default=False)

    @api.depends("state", "order_line.move_ids.state", "order_line.product_uom_qty")
    def _compute_dms_expected_date(self):
        for order in self:
            is_told = order.dms_dealer_id and order.state in ("draft", "sent", "sale")
            days = order._dms_days() if is_told else {}
            open_days = [day for _promised, day in days.values() if day != ""]
            order.dms_expected_date = deliver(open_days).last or False

    def _action_confirm(self):
        """Say when goods come before their moves are made, which take the stock."""
        for order in self:
            if order.dms_dealer_id and order.dms_source != "import":
                # sudo: stock and dealers count, whoever confirms
                order.sudo()._dms_keep_promise()
        return super()._action_confirm()

    def _dms_keep_promise(self):
        """Choose the warehouses once more, and write down for when goods are promised.

        Other orders that wait claim nothing: this one is confirmed before them.
        """
        self.ensure_one()
        outlook = self._dms_order_outlook()
        self._dms_choose_warehouses(outlook)
        days = self._dms_days_ahead(outlook)
        for day, lines in self._dms_goods_lines().grouped(days.get).items():
            lines.write({"dms_promised_date": day})

    def _dms_promise_anew(self, lines):
        """Promise lines again that the dealer asked to change."""
        for line in self._dms_goods_lines() & lines:
            line.dms_promised_date = False
            line.dms_promised_date = line._dms_expected_day() or False

    def _dms_days_ahead(self, outlook):
        """Return {line: day or None} for the goods of an order without moves."""
        company = self.company_id
        lines = self._dms_goods_lines()
        wanted = self.commitment_date and company._dms_business_day(
            self.commitment_date
        )
        days = {
            line: day and max(day, wanted or day)
            for line in lines
            for day in (outlook[line.product_id.id]["day"],)
        }
        if self.picking_policy == "one":
            return dict.fromkeys(days, deliver(list(days.values())).last)
        return days

    def _dms_days(self):
        """Return {line: (promised, expected)} for the goods of this order.

        ``promised`` is False where nothing was promised. ``expected`` is a day, None
        when nobody knows, and "" where all is delivered.
        """
        self.ensure_one()
        lines = self._dms_goods_lines()
        if self.state != "sale":
            outlook = self._dms_order_outlook(
                {
                    "before": self.dms_submitted_at or None,
                    "except_order_ids": self.ids,
                }
            )
            days = self._dms_days_ahead(outlook)
            return {line: (False, days[line]) for line in lines}
        return {
            line: (line.dms_promised_date, line._dms_expected_day()) for line in lines
        }

    # --- on the dealer's page -----------------------------------------------------

    def _dms_portal_page(self):
        page = super()._dms_portal_page()
        order = page["order"]
        is_told = order.state in ("draft", "sent", "sale")
        days = order._dms_days() if is_told else {}
        rows = page["lines"]
        lines = order.order_line.filtered(lambda line: not line.display_type)
        for row, line in zip(rows, lines, strict=True):
            row.update(order._dms_day_values(*days.get(line, (False, ""))))
        open_days = [day for _promised, day in days.values() if day != ""]
        page["delivery"] = deliver(open_days, order.picking_policy == "one")
        page["has_open_goods"] = bool(open_days)
        page["is_late"] = any(row["is_late"] for row in rows)
        return page

    def _dms_day_values(self, promised, expected):
        return {
            "promised": promised or False,
            "expected": expected or False,
            "is_open": expected != "",
            "is_late": bool(promised and expected != "")
            and (expected is None or expected > promised),
        }

    def _dms_api_status(self):
        days = self._dms_days() if self.state in ("draft", "sent", "sale") else {}
        open_days = [day for _promised, day in days.values() if day != ""]
        return {
            **super()._dms_api_status(),
            "picking_policy": self.picking_policy,
            "promised_date": fields.Date.to_string(self.dms_promised_date) or False,
            "expected_date": fields.Date.to_string(deliver(open_days).last) or False,
        }


class SaleOrderLine(models.Model):
    """For which day a line was promised."""

    _inherit = "sale.order.line"

    dms_promised_date = fields.Date(
        string="Promised For", copy=False, readonly=True, groups="base.group_user"
    )

    def _dms_open_moves(self):
        """Return the moves that still bring this line, of all steps."""
        self.ensure_one()
        moves = self.move_ids
        moves |= moves.browse(moves._rollup_move_origs())
        return moves.filtered(
            lambda move: (
                move.product_id == self.product_id
                and move.state not in ("done", "cancel")
            )
        )

    def _dms_expected_day(self):
        """Return the day on which the open rest of a confirmed line is expected.

        By core's forecast of its moves: None when nothing covers them, "" when nothing
        is open. What is promised does not come earlier, and what is late at all comes
        today at the earliest.
        """
        self.ensure_one()
        moves = self._dms_open_moves()
        if not moves:
            return ""
        company = self.company_id
        today = company._dms_business_day(fields.Datetime.now())
        floor = self.dms_promised_date or max(
            company._dms_business_day(move.date_deadline or move.date) for move in moves
        )
        if any(move._dms_is_uncovered() for move in moves):
            return None
        coming = [
            company._dms_business_day(day)
            for day in moves.mapped("forecast_expected_date")
            if day
        ]
        ready = max([today, *coming])
        return max(arrival(ready, 0, ceil(company.security_lead), today), floor)


class StockMove(models.Model):
    """Whether anything covers a move, by core's forecast."""

    _inherit = "stock.move"

    def _dms_is_uncovered(self):
        """Say whether a move waits for goods that nobody expects."""
        self.ensure_one()
        waits = self.move_orig_ids.filtered(lambda m: m.state not in ("done", "cancel"))
        if waits or not self.product_id.is_storable:
            return False
        covered = self.forecast_availability
        return self.product_id.uom_id.compare(covered, self.product_qty) < 0


class StockPicking(models.Model):
    """Each parcel of a delivery with its own tracking number."""

    _inherit = "stock.picking"

    def _dms_portal_row(self):
        return {
            **super()._dms_portal_row(),
            "parcels": self._dms_parcels(),
            "packages": len(self.move_line_ids.result_package_id),
            "from": self.picking_type_id.warehouse_id.name or "",
        }

    def _dms_parcels(self):
        """Return [(tracking number, web address or "")] of this delivery.

        Carriers that send several parcels at once write the numbers with commas, and
        the addresses as core keeps them: a list of pairs.
        """
        self.ensure_one()
        numbers = [
            number.strip()
            for number in (self.carrier_tracking_ref or "").split(",")
            if number.strip()
        ]
        several = self.carrier_tracking_url and self.get_multiple_carrier_tracking()
        if several:
            pairs = [(str(number), str(url or "")) for number, url in several]
        elif len(numbers) > 1 and self.carrier_id:
            pairs = [(number, self._dms_link_of(number)) for number in numbers]
        else:
            pairs = [(number, self._dms_tracking_url()) for number in numbers]
        return [
            (number, url if url.startswith(("https://", "http://")) else "")
            for number, url in pairs
        ]

    def _dms_link_of(self, number):
        """Return the carrier's page of one of several parcels."""
        one = self.new(origin=self)
        one.carrier_tracking_ref = number
        return self.carrier_id.get_tracking_link(one) or ""
