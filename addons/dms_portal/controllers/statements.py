from odoo import http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import content_disposition, request

from odoo.addons.dms_base.controllers.portal import dealer_route

from .dealer_pages import DealerPages

STATEMENTS = "/my/dealer/statements"
ONE = f"{STATEMENTS}/<int:statement_id>"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class StatementPages(DealerPages):
    """Statements: look, confirm, object, and take the files along."""

    def _dealer_nav_entries(self):
        return super()._dealer_nav_entries() + [
            {
                "key": "dealer_statements",
                "label": request.env._("Statements"),
                "url": STATEMENTS,
                "icon": "fa-balance-scale",
                "roles": ("finance",),
                "sequence": 50,
            }
        ]

    @http.route(
        [STATEMENTS, f"{STATEMENTS}/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    @dealer_route("finance")
    def dealer_statements(self, term="", chosen="", page=1, **kw):
        statements = request.env["dms.statement"]
        listing = statements._dms_list(term, chosen, page)
        values = self._dealer_list_values("dealer_statements", STATEMENTS, listing)
        values["months"] = statements._dms_list_months()
        return request.render("dms_portal.dealer_statements", values)

    @http.route(ONE, type="http", auth="user", website=True, readonly=True)
    @dealer_route("finance")
    def dealer_statement(self, statement_id, **kw):
        return self._dealer_statement_page(statement_id)

    @http.route(
        f"{ONE}/confirm", type="http", auth="user", website=True, methods=["POST"]
    )
    @dealer_route("finance")
    def dealer_statement_confirm(self, statement_id, seen="", remark="", **kw):
        return self._dealer_statement_step(
            statement_id, "_dms_confirm", seen, remark, typed={"remark": remark}
        )

    @http.route(f"{ONE}/say", type="http", auth="user", website=True, methods=["POST"])
    @dealer_route("finance")
    def dealer_statement_say(self, statement_id, text="", **kw):
        return self._dealer_statement_step(
            statement_id, "_dms_say", text, typed={"text": text}
        )

    @http.route(
        f"{ONE}/withdraw", type="http", auth="user", website=True, methods=["POST"]
    )
    @dealer_route("finance")
    def dealer_statement_withdraw(self, statement_id, dispute="", **kw):
        return self._dealer_statement_step(statement_id, "_dms_withdraw", dispute)

    @http.route(
        f"{ONE}/dispute", type="http", auth="user", website=True, methods=["GET"]
    )
    @dealer_route("finance")
    def dealer_statement_dispute(self, statement_id, line="", **kw):
        return self._dealer_dispute_page(statement_id, line)

    @http.route(
        f"{ONE}/dispute/send", type="http", auth="user", website=True, methods=["POST"]
    )
    @dealer_route("finance")
    def dealer_statement_dispute_send(self, statement_id, file=None, **form):
        statement = request.env["dms.statement"].browse(statement_id)
        upload = (file.filename, file.read()) if hasattr(file, "read") else None
        try:
            statement._dms_dispute(form, upload)
        except (AccessError, MissingError):
            return request.redirect(STATEMENTS)
        except UserError as error:
            return self._dealer_dispute_page(
                statement_id, form.get("line", ""), error=str(error), typed=form
            )
        return request.redirect(f"{STATEMENTS}/{statement_id}#objections")

    @http.route(f"{ONE}/pdf", type="http", auth="user", website=True, readonly=True)
    @dealer_route("finance")
    def dealer_statement_pdf(self, statement_id, **kw):
        statement = request.env["dms.statement"].browse(statement_id)
        try:
            statement._dms_portal_page()
        except (AccessError, MissingError):
            return request.redirect(STATEMENTS)
        return self._show_report(
            statement, "pdf", "dms_portal.dms_statement_report", download=True
        )

    @http.route(f"{ONE}/xlsx", type="http", auth="user", website=True, readonly=True)
    @dealer_route("finance")
    def dealer_statement_xlsx(self, statement_id, **kw):
        statement = request.env["dms.statement"].browse(statement_id)
        try:
            data = statement._dms_xlsx()
        except (AccessError, MissingError):
            return request.redirect(STATEMENTS)
        name = content_disposition(f"{statement.display_name}.xlsx")
        headers = [("Content-Type", XLSX), ("Content-Disposition", name)]
        return request.make_response(data, headers)

    def _dealer_statement_step(self, statement_id, step, *args, typed=None):
        """Take one step of the model and show the statement as it is then."""
        statement = request.env["dms.statement"].browse(statement_id)
        try:
            getattr(statement, step)(*args)
        except (AccessError, MissingError):
            return request.redirect(STATEMENTS)
        except UserError as error:
            return self._dealer_statement_page(
                statement_id, error=str(error), typed=typed or {}
            )
        return request.redirect(f"{STATEMENTS}/{statement_id}")

    def _dealer_statement_page(self, statement_id, **more):
        try:
            page = request.env["dms.statement"].browse(statement_id)._dms_portal_page()
        except (AccessError, MissingError):
            return request.redirect(STATEMENTS)
        return self._render_statement("dms_portal.dealer_statement", page, more)

    def _dealer_dispute_page(self, statement_id, line, **more):
        statement = request.env["dms.statement"].browse(statement_id)
        try:
            page = statement._dms_dispute_form(line)
        except (AccessError, MissingError):
            return request.redirect(STATEMENTS)
        except UserError as error:
            return self._dealer_statement_page(statement_id, error=str(error))
        return self._render_statement("dms_portal.dealer_statement_dispute", page, more)

    def _render_statement(self, template, page, more):
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "dealer_statements",
            "error": "",
            "typed": {},
            **page,
            **more,
        }
        return request.render(template, values)
