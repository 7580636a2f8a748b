"""The doors over HTTP: routes, reports, files, chatter, and RPC by key and session."""

import json
import re

from .findings import Fingerprint, Oracle

# what somebody types in to see what breaks
HOSTILE = ("'", '"><x>', "%", "-1", "0", "9" * 20, "x" * 300, "../../etc/passwd", "[]")
NO_TOKENS = ("", "False", "00000000-0000-0000-0000-000000000000")


class HttpDoors:
    """One client who knocks at everything that answers to a URL."""

    def __init__(self, world, client, report, model_names=None):
        """``model_names``: whose foreign rows are asked for; None for all."""
        self.world = world
        self.client = client
        self.viewer = client.viewer
        self.report = report
        self.oracle = Oracle(world, self.viewer)
        names = model_names or world.models
        names = [n for n in names if not n.startswith(("mail.", "ir."))]
        self._hidden = {name: world.hidden_ids(self.viewer, name) for name in names}
        self.ids = sorted(
            {row_id for ids in self._hidden.values() for row_id in sorted(ids)[:2]}
        )
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
        for value in self._values(route):
            for query in self._queries(route):
                answer = self.client.get(route.path(value), query)
                sent = f"{value} {query}"
                self.judge("GET", route.url, answer, sent, ours)
        self.judge_rows("GET", route.url)

    def post_route(self, route):
        """Send a route foreign ids and hostile values in every parameter it names."""
        if "POST" not in route.methods:
            return
        ours = not route.is_native
        path_values = self._values(route)[:6]
        for value in (*self.ids[:4], *HOSTILE):
            for path_value in path_values if route.arguments else ("",):
                sent = f"{path_value} {value}"
                answer = self._submit(route, path_value, value)
                self.judge("POST", route.url, answer, sent, ours)
        self.judge_rows("POST", route.url)

    def _submit(self, route, path_value, value):
        names = [*route.parameters, "partner_id", "dealer_id", "order_id", "id"]
        if route.is_json:
            number = int(value) if re.fullmatch(r"-?\d+", str(value)) else value
            return self.client.call(
                route.path(path_value), dict.fromkeys(names, number)
            )
        return self.client.post(route.path(path_value), dict.fromkeys(names, value))

    def _values(self, route):
        return (*self.ids, *HOSTILE) if route.arguments else ("",)

    def _queries(self, route):
        rude = [{"self": "1"}] if self.viewer.is_portal else []
        if not route.arguments:
            broken = [
                dict.fromkeys(("page", "sortby", "filterby", "search"), value)
                for value in HOSTILE[:4]
            ]
            return ({}, *broken, *rude)
        return ({}, *rude, *({"access_token": token} for token in NO_TOKENS[:2]))

    # documents ---------------------------------------------------------------------
    def documents_by_token(self):
        """Open the native pages of foreign documents with every token but the right."""
        own = self.world.owners["A"]
        for base, model_name in (
            ("orders", "sale.order"),
            ("invoices", "account.move"),
        ):
            tokens = {*NO_TOKENS, *self._tokens(model_name, own.ids(model_name))}
            for row_id in sorted(self._hidden[model_name]):
                for token in ("", *sorted(tokens)):
                    for more in (
                        "",
                        "&report_type=html",
                        "&report_type=pdf&download=1",
                    ):
                        path = f"/my/{base}/{row_id}?access_token={token}{more}"
                        self.judge("document", base, self.client.get(path), path)

    def _tokens(self, model_name, ids):
        rows = self.world.env[model_name].browse(sorted(ids))
        return {row._portal_ensure_token() for row in rows}

    def reports(self):
        """Ask for every report on foreign rows of its model."""
        actions = self.world.env["ir.actions.report"].search([])
        for action in actions.filtered(lambda act: act.model in self._hidden):
            ids = sorted(self._hidden[action.model])[:2]
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
            row_ids = sorted(ids)[:2]
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
