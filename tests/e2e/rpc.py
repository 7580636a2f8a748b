"""The least that a test needs to talk to a running Odoo as a signed-in person."""

import requests


class RpcError(Exception):
    """The server refused; ``data`` is its answer, ``name`` the class of its error."""

    def __init__(self, error):
        self.data = error.get("data", {})
        self.name = self.data.get("name", "")
        super().__init__(self.data.get("message") or error.get("message"))


class Client:
    """One person's session: JSON-RPC to models and routes, and plain pages."""

    def __init__(self, base_url, database, login, password):
        self.base_url = base_url
        self.http = requests.Session()
        info = self.route(
            "/web/session/authenticate", db=database, login=login, password=password
        )
        self.uid = info["uid"]

    def route(self, path, **params):
        answer = self.http.post(
            self.base_url + path,
            json={"jsonrpc": "2.0", "method": "call", "params": params},
            timeout=120,
        ).json()
        if "error" in answer:
            raise RpcError(answer["error"])
        return answer.get("result")

    def call(self, model, method, *args, **kwargs):
        return self.route(
            f"/web/dataset/call_kw/{model}/{method}",
            model=model,
            method=method,
            args=list(args),
            kwargs=kwargs,
        )

    def create(self, model, **vals):
        return self.call(model, "create", [vals])[0]

    def read(self, model, domain, *names, **kwargs):
        return self.call(model, "search_read", domain, list(names), **kwargs)

    def ref(self, xmlid):
        module, name = xmlid.split(".")
        [row] = self.read(
            "ir.model.data", [("module", "=", module), ("name", "=", name)], "res_id"
        )
        return row["res_id"]
