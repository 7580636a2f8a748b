from . import dms_dealer_transition
