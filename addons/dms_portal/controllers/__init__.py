from . import dealer_pages
from . import order_pad
