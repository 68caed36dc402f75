"""Addresses of rows."""

from django.urls import set_script_prefix

from portal.core.addresses import titled

VIEW = "mentorship:project_detail"


def test_it_names_number_and_title():
    assert titled(VIEW, "abc", "A tall Jug", "work") == "/works/abc/a-tall-jug/"
    assert titled(VIEW, "abc", "A small Jug", "work") == "/works/abc/a-small-jug/"
    assert titled(VIEW, "abc", "🎨", "work") == "/works/abc/work/"


def test_it_lies_where_the_site_lies():
    assert titled(VIEW, "abc", "Jug", "work") == "/works/abc/jug/"
    set_script_prefix("/chapter/")
    try:
        assert titled(VIEW, "abc", "Jug", "work") == "/chapter/works/abc/jug/"
    finally:
        set_script_prefix("/")
