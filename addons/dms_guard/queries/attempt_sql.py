"""SQL of the attempt counters: each statement is one step that cannot be split.

Time is the database's, which all processes and machines share; ``clock_timestamp``
moves on inside a transaction.
"""

from odoo.tools import SQL

NOW = SQL("(clock_timestamp() AT TIME ZONE 'UTC')")


def lock_counters() -> SQL:
    """Let one counting transaction run at a time; readers are not held up.

    ``LOCK TABLE`` takes no snapshot, so the transaction sees what the one before it
    committed and never fails to serialize.
    """
    return SQL("LOCK TABLE dms_guard_attempt IN SHARE ROW EXCLUSIVE MODE")


def count_one(scope: str, mark: str, limit: int, pause: int, memory: int) -> SQL:
    """Count an attempt and return a row, or return none while the counter pauses.

    ``limit`` attempts pass; each further one only ``pause`` seconds after the one
    before. After ``memory`` seconds of silence the count starts again. A refused
    attempt leaves the counter as it is, so knocking does not prolong the pause.
    """
    return SQL(
        """
        INSERT INTO dms_guard_attempt AS counter (scope, mark, failures, last_at)
             VALUES (%(scope)s, %(mark)s, 1, %(now)s)
        ON CONFLICT (scope, mark) DO UPDATE
                SET failures = 1 + CASE
                        WHEN counter.last_at > %(now)s - %(memory)s * interval '1s'
                        THEN counter.failures ELSE 0 END,
                    last_at = %(now)s
              WHERE counter.failures < %(limit)s
                 OR counter.last_at <= %(now)s - %(pause)s * interval '1s'
          RETURNING failures
        """,
        scope=scope,
        mark=mark,
        limit=limit,
        pause=pause,
        memory=memory,
        now=NOW,
    )


def forget(scope: str, mark: str) -> SQL:
    """Start a counter again."""
    return SQL(
        "DELETE FROM dms_guard_attempt WHERE scope = %s AND mark = %s", scope, mark
    )


def take_back(scope: str, mark: str) -> SQL:
    """Undo one counted attempt that was no failure."""
    return SQL(
        """
        UPDATE dms_guard_attempt SET failures = GREATEST(failures - 1, 0)
         WHERE scope = %s AND mark = %s
        """,
        scope,
        mark,
    )


def remember(mark: str) -> SQL:
    """Note that this mark proved itself today."""
    return SQL(
        """
        INSERT INTO dms_guard_attempt AS known (scope, mark, failures, last_at)
             VALUES ('known', %(mark)s, 0, %(now)s)
        ON CONFLICT (scope, mark) DO UPDATE SET last_at = %(now)s
        """,
        mark=mark,
        now=NOW,
    )


def proved_within(mark: str, seconds: int) -> SQL:
    """Return a row if the mark proved itself in the last ``seconds``."""
    return SQL(
        """
        SELECT 1 FROM dms_guard_attempt
         WHERE scope = 'known' AND mark = %(mark)s
           AND last_at > %(now)s - make_interval(secs => %(seconds)s)
        """,
        mark=mark,
        seconds=seconds,
        now=NOW,
    )


def delete_stale(memory: int, known: int) -> SQL:
    """Delete counters and proofs that no decision looks at any more."""
    return SQL(
        """
        DELETE FROM dms_guard_attempt
         WHERE last_at < %(now)s - make_interval(
               secs => CASE WHEN scope = 'known' THEN %(known)s ELSE %(memory)s END)
        """,
        memory=memory,
        known=known,
        now=NOW,
    )
