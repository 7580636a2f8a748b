from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import LockError, UserError
from odoo.fields import Domain
from odoo.tools import format_date

from ..engine.price_windows import Window, fit

MOMENT = timedelta(seconds=1)  # core's last moment of a rule is part of it


class DmsPriceBook(models.Model):
    """Publishing writes rules of core's price lists; withdrawing takes them back."""

    _inherit = "dms.price.book"

    def action_dms_publish(self):
        """Write the prices, once: a second click finds the book published."""
        self.ensure_one()
        self._dms_check_manager()
        self._dms_seize()
        if self.state == "published":
            return
        self._dms_check_publishable()
        self._dms_preview()
        self._dms_write_items()
        self._dms_mark(
            {
                "state": "published",
                "published_at": fields.Datetime.now(),
                "published_by_id": self.env.uid,
            }
        )
        self.message_post(
            body=self.env._(
                "%(count)s prices are published; they hold from %(date)s on.",
                count=self.line_count,
                date=format_date(self.env, self.date_start),
            )
        )

    def _dms_seize(self):
        """Let nobody else change this book or its price lists until it is done."""
        # sudo: a lock is no reading; the caller has checked who may write prices
        lists = self.line_ids.pricelist_id.sudo()
        try:
            self.lock_for_update()
            lists.lock_for_update(allow_referencing=True)
        except LockError as error:
            raise UserError(
                self.env._(
                    "Somebody else is working on these prices at this moment. Look at "
                    "the book again in a minute."
                )
            ) from error
        self.invalidate_recordset(["state"])

    def _dms_check_publishable(self):
        if self.state == "withdrawn":
            raise UserError(
                self.env._(
                    "%(name)s was withdrawn. Copy it to publish its prices.",
                    name=self.name,
                )
            )
        self._dms_check_filled()
        self._dms_check_second_person()
        today = self.company_id._dms_business_day(fields.Datetime.now())
        if self.date_start < today:
            raise UserError(
                self.env._(
                    "%(name)s begins on %(date)s, which is over. Orders of these days "
                    "were placed at the old prices: let it begin today or later.",
                    name=self.name,
                    date=format_date(self.env, self.date_start),
                )
            )

    def _dms_check_second_person(self):
        if not self.company_id.dms_price_second_person:
            return
        if self.state != "asked":
            raise UserError(
                self.env._(
                    "Prices are published by a second person here. Ask for approval "
                    "first."
                )
            )
        if self.asked_by_id == self.env.user:
            raise UserError(
                self.env._(
                    "You asked for approval of %(name)s yourself. Let another manager "
                    "publish it.",
                    name=self.name,
                )
            )

    def _dms_window(self):
        """Return the time of this book, from midnight to midnight of its company."""
        self.ensure_one()
        midnight = self.company_id._dms_midnight
        stop = self.date_last and midnight(self.date_last + timedelta(days=1))
        return Window(midnight(self.date_start), stop or None)

    # --- write --------------------------------------------------------------------

    def _dms_write_items(self):
        """Write one rule per price and window, and end the rules that held before."""
        self.ensure_one()
        window = self._dms_window()
        rivals = self._dms_rivals()
        written, resumed, cuts = [], [], []
        for line in self.line_ids:
            held = {item: _window(item) for item in rivals.get(line._dms_key(), ())}
            plan = fit(window, held)
            if plan.clashing:
                self._dms_refuse_clash(line, plan.clashing[0])
            vals = line._dms_item_vals()
            written += [{**vals, **_dates(each)} for each in plan.written]
            resumed += [
                item.copy_data({**_dates(each), "dms_book_id": self.id})[0]
                for item, each in plan.resumed
            ]
            cuts += [
                (item, _dates(each)["date_end"]) for item, each in plan.cut.items()
            ]
        self._dms_cut(cuts)
        # sudo: managers of the network need no right to core's price lists; checked
        items = self.env["product.pricelist.item"].sudo()
        return items.create([*resumed, *written])

    def _dms_rivals(self):
        """Return {key: rules} that are about the goods of this book."""
        lines = self.line_ids
        templates = lines.product_id.product_tmpl_id
        # sudo: see `_dms_write_items`
        items = self.env["product.pricelist.item"].sudo()
        found = items.search(
            Domain("pricelist_id", "in", lines.pricelist_id.ids)
            & (
                Domain("product_tmpl_id", "in", templates.ids)
                | Domain("categ_id", "in", lines.categ_id.ids)
            ),
            order="id",
        )
        rivals = {}
        for item in found:
            key = item._dms_key()
            rivals[key] = rivals.get(key, items) | item
        return rivals

    def _dms_refuse_clash(self, line, item):
        raise UserError(
            self.env._(
                "%(line)s: the price list has another price from %(date)s on%(book)s. "
                "Withdraw or change that one, or let this book begin on another day.",
                line=line.display_name,
                date=format_date(self.env, self.date_start),
                book=f" ({item.dms_book_id.name})" if item.dms_book_id else "",
            )
        )

    def _dms_cut(self, cuts):
        """End rules, and keep what their end was."""
        kept = []
        for item, end in cuts:
            kept.append(
                {
                    "book_id": self.id,
                    "item_id": item.id,
                    "end_before": item.date_end,
                    "end_after": end,
                }
            )
            item.date_end = end
        # sudo: nobody writes these by hand
        self.env["dms.price.book.cut"].sudo().create(kept)

    # --- take back ----------------------------------------------------------------

    def action_dms_withdraw(self):
        """Take the prices back before they hold; what they ended goes on."""
        self.ensure_one()
        self._dms_check_manager()
        self._dms_seize()
        if self.state == "withdrawn":
            return
        self._dms_check_withdrawable()
        # sudo: see `_dms_write_items`
        book = self.sudo()
        for cut in book.cut_ids:
            cut.item_id.date_end = cut.end_before
        book.item_ids.unlink()
        book.cut_ids.unlink()
        self._dms_mark({"state": "withdrawn"})
        self.message_post(body=self.env._("Withdrawn: the prices of before go on."))

    def _dms_check_withdrawable(self):
        if self.state != "published":
            raise UserError(self.env._("Only a published price book is withdrawn."))
        if self.company_id._dms_midnight(self.date_start) <= fields.Datetime.now():
            raise UserError(
                self.env._(
                    "%(name)s holds since %(date)s, and orders were placed at its "
                    "prices. Publish a new book with the prices that are right.",
                    name=self.name,
                    date=format_date(self.env, self.date_start),
                )
            )
        # sudo: other books count, whoever may see them
        later = self.env["dms.price.book.cut"].sudo()
        later = later.search([("item_id", "in", self.sudo().item_ids.ids)], limit=1)
        changed = self.sudo().cut_ids.filtered(
            lambda cut: cut.item_id.date_end != cut.end_after
        )
        others = self.env["dms.price.book.cut"].sudo()
        others = others.search(
            [("item_id", "in", changed.item_id.ids), ("id", "not in", changed.ids)]
        )
        touched = (later or others).book_id[:1]
        if later or changed:
            raise UserError(
                self.env._(
                    "Prices of %(name)s were changed after it was published%(book)s. "
                    "Withdraw or undo that first.",
                    name=self.name,
                    book=f" ({touched.name})" if touched else "",
                )
            )


def _window(item):
    """Return when a rule holds, half-open."""
    stop = item.date_end and item.date_end + MOMENT
    return Window(item.date_start or None, stop or None)


def _dates(window):
    """Return the dates that core keeps for a window: both ends are part of it."""
    return {
        "date_start": window.start or False,
        "date_end": window.stop - MOMENT if window.stop else False,
    }
