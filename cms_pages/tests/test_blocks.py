"""Every block: shown in the menu, shown on a page, refused in words, and never a door to what is not one's own."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.blocks import StructBlock, StructBlockValidationError
from wagtail.test.utils.form_data import streamfield

from cms_pages import embeds
from cms_pages.blocks import body_blocks, portfolio_blocks
from cms_pages.models import PortfolioPage
from cms_pages.services import portfolios
from cms_pages.tests import factories
from cms_pages.tests.test_admin import edit_url, portfolio_form
from mentorship.models import Discipline, Skill, SkillLevel, UserSkill
from mentorship.services import confirmations, projects
from portal.core.highlighting import LANGUAGES, highlight
from portal.testing import uploads

BLOCKS = dict(portfolio_blocks())
VIDEO = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"


def shown(client: Client, person: Any, body: list[tuple[str, Any]]) -> str:
    portfolios.update(person.portfolio, by=person, body=body)
    answer = client.get(person.portfolio.url)
    assert answer.status_code == 200
    return answer.content.decode()


def recording(owner: Any, **values: Any) -> Any:
    values.setdefault("visibility", "public")
    return projects.create(
        owner=owner, by=owner, title="The evening loom", media_type="audio", files=[uploads.sound()], **values
    )


# The menu -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", BLOCKS)
def test_every_block_has_what_the_menu_shows(name: str) -> None:
    block = BLOCKS[name]

    assert block.meta.icon != "placeholder"
    assert str(block.meta.group)
    assert str(block.get_description())
    assert str(block.meta.label)
    field = getattr(block, "field", None)
    assert str(field.help_text if field is not None else block.meta.help_text)
    assert block.is_previewable
    assert block.get_template(None).startswith("cms_pages/blocks/")


@pytest.mark.django_db
@pytest.mark.parametrize("name", BLOCKS)
def test_every_preview_shows_the_real_template(name: str, login: Any, participant: Any) -> None:
    block = PortfolioPage.body.field.stream_block.child_blocks[name]

    page = login(participant).get(f"{reverse('wagtailadmin_block_preview')}?id={block.definition_prefix}")

    assert page.status_code == 200
    inside = page.content.decode().split('wrap-narrow stack">')[1].split("</main>")[0]
    assert len(inside.replace("</div>", "").strip()) > 40


@pytest.mark.django_db
@pytest.mark.parametrize("name", BLOCKS)
def test_a_draft_keeps_and_previews_a_block_that_is_only_begun(name: str, rf: Any, participant: Any) -> None:
    portfolio, stream = participant.portfolio, PortfolioPage.body.field.stream_block
    begun = stream.normalize([(name, stream.child_blocks[name].get_default())])

    portfolio.body = stream.clean_deferred(begun)
    preview = portfolio.make_preview_request(original_request=rf.get("/", HTTP_HOST="localhost"))

    assert preview.status_code == 200
    if name not in ("skills", "contact"):  # which are finished at once
        with pytest.raises(ValidationError):
            stream.clean(begun)


@pytest.mark.django_db
def test_a_draft_keeps_and_previews_a_line_of_a_resume_that_is_only_begun(rf: Any, participant: Any) -> None:
    portfolio, stream = participant.portfolio, PortfolioPage.resume.field.stream_block
    lines = {"what": "Weaving"}, {"what": "Dyeing", "begin": 2020}, {"end": 2021}
    begun = stream.to_python([{"type": "education", "value": line} for line in lines])

    portfolio.resume = stream.clean_deferred(begun)
    preview = portfolio.make_preview_request(original_request=rf.get("/", HTTP_HOST="localhost"))

    assert "Weaving" in preview.rendered_content
    assert "None" not in preview.rendered_content


# On a page ------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_code_is_coloured_and_harmless(client: Client, participant: Any) -> None:
    page = shown(client, participant, [("code", {"language": "python", "code": "if a < '<b>':\n    pass\n"})])

    assert '<span class="k">if</span>' in page
    assert "<b>'" not in page


@pytest.mark.parametrize("language", [name for name, _words in LANGUAGES])
def test_every_language_of_the_menu_is_known(language: str) -> None:
    import pygments.lexers

    assert pygments.lexers.get_lexer_by_name(language)
    assert "&lt;x&gt;" in highlight("<x>", "nobody-speaks-this")


@pytest.mark.django_db
def test_a_table_names_its_rows_and_columns(client: Client, participant: Any) -> None:
    value = BLOCKS["table"].get_preview_value()

    page = shown(client, participant, [("table", value)])

    assert "<caption>What a belt takes</caption>" in page
    assert '<th scope="col" class="num">Hours</th>' in page
    assert '<th scope="row" dir="auto">Warping</th>' in page


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"caption": " "}, "caption"),
        ({"rows": []}, "one row"),
        ({"columns": [{"type": "words", "heading": ""}, {"type": "words", "heading": "B"}]}, "Name every column"),
        ({"rows": [{"values": ["a", "b"]}] * 101}, "too large"),
    ],
)
def test_a_table_that_cannot_be_understood_is_refused(change: dict[str, Any], complaint: str) -> None:
    columns = [{"type": "words", "heading": "A"}, {"type": "words", "heading": "B"}]
    raw = {"caption": "C", "columns": columns, "rows": [{"values": ["a", "b"]}], **change}
    block = BLOCKS["table"]

    with pytest.raises(StructBlockValidationError) as refusal:
        block.clean(block.to_python({"table": raw, "names_rows": True}))

    assert complaint in str(refusal.value.as_json_data())


@pytest.mark.django_db
def test_a_timeline_keeps_its_order(client: Client, participant: Any) -> None:
    moments = [{"when": "2024", "title": "Later", "text": ""}, {"when": "2020", "title": "Earlier", "text": "<i>"}]

    page = shown(client, participant, [("timeline", {"title": "", "moments": moments})])

    assert page.index("Later") < page.index("Earlier")
    assert "<i>" not in page.split("Earlier")[1].split("</ol>")[0]


@pytest.mark.django_db
def test_several_pictures_each_have_their_words(client: Client, participant: Any) -> None:
    first, second = factories.image(participant, "One"), factories.image(participant, "Two")
    raw = [
        {"picture": {"image": first.pk, "alt_text": "A stall", "decorative": False}, "caption": "Morning"},
        {"picture": {"image": second.pk, "alt_text": "", "decorative": True}, "caption": ""},
    ]
    value = BLOCKS["pictures"].to_python({"title": "Market", "pictures": raw})

    page = shown(client, participant, [("pictures", value)])

    assert 'alt="A stall"' in page
    assert "Morning" in page
    assert page.count('class="page-picture stack') == 2


@pytest.mark.django_db
def test_a_picture_needs_words_or_is_decoration(participant: Any) -> None:
    block = BLOCKS["picture"]
    raw = {"image": factories.image(participant).pk, "alt_text": "", "decorative": False}

    with pytest.raises(StructBlockValidationError) as refusal:
        block.clean(block.to_python(raw))
    block.clean(block.to_python({**raw, "decorative": True}))

    assert "decorative" in str(refusal.value.as_json_data())


@pytest.mark.django_db
def test_skills_stand_where_they_were_put_with_the_word_of_the_mentor(
    client: Client, participant: Any, mentor: Any
) -> None:
    craft = Discipline.objects.create(name="Weaving", slug="weaving")
    skill = Skill.objects.create(discipline=craft, name="Bands", slug="bands")
    SkillLevel.objects.create(skill=skill, number=1, name="First band")
    UserSkill.objects.create(user=participant, skill=skill, level=1)
    confirmations.confirm(
        user=participant, skill=skill, level=1, evidence="Wove it beside me", by=mentor, now=timezone.now()
    )

    page = shown(client, participant, [("skills", {"title": "My hands know"})])

    assert 'id="skills"' not in page  # the column beside the words leaves them to the block
    for words in (
        "My hands know",
        "Bands",
        "First band",
        f"Confirmed by {mentor.display_name}",
        "Wove it beside me",
    ):
        assert words in page


# Sound and video ------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_recording_never_starts_by_itself_and_can_be_read(client: Client, participant: Any) -> None:
    work = recording(participant)
    value = {"work": work, "title": "Loom", "transcript": "Clack."}

    page = shown(client, participant, [("recording", value)])

    assert "<audio" in page
    assert 'preload="none"' in page
    assert "autoplay" not in page
    assert "Clack." in page


@pytest.mark.django_db
def test_a_recording_of_a_private_work_is_only_for_those_who_may_hear_it(
    client: Client, participant: Any, login: Any
) -> None:
    work = recording(participant, visibility="private")
    value = {"work": work, "title": "Half a song", "transcript": "La la."}
    portfolios.update(participant.portfolio, by=participant, body=[("recording", value)])

    assert "Half a song" not in client.get(participant.portfolio.url).content.decode()
    assert "Half a song" in login(participant).get(participant.portfolio.url).content.decode()


@pytest.mark.django_db
def test_a_work_without_a_sound_is_refused_in_words(participant: Any) -> None:
    block = BLOCKS["recording"]
    silent = factories.work(participant, "A pot")

    with pytest.raises(StructBlockValidationError) as refusal:
        block.clean(block.to_python({"work": silent.pk, "title": "Pot", "transcript": "Nothing."}))

    assert "holds no sound and no video" in str(refusal.value.as_json_data())


@pytest.mark.django_db
def test_a_recording_needs_words_to_read(participant: Any) -> None:
    block = BLOCKS["recording"]
    raw = {"work": recording(participant).pk, "title": "Loom", "transcript": ""}

    with pytest.raises(StructBlockValidationError) as refusal:
        block.clean(block.to_python(raw))
    block.clean(block.to_python({**raw, "transcript": "Clack."}))

    assert "some people cannot hear it" in str(refusal.value.as_json_data())


# From other sites -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "player"),
    [
        (VIDEO, "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"),
        ("https://youtu.be/dQw4w9WgXcQ?t=3", "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"),
        ("https://vimeo.com/76979871", "https://player.vimeo.com/video/76979871?dnt=1"),
        (
            "https://soundcloud.com/ada/loom",
            "https://w.soundcloud.com/player/?url=https%3A//soundcloud.com/ada/loom",
        ),
        ("https://archive.org/details/some-tape_1", "https://archive.org/embed/some-tape_1"),
        ("https://scratch.mit.edu/projects/10128407/", "https://scratch.mit.edu/projects/10128407/embed"),
        ("https://codepen.io/ada/pen/abcDEF", "https://codepen.io/ada/embed/abcDEF"),
        (
            "https://open.spotify.com/track/4uLU6hMCjMI75M1A2tKUQC",
            "https://open.spotify.com/embed/track/4uLU6hMCjMI75M1A2tKUQC",
        ),
    ],
)
def test_what_stands_on_a_listed_site_can_be_played(url: str, player: str) -> None:
    assert embeds.require_player(url).address == player
    assert any(player.startswith(source) for source in embeds.FRAME_SOURCES)


@pytest.mark.parametrize(
    "url",
    [
        "https://videos.example.org/watch?v=dQw4w9WgXcQ",
        "https://www.youtube.com.evil.example/watch?v=dQw4w9WgXcQ",
        "https://evil.example/?https://youtu.be/dQw4w9WgXcQ",
        "https://youtube.com@evil.example/watch?v=dQw4w9WgXcQ",
        'https://youtu.be/dQw4w9WgXcQ"onload=x',
        "https://www.youtube.com/",
        "javascript:alert(1)//youtu.be/dQw4w9WgXcQ",
        "ftp://youtu.be/dQw4w9WgXcQ",
    ],
)
def test_any_other_address_is_refused_at_the_field(url: str) -> None:
    with pytest.raises((StructBlockValidationError, ValidationError)) as refusal:
        BLOCKS["embed"].clean(BLOCKS["embed"].to_python({"url": url, "title": "A film"}))

    assert list(refusal.value.as_json_data()["blockErrors"]) == ["url"]


@pytest.mark.django_db
def test_an_unknown_site_is_named_and_nothing_typed_is_lost(participant: Any, login: Any) -> None:
    body = streamfield([("embed", {"url": "https://films.example/1", "title": "My first film"})])

    page = login(participant).post(
        edit_url(participant.portfolio), portfolio_form(body=body, tagline="Kept words")
    )

    words = page.content.decode()
    assert page.status_code == 200
    assert "films.example" in words
    assert "You can show things from: YouTube" in words
    assert "My first film" in words
    assert "Kept words" in words
    assert not PortfolioPage.objects.get(pk=participant.portfolio.pk).body


@pytest.mark.django_db
def test_nothing_is_loaded_from_another_site_before_somebody_asks(client: Client, participant: Any) -> None:
    page = shown(client, participant, [("embed", {"url": VIDEO, "title": "A heddle"})])

    assert f'href="{VIDEO}"' in page
    assert "<iframe" not in page
    assert 'src="https://www.youtube' not in page


# Whose it is ----------------------------------------------------------------------------------------------


def bodies_that_name(*, image: int, work: int, page: int, own_image: int) -> dict[str, Any]:
    """A posted body for each block with a chooser, naming something of somebody else."""
    picture = {"image": str(image), "alt_text": "x", "decorative": ""}
    own = {"image": str(own_image), "alt_text": "x", "decorative": ""}

    def pictures(*each: dict[str, Any]) -> dict[str, Any]:
        rows = {
            str(at): {"id": "", "order": str(at), "deleted": "", "value": {"picture": one, "caption": ""}}
            for at, one in enumerate(each)
        }
        return {"title": "", "pictures": {"count": str(len(rows)), **rows}}

    def loom(**values: str) -> dict[str, Any]:
        return {"title": "x", "transcript": "x", **values}

    return {
        "picture": picture,
        "pictures": pictures(own, picture),
        "project": str(work),
        "recording": loom(work=str(work)),
        "button": {"label": "x", "page": str(page), "url": ""},
    }


@pytest.mark.django_db
@pytest.mark.parametrize("case", ["picture", "pictures", "project", "recording", "button"])
def test_a_block_that_names_something_foreign_is_refused(
    case: str, participant: Any, stranger: Any, login: Any
) -> None:
    work = recording(stranger)
    draft = factories.post(stranger, "A draft")
    draft.unpublish()
    bodies = bodies_that_name(
        image=factories.image(stranger).pk,
        work=work.pk,
        page=draft.pk,
        own_image=factories.image(participant).pk,
    )
    body = streamfield([(case.split()[0], bodies[case])])

    page = login(participant).post(edit_url(participant.portfolio), portfolio_form(body=body))

    assert page.status_code == 200
    assert "it is not yours" in page.content.decode()
    assert not PortfolioPage.objects.get(pk=participant.portfolio.pk).body


@pytest.mark.django_db
def test_ones_own_things_are_taken_by_every_chooser(participant: Any, login: Any, client: Client) -> None:
    image, work = factories.image(participant), recording(participant)
    bodies = bodies_that_name(
        image=image.pk,
        work=work.pk,
        page=participant.portfolio.pk,
        own_image=image.pk,
    )
    body = streamfield([(case.split()[0], value) for case, value in bodies.items()])

    login(participant).post(edit_url(participant.portfolio), portfolio_form(body=body))

    assert len(PortfolioPage.objects.get(pk=participant.portfolio.pk).body) == len(bodies)


# Costs -----------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_many_recordings_cost_no_more_than_two(participant: Any, assert_queries_do_not_grow: Any) -> None:
    def more() -> None:
        participant.portfolio.refresh_from_db()
        body = [(block.block_type, block.value) for block in participant.portfolio.body]
        body.append(("recording", {"work": recording(participant), "title": "Loom", "transcript": "Clack."}))
        portfolios.update(participant.portfolio, by=participant, body=body)

    assert_queries_do_not_grow(participant.portfolio.url, more, rows=4)


def test_the_body_of_a_story_has_no_blocks_about_a_portfolio() -> None:
    about = {name for name, _block in portfolio_blocks()} - {name for name, _block in body_blocks()}

    assert "skills" in about
    assert all(isinstance(BLOCKS[name], StructBlock) for name in about)


@pytest.mark.django_db
def test_browsers_may_frame_the_listed_players_and_wagtail_knows_the_same_list(client: Client) -> None:
    from wagtail.embeds.finders import get_finders

    policy = client.get("/account/login/")["Content-Security-Policy"]

    assert all(source in policy for source in embeds.FRAME_SOURCES)
    assert [type(finder).__name__ for finder in get_finders()] == ["ListedFinder"]
    assert get_finders()[0].accept(VIDEO)
    assert not get_finders()[0].accept("https://films.example/1")
