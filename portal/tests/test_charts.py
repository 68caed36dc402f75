"""Charts are drawn one way: every page that has one names the library and lets the script fetch it."""

from pathlib import Path

from django.conf import settings


def test_only_one_template_names_the_script_of_charts() -> None:
    templates = Path(settings.TEMPLATES[0]["DIRS"][0])

    naming = [path for path in templates.rglob("*.html") if "js/charts.js" in path.read_text()]

    assert naming == [templates / "partials" / "charts.html"]
    assert "data-library=" in naming[0].read_text()
