from collections import defaultdict
from decimal import Decimal

from odoo import models
from odoo.exceptions import UserError

from ..engine.order_lines import fits_digits, storable
from ..engine.order_list import all_keys, read_pasted
from ..engine.order_units import UnitNames, is_unit_word, match_unit
from ..queries.product_key_sql import products_by_key

MAX_ROWS = 5000
LONGEST_TEXT = 500_000
# The strength of a match: a code beats a name that happens to read the same.
KINDS = ("code", "barcode", "name", "zeros")


class ResPartner(models.Model):
    """Rows that a dealer pastes or sends as a file, matched with what it may order.

    Nothing is lost and nothing is guessed: every row is in the answer, as part of a
    line, as a fault that says why, or among those without a quantity. Answers about
    the dealer they are called on, as superuser; callers have checked who asks.
    """

    _inherit = "res.partner"

    def _dms_read_pasted(self, text):
        """Return what a pasted text orders; see ``_dms_match_entries``."""
        text = text if isinstance(text, str) else ""
        # a text that is cut in the middle of a number would order something else
        entries = [] if len(text) > LONGEST_TEXT else read_pasted(storable(text))
        if len(text) > LONGEST_TEXT or len(entries) > MAX_ROWS:
            raise UserError(
                self.env._(
                    "The list is too long; at most %(limit)s rows are taken at once. "
                    "Split it into parts.",
                    limit=MAX_ROWS,
                )
            )
        return self._dms_match_entries(entries)

    def _dms_match_entries(self, entries):
        """Return lines and faults for rows of the engine.

        The number of queries does not depend on the number of rows.

        Args:
            entries: ``engine.order_list.Entry``.
        Returns:
            dict(rows, blank, lines, faults, cards): how many rows there are and how
            many have no quantity; lines summed per product and unit, each with the
            numbers of its ``rows``; faults with the row's number, text and reason, and
            with the product, quantity and unit as far as they are known.
        """
        dealer = self._dms_ordering()
        keys = dealer._dms_match_keys(all_keys(entries))
        products = dealer._dms_by_id(
            "product.product", {p for found in keys.values() for p in found}
        )
        units = dealer._dms_unit_names(products.values())
        lines, faults = {}, []
        for entry in (entry for entry in entries if entry.fault != "blank"):
            match = dealer._dms_match_entry(entry, keys, products, units)
            if match["reason"]:
                faults.append({**match, "number": entry.number, "text": entry.text})
                continue
            key = (match["product_id"], match["uom_id"])
            quantity, rows = lines.get(key, (Decimal(0), []))
            lines[key] = (quantity + entry.quantity, [*rows, entry.number])
        named = {key[0] for key in lines} | {fault["product_id"] for fault in faults}
        cards = dealer.env["product.product"].browse(named - {False})._dms_cards()
        reasons = dealer._dms_row_reasons()
        return {
            "rows": len(entries),
            "blank": sum(entry.fault == "blank" for entry in entries),
            "lines": [
                {
                    "product_id": product_id,
                    "uom_id": uom_id,
                    "quantity": float(quantity),
                    "rows": rows,
                }
                for (product_id, uom_id), (quantity, rows) in lines.items()
            ],
            "faults": [
                {**fault, "reason": reasons[fault["reason"]] % fault}
                for fault in faults
            ],
            "cards": list(cards.values()),
        }

    def _dms_match_keys(self, texts):
        """Return {text: {product id: unit id or None}} of what may be ordered."""
        products = self.env["product.product"]
        products._dms_flush_searched()
        squeezed = {text: _squeeze(text) for text in texts}
        keys = set(squeezed.values()) - {""}
        if not keys:
            return {}
        digits = {key.lstrip("0") for key in keys if key.isdecimal()} - {""}
        # sudo: dealers cannot read products; the domain is what they may order
        allowed = products.sudo()._search(self._dms_product_domain()).subselect()
        rows = self.env.execute_query(
            products_by_key(allowed, self.env.company.id, keys, digits)
        )
        found = defaultdict(dict)
        for kind, key, product_id, uom_id in rows:
            found[kind, key].setdefault(product_id, uom_id)
        return {
            text: next(
                (
                    found[kind, form]
                    for kind in KINDS
                    for form in [key.lstrip("0") if kind == "zeros" else key]
                    if (kind, form) in found
                ),
                {},
            )
            for text, key in squeezed.items()
        }

    def _dms_unit_names(self, products):
        """Return {product id: names of the units in which it may be ordered}."""
        codes = [code for code, _name in self.env["res.lang"].get_installed()]
        named = {}
        for product in products:
            named[product.id] = [
                UnitNames(
                    unit.id,
                    tuple(unit.with_context(lang=code).name for code in codes),
                    _exact(unit._compute_quantity(1.0, product.uom_id, round=False)),
                )
                for unit in product._dms_order_uoms()
            ]
        return named

    def _dms_match_entry(self, entry, keys, products, units):
        """Return what a row orders; ``reason`` is a code when it cannot be taken."""
        match = {
            "product": entry.keys[0] if entry.keys else "",
            "product_id": False,
            "uom_id": False,
            "quantity": float(entry.quantity) if entry.quantity is not None else False,
            "unit": entry.unit,
            "reason": entry.fault,
            "units": "",
        }
        known = [key for key in entry.keys if keys.get(key)]
        ids = set.intersection(*(set(keys[key]) for key in known)) if known else set()
        if len(ids) != 1:
            several = "ambiguous" if ids else "conflict"
            return {
                **match,
                "reason": entry.fault or (several if known else "unknown"),
            }
        product = products[ids.pop()]
        uom_id = self._dms_row_unit(
            entry,
            units[product.id],
            # the barcode of a packaging asks for the packaging
            next(filter(None, (keys[key][product.id] for key in known)), None),
            [word for word in entry.words if word not in known]
            if " ".join(entry.words) not in known
            else [],
        )
        match["product_id"] = product.id
        match["units"] = ", ".join(product._dms_order_uoms().mapped("name"))
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        if entry.fault:
            pass  # the product is known, the rest is for the person to say
        elif uom_id is None:
            match["reason"] = "wrong_uom"
        elif not fits_digits(entry.quantity, digits):
            match["reason"] = "too_fine"
        return {**match, "uom_id": uom_id or product.uom_id.id}

    def _dms_row_unit(self, entry, units, packaging, words):
        """Return the unit that a row means, its product's own; None if not certain.

        A word beside the code may be the unit: who writes "W-100 箱 3" means cases.
        """
        asked = {match_unit(entry.unit, units)} if entry.unit else set()
        for word in words:
            unit = match_unit(word, units)
            if unit or is_unit_word(word):
                asked.add(unit)
        if packaging:
            asked.add(packaging)
        if len(asked) > 1:
            return None
        return asked.pop() if asked else units[0].id

    def _dms_row_reasons(self):
        """Return {code: why a row cannot be taken, and what to do}."""
        _ = self.env._
        return {
            "no_product": _("No product in this row."),
            "no_quantity": _("No quantity in this row."),
            "not_a_number": _("The quantity is no number."),
            "not_positive": _("The quantity must be more than zero."),
            "too_large": _("The quantity is too large."),
            "too_long": _("The row is too long to be read."),
            "too_fine": _("The quantity has too many decimals."),
            "shortened": _(
                "The spreadsheet has shortened the number “%(product)s”. Format the "
                "column as text, or choose the product here."
            ),
            "unknown": _("No product that you may order is called “%(product)s”."),
            "ambiguous": _("Several products are called “%(product)s”. Choose one."),
            "conflict": _("This row names different products. Choose the right one."),
            "wrong_uom": _("Not sold in this unit. Choose one of: %(units)s."),
        }


def _squeeze(text):
    return "".join(text.lower().replace(",", " ").split())


def _exact(number):
    return Decimal(repr(float(number))).quantize(Decimal("0.000001"))
