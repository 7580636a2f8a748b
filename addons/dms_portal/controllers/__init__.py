from . import (
    dealer_pages,
    order_changes,
    order_pad,
    order_sources,
    policy_pages,
    statements,
)
