from . import order_pad
