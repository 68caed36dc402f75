"""What buyers and makers fill in about a bought piece."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from shop.models import Review
from shop.models.reviews import MOST_STARS

STARS = [
    (number, ngettext_lazy("%(n)d star", "%(n)d stars", number) % {"n": number})
    for number in range(MOST_STARS, 0, -1)
]


class ReviewForm(forms.ModelForm[Review]):
    stars = forms.TypedChoiceField(
        label=_("How do you like it?"), choices=STARS, coerce=int, widget=forms.RadioSelect
    )

    class Meta:
        model = Review
        fields = ("stars", "text", "name")
        widgets = {
            "text": forms.Textarea(attrs={"rows": 5}),
            "name": forms.TextInput(attrs={"autocomplete": "given-name"}),
        }


class ReviewAnswerForm(forms.ModelForm[Review]):
    class Meta:
        model = Review
        fields = ("answer",)
        widgets = {"answer": forms.Textarea(attrs={"rows": 3})}
        help_texts = {"answer": _("It stands below the review. Empty: no answer.")}

    def _post_clean(self) -> None:
        """Leave the model's constraints to the service."""
