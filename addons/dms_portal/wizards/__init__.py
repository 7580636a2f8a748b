from . import dms_order_exception
from . import dms_order_refuse
