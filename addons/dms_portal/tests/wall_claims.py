"""What receipts and claims open on purpose; part of wall_papers.py."""

DRAWING = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAA"
    "AABJRU5ErkJggg=="
)
CLAIM = "checks whose claim it is, and the caller's work, before it answers"
STAFF = "checks who decides"
VIEW = "names a view and a domain"
CLAIMS = "claims are for all who work with goods or money of the dealer"
GOODS = "the slip and the signature are for those who order and those who unpack"
RETURNS = "returns are asked for by those who order"
EVERY_ROLE = "owner buyer finance stock"


def _claims(network, owner):
    """A difference, a return that is approved, and a request that waits."""
    buyer = owner.users["buyer"]
    line = {"product_id": network.product.id, "quantity": 4}
    payload = {"client_order_ref": f"{owner.marker} claims", "lines": [line]}
    orders = network.env["sale.order"]
    answer = orders.with_user(buyer).dms_submit_order(payload)
    order = orders.browse(answer["order_id"])
    order.action_dms_approve()
    picking = order.picking_ids
    picking.move_ids.quantity = 4
    picking.move_ids.picked = True
    picking.button_validate()
    counted = {"move_id": picking.move_ids.id, "received": 3, "note": owner.marker}
    picking.with_user(owner.users["stock"])._dms_confirm_receipt({"lines": [counted]})
    _ask_return(network, owner, picking).action_dms_decide()
    _ask_return(network, owner, picking)


def _ask_return(network, owner, picking):
    buyer, claims = owner.users["buyer"], network.env["dms.claim"]
    line = {"move_id": picking.move_ids[0].id, "quantity": 1, "reason": "other"}
    payload = {
        "lines": [{**line, "note": owner.marker}],
        "note": f"{owner.marker} asks",
    }
    asked = claims.with_user(buyer)._dms_request_return(
        picking.with_user(buyer), payload
    )
    return claims.browse(asked.id)


def _reason(world, owner):
    return {"reason": "wall"}


def _signature(world, owner):
    return {"name": "wall", "signature": DRAWING}


def _request(world, owner):
    pickings = world.env["stock.picking"].browse(sorted(owner.ids("stock.picking")))
    picking = pickings.sudo().filtered("dms_received_at").sorted("id")[-1:]
    move = picking.move_ids[:1]
    line = {"move_id": move.id, "quantity": 1, "reason": "other"}
    return {"picking": picking.with_env(world.env), "payload": {"lines": [line]}}


METHODS = {
    "account.move.action_dms_open_claims": ("owner finance staff", VIEW),
    "dms.claim._dms_portal_page": (EVERY_ROLE, CLAIM),
    "dms.claim._dms_refuse": ("staff", STAFF),
    "dms.claim._dms_request_return": ("owner buyer", CLAIM),
    "dms.claim._dms_slip": ("owner buyer stock", CLAIM),
    "dms.claim._dms_withdraw": ("owner buyer", CLAIM),
    "dms.claim.action_dms_change": ("staff", STAFF),
    "dms.claim.action_dms_close": ("staff", STAFF),
    "dms.claim.action_dms_credit": ("staff", STAFF),
    "dms.claim.action_dms_credit_all": ("staff", STAFF),
    "dms.claim.action_dms_decide": ("staff", STAFF),
    "dms.claim.action_dms_open_credit_notes": (f"{EVERY_ROLE} staff", VIEW),
    "dms.claim.action_dms_open_deliveries": (f"{EVERY_ROLE} staff", VIEW),
    "dms.claim.action_dms_open_returns": (f"{EVERY_ROLE} staff", VIEW),
    "dms.claim.action_dms_redeliver_all": ("staff", STAFF),
    "dms.claim.action_dms_refuse": ("staff", STAFF),
    "dms.claim.refuse.action_refuse": ("staff", STAFF),
    "sale.order.action_dms_open_claims": ("staff", VIEW),
    "stock.picking._dms_return_page": ("owner buyer", CLAIM),
    "stock.picking._dms_sign_receipt": ("owner buyer stock", CLAIM),
    "stock.picking.action_dms_open_claims": ("owner buyer stock staff clerk", VIEW),
}
CALLS = {
    "dms.claim._dms_refuse": _reason,
    "dms.claim._dms_request_return": _request,
    "stock.picking._dms_sign_receipt": _signature,
}
DOCUMENTS = [_claims]
FLOW = "a claim goes its way by its buttons, never typed in"
RESERVED = {
    "dms.claim.state": ("nobody", FLOW),
    "dms.claim.line.quantity": ("nobody", FLOW),
}
NUMBERS = "names the numbers of records, which are opened with the user's own rights"
IDLE = {
    r"dms_portal\.models\.dms_claim_portal\.DmsClaim\._dms_check_mine"
    r" without check_access #0": "the next line reads the claim as the user",
    r"dms_portal\.models\.dms_claim_portal\.DmsClaim\._dms_portal_notes .*": "asked for "
    "those of the role Finance alone, who may read invoices",
    r"dms_portal\.models\.dms_claim_portal\.DmsClaim\._dms_slip .*": "nothing waits here "
    "to be sent back, so there is no slip; the add-on's own tests have one",
    r"dms_portal\.models\.dms_claim_open\.StockPicking\._dms_returning_dealer"
    r" without check_access #0": "the next check asks whose delivery it is",
    r"dms_portal\.models\.dms_claim_decide\.DmsClaim\._dms_check_staff"
    r" without AccessError #0": "only dealer staff may write claims, asked next",
    r"dms_portal\.models\.dms_claim_credit\.AccountMove\.action_dms_open_claims .*": (
        NUMBERS
    ),
    r"dms_portal\.models\.stock_picking_claims\..*\.action_dms_open_.*": NUMBERS,
}
ROUTES = {
    "/my/dealer/claims": (EVERY_ROLE, CLAIMS),
    "/my/dealer/claims/<int:claim_id>": (EVERY_ROLE, CLAIMS),
    "/my/dealer/claims/<int:claim_id>/photo/<int:photo_id>": (EVERY_ROLE, CLAIMS),
    "/my/dealer/claims/<int:claim_id>/slip": ("owner buyer stock", GOODS),
    "/my/dealer/claims/<int:claim_id>/withdraw": ("owner buyer", RETURNS),
    "/my/dealer/claims/page/<int:page>": (EVERY_ROLE, CLAIMS),
    "/my/dealer/deliveries/<int:picking_id>/return": ("owner buyer", RETURNS),
    "/my/dealer/deliveries/<int:picking_id>/return/send": ("owner buyer", RETURNS),
    "/my/dealer/deliveries/<int:picking_id>/sign": ("owner buyer stock", GOODS),
}
FIELDS = {
    "dms.claim": (
        EVERY_ROLE,
        "amount closed_at company_id create_date create_uid credited_at currency_id "
        "dealer_id decided_at dms_region_id goods_at kind line_ids name note order_id "
        "picking_id receipt_id refusal_reason requested_at requester_id state "
        "write_date write_uid",
    ),
    "dms.claim.line": (
        EVERY_ROLE,
        "amount answer claim_id claim_state company_id create_date create_uid "
        "currency_id dealer_id decision granted_qty kind move_id note product_id "
        "quantity reason receipt_line_id uom_id write_date write_uid",
    ),
    "dms.receipt": (
        "owner buyer stock",
        "claim_ids signature signed_at signed_name wants_signature",
    ),
    "dms.receipt.line": ("owner buyer stock", "wrong_qty"),
}
