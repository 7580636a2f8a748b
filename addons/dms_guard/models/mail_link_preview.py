"""N7: the server fetches no address because a portal user or guest wrote it.

Natively whoever posts a link makes the server GET it, ``http://127.0.0.1`` included,
and reads the title of the answer in the preview. Two locks: previews are off at
installation (``mail.link_preview_throttle`` = 0), and where they are switched on again
they work for internal users only, and only for addresses on the public internet.
"""

import ipaddress
import logging
import socket
from urllib.parse import urlsplit

from odoo import api, models

_logger = logging.getLogger(__name__)


class MailLinkPreview(models.Model):
    _inherit = "mail.link.preview"

    @api.model
    def _is_link_preview_enabled(self):
        """Refuse people outside, whatever the setting."""
        if not self.env.user._is_internal():
            return False
        return super()._is_link_preview_enabled()

    @api.model
    def _create_from_message_and_notify(self, message, request_url=None):
        """Make no preview for people outside, whoever calls."""
        if not self._is_link_preview_enabled():
            return None
        return super()._create_from_message_and_notify(message, request_url)

    @api.model
    def _search_or_create_from_url(self, url):
        """Make no preview for people outside, whoever calls."""
        if not self._is_link_preview_enabled():
            return self.browse()
        return super()._search_or_create_from_url(url)

    def _is_domain_thottled(self, url):
        """Skip addresses inside; the native loop asks here before each request."""
        return not is_public(url) or super()._is_domain_thottled(url)


def is_public(url):
    """Tell whether an http(s) address leads to the public internet only.

    A redirect or a name that answers differently the second time is not seen here:
    the firewall for outgoing connections has the last word (README).
    """
    try:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            return False
        answers = socket.getaddrinfo(parts.hostname, parts.port or 443)
        addresses = [ipaddress.ip_address(answer[4][0]) for answer in answers]
    except (OSError, ValueError):
        return False
    return all(address.is_global for address in addresses)
