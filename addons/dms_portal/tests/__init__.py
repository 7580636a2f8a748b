from . import test_order_decision
from . import test_order_draft
from . import test_order_pad
from . import test_order_pad_http
from . import test_order_quote
from . import test_order_submit
from . import test_portal_pages
from . import test_receipt
