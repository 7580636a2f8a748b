from . import test_order_draft
from . import test_order_pad
from . import test_order_pad_http
from . import test_order_quote
