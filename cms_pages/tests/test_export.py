"""The site that somebody takes along: whole, public, the same twice, and fit to be opened anywhere."""

from __future__ import annotations

import json
import re
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from wagtail.models import PageViewRestriction

from cms_pages.export import assets, builder, paths, tree
from cms_pages.export.scope import NothingPublic, NothingPublicYet
from cms_pages.models import GalleryPage
from cms_pages.services import exports, portfolios
from cms_pages.tests import factories
from mentorship.models import Discipline, Project, Skill
from mentorship.services import projects, work_files
from portal.accounts.models import User
from portal.testing import uploads

SECRET = "nachtigall"
NAUGHTY = [
    "../../etc/passwd",
    "<script>alert(1)</script>",
    "con",
    "🧶🧶",
    "a" * 120,
    "שלום עולם",
    "a/b\\c:d",
    "{{ x }}",
]


class Crawler(HTMLParser):
    """Collects what a page names, and whether a browser would load it by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.ids: set[str] = set()
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        values = {name: value or "" for name, value in attrs}
        self.ids.add(values.get("id", ""))
        is_link = tag in ("a", "area") or (tag == "link" and values.get("rel") in ("canonical", "alternate"))
        for name in ("href", "src", "poster"):
            if name in values:
                (self.links if is_link else self.loads).append(values[name])
        self.loads += [each.split()[0] for each in values.get("srcset", "").split(", ") if each]


def read(page: Path) -> Crawler:
    crawler = Crawler()
    crawler.feed(page.read_text())
    return crawler


def broken_in(root: Path) -> list[str]:
    """Return every link and every file of the pages below `root` that leads nowhere or out."""
    wrong = []
    for page in sorted(root.rglob("*.html")):
        found = read(page)
        for url in [*found.links, *found.loads]:
            parts = urlsplit(url)
            if parts.scheme in ("http", "https") and url in found.links:
                continue
            if parts.scheme in ("data", "mailto") or not parts.path:
                continue
            target = (page.parent / unquote(parts.path)).resolve()
            if parts.scheme or parts.netloc or not target.is_file() or not target.is_relative_to(root.resolve()):
                wrong.append(f"{page.relative_to(root)}: {url}")
    for style in sorted(root.rglob("*.css")):
        named = re.findall(r'url\("?([^")]+)', style.read_text())
        wrong += [url for url in named if not url.startswith("data:") and not (style.parent / url).is_file()]
    return wrong


def built(person: User, folder: Path, **options: Any) -> Path:
    root = folder / "site"
    root.mkdir(parents=True)
    builder.build(person=person, root=root, **options)
    return root


def everything(root: Path) -> bytes:
    return b"".join(f.read_bytes() + str(f.relative_to(root)).encode() for f in root.rglob("*") if f.is_file())


@pytest.fixture
def maker(participant: User, django_capture_on_commit_callbacks: Any) -> User:
    """Somebody with works, stories, pictures, a sound and a code; some of it private."""
    with django_capture_on_commit_callbacks(execute=True):
        portfolios.update(participant.portfolio, by=participant, tagline="I weave", intro="<p>Bands and rugs</p>")
        factories.work(participant, "A red rug")
        files = [uploads.sound(), uploads.text("tune.txt", "la la")]
        projects.create(
            owner=participant, by=participant, title="A tune", media_type="audio", visibility="public", files=files
        )
        for visibility in ("private", "mentor", "cohort", "members", "link"):
            hidden = factories.work(participant, f"Work {SECRET} {visibility}", visibility=visibility)
            work_files.describe(file=hidden.files.get(), alt_text=SECRET, caption=SECRET, by=participant)
        factories.post(participant, "How I dye", picture=factories.image(participant))
        draft = factories.post(participant, f"Story {SECRET}", body=f"<p>{SECRET}</p>")
        draft.unpublish()
    return participant


# What is in it -------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_every_link_and_file_is_there_and_nothing_is_loaded_from_elsewhere(maker, tmp_path):
    root = built(maker, tmp_path)

    assert broken_in(root) == []
    names = set(tree.Tree(root))
    assert {"index.html", "journal/index.html", "journal/how-i-dye/index.html", "works/index.html"} <= names
    assert {
        "feeds/works.atom",
        "feeds/journal.rss",
        "sitemap.xml",
        "robots.txt",
        "404.html",
        ".nojekyll",
        "favicon.ico",
        "README.txt",
    } <= names
    assert {"works.json", "credits/index.html", "verified.json", "verified.txt"} <= names
    assert [name for name in names if name.endswith(".woff2")]
    assert [name for name in names if name.startswith("media/pictures/") and name.endswith(".webp")]
    assert [name for name in names if name.startswith("files/") and name.endswith((".mp3", ".wav", ".m4a"))]


@pytest.mark.django_db
def test_pages_bring_no_forms_no_modules_and_no_handlers(maker, tmp_path):
    root = built(maker, tmp_path)

    for page in root.rglob("*.html"):
        text = page.read_text()
        assert not set(read(page).tags) & {"form", "iframe", "object", "embed", "base"}, page
        assert not re.search(r'type="module"|crossorigin|integrity=|nonce=|data-export|csrf', text), page
        assert "/account/" not in text, page
        assert "/cms/" not in text, page
    assert "data-theme-toggle" in (root / "static/js/site.classic.js").read_text()


@pytest.mark.django_db
def test_the_works_are_there_as_data(maker, tmp_path):
    root = built(maker, tmp_path)

    works = {work["title"]: work for work in json.loads((root / "works.json").read_text())}
    assert set(works) == {"A red rug", "A tune"}
    rug = works["A red rug"]
    assert (root / rug["page"]).is_file()
    assert rug["files"][0]["variants"]
    for variant in rug["files"][0]["variants"]:
        assert (root / variant["path"]).stat().st_size == variant["bytes"]


@pytest.mark.django_db
def test_the_feed_and_the_map_name_live_pages_until_a_place_is_known(maker, tmp_path, settings):
    settings.SITE_URL = "http://127.0.0.1:8000"
    atom = "{http://www.w3.org/2005/Atom}"

    live = built(maker, tmp_path / "live")
    own = built(maker, tmp_path / "own", base_url="https://amina.example.org/shows")

    def links(root: Path) -> list[str]:
        return [
            entry.find(f"{atom}link").attrib["href"]
            for name in ("works", "journal")
            for entry in ElementTree.parse(root / f"feeds/{name}.atom").iter(f"{atom}entry")  # noqa: S314  ours
        ]

    assert len(links(live)) == 3
    assert all(link.startswith("http://127.0.0.1:8000/") for link in links(live))
    assert all(link.startswith("https://amina.example.org/shows/") for link in links(own))
    for link in links(own):
        assert (own / link.removeprefix("https://amina.example.org/shows/") / "index.html").is_file()
    page = (own / "journal/how-i-dye/index.html").read_text()
    assert '<link rel="canonical" href="https://amina.example.org/shows/journal/how-i-dye/">' in page
    assert "https://amina.example.org/shows/sitemap.xml" in (own / "robots.txt").read_text()
    assert "https://amina.example.org/shows/journal/" in (own / "sitemap.xml").read_text()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["amina", "ftp://x.example.org", "https://", "javascript:alert(1)", 'https://x"y']
)
def test_an_address_that_is_none_is_refused(maker, tmp_path, address):
    with pytest.raises(builder.BadBaseUrl):
        built(maker, tmp_path, base_url=address)


@pytest.mark.parametrize(
    ("code", "is_classic"),
    [
        ("const a = 1;\nasync function f() {\n  await a;\n}", True),
        ('import { a } from "./a.js";', False),
        ("export const a = 1;", False),
        ("await fetch('x');", False),
        ("const a = import('./a.js');", False),
        ("// imports nothing\nconst important = 1;", True),
    ],
)
def test_a_module_becomes_a_classic_script_when_it_can_be_one(code, is_classic):
    assert (assets.NOT_CLASSIC.search(code) is None) == is_classic


@pytest.mark.django_db
@pytest.mark.parametrize("sender", ["nginx", "signed"])
def test_sounds_come_along_whoever_sends_them_to_browsers(maker, tmp_path, settings, sender):
    settings.PRIVATE_FILES = sender

    root = built(maker, tmp_path)

    sounds = [path for path in root.glob("files/*/original.*") if path.suffix in (".wav", ".mp3")]
    assert [path.stat().st_size > 1000 for path in sounds] == [True]


# What is not in it ---------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_no_byte_of_what_others_may_not_see_is_in_it(maker, stranger, mentor, tmp_path):
    factories.work(stranger, f"Foreign {SECRET}")

    root = built(maker, tmp_path)

    content = everything(root)
    assert SECRET.encode() not in content
    hidden = Project.objects.filter(owner=maker).exclude(visibility="public")
    assert hidden.count() == 5
    for work in hidden:
        assert work.public_id.encode() not in content
        for file in work.files.all():
            assert str(file.public_id).encode() not in content
    for person in (maker, mentor, stranger):
        assert person.email.encode() not in content


@pytest.mark.django_db
def test_a_gallery_that_not_everybody_sees_leaves_no_trace(maker, tmp_path):
    gallery = factories.gallery(maker)
    GalleryPage.objects.filter(pk=gallery.pk).update(visibility="private", title=f"Gallery {SECRET}")

    root = built(maker, tmp_path)

    assert not (root / "works").exists()
    assert SECRET.encode() not in everything(root)


@pytest.mark.django_db
def test_pictures_of_others_stay_with_others(maker, stranger, tmp_path):
    crafts = Discipline.objects.create(name="Crafts", slug="crafts")
    weaving = Skill.objects.create(discipline=crafts, name="Weaving", slug="weaving")
    foreign = factories.work(stranger, "A foreign rug")
    for work in (foreign, Project.objects.get(title="A red rug")):
        work.skills.add(weaving)

    root = built(maker, tmp_path)

    content = everything(root)
    assert b"A foreign rug" not in content
    assert str(foreign.files.get().public_id).encode() not in content
    assert foreign.files.get().public_id.hex.encode() not in content


@pytest.mark.django_db
def test_every_page_and_file_is_what_an_anonymous_visitor_gets(maker, client, tmp_path):
    root = built(maker, tmp_path)

    copied = [file for file in (root / "media").rglob("*") if file.is_file()]
    assert copied
    for file in copied:
        answer = client.get(f"/{file.relative_to(root).as_posix()}")
        assert b"".join(answer.streaming_content) == file.read_bytes()
    for file in (root / "files").rglob("*"):
        if file.is_file():
            variant = file.name if file.name.startswith("w") else "original"
            answer = client.get(f"/files/{file.parent.name}/{variant}")
            assert b"".join(answer.streaming_content) == file.read_bytes()


@pytest.mark.django_db
def test_what_is_hidden_is_gone_from_the_next_one(maker, tmp_path):
    work = Project.objects.get(title="A red rug")
    first = built(maker, tmp_path / "first")
    assert work.public_id.encode() in everything(first)

    projects.change_visibility(project=work, visibility="private", by=maker)
    second = built(maker, tmp_path / "second")

    assert work.public_id.encode() not in everything(second)
    assert b"A red rug" not in everything(second)
    assert broken_in(second) == []


@pytest.mark.django_db
def test_what_is_hidden_while_it_is_built_is_not_handed_out(maker, tmp_path, monkeypatch):
    work = Project.objects.get(title="A red rug")
    write = builder.extras.write

    def hide_and_write(*args: Any, **options: Any) -> int:
        projects.change_visibility(project=work, visibility="private", by=maker)
        return write(*args, **options)

    monkeypatch.setattr(builder.extras, "write", hide_and_write)

    with pytest.raises(builder.ChangedMeanwhile):
        exports.write_zip(person=maker, target=tmp_path / "site.zip")

    assert list(tmp_path.iterdir()) == []


@pytest.mark.django_db
def test_a_restricted_journal_is_not_taken_along(maker, tmp_path):
    journal = factories.journal(maker)
    PageViewRestriction.objects.create(page=journal, restriction_type=PageViewRestriction.LOGIN)

    root = built(maker, tmp_path)

    assert not (root / "journal").exists()
    assert b"How I dye" not in everything(root)
    assert broken_in(root) == []


# Twice the same, hostile words, nothing, much ------------------------------------------------------------


@pytest.mark.django_db
def test_twice_is_the_same_byte_for_byte(maker, tmp_path):
    for name in ("one.zip", "two.zip"):
        exports.write_zip(person=maker, target=tmp_path / name)

    assert tree.digest(tmp_path / "one.zip") == tree.digest(tmp_path / "two.zip")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one.zip", "two.zip"], "nothing is left over"


@pytest.mark.django_db
def test_hostile_titles_stay_words(participant, tmp_path):
    for title in NAUGHTY:
        factories.work(participant, title)
        if re.search(r"[^\W_]", title):  # Wagtail itself refuses a story whose title makes no address
            factories.post(participant, title)
    participant.portfolio.add_child(instance=GalleryPage(title="Work", slug="work", owner=participant))
    exports.write_zip(person=participant, target=tmp_path / "site.zip")

    with zipfile.ZipFile(tmp_path / "site.zip") as archive:
        names = archive.namelist()
        assert all(paths.check(name) == name for name in names)
        assert len({name.casefold() for name in names}) == len(names)
        assert not [name for name in names if set(name.split("/")) & {"con", "aux", ".."}]
        assert all(entry.external_attr >> 28 == 0o10 for entry in archive.infolist()), "regular files only"
        archive.extractall(tmp_path / "site")
    assert broken_in(tmp_path / "site") == []
    index = (tmp_path / "site/works/index.html").read_text()
    assert "<script>alert" not in index
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in index
    assert {work["title"] for work in json.loads((tmp_path / "site/works.json").read_text())} == set(NAUGHTY)


@pytest.mark.django_db
def test_somebody_with_nothing_has_a_site_that_says_so(participant, tmp_path):
    root = built(participant, tmp_path)

    assert broken_in(root) == []
    assert "Nothing is on show yet" in (root / "index.html").read_text()
    assert json.loads((root / "works.json").read_text()) == []


@pytest.mark.django_db
def test_who_has_no_public_page_is_told(participant, buyer, tmp_path):
    with pytest.raises(NothingPublic):
        built(buyer, tmp_path / "buyer")

    participant.portfolio.unpublish()
    with pytest.raises(NothingPublic):
        built(participant, tmp_path / "adult")

    User.objects.filter(pk=participant.pk).update(age_band=User.AgeBand.UNDER_16)
    participant.refresh_from_db()
    with pytest.raises(NothingPublicYet, match="mentor or coordinator"):
        built(participant, tmp_path / "minor")


@pytest.mark.django_db
def test_long_lists_go_on_from_page_to_page(participant, tmp_path):
    now = timezone.now()
    Project.objects.bulk_create(
        Project(owner=participant, title=f"Work {n}", media_type="text", visibility="public", published_at=now)
        for n in range(60)
    )

    root = built(participant, tmp_path)

    assert broken_in(root) == []
    assert (root / "works/page-3/index.html").is_file()
    assert not (root / "works/page-4").exists()
    assert "page-2/index.html" in " ".join(read(root / "works/index.html").links)
    linked = {link for page in root.glob("works/**/index.html") for link in read(page).links if "work/" in link}
    assert len(linked) == 60


@pytest.mark.parametrize(
    "text", [*NAUGHTY, "..", ".", "", "COM1.txt", "a\x00b", "x" * 300, ".hidden", "trailing. "]
)
def test_a_name_of_a_file_is_one_on_every_system(text):
    name = paths.segment(text, otherwise="page-7")

    assert paths.check(name) == name
    assert len(name.encode()) <= 80
    assert name.split(".")[0].lower() not in paths.DEVICES
    assert not name.startswith(".")
    assert not name.endswith((".", " "))


@pytest.mark.parametrize(
    "path", ["../x", "/etc/passwd", "a/../../b", "a//b", "", "c:/x", "a\\b", "a/./b", "a\x00"]
)
def test_nothing_is_written_outside(tmp_path, path):
    with pytest.raises(paths.UnsafePath):
        tree.Tree(tmp_path).write(path, "x")


def test_a_planted_link_out_of_the_folder_is_not_packed(tmp_path):
    root = tmp_path / "site"
    root.mkdir()
    (root / "passwords").symlink_to("/etc/passwd")

    with pytest.raises(paths.UnsafePath):
        tree.zip_tree(tree.Tree(root), tmp_path / "site.zip")

    assert not (tmp_path / "site.zip").exists()


# The command ---------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_command_writes_a_folder_and_keeps_the_one_before(maker, tmp_path, capsys):
    target = tmp_path / "amina"

    call_command("export_portfolio", maker.handle, output=target)
    (target / "mine.txt").write_text("put here later")
    call_command("export_portfolio", f"@{maker.handle}", output=target)

    assert "pages, 2 works" in capsys.readouterr().out
    assert not (target / "mine.txt").exists()
    assert (tmp_path / "amina.previous/mine.txt").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["amina", "amina.previous"]


@pytest.mark.django_db
def test_the_command_replaces_nothing_but_exports(maker, tmp_path):
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters/love.txt").write_text("Dear Maria")

    with pytest.raises(CommandError, match="something else"):
        call_command("export_portfolio", maker.handle, output=tmp_path / "letters")
    with pytest.raises(CommandError, match="Nobody has"):
        call_command("export_portfolio", "nobody-at-all", output=tmp_path / "x")

    assert (tmp_path / "letters/love.txt").exists()
