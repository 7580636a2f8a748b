"""N6: who follows a document is told to those who may read the document."""

from odoo import models


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    def message_get_followers(self, after=None, limit=100, filter_recipients=False):
        """Check the document first; natively any signed-in user may ask for any."""
        self.check_access("read")
        return super().message_get_followers(
            after=after, limit=limit, filter_recipients=filter_recipients
        )
