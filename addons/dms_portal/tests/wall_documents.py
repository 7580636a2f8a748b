"""Documents that a dealer owns in the wall, and what its methods are called with."""

from odoo import fields
from odoo.fields import Command


def _reason(world, owner):
    return {"reason": "wall"}


def _submission(world, owner):
    """Order for ``owner``, whoever calls: a dealer's user always gets the own dealer."""
    line = {"product_id": world.network.product.id, "quantity": 1}
    return {
        "payload": {
            "client_order_ref": "wall",
            "dealer_id": owner.dealer.id,
            "shipping_partner_id": owner.dealer.id,
            "lines": [line],
        }
    }


def _submitted_order(network, owner):
    """An order that waits for the brand's decision."""
    buyer = owner.users["buyer"]
    network.env["dms.authorization"].create(
        {"dealer_id": owner.dealer.id, "categ_id": network.category.id}
    )
    line = {"product_id": network.product.id, "quantity": 1}
    orders = network.env["sale.order"].with_user(buyer)
    orders.dms_submit_order({"client_order_ref": owner.marker, "lines": [line]})


def _receipt(network, owner):
    """A delivery that arrived, and the dealer's word on it."""
    order = network.env["sale.order"].search(
        [("client_order_ref", "=", owner.marker)], limit=1
    )
    order.action_dms_approve()
    picking = order.picking_ids
    picking.move_ids.quantity = 1
    picking.move_ids.picked = True
    picking.button_validate()
    picking.with_user(owner.users["stock"])._dms_confirm_receipt()


def _waiting_order(network, owner):
    """One more order, that stays undecided."""
    line = {"product_id": network.product.id, "quantity": 1}
    orders = network.env["sale.order"].with_user(owner.users["buyer"])
    payload = {"client_order_ref": f"{owner.marker} waits", "lines": [line]}
    orders.dms_submit_order(payload)


def _statement(network, owner):
    """A statement that waits for the dealer, with an objection."""
    month = fields.Date.subtract(fields.Date.today().replace(day=1), months=1)
    invoice = network.env["account.move"].create(
        {
            "move_type": "out_invoice",
            "partner_id": owner.dealer.id,
            "invoice_date": month,
            "ref": f"{owner.marker} goods",
            "invoice_line_ids": [
                Command.create({"product_id": network.product.id, "tax_ids": []})
            ],
        }
    )
    invoice.action_post()
    statements = network.env["dms.statement"]
    statement = statements._dms_build(network.company, month, owner.dealer)
    statement.action_dms_send()
    line = statement.line_ids[:1]
    statement.with_user(owner.users["finance"])._dms_dispute(
        {"line": str(line.id), "reason": "other", "note": f"{owner.marker} says"}
    )


def _seen(world, owner):
    return {"seen": world.env["dms.statement"].browse(_last(owner)).fingerprint}


def _last(owner):
    return max(owner.ids("dms.statement"), default=0)


def _objection(world, owner):
    return {"form": {"reason": "missing", "note": "wall"}}


def _message(world, owner):
    return {"text": "wall"}


def _withdrawn(world, owner):
    return {"dispute_id": str(max(owner.ids("dms.statement.dispute"), default=0))}


def _answer(world, owner):
    return {"state": "rejected", "text": "wall"}


def _preparation(world, owner):
    return {
        "month": fields.Date.subtract(fields.Date.today(), months=2),
        "dealers": owner.dealer,
    }


def _slip(network, owner):
    """A bank slip that waits for accounting."""
    slips = network.env["dms.remittance"].with_user(owner.users["finance"])
    slips._dms_send(**_slip_form(f"{owner.marker} paid"))


def _slip_form(note):
    form = {
        "amount": "5",
        "date": str(fields.Date.today()),
        "reference": note,
        "note": note,
    }
    return {"form": form, "upload": ("slip.pdf", f"%PDF-1.4 {note}".encode())}


def _sent_slip(world, owner):
    return _slip_form("wall")


def _asked_statement(world, owner):
    seen = _seen(world, owner)["seen"]
    return {"payload": {"statement_id": _last(owner), "fingerprint": seen}}


def _asked_pages(world, owner):
    return {"payload": {"limit": 5}}


def _policy(network, owner):
    """A policy that is in force and confirmed, with the next version in work."""
    policy = network.env["dms.policy"].create(
        {
            "name": f"{owner.marker} policy",
            "must_read": True,
            "read_by_finance": True,
            "read_by_stock": True,
            "audience_dealer_ids": owner.dealer.ids,
        }
    )
    versions = network.env["dms.policy.version"]
    version = versions._dms_begin(policy)
    version.body = f"<p>{owner.marker} says so</p>"
    version.action_dms_publish()
    for user in owner.users.values():
        if user._dms_roles():
            versions.with_user(user)._dms_confirm(policy.id, version.number)
    versions._dms_begin(policy)


def _policy_in_force(world, owner):
    policies = world.env["dms.policy"].browse(sorted(owner.ids("dms.policy")))
    version = policies.version_ids.filtered(lambda one: one.state == "published")[:1]
    return {"policy_id": version.policy_id.id, "number": version.number}


def _preview(world, owner):
    return {"version_id": max(owner.ids("dms.policy.version"), default=0)}


CALLS = {
    "dms.remittance._dms_refuse": _reason,
    "dms.remittance._dms_send": _sent_slip,
    "dms.statement.dms_confirm_statement": _asked_statement,
    "dms.statement.dms_open_items": _asked_pages,
    "dms.statement.dms_statement": _asked_statement,
    "dms.statement.dms_statements": _asked_pages,
    "dms.statement._dms_confirm": _seen,
    "dms.statement._dms_dispute": _objection,
    "dms.statement._dms_say": _message,
    "dms.statement._dms_withdraw": _withdrawn,
    "dms.statement.dispute._dms_answer": _answer,
    "dms.statement.run._dms_prepare": _preparation,
    "dms.policy.version._dms_confirm": _policy_in_force,
    "dms.policy.version._dms_mark_opened": _policy_in_force,
    "dms.policy.version._dms_preview": _preview,
    "sale.order._dms_allow_exception": _reason,
    "sale.order._dms_refuse": _reason,
    "sale.order._dms_release_credit": _reason,
    "sale.order.dms_submit_order": _submission,
}
DOCUMENTS = [_submitted_order, _receipt, _waiting_order, _statement, _slip, _policy]
