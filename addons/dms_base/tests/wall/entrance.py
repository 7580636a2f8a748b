"""Who may enter a route: the roles on paper, and nobody else."""

import html
import json

from .network import ROLES

REFUSED = (400, 401, 403, 404)
SOME_IDS = 12


class Entrance:
    """One client at the entrance of routes.

    Whoever is not on paper is refused, not sent elsewhere; and where ``dealer_route``
    stands at the door, with its sentence: by that it can be told from a check further
    in.
    """

    def __init__(self, world, client, report):
        self.world = world
        self.client = client
        self.report = report

    def check(self, route):
        """Open a page, or post to it, and compare with the papers."""
        who = self.world.papers.routes.get(route.url, ("", ""))[0].split()
        role = self.client.viewer.role
        allowed = role in who or "public" in who
        allowed = allowed or ("portal" in who and role != "outsider")
        if route.is_json:
            self._check_call(route, allowed)
        elif "GET" in route.methods:
            self._check_page(route, allowed)
        else:
            self._check_post(route, allowed)

    def _check_page(self, route, allowed):
        for path in self._paths(route):
            answer = self.client.get(path)
            if not allowed and not self._is_refused(route, answer):
                self._found(route, f"answers {answer.status}")
            if allowed and not route.arguments and not answer.is_open:
                self._found(route, f"answers {answer.status} to who may enter")

    def _check_post(self, route, allowed):
        for path in [] if allowed else self._paths(route):
            answer = self.client.post(path, {})
            if not self._is_refused(route, answer):
                self._found(route, f"answers {answer.status} to a post")

    def _check_call(self, route, allowed):
        for path in [] if allowed else self._paths(route):
            answer = self.client.call(path, {})
            if not self._is_refused(route, answer):
                self._found(route, "answers a call")

    def _is_refused(self, route, answer):
        text = answer.text
        if route.is_json and answer.status == 200:
            error = json.loads(text).get("error")
            if not error:
                return False
            text = error["data"]["message"]
        elif answer.status not in REFUSED:
            return False
        return not route.is_guarded or self._sentence(route) in html.unescape(text)

    def _sentence(self, route):
        """Return what ``dealer_route`` tells this client, by the roles on paper."""
        who = self.world.papers.routes.get(route.url, ("", ""))[0].split()
        roles = [role for role in who if role in ROLES and role != "owner"]
        return self.client.viewer.user._dms_refusal(roles or ["owner"])

    def _paths(self, route):
        if not route.arguments:
            return [route.url]
        if not route.names_rows:
            return [route.path(1)]
        own = self.world.owners["A"]
        names = [n for n in self.world.models if not n.startswith(("mail.", "ir."))]
        ids = {max(own.ids(name)) for name in names if own.ids(name)}
        return [route.path(row_id) for row_id in sorted(ids)[:SOME_IDS]]

    def _found(self, route, proof):
        self.report.add(self.client.viewer, "route", route.url, proof)
