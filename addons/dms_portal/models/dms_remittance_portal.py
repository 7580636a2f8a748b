from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

SHOWN_ITEMS = 200
REFUSED_DAYS = 7
FIELD = "item_"  # name of a form's field for an open item, with its id


class DmsRemittance(models.Model):
    """What a dealer's finance people do: see what is open, and send bank slips."""

    _name = "dms.remittance"
    _inherit = ["dms.remittance", "dms.portal.list"]

    @api.model
    def _dms_finance_dealer(self):
        """Return the caller's dealer as superuser, for Finance and Owner alone."""
        user = self.env.user
        dealer = user._dms_dealer()
        if not dealer or "finance" not in user._dms_roles():
            raise AccessError(
                self.env._(
                    "Payments are for the people of a dealer with the role Finance. Ask "
                    "the owner of your company's account for it."
                )
            )
        return dealer.sudo()

    # --- pages ------------------------------------------------------------------------

    @api.model
    def _dms_payments_page(self):
        """Return what is open, and what was sent and is being checked."""
        dealer = self._dms_finance_dealer()
        found = dealer._dms_open_items()
        items = [_shown(item) for item in found["items"]]
        debts = [item for item in items if item["residual"] > 0]
        moves = self.env["account.move"]
        return {
            "currency": found["currency"],
            "totals": {key: float(sum_) for key, sum_ in found["totals"].items()},
            "debts": debts[:SHOWN_ITEMS],
            "more": len(debts) - SHOWN_ITEMS,
            "credits": [item for item in items if item["residual"] < 0],
            "checking": self._dms_sum_sent(),
            "slips": self.search(self._dms_list_domain(), limit=5)._dms_list_rows(),
            "online": moves._dms_online_payment(dealer),
        }

    @api.model
    def _dms_sum_sent(self):
        """Return the sum of the own slips that nobody has decided on yet."""
        domain = self._dms_list_domain() & Domain("state", "=", "sent")
        [(amount,)] = self._read_group(domain, aggregates=["amount:sum"])
        return amount or 0.0

    @api.model
    def _dms_slip_form(self, form):
        """Return what the page that sends a slip shows.

        Args:
            form: fields ``item_<id>`` of the items that were ticked; without any, the
                page begins with all that is overdue or due soon.
        """
        found = self._dms_finance_dealer()._dms_open_items()
        debts = [item for item in found["items"] if item["residual"] > 0]
        ticked = {item["id"] for item in debts if form.get(f"{FIELD}{item['id']}")}
        if not ticked:
            ticked = {item["id"] for item in debts if item["bucket"] != "later"}
        chosen = [item for item in debts if item["id"] in ticked]
        others = [item for item in debts if item["id"] not in ticked]
        total = sum((item["residual"] for item in chosen), Decimal(0))
        return {
            "currency": found["currency"],
            "today": found["today"],
            "rows": [
                {
                    **_shown(item),
                    "open": item["residual"],
                    "pays": item["residual"] if item["id"] in ticked else "",
                }
                for item in [*chosen, *others][:SHOWN_ITEMS]
            ],
            "total": total or "",
        }

    def _dms_portal_page(self):
        """Return what the page of one slip shows; refuse those of others."""
        self.ensure_one()
        self._dms_finance_dealer()
        self.check_access("read")
        return {"slip": self, "label": self._dms_dealer_labels()[self.state]}

    @api.model
    def _dms_list_domain(self):
        return Domain("dealer_id", "=", self.env.user._dms_dealer().id)

    @api.model
    def _dms_list_filters(self):
        labels = self._dms_dealer_labels()
        return [
            ("all", self.env._("All"), Domain.TRUE),
            *((key, labels[key], Domain("state", "=", key)) for key in labels),
        ]

    @api.model
    def _dms_list_term_domain(self, term):
        reference = self._dms_clean_reference(term)
        return Domain("name", "ilike", term) | Domain(
            "bank_reference", "ilike", reference
        )

    def _dms_list_rows(self):
        labels = self._dms_dealer_labels()
        return [
            {
                "id": slip.id,
                "name": slip.name,
                "reference": slip.bank_reference,
                "date": slip.date,
                "amount": slip.amount,
                "currency": slip.currency_id,
                "state": slip.state,
                "label": labels[slip.state],
            }
            for slip in self
        ]

    @api.model
    def _dms_dealer_labels(self):
        """Return the states in the words of a dealer."""
        _ = self.env._
        return {
            "sent": _("Being checked"),
            "matched": _("Booked"),
            "refused": _("Refused"),
            "withdrawn": _("Taken back"),
        }


class ResUsers(models.Model):
    """Slips that came back, and money that is being checked."""

    _inherit = "res.users"

    def _dms_visible_credit(self):
        credit = super()._dms_visible_credit()
        if credit and "finance" in self._dms_roles():
            credit["checking"] = self.env["dms.remittance"]._dms_sum_sent()
        return credit

    def _dms_remittance_todos(self):
        """Return slips that were refused lately."""
        if "finance" not in self._dms_roles():
            return []
        slips = self.env["dms.remittance"]
        since = fields.Datetime.subtract(fields.Datetime.now(), days=REFUSED_DAYS)
        refused = slips.search(
            slips._dms_list_domain()
            & Domain("state", "=", "refused")
            & Domain("decided_at", ">=", since),
            limit=3,
        )
        return [
            {
                "level": "warning",
                "icon": "fa-file-image-o",
                "text": self.env._("Bank slip %(name)s was refused", name=slip.name),
                "detail": slip.refusal_reason,
                "url": f"/my/dealer/payments/slips/{slip.id}",
            }
            for slip in refused
        ]


def _shown(item):
    """Return an open item as pages format it."""
    return {
        **item,
        "amount": float(item["amount"]),
        "residual": float(item["residual"]),
    }
