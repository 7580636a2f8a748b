"""Run one SQL statement: connection and statement come as JSON on standard input."""

import json
import sys

import psycopg2


def main() -> None:
    order = json.load(sys.stdin)
    connection = psycopg2.connect(**order["connection"])
    connection.autocommit = True  # CREATE DATABASE runs outside a transaction
    with connection.cursor() as cursor:
        for statement in order["statements"]:
            cursor.execute(statement, order["values"] or None)
        rows = cursor.fetchall() if cursor.description else []
    connection.close()
    json.dump(rows, sys.stdout, default=str)


if __name__ == "__main__":
    main()
