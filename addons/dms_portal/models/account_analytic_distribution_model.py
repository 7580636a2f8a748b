from odoo import models

FEW = 200


class KnownDistributions:
    """The analytic distribution rules of a company, read once for many order lines."""

    def __init__(self, env):
        self.rules = env["account.analytic.distribution.model"].search(
            [], limit=FEW + 1
        )

    @property
    def are_few(self):
        """Whether matching them in memory beats asking the database per line."""
        return len(self.rules) <= FEW


class AccountAnalyticDistributionModel(models.Model):
    """Match the rules of many order lines with a constant number of queries."""

    _inherit = "account.analytic.distribution.model"

    def search(self, domain, offset=0, limit=None, order=None):
        known = self.env.context.get("dms_known_distributions")
        if isinstance(known, KnownDistributions) and known.are_few:
            return known.rules.with_env(self.env).filtered_domain(domain)
        return super().search(domain, offset=offset, limit=limit, order=order)
