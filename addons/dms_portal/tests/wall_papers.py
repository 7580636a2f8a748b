"""What this add-on opens on purpose; see dms_base/tests/wall/papers.py."""

from . import wall_claims, wall_documents, wall_fulfilment, wall_prices

PARTS = (wall_documents, wall_claims, wall_fulfilment, wall_prices)

PAD = "the order pad is for those who buy"
GOODS = "deliveries are for those who order and those who unpack"
MONEY = "invoices are for those who pay"
ORDERS = "orders are for those who buy and those who pay"
READERS = "checks whose order, delivery or work it is before it answers"
STATEMENT = "checks whose statement it is, and the caller's work, before it answers"
ACCOUNTS = "statements are for those who pay"
POLICY = "policies are for all the people of the dealers they are meant for"
API = "answers about the dealer that the caller may order for, and no other"

SLIP = "checks whose slip it is, and the caller's work, before it answers"
ONLINE = "answers the people of a dealer who pay, about their own dealer"
METHODS = {
    "dms.remittance._dms_portal_page": ("owner finance", SLIP),
    "dms.remittance._dms_refuse": ("staff", SLIP),
    "dms.remittance._dms_send": ("owner finance", SLIP),
    "dms.remittance._dms_withdraw": ("owner finance", SLIP),
    "dms.remittance.action_dms_link": ("staff", SLIP),
    "dms.remittance.action_dms_refuse": ("staff", "names a view"),
    "dms.remittance.action_dms_register": ("staff", SLIP),
    "dms.remittance.refuse.action_refuse": ("staff", SLIP),
    "dms.statement.dms_confirm_statement": ("owner finance", ONLINE),
    "dms.statement.dms_open_items": ("owner finance", ONLINE),
    "dms.statement.dms_statement": ("owner finance", ONLINE),
    "dms.statement.dms_statements": ("owner finance", ONLINE),
    "dms.statement._dms_confirm": ("owner finance", STATEMENT),
    "dms.statement._dms_dispute": ("owner finance", STATEMENT),
    "dms.statement._dms_portal_page": ("owner finance staff", STATEMENT),
    "dms.statement._dms_say": ("owner finance", STATEMENT),
    "dms.statement._dms_withdraw": ("owner finance", STATEMENT),
    "dms.statement._dms_xlsx": ("owner finance staff", STATEMENT),
    "dms.statement.action_dms_renew": ("staff", STATEMENT),
    "dms.statement.action_dms_send": ("staff", STATEMENT),
    "dms.statement.action_dms_verify": ("owner finance staff", STATEMENT),
    "dms.statement.answer.action_answer": ("staff", STATEMENT),
    "dms.statement.dispute._dms_answer": ("staff", STATEMENT),
    "dms.statement.dispute.action_dms_correct": ("staff", "names a view of core"),
    "dms.statement.prepare.action_prepare": ("staff", STATEMENT),
    "dms.statement.run._dms_prepare": ("staff", STATEMENT),
    "dms.statement.run.action_dms_open_statements": ("staff", "names a view"),
    "dms.statement.run.action_dms_resume": ("staff", STATEMENT),
    "dms.statement.run.action_dms_stop": ("staff", STATEMENT),
    "dms.policy.action_dms_new_version": ("staff", "writes as the user"),
    "dms.policy.action_dms_open_readings": ("staff", "names a view and a domain"),
    "dms.policy.reading.action_dms_remind": ("staff", "reads as the user; asks who"),
    "dms.policy.version._dms_confirm": ("owner buyer finance stock", POLICY),
    "dms.policy.version._dms_mark_opened": ("owner buyer finance stock", POLICY),
    "dms.policy.version._dms_preview": ("staff", "finds as the user"),
    "dms.policy.version.action_dms_new_version": ("staff", "writes as the user"),
    "dms.policy.version.action_dms_open": ("staff", "names a view"),
    "dms.policy.version.action_dms_open_notices": ("staff", "names a view"),
    "dms.policy.version.action_dms_open_readings": ("staff", "names a view"),
    "dms.policy.version.action_dms_open_receipts": ("staff", "names a view"),
    "dms.policy.version.action_dms_preview": ("staff", "names a page, which asks"),
    "dms.policy.version.action_dms_publish": ("staff", "checks who writes"),
    "dms.policy.version.action_dms_remind": ("staff", "reads as the user; asks who"),
    "dms.policy.version.action_dms_withdraw": ("staff", "checks who writes"),
    "dms.credit.release.action_release": ("staff", "asks for a manager's right"),
    "dms.order.exception.action_allow": ("staff", "asks for a manager's right"),
    "sale.order._dms_allow_exception": ("staff", "asks for a manager's right"),
    "sale.order._dms_release_credit": ("staff", "asks for a manager's right"),
    "sale.order.action_dms_allow_exception": ("staff", "names a view"),
    "sale.order.action_dms_release_credit": ("staff", "names a view"),
    "sale.order.dms_order_products": ("owner buyer staff clerk", API),
    "sale.order.dms_order_status": ("owner buyer finance", API),
    "sale.order.dms_quote_order": ("owner buyer staff clerk", API),
    "dms.order.draft._dms_submit": ("owner buyer", PAD),
    "dms.order.refuse.action_refuse": ("staff", "checks who decides"),
    "res.partner.action_dms_order_for": (
        "staff clerk",
        "names a page, which asks again",
    ),
    "sale.order._dms_portal_page": ("owner buyer finance", READERS),
    "sale.order._dms_refuse": ("staff", "checks who decides"),
    "sale.order._dms_reorder": ("owner buyer", READERS),
    "sale.order.action_dms_ask_approval": ("staff clerk", "asks who may write"),
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
DECISION = "decisions are made by Approve and Refuse, never typed in"
PUBLISHED = "what was published is said by Publish and Withdraw, never typed in"
BOOKED = "what became of a slip is said by its buttons, never typed in"
RESERVED = {
    "dms.remittance.state": ("nobody", BOOKED),
    "dms.remittance.payment_id": ("nobody", BOOKED),
    "dms.policy.version.content_hash": ("nobody", PUBLISHED),
    "dms.policy.version.number": ("nobody", PUBLISHED),
    "dms.policy.version.state": ("nobody", PUBLISHED),
    "sale.order.dms_state": ("nobody", DECISION),
    "sale.order.dms_refusal_reason": ("nobody", DECISION),
    "sale.order.dms_decided_by_id": ("nobody", DECISION),
}
READS_ON = "the next line reads the record as the user, who is refused there"
ASKED = "asked for those of the role Finance alone, who may read invoices"
WHOSE = "the next check asks whose delivery it is"
IDLE = {
    r"dms_portal\.models\.dms_remittance_portal\.DmsRemittance\._dms_portal_page"
    r" without check_access #0": READS_ON,
    r"dms_portal\.models\.dms_remittance_send\.DmsRemittance\._dms_withdraw .*": "whose "
    "slip: who gets past the one check is stopped by the other",
    r"dms_portal\.models\.dms_policy_notice\.DmsPolicyNotice\._dms_remind .*": "reminds of "
    "readings that were found as the user; dealers find none",
    r"dms_portal\.dms_policy_(version_)?rule_write": "staff with regions reads "
    "policies and changes none; the add-on's own tests ask it to",
    r"dms_portal\.dms_policy_reading_rule_company": "in the second company no policy is in "
    "force here; the add-on's own tests have one",
    r"dms_portal\.models\.sale_order_office\.SaleOrder\.action_dms_ask_approval"
    r" .*": "all orders here came through the door; the add-on's own tests type one",
    r"dms_portal\.dms_policy_version_rule_draft": "what was published refuses by itself",
    r"dms_portal\.models\.dms_policy_version\.DmsPolicyVersion\.action_dms_publish"
    r" without check_access #0": "a dealer does not even read a draft; of staff, who may "
    "publish is told apart by the add-on's own tests",
    r"dms_portal\.models\.dms_policy_version\.DmsPolicyVersion\.action_dms_withdraw"
    r" without check_access #0": "the last rows are drafts; who may withdraw is told apart "
    "by the add-on's own tests",
    r"dms_portal\.models\.dms_statement\.DmsStatement\.action_dms_verify .*": READS_ON,
    r"dms_portal\.models\.dms_statement_dispute\.DmsStatementDispute\.action_dms_correct"
    r" .*": READS_ON,
    r"dms_portal\.models\.dms_statement_file\.DmsStatement\._dms_xlsx .*": READS_ON,
    r"dms_portal\.models\.dms_statement_flow\.DmsStatement\._dms_as_dealer .*": "whose "
    "statement, and whose work: who gets past the one is stopped by the other",
    r"dms_portal\.models\.dms_statement_portal\.DmsStatement\._dms_portal_page"
    r" .*": READS_ON,
    r"dms_portal\.models\.sale_order_api\.SaleOrder\._dms_api_orders_domain .*": READS_ON,
    r"dms_portal\.models\.dms_statement_api\.DmsStatement\._dms_api_asked .*": READS_ON,
    r"dms_portal\.models\.sale_order_credit\.SaleOrder\._dms_release_credit"
    r" without check_access #1": READS_ON,
    r"dms_portal\.models\.sale_order_portal\.SaleOrder\._dms_check_mine"
    r" without check_access #0": READS_ON,
    r"dms_portal\.models\.sale_order_portal\.SaleOrder\._dms_portal_invoices .*": ASKED,
    r"dms_portal\.models\.stock_picking\.StockPicking\._dms_receiving_dealer"
    r" without check_access #0": WHOSE,
    r"dms_portal\.models\.sale_order_decision\.SaleOrder\._dms_check_decider"
    r" without check_access #1": "what follows writes as the user, who is refused there",
}
EVERY_ROLE = "owner buyer finance stock"
ROUTES = {
    "/my/dealer/payments": ("owner finance", MONEY),
    "/my/dealer/payments/slip": ("owner finance", MONEY),
    "/my/dealer/payments/slip/send": ("owner finance", MONEY),
    "/my/dealer/payments/slips": ("owner finance", MONEY),
    "/my/dealer/payments/slips/<int:slip_id>": ("owner finance", MONEY),
    "/my/dealer/payments/slips/<int:slip_id>/withdraw": ("owner finance", MONEY),
    "/my/dealer/payments/slips/page/<int:page>": ("owner finance", MONEY),
    "/my/dealer/statements": ("owner finance", ACCOUNTS),
    "/my/dealer/statements/<int:statement_id>": ("owner finance", ACCOUNTS),
    "/my/dealer/statements/<int:statement_id>/confirm": ("owner finance", ACCOUNTS),
    "/my/dealer/statements/<int:statement_id>/dispute": ("owner finance", ACCOUNTS),
    "/my/dealer/statements/<int:statement_id>/dispute/send": (
        "owner finance",
        ACCOUNTS,
    ),
    "/my/dealer/statements/<int:statement_id>/pdf": ("owner finance", ACCOUNTS),
    "/my/dealer/statements/<int:statement_id>/say": ("owner finance", ACCOUNTS),
    "/my/dealer/statements/<int:statement_id>/withdraw": ("owner finance", ACCOUNTS),
    "/my/dealer/statements/<int:statement_id>/xlsx": ("owner finance", ACCOUNTS),
    "/my/dealer/statements/page/<int:page>": ("owner finance", ACCOUNTS),
    "/dms/policy/<int:version_id>/preview": ("staff", "what staff may read"),
    "/my/dealer/policies": (EVERY_ROLE, POLICY),
    "/my/dealer/policies/<int:policy_id>": (EVERY_ROLE, POLICY),
    "/my/dealer/policies/<int:policy_id>/<int:number>": (EVERY_ROLE, POLICY),
    "/my/dealer/policies/<int:policy_id>/<int:number>/confirm": (EVERY_ROLE, POLICY),
    "/my/dealer/policies/<int:policy_id>/<int:number>/file/<int:file_id>": (
        EVERY_ROLE,
        POLICY,
    ),
    "/my/dealer/policies/<int:policy_id>/<int:number>/opened": (EVERY_ROLE, POLICY),
    "/my/dealer/policies/page/<int:page>": (EVERY_ROLE, POLICY),
    "/my/dealer/deliveries": ("owner buyer stock", GOODS),
    "/my/dealer/deliveries/<int:picking_id>": ("owner buyer stock", GOODS),
    "/my/dealer/deliveries/<int:picking_id>/receive": ("owner buyer stock", GOODS),
    "/my/dealer/deliveries/page/<int:page>": ("owner buyer stock", GOODS),
    "/my/dealer/invoices": ("owner finance", MONEY),
    "/my/dealer/invoices/page/<int:page>": ("owner finance", MONEY),
    "/my/dealer/order": ("owner buyer", PAD),
    "/my/dealer/order/file": ("owner buyer", PAD),
    "/my/dealer/order/list/keep": ("owner buyer", PAD),
    "/my/dealer/order/list/remove": ("owner buyer", PAD),
    "/my/dealer/order/list/rename": ("owner buyer", PAD),
    "/my/dealer/order/load": ("owner buyer", PAD),
    "/my/dealer/order/paste": ("owner buyer", PAD),
    "/my/dealer/order/quote": ("owner buyer", PAD),
    "/my/dealer/order/rejects": ("owner buyer", PAD),
    "/my/dealer/order/save": ("owner buyer", PAD),
    "/my/dealer/order/search": ("owner buyer", PAD),
    "/my/dealer/order/source": ("owner buyer", PAD),
    "/my/dealer/order/sources": ("owner buyer", PAD),
    "/my/dealer/order/submit": ("owner buyer", PAD),
    "/my/dealer/order/template": ("owner buyer", PAD),
    "/my/dealer/orders": ("owner buyer finance", ORDERS),
    "/my/dealer/orders/<int:order_id>": ("owner buyer finance", ORDERS),
    "/my/dealer/orders/<int:order_id>/reorder": ("owner buyer", PAD),
    "/my/dealer/orders/page/<int:page>": ("owner buyer finance", ORDERS),
}
BUYERS = "owner buyer"
PAYERS = "owner finance"
RECEIVERS = "owner buyer stock"
EVERYBODY = "owner buyer finance stock colleague"
FIELDS = {
    "dms.remittance": (
        PAYERS,
        "allocated amount bank_reference company_id create_date create_uid currency_id "
        "date dealer_id decided_at dms_region_id document document_kind document_name "
        "line_ids name note refusal_reason rest state user_id write_date write_uid",
    ),
    "dms.remittance.line": (
        PAYERS,
        "amount company_id create_date create_uid currency_id date_due dealer_id "
        "item_id name remittance_id write_date write_uid",
    ),
    "dms.policy.receipt": (
        EVERY_ROLE,
        "company_id confirmed_at content_hash create_date create_uid dealer_id "
        "dms_region_id policy_id user_id version_id write_date write_uid",
    ),
    "dms.policy.version": (
        EVERY_ROLE,
        "announce_ahead body change_note company_id content_hash create_date create_uid "
        "date_last date_start file_ids in_force_last kind must_read name number "
        "policy_id published_at state status visible_from withdrawn_on write_date "
        "write_uid",
    ),
    "dms.order.draft": (
        BUYERS,
        "company_id create_date create_uid dealer_id dms_region_id lines note "
        "picking_policy reference requested_date shipping_partner_id user_id version "
        "write_date write_uid",
    ),
    "dms.order.layout": (
        BUYERS,
        "columns company_id create_date create_uid dealer_id dms_region_id fingerprint "
        "headings write_date write_uid",
    ),
    "dms.order.list": (
        BUYERS,
        "company_id create_date create_uid dealer_id dms_region_id line_ids name "
        "write_date write_uid",
    ),
    "dms.order.list.line": (
        BUYERS,
        "company_id create_date create_uid dealer_id list_id product_id quantity "
        "sequence uom_id write_date write_uid",
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
    "dms.statement": (
        PAYERS,
        "adjusted changed closing company_id confirmed_at confirmed_by_id "
        "confirmed_name create_date create_uid credited currency_id date_from date_to "
        "dealer_id dispute_ids dms_region_id event_ids fingerprint invoiced is_deemed "
        "is_last line_ids month open_dispute_count opening paid previous_id rebated "
        "remark reminded_at reminded_count round seal sent_at sent_by_id state version "
        "write_date write_uid xlsx_file xlsx_name",
    ),
    "dms.statement.dispute": (
        PAYERS,
        "amount answer answered_at company_id create_date create_uid currency_id "
        "dealer_amount dealer_id document document_name has_dealer_amount line_id month "
        "move_id move_key name note reason round state statement_id user_id write_date "
        "write_uid",
    ),
    "dms.statement.event": (
        PAYERS,
        "at author company_id create_date create_uid dealer_id fingerprint kind note "
        "statement_id write_date write_uid",
    ),
    "dms.statement.line": (
        PAYERS,
        "amount change company_id create_date create_uid currency_id date date_due "
        "dealer_id kind label month move_id move_key name stated_amount statement_id "
        "write_date write_uid",
    ),
    "sale.order": (
        EVERYBODY,
        "dms_change_ids dms_decided_at dms_decided_by_id dms_note dms_progress "
        "dms_receipt_ids "
        "dms_refusal_reason dms_source dms_state dms_submitted_at",
    ),
    "stock.picking": (EVERYBODY, "dms_receipt_ids dms_received_at"),
}
