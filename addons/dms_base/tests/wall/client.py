"""A browser and an API client for one viewer, over real requests."""

from dataclasses import dataclass

from odoo.fields import Datetime
from odoo.http import Request

TIMEOUT = 60


@dataclass(frozen=True)
class Answer:
    """What a request brought back."""

    status: int
    text: str
    location: str

    @property
    def is_open(self):
        """Whether the door stood open: not refused, and not sent elsewhere."""
        return 200 <= self.status < 300


class Client:
    """Sends requests as one viewer."""

    def __init__(self, case, viewer):
        self.case = case
        self.viewer = viewer
        case.session = None  # keep the sessions of the other clients
        is_known = viewer.role != "anonymous"
        case.authenticate(viewer.user.login if is_known else None, None)
        self.session = case.session
        self.opener = case.opener
        self._key = None

    def send(self, method, path, **kwargs):
        """Send one request, redirects not followed."""
        self.case.opener = self.opener
        self.case.report.probes += 1
        response = self.opener.request(
            method,
            self.case.base_url() + path,
            allow_redirects=False,
            timeout=TIMEOUT,
            **kwargs,
        )
        self.case.env.invalidate_all()
        location = response.headers.get("Location", "")
        return Answer(response.status_code, _body(response), location)

    def get(self, path, params=None):
        return self.send("GET", path, params=params)

    def post(self, path, data, with_token=True, files=None):
        if with_token:
            data = {**data, "csrf_token": self._csrf_token()}
        return self.send("POST", path, data=data, files=files)

    def call(self, path, params):
        """Call a ``jsonrpc`` route, as the web client does."""
        return self.send("POST", path, json={"jsonrpc": "2.0", "params": params})

    def call_kw(self, model, method, args, kwargs=None):
        """Call a model's method with the session, as the web client does."""
        params = {
            "model": model,
            "method": method,
            "args": args,
            "kwargs": kwargs or {},
        }
        return self.call("/web/dataset/call_kw", params)

    def json2(self, model, method, body):
        """Call a model's method with an API key."""
        headers = {"Authorization": f"bearer {self._api_key()}"}
        return self.send(
            "POST", f"/json/2/{model}/{method}", json=body, headers=headers
        )

    def _csrf_token(self):
        self.case.session = self.session
        return Request.csrf_token(self.case)

    def _api_key(self):
        if self._key is None and self.viewer.role == "anonymous":
            self._key = "0" * 40
        if self._key is None:
            keys = self.case.env["res.users.apikeys"].with_user(self.viewer.user)
            tomorrow = Datetime.add(Datetime.now(), days=1)
            self._key = keys.sudo()._generate(None, "wall", tomorrow)
        return self._key


def _body(response):
    kind = response.headers.get("Content-Type", "")
    return response.text if "image" not in kind else response.content.decode("latin-1")
