from functools import wraps

from odoo.http import request

from odoo.addons.dms_base.controllers.portal import dealer_route


def pad_route(writes=False):
    """Let a dealer's buyers in, and staff who name the dealer for whom they order.

    Stands where ``dealer_route`` does. Whether staff may order, and for this dealer,
    is asked by the order door whenever the pad asks for its dealer.
    """

    def decorate(endpoint):
        for_buyers = dealer_route("buyer", writes=writes)(endpoint)

        @wraps(endpoint)
        def guarded(self, *args, dealer_id=None, **kwargs):
            asked = str(dealer_id or "")
            if request.env.user.share or not (asked.isdecimal() and len(asked) < 10):
                return for_buyers(self, *args, **kwargs)
            request.update_context(dms_order_dealer_id=int(asked))
            return endpoint(self, *args, **kwargs)

        return guarded

    return decorate
