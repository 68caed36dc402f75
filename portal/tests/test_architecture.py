"""The rules of design/architecture.md that a machine can hold."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

#: Lowest first. A foreign key may point to its own layer's app or to a lower one, never sideways or up.
LAYERS = [{"accounts"}, {"mentorship"}, {"cms_pages", "shop"}, {"leaderboard"}, {"messaging"}]
LAYER_OF = {label: number for number, labels in enumerate(LAYERS) for label in labels}
OUR_MODELS = [model for model in apps.get_models(include_auto_created=True) if model._meta.app_label in LAYER_OF]
PACKAGES = ["portal", "mentorship", "cms_pages", "shop", "leaderboard", "messaging"]


def relations(model: type[models.Model]) -> list[models.ForeignKey]:
    return [field for field in model._meta.get_fields() if field.is_relation and field.concrete]


@pytest.mark.parametrize("model", OUR_MODELS, ids=lambda model: model._meta.label)
def test_foreign_keys_point_down(model):
    own = model._meta.app_label

    for field in relations(model):
        target = field.related_model._meta.app_label
        if target in LAYER_OF and target != own:
            assert LAYER_OF[target] < LAYER_OF[own], f"{model._meta.label}.{field.name} points to {target}"


@pytest.mark.parametrize("model", OUR_MODELS, ids=lambda model: model._meta.label)
def test_every_key_to_a_person_is_named_from_their_side(model):
    people = settings.AUTH_USER_MODEL
    inherited = {
        field.name
        for base in model.__mro__
        if base.__module__.startswith("wagtail.") and hasattr(base, "_meta")
        for field in base._meta.get_fields()
    }

    for field in relations(model):
        if field.name in inherited or model._meta.auto_created:
            continue
        if field.related_model._meta.label == people:
            default = f"{model._meta.model_name}_set"
            assert field.remote_field.get_accessor_name() != default, f"{model._meta.label}.{field.name}"


@pytest.mark.parametrize("model", OUR_MODELS, ids=lambda model: model._meta.label)
def test_every_table_has_wide_keys_from_the_first_migration(model):
    inherits = any(parent._meta.app_label.startswith("wagtail") for parent in model._meta.get_parent_list())
    if not inherits:
        assert isinstance(model._meta.pk, (models.BigAutoField, models.UUIDField, models.OneToOneField))


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    command = Path(sys.executable).with_name("lint-imports")
    return subprocess.run(
        [str(command), "--no-cache"], cwd=folder, capture_output=True, text=True, check=False, timeout=120
    )


@pytest.fixture
def copy_of_the_code(tmp_path: Path) -> Path:
    for package in PACKAGES:
        shutil.copytree(settings.ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(settings.ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_layers_are_kept(copy_of_the_code):
    result = lint_imports(copy_of_the_code)

    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("cms_pages/apps.py", "import shop.models"),  # sideways
        ("mentorship/permissions/works.py", "import leaderboard.apps"),  # up
        ("mentorship/services/pairings.py", "import mentorship.urls"),  # from a service to a door
    ],
)
def test_a_planted_import_is_caught(copy_of_the_code, module, line):
    path = copy_of_the_code / module
    path.write_text(f"{path.read_text()}\n{line}\n")

    result = lint_imports(copy_of_the_code)

    assert result.returncode == 1
    assert line.removeprefix("import ").split(".")[0] in result.stdout
