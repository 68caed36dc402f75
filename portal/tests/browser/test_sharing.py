"""Sharing by a secret link, on a phone and without JavaScript: made, opened by somebody else, ended."""

from typing import Any

import pytest

from cms_pages.tests import factories
from portal.testing import cast
from portal.tests.browser.conftest import DESK, PHONE, known

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(("size", "javascript"), [(PHONE, False), (PHONE, True), (DESK, True)])
def test_a_work_and_a_gallery_are_shared_and_taken_back(
    open_browser: Any, log_in: Any, looks_right: Any, size: Any, javascript: bool
):
    amina = cast.person("Amina Okoye", "participant")
    known(amina)
    work = factories.work(amina, "A jug with a long name that does not fit on one line", visibility="private")
    owner, aunt = open_browser(size, javascript=javascript), open_browser(size, javascript=javascript)
    log_in(owner, amina.email)

    def look(page: Any) -> None:
        if javascript:
            looks_right(page)

    for path, name in (
        (f"/my/works/{work.public_id}/sharing/", work.title),
        (f"/my/galleries/{factories.gallery(amina).pk}/", "Works"),
    ):
        owner.goto(path)
        owner.get_by_label("Everybody with the link").check()
        owner.get_by_role("button", name="Keep this choice").click()
        look(owner)
        owner.get_by_label("For whom").fill("My aunt")
        owner.get_by_label("How long").select_option(label="A month")
        owner.get_by_role("button", name="Make a link").click()
        look(owner)
        assert owner.get_by_role("button", name="Copy").is_visible() == javascript
        secret = owner.get_by_label("Address").input_value()

        assert aunt.goto(secret).status == 200
        assert name in aunt.locator("h1").inner_text()
        assert not aunt.locator("img").evaluate_all("all => all.some(img => img.complete && !img.naturalWidth)")
        look(aunt)
        owner.reload()
        assert "Opened once" in owner.locator("main").inner_text()
        owner.get_by_role("button", name="End this link").click()
        look(owner)

        assert aunt.goto(secret).status == 404
        assert secret not in owner.content()
