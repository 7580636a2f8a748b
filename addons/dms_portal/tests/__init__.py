from . import (
    test_order_breaks,
    test_order_decision,
    test_order_draft,
    test_order_lists,
    test_order_no_way_past,
    test_order_office,
    test_order_on_behalf,
    test_order_pad,
    test_order_pad_http,
    test_order_quote,
    test_order_sources,
    test_order_sources_http,
    test_order_submit,
    test_order_who_approves,
    test_portal_pages,
    test_receipt,
    test_statement_build,
    test_statement_flow,
    test_statement_portal,
    test_statement_run,
)
from . import test_order_rules
from . import test_order_credit
from . import test_order_approval
from . import test_order_api
from . import test_policy
from . import test_policy_reading
from . import test_policy_http
from . import test_order_supply
from . import test_order_promise
from . import test_order_counter
from . import test_order_change
from . import test_payment_match
from . import test_payment_pages
from . import test_payments
from . import test_statement_api
from . import test_price_book
from . import test_price_book_preview
from . import test_price_import
from . import test_price_why
from . import test_price_list
from . import test_price_tour
from . import test_claim_difference
from . import test_claim_return
from . import test_receipt_proof
from . import test_claim_http
