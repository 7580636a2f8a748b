"""The wall over real requests: routes, files, reports, chatter and remote calls."""

from odoo.tests import tagged

from .wall import discovery
from .wall.case import WallHttpCase
from .wall.client import Client
from .wall.doors_http import HttpDoors
from .wall.entrance import Entrance
from .wall.findings import Fingerprint
from .wall.network import ROLES

KNOCKERS = (
    "dealer owner",
    "dealer colleague",
    "outsider",
    "anonymous",
    "north manager",
)


@tagged("post_install", "-at_install", "dms_wall")
class TestWallHttp(WallHttpCase):
    def setUp(self):
        super().setUp()
        self.routes = discovery.routes(self.env)

    def _doors(self, name):
        client = Client(self, self.world.viewer(name))
        return HttpDoors(self.world, client, self.report)

    def _each_doors(self, names=KNOCKERS):
        for name in names:
            yield self._doors(name)

    def test_own_routes_are_written_down(self):
        urls = {route.url for route in self.routes if not route.is_native}
        listed = set(self.world.papers.routes)
        self.assertFalse(
            urls - listed, "write these down in tests/wall_papers.py: ROUTES"
        )
        self.assertFalse(listed - urls, "these do not exist any more")

    def test_own_routes_open_to_the_written_roles_only(self):
        for viewer in self.viewers(*ROLES, "", "outsider"):
            client = Client(self, viewer)
            for route in self.routes:
                if not route.is_native:
                    Entrance(self.world, client, self.report).check(route)
        self.assertNoFindings()

    def test_nobody_unknown_enters_an_own_route(self):
        client = Client(self, self.world.viewer("anonymous"))
        for route in self.routes:
            who = self.world.papers.routes.get(route.url, ("", ""))[0]
            if route.is_native or "public" in who:
                continue
            for value in (1, "x", -1):
                answer = self._knock(client, route, value)
                expired = '"code": 100' in answer.text  # JSON-RPC's way to say sign in
                if answer.is_open and not expired:
                    found = f"{answer.status} for {value}"
                    self.fail(f"anonymous entered {route.url}: {found}")
        self.assertNoFindings()

    def _knock(self, client, route, value):
        if route.is_json:
            return client.call(route.path(value), {})
        if "GET" in route.methods:
            return client.get(route.path(value))
        return client.post(route.path(value), {}, with_token=False)

    def test_routes_give_nothing_of_others(self):
        for doors in self._each_doors():
            for route in self.routes:
                doors.get_route(route)
        self.assertNoFindings()

    def test_routes_take_nothing_for_others(self):
        for doors in self._each_doors(("dealer owner", "outsider", "anonymous")):
            for route in self.routes:
                doors.post_route(route)
        self.assertNoFindings()

    def test_own_pages_write_nothing_when_they_are_read(self):
        owner = self.world.owners["A"]
        names = [
            n for n in self.world.models if not n.startswith(("mail.", "res.users"))
        ]
        rows = {name: owner.ids(name) for name in names}
        client = Client(self, self.world.viewer("dealer owner"))
        fingerprint = Fingerprint(self.env, rows)
        before = fingerprint.take()
        ids = sorted(set().union(*rows.values()))[:40]
        for route in self.routes:
            if "GET" not in route.methods or route.is_json:
                continue
            for value in ids if route.names_rows else (1,):
                client.get(route.path(value))
            if changed := fingerprint.changed(before):
                self.report.add(client.viewer, "GET writes", route.url, changed)
                before = fingerprint.take()
        self.assertNoFindings()

    def test_posts_without_token_are_refused(self):
        client = Client(self, self.world.viewer("dealer owner"))
        for route in self.routes:
            if route.is_json or route.is_native or "POST" not in route.methods:
                continue
            self.assertNotEqual(route.routing.get("csrf"), False, route.url)
            answer = client.post(route.path(1), {}, with_token=False)
            if answer.status != 400:
                self.report.add(client.viewer, "no token", route.url, answer.status)
        self.report.probes += 1  # there may be no such route yet
        self.assertNoFindings()

    def test_native_portal_pages_give_nothing_of_others(self):
        native = discovery.routes(self.env, ours=False)
        names = ("dealer owner", "dealer colleague", "anonymous")
        for doors in self._each_doors(names):
            doors.documents_by_token()
            for route in native:
                doors.get_route(route)
        self.assertNoFindings()

    def test_reports_files_and_chatter_give_nothing_of_others(self):
        for doors in self._each_doors():
            doors.reports()
            doors.files()
            doors.chatter()
        self.assertNoFindings()

    def test_remote_calls_give_and_take_nothing_of_others(self):
        for doors in self._each_doors():
            doors.remote_calls(self.world.dealer_methods)
        self.assertNoFindings()

    def test_a_key_reads_what_its_user_is_promised(self):
        """The road itself is open: else the test above would prove nothing."""
        client = Client(self, self.world.viewer("dealer owner"))
        ids = sorted(self.world.owners["A"].ids("sale.order"))
        for answer in (
            client.json2("sale.order", "search", {"domain": [["id", "in", ids]]}),
            client.call_kw("sale.order", "search", [[["id", "in", ids]]]),
        ):
            self.assertTrue(answer.is_open, answer.text[:300])
            self.assertIn(str(ids[0]), answer.text)
