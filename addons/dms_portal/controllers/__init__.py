from . import claim_pages
from . import dealer_pages, order_pad, order_sources, policy_pages, statements
