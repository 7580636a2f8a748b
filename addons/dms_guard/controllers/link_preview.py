"""N7: the editor makes no request to addresses that people outside name.

``/html_editor/link_preview_external`` natively fetches any address for anybody, signed
in or not, and returns the title of what it found, inside addresses included;
``/html_editor/attachment/add_url`` asks any address for its headers before it looks at
the user's rights.
"""

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from odoo.addons.html_editor.controllers.main import HTML_Editor

from ..models import mail_link_preview


class GuardedEditor(HTML_Editor):
    @http.route()
    def link_preview_metadata(self, preview_url):
        """Fetch for internal users only, where previews are switched on."""
        enabled = request.env["mail.link.preview"]._is_link_preview_enabled()
        if not enabled or not mail_link_preview.is_public(preview_url):
            return False
        return super().link_preview_metadata(preview_url)

    def _attachment_create(self, name="", data=False, url=False, **kwargs):
        """Look at no address for people outside, and at none inside."""
        internal = request.env.user._is_internal()
        if url and not (internal and mail_link_preview.is_public(url)):
            raise UserError(
                request.env._(
                    "Files cannot be added from this address. Upload the file."
                )
            )
        return super()._attachment_create(name=name, data=data, url=url, **kwargs)
