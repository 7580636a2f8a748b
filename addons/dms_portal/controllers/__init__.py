from . import dealer_pages, order_pad, statements
