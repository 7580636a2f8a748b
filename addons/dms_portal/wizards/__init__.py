from . import dms_claim_refuse
from . import dms_credit_release
from . import dms_order_exception
from . import dms_order_refuse
from . import dms_statement_answer
from . import dms_statement_prepare
