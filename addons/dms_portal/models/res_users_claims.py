from odoo import fields, models
from odoo.fields import Domain

from .res_users_todo import REFUSED_DAYS


class ResUsers(models.Model):
    """What claims and receipts need from a dealer's person today."""

    _inherit = "res.users"

    def _dms_todos(self):
        return [
            *super()._dms_todos(),
            *self._dms_claim_todos(),
            *self._dms_sign_todos(),
        ]

    def _dms_claim_todos(self):
        """Return claims refused lately, and approved returns that wait for goods."""
        roles = self._dms_roles()
        if not roles & {"buyer", "stock"}:
            return []
        claims = self.env["dms.claim"]
        mine = claims._dms_list_domain()
        since = fields.Datetime.subtract(fields.Datetime.now(), days=REFUSED_DAYS)
        refused = claims.search(
            mine & Domain("state", "=", "refused") & Domain("decided_at", ">=", since),
            limit=3,
        )
        waiting = claims.search_count(
            mine & Domain("kind", "=", "return") & Domain("state", "=", "approved")
        )
        todos = [
            {
                "level": "warning",
                "icon": "fa-times-circle",
                "text": self.env._("Claim %(name)s was refused", name=claim.name),
                "detail": claim.refusal_reason,
                "url": f"/my/dealer/claims/{claim.id}",
            }
            for claim in refused
        ]
        if waiting:
            todos.append(
                {
                    "level": "info",
                    "icon": "fa-reply",
                    "text": self.env._(
                        "Returns to send back: %(count)s", count=waiting
                    ),
                    "url": "/my/dealer/claims?chosen=way",
                }
            )
        return todos

    def _dms_sign_todos(self):
        """Return receipts that nobody has signed, where the brand asks for it."""
        if not self._dms_roles() & {"buyer", "stock"}:
            return []
        receipts = self.env["dms.receipt"]
        count = receipts.search_count(receipts._dms_unsigned_domain())
        if not count:
            return []
        return [
            {
                "level": "info",
                "icon": "fa-pencil",
                "text": self.env._("Receipts to sign: %(count)s", count=count),
                "url": "/my/dealer/deliveries?chosen=sign",
            }
        ]
