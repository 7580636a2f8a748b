from . import dms_order_refuse
