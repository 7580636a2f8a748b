from . import dealer_pages, order_pad, policy_pages, statements
