"""The oracles: how a look through a door is judged.

* a *canary* of a hidden owner in what came back: its marker, or one of its figures
* a foreign *id* where ids come back
* a *count* that differs from zero where only foreign rows can be counted
* a row that has *changed*: the fingerprint of all hidden rows before and after
"""

import base64
import binascii
import re
from collections import Counter
from collections.abc import Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from odoo.exceptions import UserError
from odoo.sql_db import Savepoint
from odoo.tools import SQL

# what Odoo answers when it will not: refusals of any kind are good news here
NO_PRICES = ("stock", "")  # roles that see no figure of their own dealer either
NO_INVOICES = ("buyer", "stock", "")  # roles that see no invoice of their own dealer
REFUSALS = (UserError, ValueError, TypeError, KeyError, NotImplementedError)


@dataclass(frozen=True)
class Finding:
    """One hole: who came through which door, at what, and the proof."""

    viewer: str
    door: str
    target: str
    proof: str

    @property
    def place(self):
        return f"{self.viewer}:{self.door}:{self.target}"

    def __str__(self):
        return f"{self.place}  {self.proof[:160]}"


class Found(BaseException):
    """Ends a search that only asks whether there is anything to find.

    Not an Exception: a probe takes those for an answer.
    """


class Report:
    """Collects findings and counts probes, so that silence is known to be work."""

    def __init__(self, open_places=(), first_only=False):
        self.first_only = first_only
        self.findings = []
        self.probes = 0
        self.refused = 0
        self.broken = {}
        self._open = [re.compile(place) for place in open_places]

    def add(self, viewer, door, target, proof):
        finding = Finding(viewer.name, door, target, str(proof))
        if not any(place.fullmatch(finding.place) for place in self._open):
            self.findings.append(finding)
            if self.first_only:
                raise Found

    def text(self, limit=60):
        """Return one line per place, with the first proof and how often it was found."""
        places = Counter(finding.place for finding in self.findings)
        first = {finding.place: finding for finding in reversed(self.findings)}
        lines = [f"{first[place]} ({count}x)" for place, count in places.items()]
        rest = len(lines) - limit
        return "\n".join(lines[:limit] + ([f"... and {rest} more"] if rest > 0 else []))


@contextmanager
def acting(env):
    """Let the transaction be the viewer's own, as in a request of theirs.

    Odoo falls back to whoever opened the transaction in places, and tests are opened
    by the superuser.
    """
    transaction = env.transaction
    opened_by = transaction.default_env
    transaction.default_env = env
    try:
        yield
    finally:
        transaction.default_env = opened_by


@contextmanager
def undone(env):
    """Run a probe so that the database forgets it, whatever happened."""
    env.flush_all()
    savepoint = Savepoint(env.cr)
    try:
        with acting(env):
            yield
    finally:
        env.cr.clear()
        savepoint.close(rollback=True)


def as_text(value):
    """Return what came back as one text: files decoded, digits without separators."""
    text = " ".join(_texts_in(value))
    return re.sub(r"(?<=\d)[,\u00a0\u202f ](?=\d{3}(?!\d))", "", text)


def _texts_in(value):
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _texts_in(key)
            yield from _texts_in(item)
    elif isinstance(value, (list, tuple, set, frozenset)):
        for item in value:
            yield from _texts_in(item)
    elif isinstance(value, bytes):
        yield value.decode("latin-1")
        with suppress(binascii.Error):
            yield base64.b64decode(value, validate=True).decode("latin-1")
    else:
        yield str(value)


class Oracle:
    """Judges what one viewer got."""

    def __init__(self, world, viewer):
        self.world = world
        self.viewer = viewer
        owners = [world.owners[key] for key in sorted(viewer.hidden)]
        marks = [re.escape(owner.marker) for owner in owners]
        # figures of a hidden owner start like its number: 7192 for 71,920,017.00
        numbers = {owner.number for owner in owners}
        if viewer.role in NO_PRICES:
            numbers.add(world.owners["A"].number)
        figures = [rf"(?<![\w.]){number // 10_000}\d{{4}}(?!\w)" for number in numbers]
        invoices = self._names_of_invoices() if viewer.role in NO_INVOICES else []
        self._canary = re.compile(
            "|".join([*marks, *figures, *invoices]), re.IGNORECASE
        )

    def _names_of_invoices(self):
        ids = sorted(self.world.owners["A"].ids("account.move"))
        return [
            rf"\b{re.escape(move.name)}\b"
            for move in self.world.env["account.move"].browse(ids)
        ]

    def canary(self, value, sent=""):
        """Return a hidden owner's token in ``value``, or None.

        Args:
            sent: what the probe itself sent in; its echo is not a leak.
        """
        for found in self._canary.finditer(as_text(value)):
            if found.group().lower() not in sent.lower():
                return as_text(value)[max(0, found.start() - 40) : found.end() + 40]
        return None


class Fingerprint:
    """The state of rows, to tell whether any of them was touched."""

    def __init__(self, env, rows):
        """``rows`` is {model name: ids}; models without a table are left out."""
        self.env = env
        self.rows = {
            env[name]._table: tuple(sorted(ids))
            for name, ids in rows.items()
            if ids and env[name]._auto
        }

    def take(self):
        """Return {table: digest} as the database has it now."""
        rows = "md5(string_agg(t::text, '' ORDER BY id)) FROM %s t WHERE id IN %s"
        digest = f"SELECT %s, {rows}"
        return self._ask_all(
            SQL(digest, table, SQL.identifier(table), ids)
            for table, ids in self.rows.items()
        )

    def count(self):
        """Return {table: number of rows}, those of nobody included."""
        count = "SELECT %s, count(*) FROM %s"
        return self._ask_all(
            SQL(count, table, SQL.identifier(table)) for table in self.rows
        )

    def _ask_all(self, questions):
        """Return {table: answer}, all in one statement."""
        self.env.flush_all()
        query = SQL(" UNION ALL ").join(questions)
        return dict(self.env.execute_query(query)) if self.rows else {}

    def changed(self, before):
        """Return the tables whose rows differ from ``before``."""
        now = self.take()
        return sorted(table for table in now if now[table] != before[table])
