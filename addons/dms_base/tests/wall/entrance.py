"""Who may enter a route: the roles on paper, and nobody else."""

import json

REFUSED = (400, 401, 403, 404)
SOME_IDS = 12


class Entrance:
    """One client at the entrance of routes.

    Whoever is not on paper is refused in plain words (403), not sent elsewhere: by that
    a check at the door can be told from one further in.
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
            if not allowed and answer.status not in REFUSED:
                self._found(route, f"answers {answer.status}")
            if allowed and not route.arguments and not answer.is_open:
                self._found(route, f"answers {answer.status} to who may enter")

    def _check_post(self, route, allowed):
        for path in [] if allowed else self._paths(route):
            answer = self.client.post(path, {})
            if answer.status not in REFUSED:
                self._found(route, f"answers {answer.status} to a post")

    def _check_call(self, route, allowed):
        for path in [] if allowed else self._paths(route):
            answer = self.client.call(path, {})
            is_refused = answer.status in REFUSED
            if not is_refused and not json.loads(answer.text).get("error"):
                self._found(route, "answers a call")

    def _paths(self, route):
        if not route.arguments:
            return [route.url]
        own = self.world.owners["A"]
        names = [n for n in self.world.models if not n.startswith(("mail.", "ir."))]
        ids = {max(own.ids(name)) for name in names if own.ids(name)}
        return [route.path(row_id) for row_id in sorted(ids)[:SOME_IDS]]

    def _found(self, route, proof):
        self.report.add(self.client.viewer, "route", route.url, proof)
