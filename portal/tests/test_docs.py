"""What the documentation names is there: pages, links, commands, and the models as they are."""

from __future__ import annotations

from django.core.management import call_command


def test_the_drawing_of_the_models_is_up_to_date() -> None:
    call_command("draw_models", "--check")
