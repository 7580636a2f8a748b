"""The load itself: what is still to do, in batches that are committed one by one.

Customers become dealers, countries regions, articles storable products; every basket
goes through ``sale.order.dms_submit_order`` and is approved, delivered and invoiced; a
cancellation brings goods back and gives a credit note. What is done is found again by
its number, so the load can be stopped, killed and repeated.
"""

import argparse
import sys
import time
from collections import Counter
from itertools import groupby
from pathlib import Path

from odoo.exceptions import ConcurrencyError, UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from odoo_env import commit, environment
from shipping import ShippingError

from . import report, timing
from .credits import Credits
from .documents import Document, first_baskets, group
from .documents import Masters as FileMasters
from .masters import Masters
from .orders import Baskets
from .returns import Return, match
from .rows import Fault, FileError, Row, read

REPORT = Path(__file__).resolve().parents[2] / ".local" / "run" / "retail-rejected.csv"
BATCH = 20
TRIES = 5  # for a batch that meets another process on the same rows
LOCK = 7_104_190  # any number, as long as no other script locks it
PATIENCE = 20  # seconds; PostgreSQL needs a moment to notice that a load was killed


def main(arguments: list[str] | None = None) -> int:
    options = _options().parse_args(arguments)
    try:
        plan = Plan(options.file, options.limit)
    except (FileError, OSError) as error:
        print(f"{options.file} cannot be read. {error}", file=sys.stderr)
        return 1
    with environment(options.database) as env:
        if not _alone(env):
            print("Another load into this database is running.", file=sys.stderr)
            return 1
        report.write(options.report, plan.faults)
        load = Load(env, plan)
        load.run()
        report.write(options.report, plan.faults)
        load.summary(options.report)
    return 0


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="load-retail",
        description="Turn a wholesaler's invoice lines into dealers, orders, "
        "deliveries, invoices, returns and credit notes.",
    )
    parser.add_argument("file", type=Path, help="CSV, also gzipped")
    parser.add_argument("--database", required=True)
    parser.add_argument(
        "--limit", type=int, help="stop after so many baskets (not lines)"
    )
    parser.add_argument(
        "--report",
        type=Path,
        default=REPORT,
        help="where refused lines are listed, with line number and reason",
    )
    return parser


def _alone(env) -> bool:
    """Lock for as long as this process is connected, however it ends.

    The transaction ends with each attempt, so that what is read afterwards is what
    the earlier holder of the lock left behind.
    """
    for _second in range(PATIENCE):
        env.cr.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        [locked] = env.cr.fetchone()
        env.cr.rollback()
        if locked:
            return True
        time.sleep(1)
    return False


class Plan:
    """What the file says, before anything is written."""

    def __init__(self, path: Path, limit: int | None):
        found = list(read(path))
        rows = [row for row in found if isinstance(row, Row)]
        self.says = FileMasters(rows)
        everything = group(rows)
        self.documents = first_baskets(everything, limit)
        self.returns, unmatched = match(self.documents)
        last = max(
            (row.number for doc in self.documents for row in doc.rows), default=0
        )
        self.faults = [
            fault
            for fault in found
            if isinstance(fault, Fault) and (limit is None or fault.number <= last)
        ] + unmatched
        baskets = [doc for doc in everything if not doc.is_cancellation]
        self.longest = max(baskets, key=lambda doc: len(doc.rows), default=None)


class Load:
    """One run over the plan."""

    def __init__(self, env, plan: Plan):
        self.env = env
        self.plan = plan
        self.done = Counter()
        self.skipped = 0
        self.position = 0
        self.seconds = 0.0
        self.shown = -1

    def run(self) -> None:
        self._say("Masters and stock")
        self.masters = Masters(self.env, self.plan.says)
        self.baskets = Baskets(self.masters)
        self.credits = Credits(self.masters)
        todo = self._todo()
        self.masters.ensure(todo)
        self.masters.ensure_stock([doc for doc in todo if not doc.is_cancellation])
        commit(self.env)
        self._say(f"{len(todo)} documents to load, {self.skipped} are there")
        start = time.perf_counter()
        for is_cancellation, run in groupby(todo, lambda doc: doc.is_cancellation):
            documents = list(run)
            size = 1 if is_cancellation else BATCH
            for first in range(0, len(documents), size):
                self._batch(documents[first : first + size])
                self.seconds = time.perf_counter() - start
                self._progress(len(todo))

    def _todo(self) -> list[Document]:
        """Return the documents that no earlier run has finished."""
        ordered, credited = self.baskets.finished(), self.credits.finished()
        todo = []
        for document in self.plan.documents:
            if document.is_cancellation:
                if document.number not in self.plan.returns:
                    continue
                known = document.number in credited
            else:
                known = (document.customer, document.number) in ordered
            if known:
                self.skipped += 1
            else:
                todo.append(document)
        return todo

    def _batch(self, documents: list[Document]) -> None:
        """Load and commit; when that fails, one by one, so that one fails alone."""
        self.position += len(documents)
        try:
            self._load_and_commit(documents)
        except (ShippingError, UserError) as error:
            self._undo()
            if len(documents) == 1:
                self._refuse(documents[0], error)
                return
            self.position -= len(documents)
            for document in documents:
                self._batch([document])
            return
        for document in documents:
            self._count(document)

    def _load_and_commit(self, documents: list[Document]) -> None:
        """Load a batch, again when a server that is running wrote to the same rows."""
        for attempt in range(1, TRIES + 1):
            try:
                self._load(documents)
                commit(self.env)
                return
            except (ConcurrencyError, *PG_CONCURRENCY_EXCEPTIONS_TO_RETRY):
                self._undo()
                if attempt == TRIES:
                    raise
                time.sleep(attempt)

    def _undo(self) -> None:
        self.env.cr.rollback()
        self.env.invalidate_all(flush=False)

    def _load(self, documents: list[Document]) -> None:
        if documents[0].is_cancellation:
            self.credits.load(self.plan.returns[documents[0].number])
        else:
            self.baskets.load(documents)

    def _refuse(self, document: Document, error: Exception) -> None:
        reason = f"refused: {' '.join(str(error).split())}"
        self.plan.faults += [
            Fault(row.number, row.document, row.sku, reason) for row in document.rows
        ]

    def _count(self, document: Document) -> None:
        if document.is_cancellation:
            returned: Return = self.plan.returns[document.number]
            self.done["returns"] += len({part.basket for part in returned.parts})
            self.done["credit notes"] += 1
        else:
            self.done["orders"] += 1
            self.done["lines"] += len(document.lines)

    @property
    def speed(self) -> float:
        return self.done["orders"] / self.seconds if self.seconds else 0.0

    def _progress(self, total: int) -> None:
        percent = 100 * self.position // total
        if percent > self.shown or self.position == total:
            self.shown = percent
            self._say(
                f"{percent:3d}% {self.position}/{total} documents, "
                f"{self.speed:.1f} orders/s, {len(self.plan.faults)} rows refused"
            )

    @staticmethod
    def _say(text: str) -> None:
        print(text, flush=True)

    def summary(self, path: Path) -> None:
        """Print what this run added, and what the database holds of this wholesaler."""
        done = self.done
        self._say("")
        company = self.masters.company
        self._say(f"Company {company.name}, books in {company.currency_id.name}")
        self._say(
            f"Added: {done['orders']} orders with {done['lines']} lines, as many "
            f"deliveries and invoices, {done['returns']} returns, "
            f"{done['credit notes']} credit notes"
        )
        for name, count in self._totals():
            self._say(f"{name:>14}: {count}")
        self._say(f"{'rows refused':>14}: {len(self.plan.faults)}, listed in {path}")
        for reason, count in report.reasons(self.plan.faults):
            self._say(f"{'':>16}{count} {reason}")
        if done["orders"]:
            self._say(f"Speed: {self.speed:.1f} orders per second to posted invoice")
            self._timing()

    def _totals(self):
        company = self.masters.company
        mine = [("company_id", "=", company.id)]
        orders = [*mine, ("dms_source", "=", "import")]
        returned = [("origin_returned_move_id", "!=", False)]
        done = [*mine, ("state", "=", "done")]
        sent = [("picking_type_code", "=", "outgoing"), ("return_id", "=", False)]
        posted = [*mine, ("state", "=", "posted")]
        questions = (
            ("dealers", "res.partner", [*mine, ("is_dealer", "=", True)]),
            ("products", "product.product", mine),
            ("orders", "sale.order", orders),
            ("lines", "sale.order.line", [("order_id", "any", orders)]),
            ("deliveries", "stock.picking", [*done, *sent]),
            ("invoices", "account.move", [*posted, ("move_type", "=", "out_invoice")]),
            ("returns", "stock.picking", [*done, ("move_ids", "any", returned)]),
            (
                "credit notes",
                "account.move",
                [*posted, ("move_type", "=", "out_refund")],
            ),
        )
        return [
            (name, self.masters.env[model].search_count(domain))
            for name, model, domain in questions
        ]

    def _timing(self) -> None:
        found = timing.compare(self.masters, self.plan.longest)
        verdict = "ok" if found.ratio <= 1.3 else "SHORT"
        self._say(
            f"An order of {found.rows} rows ({found.lines} articles): "
            f"{found.door * 1000:.0f} ms through the door, "
            f"{found.native * 1000:.0f} ms as a native order in one batch, "
            f"medians of {timing.ROUNDS}"
        )
        self._say(f"order of {found.rows} rows: {found.ratio:.2f} ≤ 1.30 {verdict}")
