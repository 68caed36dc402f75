import time

import pytest
from django.core.cache import cache

from mentorship import reading
from mentorship.services import projects, work_files
from portal.testing.uploads import text

HOSTILE = "<script>alert(1)</script>"


def test_a_program_is_coloured_line_by_line():
    html = reading.layout("code", "loom.py", "def pick(row):\n    return row  # up\n")

    assert html.count('<span class="line">') == 2
    assert '<span class="k">def</span>' in html
    assert "c1" in html


@pytest.mark.parametrize("name", ["a.py", "a.html", "a.js", "a.svg", "a.json", "a.conf", "a.tex", "a.scm"])
def test_no_program_becomes_markup(name):
    assert "<script" not in reading.layout("code", name, f"x = '{HOSTILE}'\n{HOSTILE}")


def test_a_string_over_two_lines_is_closed_on_each():
    html = reading.layout("code", "a.py", '"""one\ntwo"""\n')

    for line in html.split("\n"):
        assert line.count("<span") == line.count("</span")


def test_a_line_written_by_a_machine_is_not_coloured():
    began = time.process_time()
    html = reading.layout("code", "a.js", "(" * 16_000)

    assert html.count("<span") == 1
    assert time.process_time() - began < 1


def test_markdown_is_laid_out_below_the_headings_of_the_page():
    html = reading.layout("text", "a.md", "# Kettle\n\n- one\n- *two*\n\n| a | b |\n|---|---|\n| 1 | 2 |\n")

    for part in ("<h3>Kettle</h3>", "<li>one</li>", "<em>two</em>", "<td>1</td>"):
        assert part in html
    assert "<h1" not in html


@pytest.mark.parametrize(
    "words",
    [
        HOSTILE,
        "[x](javascript:alert(1))",
        "![x](https://tracker.example/x.png)",
        "<img src=x onerror=alert(1)>",
        "[x](data:text/html,<script>alert(1)</script>)",
        "<a href='javascript:alert(1)'>x</a>",
        "# <svg onload=alert(1)>",
    ],
)
def test_nothing_in_markdown_can_do_anything(words):
    html = reading.layout("text", "a.md", words).lower()

    for danger in ("<script", "<img", "<svg", 'href="javascript', 'href="data', "<a href='java"):
        assert danger not in html


def test_links_in_markdown_lend_no_weight():
    assert 'rel="nofollow ugc noopener"' in reading.layout("text", "a.md", "[loom](https://example.org/)")


def test_other_text_keeps_its_paragraphs():
    assert reading.layout("text", "a.txt", "One & two\n\nThree") == "<p>One &amp; two</p>\n\n<p>Three</p>"


@pytest.mark.django_db
def test_a_page_shows_so_much_and_then_only_names(participant):
    long = "x = 1\n" * 2_000
    work = projects.create(
        owner=participant,
        by=participant,
        title="Loom",
        media_type="code",
        files=[text("a.py", long), text("b.py", long), text("c.py", long), text("d.md", "# Kettle")],
    )

    first, second, third, fourth = (reading.readings(work.files.all())[file.pk] for file in work.files.all())

    assert not first.is_cut
    assert second.is_cut
    assert second.html
    assert (third.html, third.is_cut) == ("", True)
    assert "Kettle" in fourth.html


@pytest.mark.django_db
def test_a_text_is_laid_out_once_and_again_when_it_is_replaced(participant, monkeypatch):
    work = projects.create(
        owner=participant, by=participant, title="Poem", media_type="text", files=[text(words="Roses")]
    )
    file = work.files.get()
    assert "Roses" in reading.read(file, 100).html
    monkeypatch.setattr(reading, "layout", lambda *_: pytest.fail("it was kept"))
    assert "Roses" in reading.read(file, 100).html
    monkeypatch.undo()

    work_files.replace(file=file, upload=text(words="Violets"), by=participant)

    assert "Violets" in reading.read(work.files.get(), 100).html
    cache.clear()
