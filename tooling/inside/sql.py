"""Run SQL statements given as JSON on standard input; print the rows as JSON.

psql may be missing where PGHOST names a server elsewhere; psycopg2 is always here.
"""

import json
import sys

import psycopg2


def main():
    work = json.load(sys.stdin)
    connection = psycopg2.connect(dbname=work["database"])
    connection.autocommit = True
    rows = []
    with connection.cursor() as cursor:
        for statement in work["statements"]:
            cursor.execute(statement)
            rows.append(cursor.fetchall() if cursor.description else None)
    json.dump(rows, sys.stdout)


if __name__ == "__main__":
    try:
        main()
    except psycopg2.Error as error:
        sys.exit(str(error).strip())
