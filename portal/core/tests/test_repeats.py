"""What the suite itself looks at while it looks at pages."""

from django.contrib.auth.models import Group
from django.http import HttpRequest, HttpResponse
from django.test.client import ClientHandler

from portal.testing import repeats


def test_a_page_that_asks_for_each_row_is_found(db, monkeypatch, client):
    def for_each_row(self: ClientHandler, request: HttpRequest) -> HttpResponse:
        for name in ("a", "b", "c", "d"):
            Group.objects.filter(name=name).first()
        return HttpResponse("done")

    monkeypatch.setattr(ClientHandler, "get_response", for_each_row)
    with repeats.watched(monkeypatch) as found:
        client.get("/works/")
        client.post("/works/")

    assert len(found) == 1
    assert found[0].startswith("/works/ asks 4 times: SELECT")


def test_what_is_allowed_is_allowed_there_only():
    asked = 'SELECT 1 FROM "cms_pages_portalimage" WHERE "cms_pages_portalimage"."id" = %s ORDER BY 1'

    assert repeats.is_allowed("/works/", asked)
    assert repeats.is_allowed("/cms/pages/", 'SELECT 1 FROM "mentorship_project"')
    assert not repeats.is_allowed("/works/", 'SELECT 1 FROM "mentorship_project"')
