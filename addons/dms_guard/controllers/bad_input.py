"""N12: two native pages that answer 500 by themselves.

No look at the parameters excuses them: the contact card forgets the case that the
request names nobody, and the profiler reports a refusal as an error of the server.
"""

from odoo import http
from odoo.http import request

from odoo.addons.web.controllers.profiling import Profiling
from odoo.addons.web.controllers.vcard import Partner


class GuardedPartner(Partner):
    @http.route()
    def download_vcard(self, partner_ids=None, partner=None, **kwargs):
        """Answer 404 when the request names nobody."""
        if not partner_ids and not partner:
            raise request.not_found()
        return super().download_vcard(
            partner_ids=partner_ids, partner=partner, **kwargs
        )


class GuardedProfiling(Profiling):
    @http.route()
    def profile(self, profile=None, collectors=None, **params):
        """Refuse people outside before the native page fails for them."""
        if not request.env.user._is_internal():
            raise request.not_found()
        return super().profile(profile=profile, collectors=collectors, **params)
