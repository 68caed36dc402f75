"""Asking peers about a piece, what they say, and what is said about that."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mentorship.forms.rubrics import RubricForm
from mentorship.models import PeerReview, Rubric
from mentorship.models.peers import MOST_PEERS
from mentorship.services import peers


class AskPeersForm(forms.Form):
    wanted = forms.IntegerField(label=_("How many peers?"), min_value=1, max_value=MOST_PEERS, initial=3)
    is_anonymous = forms.BooleanField(
        label=_("Without names"),
        required=False,
        initial=True,
        help_text=_("Its maker does not learn who wrote what. You do."),
    )
    due_date = forms.DateField(
        label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class ThreeSentencesForm(forms.Form):
    """The three sentences that help whoever made something."""

    noticed = forms.CharField(
        label=_("I notice …"),
        help_text=_("What you see or hear, and what works."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    wondered = forms.CharField(
        label=_("I wonder …"),
        help_text=_("A question to its maker. You may leave it empty."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    tried = forms.CharField(
        label=_("Try …"),
        help_text=_("One thing to do next."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class PeerReviewForm(ThreeSentencesForm, RubricForm):
    """What a peer says; a draft may be kept with nothing in it."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, review: PeerReview, rubric: Rubric | None, **kwargs: Any) -> None:
        initial = {name: getattr(review, name) for name in ("noticed", "wondered", "tried", "version")}
        chosen = {each.criterion_id: each.level_id for each in review.scores.all()}
        super().__init__(*args, rubric=rubric, chosen=chosen, initial=initial, **kwargs)

    @property
    def words(self) -> peers.Words:
        said = {name: self.cleaned_data[name] for name in ("noticed", "wondered", "tried")}
        return peers.Words(levels=self.levels, **said)

    def show_version(self, version: int) -> None:
        """Let what stands in the form be written on `version` when it is sent again."""
        self.data = self.data.copy()
        self.data["version"] = str(version)


class AppealForm(forms.Form):
    reason = forms.CharField(
        label=_("Why is it unfair?"),
        help_text=_("Your mentor reads it, and decides whether the review stays."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
