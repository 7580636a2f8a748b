"""N8: XML-RPC faults carry no traceback.

Natively each failure that no message was written for is answered with the formatted
traceback, before anybody is authenticated. The service knows no session, so there is no
internal user to make an exception for; the log has it all.
"""

import xmlrpc.client

from odoo.exceptions import UserError
from odoo.http import Response, route

from odoo.addons.rpc import controllers as native
from odoo.addons.rpc.controllers.xmlrpc import RPC_FAULT_CODE_APPLICATION_ERROR, dumps

FAULT = "The server could not process the request."


class GuardedRPC(native.RPC):
    @route()
    def xmlrpc_1(self, service):
        """Serve with faults as text."""
        try:
            return super().xmlrpc_1(service)
        except Exception as error:
            self._guard_silence(error, xmlrpc.client.Fault(FAULT, ""))
            raise

    @route()
    def xmlrpc_2(self, service):
        """Serve with faults as numbers."""
        try:
            return super().xmlrpc_2(service)
        except Exception as error:
            fault = xmlrpc.client.Fault(RPC_FAULT_CODE_APPLICATION_ERROR, FAULT)
            self._guard_silence(error, fault)
            raise

    def _guard_silence(self, error, fault):
        """Replace the answer to an unforeseen error; foreseen ones have a message."""
        if not isinstance(error, UserError):
            error.error_response = Response(dumps(fault), mimetype="text/xml")
