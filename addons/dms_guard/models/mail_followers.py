"""N6: region-bound staff reads the followers of documents that it may read.

``mail.followers`` has no record rule and cannot have one, because the document is a
model name and a number. So every internal user reads who follows any document: the
names and addresses of another region's dealers. For staff with regions the search now
asks each followed model for its own readable records, in the same statement; a look at
single records asks the documents. Staff without regions is not limited, as everywhere,
and pays nothing.
"""

from odoo import api, models
from odoo.fields import Domain


class MailFollowers(models.Model):
    _inherit = "mail.followers"

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        """Search among the followers of readable documents."""
        if not bypass_access and self._guard_is_limited():
            domain = Domain(domain) & self._guard_readable_domain()
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)

    def _check_access(self, operation):
        """Refuse followers of documents that the user may not read."""
        result = super()._check_access(operation)
        if not self or not self._guard_is_limited():
            return result
        allowed = self - result[0] if result else self
        forbidden = allowed._guard_of_unreadable()
        if not forbidden:
            return result
        if result:
            return result[0] + forbidden, result[1]
        rules = self.env["ir.rule"]
        return forbidden, lambda: rules._make_access_error(operation, forbidden)

    def _guard_is_limited(self):
        """Tell whether the user is staff of certain regions."""
        return not self.env.su and bool(self.env.user.dms_region_ids)

    def _guard_readable_domain(self):
        """Return the domain of followers whose document the user may read."""
        sudo = self.sudo()
        names = [name for (name,) in sudo._read_group([], ["res_model"])]
        readable = []
        for name in names:
            documents = self.env.get(name)
            if documents is None or not documents.has_access("read"):
                continue
            ids = documents.with_context(active_test=False)._search([])
            readable.append(
                Domain("res_model", "=", name) & Domain("res_id", "in", ids)
            )
        return Domain.OR(readable)

    def _guard_of_unreadable(self):
        """Return those of ``self`` whose document the user may not read."""
        forbidden = self.browse()
        for name, followers in self.sudo().grouped("res_model").items():
            documents = self.env.get(name)
            readable = set()
            if documents is not None:
                wanted = documents.browse(followers.mapped("res_id")).exists()
                readable = set(wanted._filtered_access("read").ids)
            forbidden += followers.filtered(lambda f, ids=readable: f.res_id not in ids)
        return forbidden.with_env(self.env)
