"""What fulfilment opens on purpose; part of wall_papers.py."""

PAD = "who buys for the dealer answers, withdraws and asks for changes"
CHANGE = "checks whose order it is and the caller's work before it does anything"
DECIDER = "checks who decides"
TYPED = "what was asked, answered and promised is said by the flow, never typed in"
BUYERS = "owner buyer"


def changed_order(network, owner):
    """A confirmed order that its dealer asks to change, and one with a proposal."""
    buyer = owner.users["buyer"]
    orders = network.env["sale.order"].with_user(buyer)
    line = {"product_id": network.product.id, "quantity": 2}
    for reference in ("changes", "countered"):
        payload = {"client_order_ref": f"{owner.marker} {reference}", "lines": [line]}
        order = network.env["sale.order"].browse(
            orders.dms_submit_order(payload)["order_id"]
        )
        if reference == "changes":
            order.action_dms_approve()
            form = {
                f"qty_{order.order_line.id}": "1",
                "note": f"{owner.marker} less",
            }
            order.with_user(buyer)._dms_request_change(form)
        else:
            part = {"quantity": 1, "reason": f"{owner.marker} sold out"}
            order._dms_counter({order.order_line: part})


def wanted_change(world, owner):
    return {"form": {"kind": "cancel", "note": "wall"}}


def reason(world, owner):
    return {"reason": "wall"}


def proposal(world, owner):
    return {"changes": {}}


def yes(world, owner):
    return {"seen": "wall"}


METHODS = {
    "dms.order.change._dms_accept": ("staff", DECIDER),
    "dms.order.change._dms_refuse": ("staff", DECIDER),
    "dms.order.change.action_dms_answer": ("staff", DECIDER),
    "dms.order.change.action_dms_open_order": ("staff", "names a view"),
    "dms.order.change.answer.action_accept": ("staff", DECIDER),
    "dms.order.change.answer.action_refuse": ("staff", DECIDER),
    "dms.order.counter.action_propose": ("staff", DECIDER),
    "sale.order._dms_accept_counter": (BUYERS, CHANGE),
    "sale.order._dms_change_page": (BUYERS, CHANGE),
    "sale.order._dms_counter": ("staff", DECIDER),
    "sale.order._dms_request_change": (BUYERS, CHANGE),
    "sale.order._dms_withdraw_change": (BUYERS, CHANGE),
    "sale.order._dms_withdraw_order": (BUYERS, CHANGE),
    "sale.order.action_dms_counter": ("staff", DECIDER),
    "sale.order.action_dms_open_changes": ("staff", "names a view and a domain"),
    "sale.order.action_dms_take_back_counter": ("staff", DECIDER),
}
CALLS = {
    "dms.order.change._dms_refuse": reason,
    "sale.order._dms_accept_counter": yes,
    "sale.order._dms_counter": proposal,
    "sale.order._dms_request_change": wanted_change,
}
DOCUMENTS = [changed_order]
RESERVED = {
    "sale.order.line.dms_answer": ("nobody", TYPED),
    "sale.order.line.dms_asked_qty": ("nobody", TYPED),
    "sale.order.line.dms_promised_date": ("nobody", TYPED),
}
ROUTES = {
    "/my/dealer/orders/<int:order_id>/accept": (BUYERS, PAD),
    "/my/dealer/orders/<int:order_id>/change": (BUYERS, PAD),
    "/my/dealer/orders/<int:order_id>/change/send": (BUYERS, PAD),
    "/my/dealer/orders/<int:order_id>/change/withdraw": (BUYERS, PAD),
    "/my/dealer/orders/<int:order_id>/withdraw": (BUYERS, PAD),
}
FIELDS = {
    "dms.order.change": (
        BUYERS,
        "answer answered_at company_id create_date create_uid dealer_id dms_region_id "
        "kind line_ids note order_id requested_date state user_id write_date write_uid",
    ),
    "dms.order.change.line": (
        BUYERS,
        "change_id company_id create_date create_uid dealer_id new_qty old_qty "
        "order_line_id product_id uom_id write_date write_uid",
    ),
}
IDLE = {
    r"dms_portal\.models\.dms_order_change\.DmsOrderChange\._dms_check_open .*": "the next "
    "line asks who decides on the order, which is read as the user",
    r"dms_portal\.models\.dms_order_change\.SaleOrder\._dms_apply_change .*": "who answers "
    "a request was asked before, by the same right",
}
