"""N3: failed sign-ins counted once for all processes.

Odoo counts failed sign-ins per address in the memory of each process: five allowed
become five per worker and machine, and nothing counts per account. Here they are
counted in a table. Every attempt is counted *before* its password is looked at and
taken back when it succeeds, so a hundred attempts at the same moment do not slip
through between looking and counting. Counting has its own cursor: a refused sign-in
rolls back the request's transaction, and the count stays.

Three counters decide about one sign-in:

``pair``     account and address. Five failures, then one attempt a minute. A
             success clears it.
``source``   address. The same figures (Odoo's own rule, now shared by all
             processes): guessing one password on many accounts.
``account``  account from anywhere. Twenty failures an hour, then one attempt a
             minute: guessing from many addresses gets 80 attempts an hour at most.

An address from which the account signed in within the last 30 days is *known* for
that account; only ``pair`` counts there. So an attacker who hammers an account, or
shares the victim's address, slows down strangers but not the person, and success on
the attacker's own account never clears the counter of the address.

``key`` counts wrong API keys per address; a key that worked from there stays usable.
``signup`` counts sign-ups per address.

Marks are keyed hashes: people type passwords into the wrong box, and the table must
not tell who tried to sign in.
"""

import ipaddress
from typing import NamedTuple

from odoo import api, fields, models
from odoo.tools.misc import hmac

from ..queries import attempt_sql

MEMORY = 3600  # seconds of silence after which a count starts again
KNOWN_DAYS = 30
DAY = 24 * 3600
DEFAULT_AFTER = 5
DEFAULT_ACCOUNT_AFTER = 20
DEFAULT_PAUSE = 60
IPV6_HOME = 64  # one subscriber holds a whole /64


class Limit(NamedTuple):
    """One counter that an attempt has to pass."""

    scope: str
    mark: str
    after: int
    pause: int


class TooManyAttempts(Exception):
    """A counter pauses; try again in ``seconds``."""

    def __init__(self, scope, seconds):
        super().__init__(scope)
        self.scope = scope
        self.seconds = seconds


class DmsGuardAttempt(models.Model):
    _name = "dms.guard.attempt"
    _description = "Attempts to Sign In, Counted by All Processes"
    _log_access = False

    scope = fields.Selection(
        [
            ("pair", "Account and address"),
            ("source", "Address"),
            ("account", "Account"),
            ("key", "API keys of an address"),
            ("signup", "Sign-ups of an address"),
            ("known", "Known account and address"),
        ],
        required=True,
        readonly=True,
    )
    mark = fields.Char(required=True, readonly=True)
    failures = fields.Integer(readonly=True)
    last_at = fields.Datetime(required=True, readonly=True)

    _one_per_mark = models.UniqueIndex("(scope, mark)")

    @api.model
    def _sign_in_limits(self, account, address):
        """Return the limits that a sign-in has to pass, the mark that it may prove."""
        after = self._figure("base.login_cooldown_after", DEFAULT_AFTER)
        pause = self._figure("base.login_cooldown_duration", DEFAULT_PAUSE)
        pair = self._mark(f"account {account} from {self._source(address)}")
        if not after:
            return [], pair
        limits = [Limit("pair", pair, after, pause)]
        if not self._is_known(pair):
            of_account = self._figure(
                "dms_guard.account_cooldown_after", DEFAULT_ACCOUNT_AFTER
            )
            limits.append(self._source_limit("source", address))
            if of_account:
                mark = self._mark(f"account {account}")
                limits.append(Limit("account", mark, of_account, pause))
        return limits, pair

    @api.model
    def _source_limit(self, scope, address):
        """Return the limit of one address within a scope."""
        return Limit(
            scope,
            self._mark(f"source {self._source(address)}"),
            self._figure("base.login_cooldown_after", DEFAULT_AFTER),
            self._figure("base.login_cooldown_duration", DEFAULT_PAUSE),
        )

    @api.model
    def _count_signup(self, address):
        """Count an attempt to sign up from ``address``; raise TooManyAttempts."""
        attempts = self.sudo()  # whoever signs up has no rights yet
        attempts._count([attempts._source_limit("signup", address)])

    @api.model
    def _count(self, limits):
        """Count an attempt in all limits, or raise TooManyAttempts and count none."""
        limits = [limit for limit in limits if limit.after]
        if not limits:
            return
        with self.env.registry.cursor() as cr:  # commits at the end, unless it raises
            cr.execute(attempt_sql.lock_counters())
            for limit in limits:
                cr.execute(attempt_sql.count_one(*limit, MEMORY))
                if not cr.rowcount:
                    raise TooManyAttempts(limit.scope, limit.pause)

    @api.model
    def _settle(self, limits, pair):
        """Note a success: clear the counters that it answers, take back the others."""
        steps = [
            attempt_sql.take_back(limit.scope, limit.mark)
            if limit.scope == "account"
            else attempt_sql.forget(limit.scope, limit.mark)
            for limit in limits
        ]
        self._apart(*steps, attempt_sql.remember(pair))

    @api.model
    def _take_back(self, limits):
        """Undo a counted attempt that failed for a reason other than the password."""
        self._apart(
            *(attempt_sql.take_back(limit.scope, limit.mark) for limit in limits)
        )

    @api.model
    def _is_known(self, mark, days=KNOWN_DAYS):
        """Tell whether the mark proved itself lately."""
        return bool(self.env.execute_query(attempt_sql.proved_within(mark, days * DAY)))

    @api.model
    def _remember(self, mark):
        """Note that the mark proved itself."""
        self._apart(attempt_sql.remember(mark))

    @api.model
    def _apart(self, *steps):
        """Run the steps in a transaction of their own that outlives the request's."""
        if not steps:
            return
        with self.env.registry.cursor() as cr:
            cr.execute(attempt_sql.lock_counters())
            for step in steps:
                cr.execute(step)

    @api.model
    def _figure(self, key, default):
        """Return a whole number from the system parameters; nonsense is the default."""
        value = self.env["ir.config_parameter"].sudo().get_param(key, default)
        try:
            return max(int(value), 0)
        except ValueError:
            return default

    @api.model
    def _mark(self, text):
        """Return the keyed hash that stands for a text in the table."""
        return hmac(self.env(su=True), "dms_guard-attempt", text)

    @api.model
    def _source(self, address):
        """Return what stands for a visitor's address: IPv6 by subscriber."""
        try:
            ip = ipaddress.ip_address(address or "")
        except ValueError:
            return str(address)
        if ip.version == 4:
            return str(ip)
        if ip.ipv4_mapped:
            return str(ip.ipv4_mapped)
        return str(ipaddress.ip_network((ip, IPV6_HOME), strict=False))

    @api.autovacuum
    def _gc_attempts(self):
        """Delete what no decision looks at any more."""
        self._apart(attempt_sql.delete_stale(MEMORY, KNOWN_DAYS * DAY))
