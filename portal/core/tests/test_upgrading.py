"""Migrations that old code would not survive are refused, and those that it would are not."""

import pytest
from django.core.management import call_command
from django.db import connection, migrations, models
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ModelState, ProjectState

from portal.core import upgrading
from portal.core.migrating import AddIndexOnline, AtOnce


def pots() -> ProjectState:
    """The state of before: pots, with a name and a kiln that they may have been in."""
    fields = [
        ("id", models.BigAutoField(primary_key=True)),
        ("name", models.CharField(max_length=40)),
        ("glaze", models.CharField(max_length=40, null=True)),
        ("words", models.TextField()),
        ("count", models.IntegerField(default=0)),
    ]
    state = ProjectState()
    state.add_model(ModelState("core", "Pot", fields))
    return state


def rules(*operations: Operation, **attributes: object) -> list[str]:
    """Return which rules a migration of these operations breaks."""
    kind = type("Migration", (migrations.Migration,), {"operations": list(operations), **attributes})
    found = upgrading.findings(kind("0099_x", "core"), pots())
    return [next((rule for rule in upgrading.RULES if f"({rule})" in words), words) for words in found]


def field(operation: type, name: str, kind: models.Field) -> Operation:
    return operation("pot", name, kind)


INDEX = models.Index(fields=["name"], name="core_pot_name")
UNIQUE = models.UniqueConstraint(fields=["name"], name="core_pot_one_name")


def nothing(apps: object, editor: object) -> None: ...


@pytest.mark.parametrize(
    ("rule", "operation"),
    [
        ("removes", migrations.RemoveField("pot", "glaze")),
        ("removes", migrations.DeleteModel("Pot")),
        ("renames", migrations.RenameField("pot", "glaze", "finish")),
        ("renames", migrations.RenameModel("Pot", "Vessel")),
        ("renames", migrations.AlterModelTable("pot", "vessels")),
        ("must-have", field(migrations.AddField, "weight", models.IntegerField(default=0))),
        ("must-have", field(migrations.AddField, "note", models.CharField(max_length=9, default=""))),
        ("must-have", field(migrations.AlterField, "glaze", models.CharField(max_length=40))),
        ("narrows", field(migrations.AlterField, "name", models.CharField(max_length=20))),
        ("narrows", field(migrations.AlterField, "words", models.CharField(max_length=200))),
        ("narrows", field(migrations.AlterField, "count", models.CharField(max_length=9))),
        ("locks", migrations.AddIndex("pot", INDEX)),
        ("locks", AddIndexOnline("pot", INDEX)),
        ("locks", field(migrations.AlterField, "name", models.CharField(max_length=40, db_index=True))),
        ("binds", migrations.AddConstraint("pot", UNIQUE)),
        ("binds", field(migrations.AlterField, "name", models.CharField(max_length=40, unique=True))),
        ("no-way-back", migrations.RunPython(nothing)),
        ("no-way-back", migrations.RunSQL("SELECT 1")),
    ],
    ids=lambda part: part if isinstance(part, str) else part.describe(),
)
def test_what_old_code_would_not_survive_is_refused_unless_it_says_why(rule, operation):
    assert rules(operation) == [rule]
    assert rules(operation, allowed={rule: "The release before used it for the last time."}) == []
    assert rules(AtOnce(operations=[operation])) == [rule]


def test_changing_data_and_tables_in_one_step_is_refused():
    data = migrations.RunPython(nothing, migrations.RunPython.noop)
    added = field(migrations.AddField, "weight", models.IntegerField(null=True))

    assert rules(data, added) == ["mixes"]
    assert rules(data) == []
    assert rules(added) == []


@pytest.mark.parametrize(
    "operation",
    [
        field(migrations.AddField, "weight", models.IntegerField(null=True)),
        field(migrations.AddField, "weight", models.IntegerField(db_default=0)),
        field(migrations.AddField, "others", models.ManyToManyField("core.Pot")),
        field(migrations.AlterField, "name", models.CharField(max_length=80)),
        field(migrations.AlterField, "name", models.TextField()),
        field(migrations.AlterField, "count", models.IntegerField(default=1)),
        migrations.AlterModelOptions("pot", {"ordering": ["name"]}),
        migrations.RunSQL("SELECT 1", "SELECT 1"),
    ],
    ids=lambda operation: operation.describe(),
)
def test_what_old_code_need_not_know_passes(operation):
    assert rules(operation) == []


def test_a_table_that_is_new_may_have_everything():
    made = migrations.CreateModel("Shelf", [("id", models.BigAutoField(primary_key=True))])
    index = migrations.AddIndex("shelf", models.Index(fields=["id"], name="core_shelf_id"))
    added = migrations.AddField("shelf", "name", models.CharField(max_length=9))

    assert rules(made, index, added) == []


def test_an_index_made_beside_the_traffic_passes_outside_a_transaction():
    assert rules(AddIndexOnline("pot", INDEX), atomic=False) == []


@pytest.mark.parametrize("allowed", [{"removes": "because"}, {"no-such-rule": "The release before used it last."}])
def test_a_marker_needs_a_rule_and_a_reason(allowed):
    assert len(rules(field(migrations.AlterField, "name", models.TextField()), allowed=allowed)) == 1


@pytest.mark.django_db
def test_our_own_new_migrations_keep_the_rules(capsys):
    call_command("lint_migrations")

    assert "nothing found" in capsys.readouterr().out


@pytest.mark.django_db
def test_only_what_is_younger_than_the_rules_is_looked_at():
    from django.db.migrations.loader import MigrationLoader

    loader = MigrationLoader(None)
    young = upgrading.new_migrations(loader)

    assert set(upgrading.BEFORE) <= {app for app, _name in loader.disk_migrations}
    assert all(int(each.name[:4]) > upgrading.BEFORE[each.app_label] for each in young)


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
def test_an_index_is_made_while_others_write():
    """CONCURRENTLY cannot run in a transaction: that it runs at all shows that it is asked for."""
    state = pots()
    with connection.schema_editor() as editor:
        editor.create_model(state.apps.get_model("core", "Pot"))
    try:
        after = state.clone()
        operation = AddIndexOnline("pot", INDEX)
        operation.state_forwards("core", after)
        with connection.schema_editor(atomic=False, collect_sql=True) as editor:
            operation.database_forwards("core", editor, state, after)
        assert any("CONCURRENTLY" in line for line in editor.collected_sql)
        with connection.schema_editor(atomic=False) as editor:
            operation.database_forwards("core", editor, state, after)
            operation.database_backwards("core", editor, after, state)
    finally:
        with connection.schema_editor() as editor:
            editor.delete_model(state.apps.get_model("core", "Pot"))
