from . import (
    dealer_pages,
    order_pad,
    order_sources,
    policy_pages,
    price_pages,
    statements,
)
