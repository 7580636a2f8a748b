from odoo import api, models
from odoo.exceptions import AccessError, MissingError
from odoo.fields import Domain

from .dms_claim_line import GRANTED
from .formats import format_quantity

UNDER_WAY = ("approved", "received")
SETTLED = ("credited", "closed")
SLIP = "stock.return_label_report"
ENDED = ("refused", "withdrawn")


class DmsClaim(models.Model):
    """What a dealer sees of claims: the list, one claim, its papers and photos."""

    _inherit = "dms.claim"

    @api.model
    def _dms_list_domain(self):
        return Domain("dealer_id", "=", self.env.user._dms_dealer().id)

    @api.model
    def _dms_list_filters(self):
        def by_state(*keys):
            return Domain("state", "in", keys)

        _ = self.env._
        return [
            ("all", _("All"), Domain.TRUE),
            ("open", _("To be decided"), by_state("requested")),
            ("way", _("Under way"), by_state(*UNDER_WAY)),
            ("done", _("Finished"), by_state(*SETTLED)),
            ("ended", _("Refused or withdrawn"), by_state(*ENDED)),
        ]

    @api.model
    def _dms_list_term_domain(self, term):
        # sudo: dealers cannot read products; what is found are the own claims only
        products = self.env["product.product"].sudo().with_context(active_test=False)
        named = products._search(
            Domain("name", "ilike", term) | Domain("default_code", "ilike", term)
        )
        deliveries = self.env["stock.picking"].sudo()
        on_slip = Domain("name", "ilike", term) | Domain("origin", "ilike", term)
        return (
            Domain("name", "ilike", term)
            | Domain("picking_id", "in", deliveries._search(on_slip))
            | Domain("line_ids.product_id", "in", named)
        )

    def _dms_list_rows(self):
        # sudo: dealers cannot read products; the claims were found as the user
        return [claim._dms_portal_row() for claim in self.sudo()]

    def _dms_portal_row(self):
        return {
            "id": self.id,
            "name": self.name,
            "kind": self.kind,
            "kind_label": self._dms_label("kind"),
            "date": self.requested_at,
            "delivery": self.picking_id.name,
            "order": self.order_id.name or "",
            "lines": len(self.line_ids),
            "state": self.state,
            "label": self._dms_label("state"),
        }

    def _dms_check_mine(self):
        """Refuse a claim that is not the signed-in dealer's."""
        self.ensure_one()
        self.check_access("read")
        if not self.filtered_domain(self._dms_list_domain()):
            raise AccessError(
                self.env._("This is not a claim of your company. Look at the list.")
            )

    def _dms_portal_page(self):
        """Return what the claim's page shows to the signed-in person.

        Reads as superuser after the check, since dealers cannot read moves, products
        and the delivery of everybody's role.
        """
        self._dms_check_mine()
        roles = self.env.user._dms_roles()
        claim = self.sudo()
        handles_goods = bool(roles & {"buyer", "stock"})
        return {
            "claim": claim,
            "row": claim._dms_portal_row(),
            "timeline": claim._dms_timeline(),
            "lines": [line._dms_portal_line() for line in claim.line_ids],
            "sees_goods": handles_goods,
            "sees_money": bool(roles & {"buyer", "finance"}),
            "deliveries": claim._dms_new_deliveries()._dms_list_rows()
            if handles_goods
            else [],
            "credit_notes": claim._dms_portal_notes() if "finance" in roles else [],
            "has_slip": handles_goods and bool(claim._dms_waiting_return()),
            "instructions": claim.company_id.dms_return_instructions or "",
            "can_withdraw": "buyer" in roles
            and claim.kind == "return"
            and claim.state == "requested"
            and not claim.dealer_id._dms_view_only(),
        }

    def _dms_portal_notes(self):
        notes = self._dms_credit_notes().filtered(lambda note: note.state == "posted")
        return notes.sudo(False)._filtered_access("read").sudo()._dms_list_rows()

    def _dms_waiting_return(self):
        """Return the transfer that still waits for the dealer's goods."""
        if self.kind != "return":
            return self.env["stock.picking"]
        return self._dms_return_pickings().filtered(
            lambda picking: picking.state not in ("done", "cancel")
        )[:1]

    def _dms_slip(self):
        """Return the slip that travels with the goods, as dict(name, data)."""
        self._dms_check_mine()
        if not self.env.user._dms_roles() & {"buyer", "stock"}:
            raise AccessError(self.env._("The slip is for who sends the goods back."))
        # sudo: the claim was read as the user, whose slip this is
        picking = self.sudo()._dms_waiting_return()
        if not picking:
            raise MissingError(self.env._("There is nothing to send back any more."))
        reports = self.env["ir.actions.report"].sudo()
        data, _kind = reports._render_qweb_pdf(SLIP, picking.ids)
        return {"name": picking.name.replace("/", "_"), "data": data}

    def _dms_portal_photo(self, photo_id):
        """Return one photo of the claim, as superuser."""
        self._dms_check_mine()
        photos = self.sudo().line_ids._dms_photos()
        photo = photos.filtered(lambda file: file.id == photo_id)
        if not photo:
            raise MissingError(self.env._("This photo is not part of the claim."))
        return photo

    # --- story --------------------------------------------------------------------

    def _dms_timeline(self):
        """Return the story of the claim, as an order tells its own."""
        self.ensure_one()
        author = self.requester_id
        steps = [
            self._dms_step(
                self.env._("Reported"),
                self.requested_at,
                side="dealer" if author.share else "brand",
                who=author.name if author.share else "",
            )
        ]
        if self.state in ENDED:
            return [*steps, self._dms_step_ended()]
        label = self.env._("Decided") if self.decided_at else self.env._("To decide")
        steps.append(self._dms_step(label, self.decided_at))
        if self.kind == "return":
            steps.append(self._dms_step_back())
        steps.append(self._dms_step_settled())
        current = next((step for step in steps if step["state"] == "later"), None)
        if current:
            current["state"] = "now"
        return steps

    def _dms_step(self, label, at, **more):
        step = {"side": "brand", "who": "", "detail": "", "label": label, "at": at}
        return {**step, **more, "state": "done" if at else "later"}

    def _dms_step_back(self):
        came = self.goods_at if self.state != "approved" else False
        label = self.env._("Goods received") if came else self.env._("Send goods back")
        return self._dms_step(label, came)

    def _dms_step_settled(self):
        if self.state == "credited":
            return self._dms_step(self.env._("Credited"), self.credited_at)
        if self.state == "closed":
            return self._dms_step(self.env._("Finished"), self.closed_at)
        owes = any(line.decision == "credit" for line in self.line_ids)
        label = self.env._("Credit note") if owes else self.env._("Settlement")
        return self._dms_step(label, False)

    def _dms_step_ended(self):
        if self.state == "refused":
            step = self._dms_step(self.env._("Refused"), self.decided_at)
        else:
            step = self._dms_step(
                self.env._("Taken back"), self.closed_at, side="dealer"
            )
        return {**step, "state": "stopped"}


class DmsClaimLine(models.Model):
    """A line as its dealer sees it."""

    _inherit = "dms.claim.line"

    def _dms_portal_line(self):
        def label(name):
            options = dict(self._fields[name]._description_selection(self.env))
            return options.get(self[name], "")

        undecided = self.claim_id.state in ("requested", "withdrawn")
        return {
            "name": self.product_id.name,
            "code": self.product_id.default_code or "",
            "unit": self.uom_id.name,
            "kind": self.kind,
            "kind_label": label("kind"),
            "quantity": format_quantity(self.env, self.quantity),
            "reason": label("reason"),
            "note": self.note or "",
            "decision": "" if undecided else self.decision or "",
            "decision_label": "" if undecided else label("decision"),
            "granted": format_quantity(self.env, self.granted_qty)
            if not undecided and self.decision in GRANTED
            else "",
            "answer": "" if undecided else self.answer or "",
            "photos": self._dms_photos().ids,
        }
