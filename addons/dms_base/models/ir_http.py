from odoo import models
from odoo.exceptions import AccessError
from odoo.http import Response, request


class IrHttp(models.AbstractModel):
    """Asks at the door of every dealer page who may come in.

    ``dealer_route`` says who. What it says is kept with the routing of the page, not
    in a function around it, so a page stays closed when an heir overrides its method
    and knows nothing of roles.
    """

    _inherit = "ir.http"

    def _generate_routing_rules(self, modules, converters):
        for url, endpoint in super()._generate_routing_rules(modules, converters):
            endpoint.routing.update(_dealer_routing(endpoint.func))
            yield url, endpoint

    @classmethod
    def _dispatch(cls, endpoint):
        refusal = cls._dms_route_refusal(endpoint.routing)
        if not refusal:
            return super()._dispatch(endpoint)
        routing, controller = endpoint.routing, endpoint.func.__self__
        is_page = routing["type"] == "http" and routing.get("website")
        if not is_page or not hasattr(controller, "_dealer_refused"):
            raise AccessError(refusal)
        response = Response.load(controller._dealer_refused(refusal))
        response.flatten()
        return response

    @classmethod
    def _dms_route_refusal(cls, routing):
        """Return why the signed-in person may not use a route, or ""."""
        if "dms_roles" not in routing:
            return ""
        writes = routing.get("dms_writes")
        if writes is None:
            is_page = routing["type"] == "http"
            writes = is_page and request.httprequest.method == "POST"
        return request.env.user._dms_refusal(routing["dms_roles"], writes)


def _dealer_routing(method):
    """Return what ``dealer_route`` said of a controller's method, ancestors first.

    Odoo merges the arguments of ``http.route`` in the same way: an heir that says
    nothing keeps what its ancestors said, one that does replaces it.
    """
    merged = {}
    for cls in reversed(type(method.__self__).mro()):
        declared = vars(cls).get(method.__name__)
        merged.update(getattr(declared, "dms_routing", {}))
    return merged
