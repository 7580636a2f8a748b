from . import dms_credit_release
from . import dms_order_exception
from . import dms_order_refuse
