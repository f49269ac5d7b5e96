"""Every text, JSON, array and byte column of the database, looked through by its own catalogue."""

from collections.abc import Iterable

from django.db import connection

_COLUMNS = """
SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod)
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY c.relname, a.attnum
"""
_TEXTS = ("text", "character", "json", "bytea", "name", "citext")


def text_columns() -> list[tuple[str, str, str]]:
    """Table, column, type: whatever can hold words."""
    with connection.cursor() as cursor:
        cursor.execute(_COLUMNS)
        return [row for row in cursor.fetchall() if row[2].startswith(_TEXTS)]


def where(words: Iterable[str]) -> set[tuple[str, str, str]]:
    """Table, column and word, wherever one of the words stands, in whatever case."""
    found = set()
    with connection.cursor() as cursor:
        for table, column, kind in text_columns():
            for word in words:
                if kind == "bytea":
                    held = f"position(convert_to(%s, 'UTF8') IN \"{column}\") > 0"
                else:
                    held = f'position(lower(%s) IN lower("{column}"::text)) > 0'
                cursor.execute(f'SELECT EXISTS (SELECT 1 FROM "{table}" WHERE {held})', [word])
                if cursor.fetchone()[0]:
                    found.add((table, column, word))
    return found
