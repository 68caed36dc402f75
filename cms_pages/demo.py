"""The pages of the demo: portfolios, journals, galleries and the front page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.html import format_html, format_html_join
from wagtail.models import Collection
from wagtail.rich_text import RichText

from cms_pages.models import (
    BlogPage,
    BlogPostPage,
    FormField,
    FormPage,
    GalleryItem,
    GalleryPage,
    HomePage,
    PortalImage,
    PortfolioPage,
    PostComment,
    Series,
    StandardPage,
)
from cms_pages.models.standard import TO_WRITE
from cms_pages.permissions import PARTICIPANTS_COLLECTION
from cms_pages.pictures import SPECS
from cms_pages.services import approvals, comments, portfolios, posts
from cms_pages.themes import ACCENT as PLAIN
from mentorship.models import Project
from portal.accounts.models import User
from portal.core.uploads import CleanUpload
from portal.demo.content import shapes
from portal.demo.content.pages import Form, Remark, Thread
from portal.demo.content.resumes import Entry

FileOf = Callable[[shapes.Picture], CleanUpload]
INTRO_LENGTH = 280


def load_portfolios(
    *,
    people: Iterable[shapes.Person],
    users: Mapping[str, User],
    galleries: Mapping[str, Iterable[str]],
    works: Mapping[str, Project],
    resumes: Mapping[str, Iterable[Entry]],
) -> None:
    """Fill the portfolios that say nothing yet; `galleries` names the works that somebody (by key) shows."""
    for person in people:
        user = users[person.key]
        portfolio = portfolios.provide(user)
        if not portfolio.tagline:
            intro = str(format_html("<p>{}</p>", person.welcome))
            story = format_html("<p>{}</p><p>{}</p>", person.bio, person.experience)
            body = [("heading", "How I came to it"), ("text", RichText(str(story)))]
            resume = [_entry(*entry) for entry in resumes.get(person.key, ())]
            portfolios.update(portfolio, by=user, tagline=person.tagline, intro=intro, body=body, resume=resume)
            if portfolio.workflow_in_progress:
                approvals.approve(page=portfolio, by=users[person.mentor])
        titles = galleries.get(person.key, ())
        _choose(portfolio, [works[title] for title in titles], by=user)


def _entry(kind: str, what: str, where: str, begin: int, end: int | None, words: str) -> tuple[str, Any]:
    return kind, {"what": what, "where": where, "begin": begin, "end": end, "words": words, "link": ""}


@transaction.atomic
def _choose(portfolio: Any, chosen: list[Project], *, by: User) -> None:
    gallery = GalleryPage.objects.child_of(portfolio).first()
    if not chosen or gallery is None or gallery.items.exists():
        return
    gallery.items = [GalleryItem(project=project, sort_order=place) for place, project in enumerate(chosen)]
    gallery.save_revision(user=by)
    approvals.publish_or_ask(page=gallery, by=by)


def load_posts(
    *, stories: Iterable[shapes.Post], users: Mapping[str, User], file_of: FileOf, now: datetime
) -> int:
    """Publish the stories that are not there, the oldest first, and return how many there are.

    Those of a minor wait until somebody has looked at them.
    """
    ordered = sorted(stories, key=lambda story: -story.days_ago)
    for story in ordered:
        author = users[story.author]
        blog = _journal_of(author)
        if not BlogPostPage.objects.child_of(blog).filter(title=story.title).exists():
            _publish(story, blog, author, file_of, now)
    return len(ordered)


def dress_portfolios(
    *,
    looks: Mapping[str, tuple[str, str, str]],
    bodies: Mapping[str, Iterable[tuple[str, Any]]],
    walls: Mapping[str, Iterable[shapes.Picture]],
    works: Mapping[str, Project],
    users: Mapping[str, User],
    file_of: FileOf,
) -> None:
    """Give portfolios their themes and more blocks; a portfolio that somebody has dressed stays as it is."""
    for key, (theme, accent, layout) in looks.items():
        portfolio = portfolios.provide(users[key])
        if portfolio.accent != PLAIN:
            continue
        wall = [_shown(picture, users[key], file_of) for picture in walls.get(key, ())]
        blocks = [_block(kind, value, works) for kind, value in bodies.get(key, ())]
        if wall:
            blocks.insert(2, {"type": "pictures", "value": {"title": "", "pictures": wall}})
        body = portfolio.body.stream_block.to_python([*portfolio.body.get_prep_value(), *blocks])
        portfolios.update(portfolio, by=users[key], theme=theme, accent=accent, layout=layout, body=body)


def _block(kind: str, value: Any, works: Mapping[str, Project]) -> dict[str, Any]:
    """Put numbers where the content names works."""
    if kind in ("project", "product"):
        value = works[value].pk
    elif kind == "recording":
        value = {**value, "work": works[value["work"]].pk}
    return {"type": kind, "value": value}


def _shown(picture: shapes.Picture, author: User, file_of: FileOf) -> dict[str, Any]:
    image = {"image": _image(picture, author, file_of).pk, "alt_text": picture.alt, "decorative": False}
    return {"picture": image, "caption": picture.caption}


@transaction.atomic
def load_threads(
    *, tags: Mapping[str, Iterable[str]], threads: Iterable[Thread], users: Mapping[str, User]
) -> None:
    """Tie the stories together that are not: tags by title, and series."""
    places: dict[str, tuple[Series, int]] = {}
    for thread in threads:
        blog = _journal_of(users[thread.author])
        series, _is_new = Series.objects.get_or_create(
            blog=blog, title=thread.title, defaults={"intro": thread.intro}
        )
        places.update({title: (series, number) for number, title in enumerate(thread.stories, start=1)})
    for title in {*tags, *places}:
        post = BlogPostPage.objects.filter(title=title).first()
        if post is not None and not post.tags.exists() and post.series is None:
            post.tags.add(*tags.get(title, ()))
            post.series, post.part = places.get(title, (None, None))
            post.save_revision(user=post.owner).publish(user=post.owner)


def load_remarks(*, remarks: Iterable[Remark], users: Mapping[str, User], now: datetime) -> None:
    """Let people comment who have not."""
    for remark in remarks:
        post = BlogPostPage.objects.get(title=remark.story)
        author, moment = users[remark.by], now - timedelta(days=remark.days_ago)
        name = uuid5(NAMESPACE_OID, f"{remark.story} {remark.by}")
        comment = comments.write(post=post, by=author, text=remark.text, now=moment, submission=name)
        if remark.shown and comment.status == PostComment.Status.HELD:
            comments.decide(comment=comment, show=True, by=post.owner, now=moment)


def _journal_of(author: User) -> BlogPage:
    """Return somebody's own journal, or the chapter's for those who have none."""
    portfolio = PortfolioPage.objects.filter(owner_person=author).first()
    journal: BlogPage = BlogPage.objects.child_of(portfolio or HomePage.objects.get()).get()
    return journal


@transaction.atomic
def _publish(story: shapes.Post, blog: BlogPage, author: User, file_of: FileOf, now: datetime) -> None:
    picture = _image(story.picture, author, file_of) if story.picture else None
    intro, body = _split(story.body)
    posts.publish_post(
        blog=blog,
        title=story.title,
        by=author,
        now=now - timedelta(days=story.days_ago, hours=len(story.title) % 13),
        intro=intro,
        body=list(_blocks(body)),
        picture=picture,
    )


def _blocks(body: str) -> Iterable[tuple[str, Any]]:
    """Turn paragraphs and headings into blocks; paragraphs that follow one another share a block."""
    for part in re.split(r"^(## .+)$", body, flags=re.MULTILINE):
        if part.startswith("## "):
            yield "heading", part.removeprefix("## ")
        elif paragraphs := [(text.strip(),) for text in part.split("\n\n") if text.strip()]:
            yield "text", RichText(str(format_html_join("", "<p>{}</p>", paragraphs)))


def _split(body: str) -> tuple[str, str]:
    """Return as many whole sentences of the first paragraph as a list shows, and what follows them."""
    intro = ""
    for sentence in re.split(r"(?<=[.!?:]) ", body.partition("\n")[0]):
        if len(intro) + len(sentence) > INTRO_LENGTH:
            break
        intro = f"{intro} {sentence}".strip()
    return intro, body.removeprefix(intro).strip()


def _image(picture: shapes.Picture, author: User, file_of: FileOf) -> PortalImage:
    upload = file_of(picture)
    upload.content.seek(0)
    image = PortalImage(
        title=picture.caption or picture.alt,
        description=picture.alt,
        file=ContentFile(upload.content.read(), name=picture.filename),
        collection=Collection.objects.get(name=PARTICIPANTS_COLLECTION),
        uploaded_by_user=author,
    )
    image.save()
    image.get_renditions(*SPECS)  # so that the first visitor does not wait for them
    return image


@transaction.atomic
def load_form(*, form: Form, by: User) -> None:
    """Put the form below the front page if there is none."""
    if FormPage.objects.exists():
        return
    page = FormPage(
        title=form.title,
        slug=form.slug,
        intro=str(format_html("<p>{}</p>", form.intro)),
        thanks=str(format_html("<p>{}</p>", form.thanks)),
        button=form.button,
        owner=by,
    )
    page.form_fields = [
        FormField(
            sort_order=place,
            label=asked.label,
            field_type=asked.kind,
            required=asked.required,
            choices="\n".join(asked.choices),
            help_text=asked.help,
        )
        for place, asked in enumerate(form.questions)
    ]
    HomePage.objects.get().add_child(instance=page)
    page.save_revision(user=by).publish(user=by)
    about = StandardPage.objects.filter(slug="about").first()
    if about is not None:
        leads = {"label": form.invitation, "page": page.pk, "url": ""}
        blocks = [*about.body.get_prep_value(), {"type": "button", "value": leads}]
        about.body = about.body.stream_block.to_python(blocks)
        about.save_revision(user=by).publish(user=by)


@transaction.atomic
def dress_home(*, picture: shapes.Picture, by: User, file_of: FileOf) -> None:
    """Hang `picture` on the front page if there is none."""
    home = HomePage.objects.get()
    if home.picture_id is None:
        home.picture = _image(picture, by, file_of)
        home.save_revision(user=by).publish(user=by)


@transaction.atomic
def write_imprint(*, words: str, by: User) -> None:
    """Let the imprint say `words` (rich text) while it stands as it was made; what somebody wrote stays."""
    imprint = StandardPage.objects.filter(slug="imprint").first()
    if imprint is None or TO_WRITE not in str(imprint.body.get_prep_value()):
        return
    imprint.body = [("text", RichText(words))]
    imprint.save_revision(user=by).publish(user=by)
