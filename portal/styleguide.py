"""The style guide: every component in every state, for development only."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.views.decorators.http import require_safe

from portal.core.icons import ICONS
from portal.core.templatetags.ui import TONES


class SampleForm(forms.Form):
    """One field of every kind."""

    title = forms.CharField(max_length=80, help_text="What you would call it to a friend.")
    story = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), required=False)
    price = forms.DecimalField(
        min_value=Decimal("0.50"),
        help_text="In euro. You keep at least 80 %.",
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    email = forms.EmailField(label="E-mail")
    skill = forms.ChoiceField(choices=[("", "Choose one"), ("weave", "Weaving"), ("clay", "Pottery")])
    seen_by = forms.ChoiceField(
        label="Who may see it?",
        choices=[("private", "Only me"), ("mentor", "My mentor and me"), ("public", "Everyone")],
        widget=forms.RadioSelect,
        initial="private",
    )
    picture = forms.FileField(required=False, help_text="JPEG, PNG or WebP, up to 10 MB.")
    original = forms.BooleanField(label="I made this myself", help_text="Copies and kits need a word of thanks.")
    finished_on = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}), required=False)


class SampleFilter(forms.Form):
    q = forms.CharField(
        label="Search", required=False, widget=forms.SearchInput(attrs={"placeholder": "bowl, song, rug"})
    )
    discipline = forms.ChoiceField(choices=[("", "All"), ("art", "Art"), ("music", "Music")], required=False)
    order = forms.ChoiceField(label="Sort by", choices=[("new", "Newest"), ("price", "Price")], required=False)


def _works() -> list[dict[str, Any]]:
    picture = {
        "src": static("img/sample-weave.svg"),
        "width": 640,
        "height": 480,
        "alt": "Woven bands in red and indigo",
    }
    return [
        {
            "title": "Harbour at six",
            "maker": "Amina D.",
            "image": picture,
            "amount": Decimal("48.00"),
            "badge": "Original",
            "badge_tone": "madder",
        },
        {"title": "Song for the slow tram", "maker": "Bruno K.", "icon": "music", "tone": "indigo"},
        {
            "title": "Tide table, a small program with a long and wandering name",
            "maker": "Chidi O.",
            "icon": "code",
            "tone": "moss",
            "amount": Decimal("5.00"),
        },
        {
            "title": "Bread bowl",
            "maker": "Dalia R.",
            "icon": "object",
            "tone": "weld",
            "amount": Decimal("36.50"),
            "badge": "Sold",
            "badge_tone": "walnut",
        },
    ]


@require_safe
def style_guide(request: HttpRequest) -> HttpResponse:
    """Show every component in every state."""
    unfit = SampleForm(
        auto_id="unfit_%s",
        data={"title": "", "price": "abc", "email": "amina@", "seen_by": "moon", "skill": "clay"},
    )
    unfit.is_valid()
    unfit.add_error(None, "The work was changed by somebody else in the meantime. Look at it again, then save.")
    context = {
        "icons": sorted(ICONS),
        "tones": [*TONES, "cochineal"],
        "works": _works(),
        "form": SampleForm(),
        "unfit": unfit,
        "filter_form": SampleFilter(request.GET or None),
        "page_obj": Paginator(range(240), 12).get_page(request.GET.get("page", 7)),
        "trail": [("Home", "/"), ("Works", "/works/")],
        "tabs": [
            ("All", "?", True, 42),
            ("Drafts", "?t=d", False, 3),
            ("Sold", "?t=s", False, 0),
            ("Notes", "?t=n", False, None),
        ],
        "facts": [
            ("Size", "30 × 40 cm"),
            ("Material", "Linen, madder, indigo"),
            ("Ready in", "3 days"),
            ("Unknown", ""),
        ],
        "table_headers": ["Order", "Work", "State", "Earned"],
        "table_rows": [
            ["K7-2QPX", "Harbour at six", "Paid", "€38.40"],
            ["K7-9MTA", "Bread bowl", "Sent", "€29.20"],
        ],
        "numeric": [3],
        "steps": [("Basket", "#basket"), ("Details", "#details"), ("Pay", ""), ("Done", "")],
        "sample_date": date(2026, 10, 4),
        "skills": ["Weaving", "Natural dyes", "Looms"],
    }
    return render(request, "styleguide.html", context)
