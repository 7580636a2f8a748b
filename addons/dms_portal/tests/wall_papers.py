"""What this add-on opens on purpose; see dms_base/tests/wall/papers.py."""

PAD = "the order pad is for those who buy"
GOODS = "deliveries are for those who order and those who unpack"
MONEY = "invoices are for those who pay"
ORDERS = "orders are for those who buy and those who pay"


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


READERS = "checks whose order, delivery or work it is before it answers"

METHODS = {
    "dms.order.draft._dms_submit": ("owner buyer", PAD),
    "dms.order.refuse.action_refuse": ("staff", "checks who decides"),
    "sale.order._dms_portal_page": ("owner buyer finance", READERS),
    "sale.order._dms_refuse": ("staff", "checks who decides"),
    "sale.order._dms_reorder": ("owner buyer", READERS),
    "sale.order.action_dms_approve": ("staff", "checks who decides"),
    "sale.order.action_dms_open_receipts": ("staff", "names a view and a domain"),
    "sale.order.action_dms_refuse": ("staff", "checks who decides"),
    "sale.order.dms_submit_order": (
        "owner buyer staff clerk",
        "the one door for orders; dealers order for themselves, sellers for whom "
        "they see",
    ),
    "stock.picking._dms_confirm_receipt": ("owner buyer stock", READERS),
    "stock.picking._dms_portal_page": ("owner buyer stock staff clerk", READERS),
    "stock.picking.action_dms_open_receipt": ("staff", "names a view and a domain"),
}
CALLS = {
    "sale.order._dms_refuse": _reason,
    "sale.order.dms_submit_order": _submission,
}
DOCUMENTS = [_submitted_order, _receipt, _waiting_order]
DECISION = "decisions are made by Approve and Refuse, never typed in"
RESERVED = {
    "sale.order.dms_state": ("nobody", DECISION),
    "sale.order.dms_refusal_reason": ("nobody", DECISION),
    "sale.order.dms_decided_by_id": ("nobody", DECISION),
}
READS_ON = "the next line reads the record as the user, who is refused there"
ASKED = "asked for those of the role Finance alone, who may read invoices"
WHOSE = "the next check asks whose delivery it is"
IDLE = {
    r"dms_portal\.models\.sale_order_portal\.SaleOrder\._dms_check_mine"
    r" without check_access #0": READS_ON,
    r"dms_portal\.models\.sale_order_portal\.SaleOrder\._dms_portal_invoices .*": ASKED,
    r"dms_portal\.models\.stock_picking\.StockPicking\._dms_receiving_dealer"
    r" without check_access #0": WHOSE,
    r"dms_portal\.models\.sale_order_decision\.SaleOrder\._dms_check_decider"
    r" without check_access #1": "what follows writes as the user, who is refused there",
}
ROUTES = {
    "/my/dealer/deliveries": ("owner buyer stock", GOODS),
    "/my/dealer/deliveries/<int:picking_id>": ("owner buyer stock", GOODS),
    "/my/dealer/deliveries/<int:picking_id>/receive": ("owner buyer stock", GOODS),
    "/my/dealer/deliveries/page/<int:page>": ("owner buyer stock", GOODS),
    "/my/dealer/invoices": ("owner finance", MONEY),
    "/my/dealer/invoices/page/<int:page>": ("owner finance", MONEY),
    "/my/dealer/order": ("owner buyer", PAD),
    "/my/dealer/order/load": ("owner buyer", PAD),
    "/my/dealer/order/quote": ("owner buyer", PAD),
    "/my/dealer/order/save": ("owner buyer", PAD),
    "/my/dealer/order/search": ("owner buyer", PAD),
    "/my/dealer/order/submit": ("owner buyer", PAD),
    "/my/dealer/orders": ("owner buyer finance", ORDERS),
    "/my/dealer/orders/<int:order_id>": ("owner buyer finance", ORDERS),
    "/my/dealer/orders/<int:order_id>/reorder": ("owner buyer", PAD),
    "/my/dealer/orders/page/<int:page>": ("owner buyer finance", ORDERS),
}
BUYERS = "owner buyer"
RECEIVERS = "owner buyer stock"
EVERYBODY = "owner buyer finance stock colleague"
FIELDS = {
    "dms.order.draft": (
        BUYERS,
        "company_id create_date create_uid dealer_id dms_region_id lines note reference "
        "requested_date shipping_partner_id user_id version write_date write_uid",
    ),
    "dms.receipt": (
        RECEIVERS,
        "company_id create_date create_uid dealer_id dms_region_id has_difference "
        "line_ids note order_id picking_id received_at user_id write_date write_uid",
    ),
    "dms.receipt.line": (
        RECEIVERS,
        "company_id create_date create_uid damaged_qty dealer_id has_difference move_id "
        "note product_id receipt_id received_qty shipped_qty short_qty uom_id "
        "write_date write_uid",
    ),
    "sale.order": (
        EVERYBODY,
        "dms_decided_at dms_decided_by_id dms_note dms_progress dms_receipt_ids "
        "dms_refusal_reason dms_source dms_state dms_submitted_at",
    ),
    "stock.picking": (EVERYBODY, "dms_receipt_ids dms_received_at"),
}
