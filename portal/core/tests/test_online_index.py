"""An index that was broken off is made anew. PostgreSQL only: there they are made beside the traffic."""

import pytest
from django.db import IntegrityError, connection, migrations, models
from django.db.migrations.state import ProjectState

from portal.core.migrating import AddIndexOnline

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.postgres,
]
MADE = migrations.CreateModel("Pot", [("id", models.BigAutoField(primary_key=True)), ("name", models.TextField())])
ADDED = AddIndexOnline("pot", models.Index(fields=["name"], name="core_pot_name"))


@pytest.fixture
def pots():
    """A table of pots; the states before and after its index."""
    before = ProjectState()
    MADE.state_forwards("core", before)
    after = before.clone()
    ADDED.state_forwards("core", after)
    with connection.schema_editor(atomic=False) as editor:
        MADE.database_forwards("core", editor, ProjectState(), before)
    yield before, after
    with connection.schema_editor(atomic=False) as editor:
        MADE.database_backwards("core", editor, before, ProjectState())


def add(before: ProjectState, after: ProjectState) -> None:
    with connection.schema_editor(atomic=False) as editor:
        ADDED.database_forwards("core", editor, before, after)


def is_valid() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT indisvalid FROM pg_index WHERE indexrelid = 'core_pot_name'::regclass")
        return bool(cursor.fetchone()[0])


def test_an_index_that_was_broken_off_is_made_anew(pots):
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO core_pot (name) VALUES ('bowl'), ('bowl')")
        with pytest.raises(IntegrityError):  # breaks off half-way, as a lost connection does
            cursor.execute("CREATE UNIQUE INDEX CONCURRENTLY core_pot_name ON core_pot (name)")
    assert not is_valid()

    add(*pots)

    assert is_valid()


def test_a_whole_index_of_that_name_is_left_alone_and_told_of(pots):
    add(*pots)

    with pytest.raises(Exception, match="already exists"):
        add(*pots)
    assert is_valid()
