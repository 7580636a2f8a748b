"""What this add-on opens on purpose; see dms_base/tests/wall/papers.py."""

PAD = "the order pad is for those who buy"


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


METHODS = {
    "dms.order.refuse.action_refuse": ("staff", "checks who decides"),
    "sale.order.action_dms_approve": ("staff", "checks who decides"),
    "sale.order.action_dms_refuse": ("staff", "checks who decides"),
    "sale.order.dms_submit_order": (
        "owner buyer staff clerk",
        "the one door for orders; dealers order for themselves, sellers for whom they see",
    ),
}
CALLS = {"sale.order.dms_submit_order": _submission}
DOCUMENTS = [_submitted_order]
DECISION = "decisions are made by Approve and Refuse, never typed in"
RESERVED = {
    "sale.order.dms_state": ("nobody", DECISION),
    "sale.order.dms_refusal_reason": ("nobody", DECISION),
    "sale.order.dms_decided_by_id": ("nobody", DECISION),
}
IDLE = {
    "dms_portal.models.sale_order_decision.SaleOrder._dms_check_decider"
    " without check_access #1": "what follows writes as the user, who is refused there",
    "dms_portal.dms_order_draft_rule_staff": "grants every employee all",
}
ROUTES = {
    "/my/dealer/order": ("owner buyer", PAD),
    "/my/dealer/order/load": ("owner buyer", PAD),
    "/my/dealer/order/quote": ("owner buyer", PAD),
    "/my/dealer/order/save": ("owner buyer", PAD),
    "/my/dealer/order/search": ("owner buyer", PAD),
    "/my/dealer/order/submit": ("owner buyer", PAD),
}
