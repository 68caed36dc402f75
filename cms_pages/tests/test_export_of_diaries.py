"""What of a diary goes along with an exported site."""

from uuid import uuid4

import pytest
from django.utils import timezone

from cms_pages.export import builder
from mentorship.models import JournalEntry
from mentorship.services import journals
from portal.testing.uploads import picture

pytestmark = pytest.mark.django_db


def test_an_exported_site_holds_what_anybody_may_read_and_nothing_else(
    participant, mentor, tmp_path, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        for visibility in JournalEntry.OFFERED:
            now = timezone.now()
            values = {"visibility": visibility, "mood": "stuck", "files": [picture()], "happened_on": now.date()}
            text = f"Words for {visibility}"
            journals.write(owner=participant, by=participant, text=text, now=now, **values)
        shown = JournalEntry.objects.get(visibility="public")
        journals.reply(entry=shown, by=mentor, text="Try linen", submission=uuid4(), now=timezone.now())

    builder.build(person=participant, root=tmp_path / "site")

    pages = {path: path.read_text() for path in (tmp_path / "site").rglob("*.html")}
    [page] = [text for path, text in pages.items() if shown.public_id in str(path)]
    assert "Words for public" in page
    assert "Words for public" in pages[tmp_path / "site" / "index.html"]
    assert f"workbench/{shown.public_id}/index.html" in pages[tmp_path / "site" / "index.html"]
    for hidden in ("Words for private", "Words for mentor", "Words for members", "Try linen", "Stuck"):
        assert not any(hidden in text for text in pages.values())
