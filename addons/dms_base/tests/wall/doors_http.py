"""The doors over HTTP: routes, reports, files, chatter, and RPC by key and session."""

import json
import re

from .findings import Fingerprint, Oracle

# what somebody types in to see what breaks
HOSTILE = (
    "a\0b",
    "'",
    '"><x>',
    "-1",
    "%",
    "0",
    "9" * 20,
    "x" * 300,
    "../../etc/passwd",
    "[]",
)
NO_TOKENS = ("", "False", "00000000-0000-0000-0000-000000000000")


class HttpDoors:
    """One client who knocks at everything that answers to a URL."""

    def __init__(self, world, client, report):
        self.world = world
        self.client = client
        self.viewer = client.viewer
        self.report = report
        self.oracle = Oracle(world, self.viewer)
        names = [n for n in world.models if not n.startswith(("mail.", "ir."))]
        self._hidden = {name: world.hidden_ids(self.viewer, name) for name in names}
        self._few = {name: _first_and_last(ids) for name, ids in self._hidden.items()}
        self.ids = sorted(set().union(*self._few.values()))
        self._fingerprint = Fingerprint(world.env, self._hidden)
        self._before = self._fingerprint.take()

    def judge(self, door, target, answer, sent="", ours=False):
        """Judge one answer: a foreign token, or a crash of our own."""
        if canary := self.oracle.canary(answer.text + answer.location, sent):
            self.report.add(self.viewer, door, target, canary)
        if ours and crashed(answer):
            proof = f"{answer.status} for {sent} {_error_of(answer)}"
            self.report.add(self.viewer, f"{door} crash", target, proof)
        return answer

    def judge_rows(self, door, target):
        """Foreign rows are what they were."""
        if changed := self._fingerprint.changed(self._before):
            self.report.add(self.viewer, door, target, f"changed {changed}")

    # routes ------------------------------------------------------------------------
    def get_route(self, route):
        """Open a route with foreign ids, other people's tokens and hostile values."""
        if route.is_json or "GET" not in route.methods:
            return
        ours = not route.is_native
        for value, query in self._visits(route):
            answer = self.client.get(route.path(value), query)
            self.judge("GET", route.url, answer, f"{value} {query}", ours)
        self.judge_rows("GET", route.url)

    def post_route(self, route):
        """Send a route foreign ids and hostile values in every parameter it names."""
        if "POST" not in route.methods:
            return
        ours = not route.is_native
        for path_value, value in self._submissions(route):
            answer = self._submit(route, path_value, value)
            sent = f"{path_value} {value}"
            self.judge("POST", route.url, answer, sent, ours)
        if not route.is_json:
            files = dict.fromkeys(self._names(route), ("x.txt", b"x"))
            answer = self.client.post(route.path((*self.ids, 1)[0]), {}, files=files)
            self.judge("POST", route.url, answer, "files", ours)
        self.judge_rows("POST", route.url)

    def _submissions(self, route):
        """Yield what to put into the URL and what into every parameter."""
        some_id, *more_ids = (*self.ids[:4], 1)
        for value in (some_id, *more_ids, *HOSTILE):
            yield some_id, value
        for value in (*more_ids, *self._hostile_in_path(route)[:2]):
            if route.arguments:
                yield value, some_id

    @staticmethod
    def _names(route):
        return [*route.parameters, "partner_id", "dealer_id", "order_id", "id"]

    def _submit(self, route, path_value, value):
        names = self._names(route)
        if route.is_json:
            number = int(value) if re.fullmatch(r"-?\d+", str(value)) else value
            return self.client.call(
                route.path(path_value), dict.fromkeys(names, number)
            )
        return self.client.post(route.path(path_value), dict.fromkeys(names, value))

    def _visits(self, route):
        """Yield what to put into the URL, and behind it."""
        rude = {"self": "1"} if self.viewer.is_portal else {}
        if not route.arguments:
            yield from (("", {}), ("", rude))
            for value in HOSTILE[:4]:
                yield "", dict.fromkeys(("page", "sortby", "filterby", "search"), value)
            return
        for row_id in self.ids if route.names_rows else (1, 2):
            yield row_id, {}
            if route.takes_tokens:
                yield row_id, {"access_token": NO_TOKENS[1]}
        yield (*self.ids, 0)[0], {**rude, "access_token": ""}
        if not route.is_native:  # whether native pages break is not ours to judge
            for value in self._hostile_in_path(route):
                yield value, {}

    @staticmethod
    def _hostile_in_path(route):
        """NUL comes to a page only where its URL takes any text; else Odoo has it."""
        return [text for text in HOSTILE if route.takes_text or "\0" not in text]

    # documents ---------------------------------------------------------------------
    def documents_by_token(self):
        """Open the native pages of foreign documents with every token but the right."""
        own = self.world.owners["A"]
        asked = ("", "&report_type=html", "&report_type=pdf&download=1")
        for base, model_name in (
            ("orders", "sale.order"),
            ("invoices", "account.move"),
        ):
            own_ids = own.ids(model_name)
            tokens = {*NO_TOKENS, *self._tokens(model_name, _first_and_last(own_ids))}
            for row_id in _first_and_last(self._hidden[model_name] - own_ids):
                for token in sorted(tokens):
                    for more in asked:
                        path = f"/my/{base}/{row_id}?access_token={token}{more}"
                        self.judge("document", base, self.client.get(path), path)

    def _tokens(self, model_name, ids):
        rows = self.world.env[model_name].browse(sorted(ids))
        return {row._portal_ensure_token() for row in rows}

    def reports(self):
        """Ask for every report on foreign rows of its model."""
        actions = self.world.env["ir.actions.report"].search([])
        for action in actions.filtered(lambda act: act.model in self._hidden):
            ids = self._few[action.model]
            for kind in ("html", "text", "pdf") if ids else ():
                joined = ",".join(map(str, ids))
                path = f"/report/{kind}/{action.report_name}/{joined}"
                self.judge("report", action.report_name, self.client.get(path), path)

    def files(self):
        """Fetch foreign attachments and binary fields, by every address they have."""
        for row_id in sorted(self.world.hidden_ids(self.viewer, "ir.attachment")):
            for path in (
                f"/web/content/{row_id}",
                f"/web/content/{row_id}?access_token=False",
                f"/web/content/ir.attachment/{row_id}/raw",
                f"/web/image/{row_id}",
            ):
                self.judge("file", "ir.attachment", self.client.get(path), path)
        for name, ids in self._hidden.items():
            binaries = [
                fld.name
                for fld in self.world.env[name]._fields.values()
                if fld.type == "binary" and fld.store
            ]
            for field_name in binaries[:3]:
                path = f"/web/content/{name}/{max(ids, default=0)}/{field_name}"
                self.judge("file", name, self.client.get(path), path)

    def chatter(self):
        """Read and write in the chatter of foreign records."""
        for name, ids in self._hidden.items():
            if "message_ids" not in self.world.env[name]._fields or not ids:
                continue
            thread = {"thread_model": name, "thread_id": max(ids)}
            post = {"body": "x", "message_type": "comment"}
            calls = {
                "/mail/thread/messages": thread,
                "/mail/data": {
                    "fetch_params": [
                        ["mail.thread", {**thread, "request_list": ["followers"]}]
                    ]
                },
                "/portal/chatter_init": thread,
                "/mail/chatter_fetch": thread,
                "/mail/message/post": {**thread, "post_data": post},
            }
            for path, params in calls.items():
                self.judge(f"chatter {path}", name, self.client.call(path, params))
        for row_id in sorted(self.world.hidden_ids(self.viewer, "mail.message"))[:20]:
            for path, params in (
                ("/mail/message/reaction", {"content": "x", "action": "add"}),
                ("/mail/message/update_content", {"update_data": {"body": "x"}}),
            ):
                answer = self.client.call(path, {"message_id": row_id, **params})
                self.judge(f"chatter {path}", "mail.message", answer)
        self.judge_rows("chatter", "rows")

    # remote calls ------------------------------------------------------------------
    def remote_calls(self, methods):
        """Call over both roads what the ORM doors try at length within Odoo."""
        for name, ids in self._hidden.items():
            if not ids:
                continue
            row_ids = self._few[name]
            among = [["id", "in", row_ids]]
            text = {"fields": ["display_name"]}
            for method, body in (
                ("search_read", {"domain": among, **text}),
                ("read", {"ids": row_ids, **text}),
                ("export_data", {"ids": row_ids, "fields_to_export": ["display_name"]}),
                ("write", {"ids": row_ids, "vals": {"display_name": "x"}}),
                ("unlink", {"ids": row_ids}),
                *((method, {"ids": row_ids}) for method in methods.get(name, ())),
            ):
                self._by_key_and_session(name, method, dict(body))
        self.judge_rows("json2", "rows")

    def _by_key_and_session(self, name, method, body):
        target = f"{name}.{method}"
        answer = self.client.json2(name, method, body)
        self.judge("json2", target, answer)
        if answer.is_open and method in ("write", "unlink"):
            self.report.add(self.viewer, "json2", target, "accepted")
        args = [body.pop("ids")] if "ids" in body else []
        self.judge("call_kw", target, self.client.call_kw(name, method, args, body))


def _first_and_last(ids):
    """Return two rows of one model, of different owners where there are several."""
    return sorted({min(ids), max(ids)}) if ids else []


def crashed(answer):
    """Whether the server fell over: a 5xx, or such an error inside a JSON-RPC answer."""
    if answer.status >= 500:
        return True
    error = _error_of(answer)
    if not error or error.get("code") in (100, 404):
        return False
    name = error.get("data", {}).get("name", "")
    return not name.startswith(("odoo.exceptions.", "werkzeug.exceptions."))


def _error_of(answer):
    try:
        body = json.loads(answer.text)
    except ValueError:
        return {}
    return body.get("error", {}) if isinstance(body, dict) else {}
