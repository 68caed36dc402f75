"""On PostgreSQL titles of works can be compared by their trigrams, for words that were mistyped.

Without the right to make the extension everything else works; `portal.find.spelling` asks whether it is there.
"""

import logging

from django.db import DatabaseError, transaction

logger = logging.getLogger(__name__)
INDEX = "mentorship_project_title_alike"


def make(apps, schema_editor):
    connection = schema_editor.connection
    if connection.vendor != "postgresql":
        return
    try:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    except DatabaseError:
        logger.warning("The database has no pg_trgm; mistyped words are looked for in fewer titles.")
        return
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE INDEX IF NOT EXISTS {INDEX} ON mentorship_project USING gin (title gin_trgm_ops)")


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(f"DROP INDEX IF EXISTS {INDEX}")
