"""How a test that commits leaves an empty database: rows are deleted, and only grown tables are truncated.

Django's own flush truncates every table and writes content types and permissions anew, which takes a quarter of a
second of two processors; most tests fill a few tables with a few rows.
"""

from django.db import connections
from django.test import TransactionTestCase

GROWN_BYTES = 400_000
"""Of one table, dead rows counted. Deleting from it would cost more than new files for all."""
KEPT = ("django_migrations", "django_content_type", "auth_permission")  # what `migrate` itself writes
EMPTY = """
DO $$
DECLARE
    tables text[] := ARRAY(
        SELECT format('%%I.%%I', schemaname, tablename) FROM pg_tables
        WHERE schemaname = current_schema() AND tablename <> ALL (%s)
    );
    one text;
BEGIN
    IF EXISTS (SELECT FROM unnest(tables) t WHERE pg_relation_size(t::regclass) > %s) THEN
        EXECUTE 'TRUNCATE ' || array_to_string(tables, ', ');
        RETURN;
    END IF;
    FOREACH one IN ARRAY tables LOOP
        IF pg_relation_size(one::regclass) > 0 THEN
            EXECUTE 'DELETE FROM ' || one;
        END IF;
    END LOOP;
END $$
"""


def empty_the_tables(case: TransactionTestCase) -> None:
    """In the place of `TransactionTestCase._fixture_teardown`."""
    for name in case._databases_names(include_mirrors=False):
        with connections[name].cursor() as cursor:
            cursor.execute(EMPTY, [list(KEPT), GROWN_BYTES])
