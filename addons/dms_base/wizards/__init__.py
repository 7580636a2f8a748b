from . import dms_dealer_transition, dms_invite
