from functools import wraps

from odoo.http import request

from odoo.addons.dms_base.controllers.portal import dealer_route

from ..models.ir_http import named_dealer


def pad_route(writes=False):
    """Let a dealer's buyers in, and staff who name the dealer for whom they order.

    Stands where ``dealer_route`` does; ``ir.http`` lets staff pass. Whether they may
    order, and for this dealer, is asked by the order door whenever the pad asks for
    its dealer.
    """

    def decorate(endpoint):
        dealer_route("buyer", writes=writes)(endpoint)
        endpoint.dms_routing["dms_for_staff"] = True

        @wraps(endpoint)
        def guarded(self, *args, dealer_id=None, **kwargs):
            if named := named_dealer():
                request.update_context(dms_order_dealer_id=named)
            return endpoint(self, *args, **kwargs)

        return guarded

    return decorate
