"""What makes migrations quick, and what lets people go on writing meanwhile."""

from collections.abc import Sequence
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.operations.models import AddIndex, CreateModel
from django.db.migrations.state import ProjectState


class AtOnce(Operation):
    """Do all `operations` between one state and the next: every table is made as it is after the last of them.

    Django builds the classes of a model's whole neighbourhood anew for each operation. Here everybody is related
    to everybody by way of the person, so that a hundred tables cost ten thousand classes; at once they cost one
    set. Only for whole tables (`CreateModel` with all its fields, indexes and constraints) and their triggers.
    """

    serialization_expand_args = ["operations"]

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = operations

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        return (type(self).__name__, (), {"operations": self.operations})

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        vars(state).pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """A table takes what belongs to it along."""
        for operation in reversed(self.operations):
            if isinstance(operation, CreateModel):
                operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        made = sum(isinstance(operation, CreateModel) for operation in self.operations)
        return f"Make {made} tables at once"


class AddIndexOnline(AddIndex):
    """Adds an index while people go on writing: CONCURRENTLY on PostgreSQL. The migration says `atomic = False`.

    One that was broken off leaves an index that is not valid and that nothing uses: run again, it is made anew.
    """

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        model = to_state.apps.get_model(app_label, self.model_name)
        if self.allow_migrate_model(schema_editor.connection.alias, model):
            online = _online(schema_editor)
            if online and _is_left_over(self.index.name, schema_editor):
                schema_editor.remove_index(model, self.index, **online)
            schema_editor.add_index(model, self.index, **online)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        model = from_state.apps.get_model(app_label, self.model_name)
        if self.allow_migrate_model(schema_editor.connection.alias, model):
            schema_editor.remove_index(model, self.index, **_online(schema_editor))


def _online(schema_editor: BaseDatabaseSchemaEditor) -> dict[str, Any]:
    is_possible = schema_editor.connection.vendor == "postgresql" and not schema_editor.connection.in_atomic_block
    return {"concurrently": True} if is_possible else {}


def _is_left_over(name: str, schema_editor: BaseDatabaseSchemaEditor) -> bool:
    """Whether there is an index of that name which was never finished."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid"
            " WHERE relname = %s AND NOT indisvalid AND pg_table_is_visible(indexrelid)",
            [name],
        )
        return cursor.fetchone() is not None
