from . import loyalty_program
from . import res_partner
from . import sale_order
from . import sale_order_confirmed
from . import sale_order_line
from . import sale_order_portal
from . import sale_order_promotions
from . import sale_order_quote
