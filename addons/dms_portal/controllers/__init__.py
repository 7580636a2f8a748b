from . import (
    claim_pages,
    dealer_pages,
    order_changes,
    order_pad,
    order_sources,
    payments,
    policy_pages,
    price_pages,
    statements,
)
