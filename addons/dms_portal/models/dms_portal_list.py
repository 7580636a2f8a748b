from odoo import api, models
from odoo.fields import Domain

STEP = 20
MAX_TERM = 64


class DmsPortalList(models.AbstractModel):
    """A list that dealers page through: words to search for, and a few filters.

    Heirs say what the list is made of, what a word is looked for in, and what a row
    shows. Records are found as the signed-in user, so that record rules decide.
    """

    _name = "dms.portal.list"
    _description = "List in the dealer portal"

    @api.model
    def _dms_list_domain(self):
        """Return the domain of all that the list is made of."""
        return Domain.TRUE

    @api.model
    def _dms_list_filters(self):
        """Return [(key, label, domain)]; the first one is chosen to begin with."""
        return [("all", self.env._("All"), Domain.TRUE)]

    @api.model
    def _dms_list_term_domain(self, term):
        """Return the domain of records that a word finds."""
        return Domain("display_name", "ilike", term)

    @api.model
    def _dms_list_order(self):
        return "id desc"

    @api.model
    def _dms_list_page(self, domain, offset, limit):
        """Return the records of one page; heirs may put some of them in front."""
        return self.search(
            domain, limit=limit, offset=offset, order=self._dms_list_order()
        )

    def _dms_list_rows(self):
        """Return what the list shows of each record, as dicts."""
        return [{"id": record.id, "name": record.display_name} for record in self]

    @api.model
    def _dms_list(self, term="", chosen="", page=1):
        """Return one page of the list; the number of queries does not depend on it.

        Args:
            term: what to look for; anything but text is no term.
            chosen: key of a filter; an unknown one is the first.
            page: counted from 1; beyond the end is the last page.
        Returns:
            dict(rows, total, page, step, term, chosen, filters), ``filters`` being
            dicts of key, label and count.
        """
        term = term.strip()[:MAX_TERM] if isinstance(term, str) else ""
        term = term.replace("\0", "")
        domain = self._dms_list_domain()
        if term:
            domain &= self._dms_list_term_domain(term)
        known = self._dms_list_filters()
        picked = next((f for f in known if f[0] == chosen), known[0])
        filters = [
            {"key": key, "label": label, "count": self.search_count(domain & narrowed)}
            for key, label, narrowed in known
        ]
        total = next(f["count"] for f in filters if f["key"] == picked[0])
        last = max(1, -(-total // STEP))
        page = min(max(page if isinstance(page, int) else 1, 1), last)
        records = self._dms_list_page(domain & picked[2], (page - 1) * STEP, STEP)
        return {
            "rows": records._dms_list_rows(),
            "total": total,
            "page": page,
            "step": STEP,
            "term": term,
            "chosen": picked[0],
            "filters": filters,
        }
