"""One step that makes many tables makes the same as many steps."""

from typing import Any

import pytest
from django.db import connection, migrations, models
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from portal.core.migrating import AtOnce


def table(name: str, *fields: tuple[str, models.Field], **options: Any) -> migrations.CreateModel:
    key = ("id", models.BigAutoField(primary_key=True))
    return migrations.CreateModel(name=name, fields=[key, *fields], options=options)


def kiln_and_pots() -> list[Operation]:
    """Each refers to the other."""
    rule = models.UniqueConstraint(fields=["kiln", "title"], name="one_title_in_a_kiln")
    return [
        table(
            "Pot",
            ("title", models.CharField(max_length=20)),
            ("kiln", models.ForeignKey("core.Kiln", models.CASCADE)),
            constraints=[rule],
        ),
        table("Kiln", ("best", models.ForeignKey("core.Pot", models.CASCADE, null=True))),
    ]


def move(operation: Operation, *, back: bool = False) -> ProjectState:
    before = ProjectState()
    after = before.clone()
    operation.state_forwards("core", after)
    with connection.schema_editor() as editor:
        if back:
            operation.database_backwards("core", editor, after, before)
        else:
            operation.database_forwards("core", editor, before, after)
    return after


@pytest.mark.django_db(transaction=True)
def test_tables_that_need_each_other_come_and_go_together() -> None:
    state = move(AtOnce(operations=kiln_and_pots()))

    pot, kiln = state.apps.get_model("core", "Pot"), state.apps.get_model("core", "Kiln")
    oven = kiln.objects.create()
    kiln.objects.update(best=pot.objects.create(title="Bowl", kiln=oven))
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, "core_pot")
    assert found["one_title_in_a_kiln"]["columns"] == ["kiln_id", "title"]

    move(AtOnce(operations=kiln_and_pots()), back=True)

    assert not {"core_pot", "core_kiln"} & set(connection.introspection.table_names())


def test_the_state_is_the_same_as_one_by_one() -> None:
    at_once, step_by_step = ProjectState(), ProjectState()

    AtOnce(operations=kiln_and_pots()).state_forwards("core", at_once)
    for operation in kiln_and_pots():
        operation.state_forwards("core", step_by_step)

    assert {key: state.fields.keys() for key, state in at_once.models.items()} == {
        key: state.fields.keys() for key, state in step_by_step.models.items()
    }
    assert at_once.models["core", "pot"].options == step_by_step.models["core", "pot"].options
