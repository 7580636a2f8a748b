import inspect
from unittest.mock import patch
from urllib.parse import quote

from odoo.fields import Command
from odoo.tests import BaseCase, tagged
from odoo.tools import mute_logger

from odoo.addons.dms_guard.blame import is_caused_by
from odoo.addons.portal.controllers.portal import CustomerPortal

from .common import PASSWORD, PORTAL, GuardHttpCase

HUGE = "99999999999999999999"
HOSTILE = ("x'\"<é", "-1", HUGE, "[1,{}]", "a\x00b")
# What pages of the portal take without declaring it.
COMMON = ("page", "sortby", "filterby", "groupby", "search", "search_in", "date_begin")
COMMON += (
    "date_end",
    "report_type",
    "access_token",
    "partner_id",
    "redirect",
    "amount",
)
PATH_VALUES = {
    "SignedIntConverter": ("999999999", "-1", HUGE),
    "ModelConverter": ("999999999", HUGE),
    "ModelsConverter": ("999999999", "1,999999999", HUGE),
    "UnicodeConverter": ("x", "x'\"<é", HUGE),
    "PathConverter": ("x/y", "../../etc/passwd"),
}
# Ends the session or upgrades the connection: no page to look at.
SKIPPED = ("/web/session/logout", "/websocket")
QUIET = ("odoo.http", "werkzeug", "odoo.sql_db", "odoo.addons.dms_guard.models")


@tagged("post_install", "-at_install")
class TestBadInput(GuardHttpCase):
    """N12: no page that a portal user reaches breaks on what the user sends.

    The walk knows no page by name: it takes every route that answers a GET of a visitor
    or portal user from the routing map, those of later add-ons too.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        partner = cls.portal_user.partner_id
        product = cls.env["product.product"].create(
            {"name": "Guard", "type": "service"}
        )
        cls.order = cls.env["sale.order"].create(
            {
                "partner_id": partner.id,
                "state": "sent",
                "order_line": [Command.create({"product_id": product.id})],
            }
        )
        cls.own_ids = {"order_id": cls.order.id, "partner_id": partner.id}

    def setUp(self):
        super().setUp()
        self.authenticate(PORTAL, PASSWORD)
        self.broken = []

    def routes(self, method="GET"):
        """Return the rules of all pages for visitors and portal users."""
        for rule in self.env["ir.http"].routing_map().iter_rules():
            routing = rule.endpoint.routing
            if (
                routing["type"] == "http"
                and routing["auth"] in ("user", "public")
                and method in (rule.methods or [method])
                and rule.rule not in SKIPPED
            ):
                yield rule

    def pages(self, method="GET"):
        """Return one rule of each page, however many paths lead to it."""
        rules = {rule.endpoint.original_endpoint: rule for rule in self.routes(method)}
        return rules.values()

    def path(self, rule, **arguments):
        """Return the path of a route with own ids, or 1, for arguments not given."""
        parts = []
        for is_argument, part in rule._trace:
            if is_argument:
                part = arguments.get(part, str(self.own_ids.get(part, 1)))
            parts.append(part)
        return "".join(parts).split("|", 1)[1]

    def visit(self, path, query=""):
        """Open a page and note it if the server breaks."""
        url = quote(path, safe="/") + query
        answer = self.url_open(url, allow_redirects=False, timeout=60)
        if answer.status_code >= 500:
            self.broken.append(f"{answer.status_code} {url}")
        return answer

    def assertNoneBroken(self):
        self.assertFalse(self.broken, "\n".join(sorted(set(self.broken))))

    @mute_logger(*QUIET)
    def test_no_page_breaks_on_its_path(self):
        for rule in self.routes():
            self.visit(self.path(rule))
            for name, converter in rule._converters.items():
                for value in PATH_VALUES[type(converter).__name__]:
                    self.visit(self.path(rule, **{name: value}))
        self.assertNoneBroken()

    @mute_logger(*QUIET)
    def test_no_form_breaks_on_what_is_posted(self):
        token = self.csrf_token()
        for rule in self.pages("POST"):
            for value in HOSTILE:
                form = dict.fromkeys(self.parameters(rule), value)
                url = quote(self.path(rule), safe="/")
                data = form | {"csrf_token": token}
                answer = self.url_open(url, data=data, allow_redirects=False)
                if answer.status_code >= 500:
                    self.broken.append(f"{answer.status_code} {url} {value}")
        self.assertNoneBroken()

    @mute_logger(*QUIET)
    def test_no_page_breaks_on_its_parameters(self):
        for rule in self.pages():
            for name in self.parameters(rule):
                for value in HOSTILE:
                    self.visit(self.path(rule), f"?{name}={quote(value, safe='')}")
        self.assertNoneBroken()

    def parameters(self, rule):
        """Return the parameters of a page, the usual ones if it takes any."""
        page = rule.endpoint.original_endpoint
        declared = inspect.signature(page).parameters.values()
        names = [
            parameter.name
            for parameter in list(declared)[1:]
            if parameter.kind != parameter.VAR_KEYWORD
            and parameter.name not in rule._converters
        ]
        takes_any = any(p.kind == p.VAR_KEYWORD for p in declared)
        return names + [n for n in COMMON if takes_any and n not in names]

    @mute_logger(*QUIET)
    def test_known_traps_of_native_pages_are_the_visitors_mistake(self):
        for path in (
            "/my/orders?sortby=x",
            "/my/invoices?date_begin=x&date_end=x",
            "/my/invoices?filterby=x",
            f"/my/orders/{self.order.id}/document/1",
            f"/my/orders/page/{HUGE}",
        ):
            with self.subTest(path=path):
                status = self.url_open(path, allow_redirects=False).status_code
                self.assertTrue(status < 500, status)

    @mute_logger("odoo.http")
    def test_refusal_is_logged_with_its_traceback(self):
        with self.assertLogs("odoo.addons.dms_guard.models.ir_http_bad_input") as log:
            self.assertEqual(self.url_open("/my/orders?sortby=x").status_code, 400)
        self.assertIn("KeyError", "".join(log.output))

    @mute_logger("odoo.http")
    def test_defect_stays_an_error_of_the_server(self):
        """An error that no parameter explains must reach the operator as a 500."""
        for error in (KeyError("amount_due"), RuntimeError("x"), ValueError("bug")):
            with (
                self.subTest(error=error),
                patch.object(
                    CustomerPortal, "_prepare_portal_layout_values", side_effect=error
                ),
            ):
                answer = self.url_open("/my?sortby=x&page=2")
                self.assertEqual(answer.status_code, 500)


@tagged("post_install", "-at_install")
class TestBlame(BaseCase):
    """The evidence, one kind at a time."""

    def blamed(self, work, **params):
        try:
            work()
        except Exception as error:
            return is_caused_by(error, params)
        return self.fail("Nothing was raised")

    def test_error_that_names_the_value(self):
        self.assertTrue(self.blamed(lambda: {}["x"], sortby="x"))
        self.assertTrue(self.blamed(lambda: int("abc"), page="abc"))
        self.assertTrue(self.blamed(lambda: {}["abc"], filters=[{"name": "abc"}]))

    def test_line_that_looks_into_the_request(self):
        def page(**post):
            return post["old"].strip()

        def other(**_post):
            return {}["old"]

        self.assertTrue(self.blamed(lambda: page(new="1"), new="1"))
        self.assertFalse(self.blamed(lambda: other(new="1"), new="1"))

    def test_error_that_names_the_parameter(self):
        twice = {"reverse": True}
        work = lambda: sorted([], reverse=True, **twice)  # noqa: E731
        self.assertTrue(self.blamed(work, reverse="1"))
        self.assertTrue(self.blamed(lambda: {}["access_token"], access_token="1"))

    def test_code_that_held_the_value(self):
        def parse(text):
            raise ValueError("unreadable")

        self.assertTrue(self.blamed(lambda: parse("-1"), page="-1"))
        self.assertFalse(self.blamed(lambda: parse("-1"), page="-2"))
        self.assertFalse(self.blamed(lambda: parse("7"), page="7"))

    def test_text_where_a_record_was_expected(self):
        self.assertTrue(self.blamed(lambda text="no id": text.partner, order="no id"))
        self.assertFalse(self.blamed(lambda text=None: text.partner, order="no id"))

    def test_error_that_nothing_submitted_explains(self):
        self.assertFalse(self.blamed(lambda: {}["total"], sortby="x"))
        self.assertFalse(self.blamed(lambda: 1 / 0, page="0"))
        self.assertFalse(self.blamed(lambda: [][1], page="1"))

    def test_number_beyond_every_id(self):
        self.assertTrue(self.blamed(lambda: int.to_bytes(2**70, 4), order_id=2**70))
        self.assertFalse(self.blamed(lambda: int.to_bytes(2**70, 4), order_id=5))
