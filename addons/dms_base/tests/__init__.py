from . import test_agreement_license
from . import test_authorization
from . import test_credit
from . import test_dealer_grade
from . import test_dealer_lifecycle
from . import test_phone
from . import test_staff_scope
