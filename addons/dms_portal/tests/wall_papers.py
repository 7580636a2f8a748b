"""What this add-on opens on purpose; see dms_base/tests/wall/papers.py."""

PAD = "the order pad is for those who buy"
GOODS = "deliveries are for those who order and those who unpack"
MONEY = "invoices are for those who pay"
ORDERS = "orders are for those who buy and those who pay"


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


METHODS = {
    "dms.order.refuse.action_refuse": ("staff", "checks who decides"),
    "sale.order.action_dms_approve": ("staff", "checks who decides"),
    "sale.order.action_dms_refuse": ("staff", "checks who decides"),
    "sale.order.action_dms_open_receipts": ("staff", "names a view and a domain"),
    "stock.picking.action_dms_open_receipt": ("staff", "names a view and a record"),
    "sale.order.dms_submit_order": (
        "owner buyer staff clerk",
        "the one door for orders; dealers order for themselves, sellers for whom they see",
    ),
}
CALLS = {"sale.order.dms_submit_order": _submission}
DOCUMENTS = [_submitted_order, _receipt]
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
    "/my/dealer/deliveries": ("owner buyer stock", GOODS),
    "/my/dealer/deliveries/page/<int:page>": ("owner buyer stock", GOODS),
    "/my/dealer/deliveries/<int:picking_id>": ("owner buyer stock", GOODS),
    "/my/dealer/deliveries/<int:picking_id>/receive": ("owner buyer stock", GOODS),
    "/my/dealer/invoices": ("owner finance", MONEY),
    "/my/dealer/invoices/page/<int:page>": ("owner finance", MONEY),
    "/my/dealer/orders": ("owner buyer finance", ORDERS),
    "/my/dealer/orders/page/<int:page>": ("owner buyer finance", ORDERS),
    "/my/dealer/orders/<int:order_id>": ("owner buyer finance", ORDERS),
    "/my/dealer/orders/<int:order_id>/reorder": ("owner buyer", PAD),
    "/my/dealer/order": ("owner buyer", PAD),
    "/my/dealer/order/load": ("owner buyer", PAD),
    "/my/dealer/order/quote": ("owner buyer", PAD),
    "/my/dealer/order/save": ("owner buyer", PAD),
    "/my/dealer/order/search": ("owner buyer", PAD),
    "/my/dealer/order/submit": ("owner buyer", PAD),
}
