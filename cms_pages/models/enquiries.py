"""Forms that coordinators put together, and what people send through them, which is kept for a while."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, validate_email
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.contrib.forms.models import AbstractFormField, AbstractFormSubmission, FormMixin
from wagtail.fields import RichTextField, StreamField
from wagtail.models import TranslatableMixin
from wagtail_localize.fields import SynchronizedField

from cms_pages.blocks import LINE_FEATURES, body_blocks
from cms_pages.forms.enquiries import AnswerFormBuilder, FormPageForm
from cms_pages.models.base import BasePage
from portal.core.ids import public_id

CONSENT = _("I agree that the chapter keeps what I wrote here to answer me, and deletes it afterwards.")


def consent_words() -> str:
    return str(CONSENT)


def are_addresses(value: str) -> None:
    """Refuse what is no list of mail addresses with commas between."""
    for each in value.split(","):
        validate_email(each.strip())


class FormPage(FormMixin, BasePage):
    """Questions to whoever comes by: join us, volunteer. What is sent is personal: only coordinators read it."""

    intro = RichTextField(_("introduction"), features=LINE_FEATURES, blank=True)
    body = StreamField(body_blocks(), verbose_name=_("content above the form"), blank=True)
    button = models.CharField(_("words on the button"), max_length=40, default=_("Send"))
    thanks = RichTextField(_("thanks"), features=LINE_FEATURES, blank=True, help_text=_("Shown after sending."))
    consent = models.CharField(
        _("consent"),
        max_length=300,
        default=consent_words,
        help_text=_("Who sends the form ticks this. The words are kept with each answer."),
    )
    kept_days = models.PositiveSmallIntegerField(
        _("days kept"),
        default=180,
        validators=[MinValueValidator(1), MaxValueValidator(730)],
        help_text=_("After so many days an answer is deleted for good."),
    )
    told = models.CharField(
        _("who is told"),
        max_length=255,
        blank=True,
        validators=[are_addresses],
        help_text=_("Mail addresses, with commas between. They get a link, never what was written."),
    )

    override_translatable_fields = [SynchronizedField("told")]
    base_form_class = FormPageForm
    form_builder = AnswerFormBuilder
    content_panels = [
        *BasePage.content_panels,
        FieldPanel("intro"),
        FieldPanel("body"),
        InlinePanel("form_fields", label=_("question"), heading=_("Questions"), min_num=1),
        MultiFieldPanel([FieldPanel("button"), FieldPanel("thanks")], heading=_("Sending")),
        MultiFieldPanel(
            [FieldPanel("consent"), FieldPanel("kept_days")], heading=_("What happens to the answers")
        ),
        FieldPanel("told"),
    ]
    template = "cms_pages/form.html"
    landing_page_template = "cms_pages/form_sent.html"
    parent_page_types = ["cms_pages.HomePage", "cms_pages.StandardPage"]
    subpage_types: list[str] = []
    is_translated = True

    class Meta:
        verbose_name = _("form")

    def clean(self) -> None:
        super().clean()
        if not self.consent.strip():
            raise ValidationError({"consent": _("Say what people agree to.")})

    def get_submission_class(self) -> type[FormAnswer]:
        return FormAnswer

    def get_data_fields(self) -> list[tuple[str, Any]]:
        return [*super().get_data_fields(), ("reference", _("Reference")), ("forget_at", _("Deleted on"))]

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form; it is sent to an address of its own, which knows limits."""
        return BasePage.serve(self, request, *args, **kwargs)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        form = kwargs.get("form") or self.get_form(page=self, user=request.user)
        return {**context, "form": form}


class FormField(TranslatableMixin, AbstractFormField):
    """One question."""

    KINDS = [
        ("singleline", _("One line")),
        ("multiline", _("Several lines")),
        ("email", _("Mail address")),
        ("number", _("Number")),
        ("url", _("Web address")),
        ("date", _("Date")),
        ("checkbox", _("A tick")),
        ("checkboxes", _("Several of a list")),
        ("radio", _("One of a list")),
        ("dropdown", _("One of a long list")),
    ]
    override_translatable_fields = [SynchronizedField("clean_name")]
    page = ParentalKey("cms_pages.FormPage", on_delete=models.CASCADE, related_name="form_fields")
    field_type = models.CharField(_("kind of answer"), max_length=16, choices=KINDS)
    field_type.required_on_save = True  # type: ignore[attr-defined]  # Wagtail's previews want to know

    class Meta(TranslatableMixin.Meta):
        ordering = ["sort_order"]
        verbose_name = _("question")

    def __str__(self) -> str:
        return self.label


class FormAnswer(AbstractFormSubmission):
    """What somebody sent, with the words they agreed to and the day when it is deleted."""

    page = models.ForeignKey(FormPage, on_delete=models.CASCADE, related_name="answers")
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="form_answers"
    )
    email = models.EmailField(_("mail address"), blank=True, db_index=True)
    reference = models.CharField(_("reference"), max_length=12, unique=True, default=public_id, editable=False)
    agreed_to = models.CharField(_("agreed to"), max_length=300)
    submit_time = models.DateTimeField(_("sent"))
    forget_at = models.DateTimeField(_("deleted on"), db_index=True)
    submission = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        indexes = [models.Index(fields=["page", "-submit_time"], name="cms_pages_answers_of_form")]

    def __str__(self) -> str:
        return f"Answer {self.reference}"

    def get_data(self) -> dict[str, Any]:
        return {**super().get_data(), "reference": self.reference, "forget_at": self.forget_at}
