"""Copies of linked rows in numbers, each row copied by one statement.

What a few real documents left in the database is repeated for many dealers: links
between copied rows lead to the copies, the dealer becomes the other dealer, days move
into the past. So every copy is as consistent as what the add-ons made themselves.

Foreign keys are not checked while copying, which needs a superuser of the database, as
the cluster of ``./dms`` has one.
"""

from collections import defaultdict

from psycopg2 import sql
from psycopg2.extras import RealDictCursor

# what must differ from copy to copy, or is read by people
NAMED = {
    "res_partner": ("name", "complete_name", "dealer_code"),
    "sale_order": ("name", "client_order_ref"),
    "stock_picking": ("name",),
    "account_move": ("name",),
    "account_move_line": ("move_name",),
    "account_payment": ("name",),
}
DAYS = ("date", "timestamp without time zone")
COLUMNS = """
    SELECT attribute.attname AS name,
           format_type(attribute.atttypid, NULL) AS type,
           MIN(link.confrelid::regclass::text) AS target
      FROM pg_attribute attribute
 LEFT JOIN pg_constraint link
        ON link.conrelid = attribute.attrelid
       AND link.conkey = ARRAY[attribute.attnum]
       AND link.contype = 'f'
     WHERE attribute.attrelid = %s::regclass
       AND attribute.attnum > 0
       AND NOT attribute.attisdropped
  GROUP BY attribute.attnum, 1, 2
  ORDER BY attribute.attnum
"""
COPY = sql.SQL(
    "INSERT INTO {table} ({columns}) SELECT {values}"
    " FROM {table} original CROSS JOIN {crowd} crowd"
    " WHERE {key} AND crowd.kind = {kind}"
)


class Copies:
    """Rows to be copied, in several kinds, and where their copies go.

    Args:
        cursor: of a superuser's connection.
        crowd: table of copies to make: ``number`` (from 0, unique), ``kind``,
            ``dealer_id`` and ``age``, the days by which the copy is older.
        model: the dealer to whom the rows to be copied belong.
    """

    def __init__(self, cursor, crowd, model):
        self.cursor = cursor
        self.crowd = crowd
        self.model = model
        self.rows = []  # of (kind, table, row)
        self.places = {}  # {(table, id): place among the rows of its kind}
        self.counts = defaultdict(int)  # {(kind, table): rows}

    def add(self, kind, table, condition, *params):
        """Have the rows that fulfil ``condition`` copied; return their ids."""
        query = sql.SQL("SELECT * FROM {} WHERE {}").format(
            sql.Identifier(table), sql.SQL(condition)
        )
        with self.cursor.connection.cursor(cursor_factory=RealDictCursor) as cursor:
            cursor.execute(query, params)
            rows = cursor.fetchall()
        for row in rows:
            if "id" in row:
                self.places[table, row["id"]] = self.counts[kind, table]
            self.counts[kind, table] += 1
            self.rows.append((kind, table, row))
        return [row.get("id") for row in rows]

    def write(self, **changes):
        """Write all copies; ``changes`` gives columns of a table other values.

        Args:
            changes: {table: {column: expression}}; ``original`` and ``crowd`` may be
                named in it.
        """
        self.cursor.execute("SET session_replication_role = replica")
        self.bases = self._bases()
        for kind, table, row in self.rows:
            values = self._values(table, row, changes.get(table, {}))
            self.cursor.execute(
                COPY.format(
                    table=sql.Identifier(table),
                    columns=sql.SQL(", ").join(map(sql.Identifier, values)),
                    values=sql.SQL(", ").join(values.values()),
                    crowd=sql.Identifier(self.crowd),
                    key=self._key(row),
                    kind=sql.Literal(kind),
                )
            )
        self.cursor.execute("SET session_replication_role = DEFAULT")
        self._move_sequences()

    def _bases(self):
        """Return {table: (first free id, ids that one number takes)}."""
        bases = {}
        for table in {table for table, _id in self.places}:
            self.cursor.execute(
                sql.SQL("SELECT COALESCE(MAX(id), 0) + 1 FROM {}").format(
                    sql.Identifier(table)
                )
            )
            width = max(
                count for (_kind, name), count in self.counts.items() if name == table
            )
            bases[table] = (self.cursor.fetchone()[0], width)
        return bases

    def _values(self, table, row, changes):
        """Return {column: expression} of one copied row."""
        self.cursor.execute(COLUMNS, [table])
        return {
            name: sql.SQL(changes[name])
            if name in changes
            else self._value(table, row, name, kind, target)
            for name, kind, target in self.cursor.fetchall()
        }

    def _value(self, table, row, name, kind, target):
        if name == "id":
            return self._new_id(table, row["id"])
        if target and (target, row[name]) in self.places:
            return self._new_id(target, row[name])
        if target == "res_partner" and row[name] == self.model:
            return sql.SQL("crowd.dealer_id")
        column = sql.SQL("original.{}").format(sql.Identifier(name))
        if name in NAMED.get(table, ()):
            return sql.SQL("{} || '/' || crowd.number").format(column)
        if kind in DAYS and row[name]:
            return sql.SQL("{} - crowd.age * INTERVAL '1 day'").format(column)
        return column

    def _new_id(self, table, old):
        base, width = self.bases[table]
        return sql.SQL("{} + crowd.number * {}").format(
            sql.Literal(base + self.places[table, old]), sql.Literal(width)
        )

    def _key(self, row):
        """Find the row again: by its id, or by both ends of a link."""
        names = ["id"] if "id" in row else list(row)
        return sql.SQL(" AND ").join(
            sql.SQL("original.{} = {}").format(
                sql.Identifier(name), sql.Literal(row[name])
            )
            for name in names
        )

    def _move_sequences(self):
        """Let the application go on after the last copy."""
        for table in self.bases:
            self.cursor.execute(
                sql.SQL("SELECT setval({}, (SELECT MAX(id) FROM {}))").format(
                    sql.Literal(f"{table}_id_seq"), sql.Identifier(table)
                )
            )
