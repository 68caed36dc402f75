"""Page forms that refuse what their author may not choose.

Wagtail's choosers are no security boundary: a hand-made POST can name any picture, document, page or work.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import count
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.models import Page
from wagtail.permissions import policy_registry

from cms_pages.permissions import first_visibility, projects_to_choose
from mentorship.models import Project, Visibility
from mentorship.services import sharing
from portal.core.exceptions import DomainError

MOST_TAGS = 8
MOST_OF_A_TAG = 40
MOST_OF_A_SLUG = 240
#: (model, primary key as text) of something that a field names.
Reference = tuple[type[models.Model], str]


class OwnReferencesForm(WagtailAdminPageForm):
    """Every picture, document, page and work that the form names must be one its author may choose.

    What somebody with wider rights has already put on the page may stay. A refused field shows its former
    value again, because a widget would otherwise print the title of the foreign object.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._standing = set(_references_of(self)) if self.is_bound else set()
        _name_rich_texts(self)

        if self.is_bound and "slug" in self.fields:
            self._find_a_free_address()

    def _find_a_free_address(self) -> None:
        """Make of what was typed, or of the title, an address that is free; nobody has to know what a slug is."""
        words = (self.data.get("slug", ""), self.data.get("title", ""), str(self.instance._meta.verbose_name))
        slug = next(filter(None, (slugify(each, allow_unicode=True) for each in words)))[:MOST_OF_A_SLUG]
        if self.parent_page is not None and slug != self.instance.slug:
            siblings = self.parent_page.get_children().exclude(pk=self.instance.pk)
            taken = set(siblings.filter(slug__startswith=slug).values_list("slug", flat=True))
            numbered = (f"{slug}-{number}" for number in count(2))
            slug = slug if slug not in taken else next(each for each in numbered if each not in taken)
        self.data = self.data.copy()
        self.data["slug"] = slug

    def is_valid(self) -> bool:
        valid = super().is_valid()
        if not self.is_bound or self.for_user is None or self.for_user.is_superuser:
            return valid
        refused = [self._refuse_foreign(form) for form in _forms_of(self)]
        return valid and not any(refused)

    def _refuse_foreign(self, form: forms.ModelForm[Any]) -> bool:
        """Put an error on each field of `form` that names something foreign; return whether there was one."""
        refused = False
        for name in list(form.fields):
            named = set(_posted_references(form, name)) - self._standing
            if named and named != _choosable(named, self.for_user):
                form.add_error(name, _("You cannot use this here: it is not yours. Choose one of your own."))
                show_former_value(form.fields[name])
                refused = True
        return refused


class GalleryForm(OwnReferencesForm):
    """A gallery shows works of the person whose portfolio it is in, whoever edits it.

    Who sees it is decided by a service, at once; a minor's new gallery begins private.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None and "visibility" in self.fields:
            self.initial["visibility"] = first_visibility(self._maker)

    @property
    def _maker(self) -> Any:
        return self.parent_page.specific_deferred.owner_person

    def clean_visibility(self) -> str:
        wanted: str = self.cleaned_data["visibility"]
        now_seen = self.initial["visibility"] if self.instance.pk else Visibility.PRIVATE
        if self.for_user is not None and not self.for_user.is_superuser and wanted != now_seen:
            try:
                sharing.permit_showing(by=self.for_user, maker=self._maker, now_seen=now_seen, wanted=wanted)
            except DomainError as refusal:
                raise ValidationError(refusal.message) from refusal
        return wanted

    def save(self, commit: bool = True) -> Any:
        from cms_pages.services import galleries  # which knows pages, which know their forms

        if self.instance.pk and "visibility" in self.changed_data:
            wanted = self.cleaned_data["visibility"]
            galleries.change_visibility(
                gallery=self.instance, visibility=wanted, by=self.for_user, now=timezone.now()
            )
        return super().save(commit)

    def is_valid(self) -> bool:
        valid = super().is_valid()
        if not self.is_bound or "items" not in self.formsets:
            return valid
        owner_id = self.parent_page.specific_deferred.owner_person_id
        refused = False
        for form in self.formsets["items"].forms:
            project = getattr(form, "cleaned_data", {}).get("project")
            if project is not None and project.owner_id != owner_id and "project" not in form.errors:
                form.add_error("project", _("Only works of the person whose portfolio this is belong here."))
                show_former_value(form.fields["project"])
                refused = True
        return valid and not refused


class PostForm(OwnReferencesForm):
    """A story belongs to a series of its own journal."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "series" in self.fields:
            self.fields["series"].queryset = self.fields["series"].queryset.filter(blog=self.parent_page.pk)

    def clean_tags(self) -> list[str]:
        tags: list[str] = self.cleaned_data["tags"]
        if len(tags) > MOST_TAGS:
            raise ValidationError(_("At most %(most)d tags: choose the ones that say most.") % {"most": MOST_TAGS})
        if any(len(tag) > MOST_OF_A_TAG for tag in tags):
            raise ValidationError(_("A tag is a word or two, at most %(most)d letters.") % {"most": MOST_OF_A_TAG})
        return tags


class NoteForm(forms.Form):
    """What should change before a page is approved. Named as Wagtail's own form names it."""

    comment = forms.CharField(
        label=_("Note"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Say what should change, in words that help."),
    )


def _name_rich_texts(form: Any) -> None:
    """Let screen readers say what a rich text is: its label leads to a field that the editor hides."""
    for field in form.fields.values():
        if "data-draftail-input" in field.widget.attrs:
            field.widget.options = {**field.widget.options, "ariaLabel": str(field.label)}


def show_former_value(field: forms.Field) -> None:
    """Make `field` render what was there before the refused input."""
    field.bound_data = lambda data, initial: initial  # type: ignore[method-assign]  # this one field only


def _forms_of(form: Any) -> Iterator[Any]:
    yield form
    for formset in form.formsets.values():
        for child in formset.forms:
            if child not in formset.deleted_forms:
                yield from _forms_of(child)


def _references_of(form: Any) -> Iterator[Reference]:
    """What the stored object of `form` and its children name already."""
    for each in _forms_of_unchecked(form):
        for name in each.fields:
            field = _model_field(each, name)
            if field is not None:
                yield from _references_in(field, field.value_from_object(each.instance))


def _forms_of_unchecked(form: Any) -> Iterator[Any]:
    yield form
    for formset in form.formsets.values():
        for child in formset.initial_forms:
            yield from _forms_of_unchecked(child)


def _posted_references(form: Any, name: str) -> Iterable[Reference]:
    field = _model_field(form, name)
    if field is None or name not in getattr(form, "cleaned_data", {}):
        return ()
    value = form.cleaned_data[name]
    return _references_in(field, value.pk if isinstance(value, models.Model) else value)


def _model_field(form: Any, name: str) -> models.Field[Any, Any] | None:
    return next((field for field in form.instance._meta.fields if field.name == name), None)


def _references_in(field: Any, value: Any) -> Iterator[Reference]:
    if value is None:
        return
    if hasattr(field, "extract_references"):
        for model, pk, _model_path, _content_path in field.extract_references(value):
            yield model, str(pk)
    elif field.many_to_one or field.one_to_one:
        yield field.related_model, str(value)


def _choosable(named: set[Reference], user: Any) -> set[Reference]:
    """Return those of `named` that `user` may choose; a model that nobody has thought of is refused."""
    allowed: set[Reference] = set()
    for model in {model for model, _pk in named}:
        choose = next((rule for base, rule in _rules().items() if issubclass(model, base)), None)
        if choose is not None:
            wanted = [pk for of, pk in named if of is model and pk.isdecimal()]
            found = choose(user, model).filter(pk__in=wanted).values_list("pk", flat=True)
            allowed |= {(model, str(pk)) for pk in found}
    return allowed


def _media(user: Any, model: type[models.Model]) -> models.QuerySet[Any]:
    chosen: models.QuerySet[Any] = policy_registry.get_by_type(model).instances_user_has_any_permission_for(
        user, ["choose"]
    )
    return chosen


def _pages(user: Any, model: type[models.Model]) -> models.QuerySet[Any]:
    """Own pages in any state, and what they may read."""
    from cms_pages.selectors import without_hidden_galleries  # which knows pages, which know their forms

    explorable = policy_registry.get_by_type(Page).explorable_instances(user)
    public: models.QuerySet[Any] = without_hidden_galleries(Page.objects.live().public(), user)
    return public | Page.objects.filter(pk__in=explorable.values("pk"))


def _projects(user: Any, model: type[models.Model]) -> models.QuerySet[Any]:
    return projects_to_choose(user)


def _series(user: Any, model: type[models.Model]) -> models.QuerySet[Any]:
    """Which series fit a story is the form's to say; here: those of journals that `user` may edit."""
    return model._default_manager.filter(blog__in=policy_registry.get_by_type(Page).explorable_instances(user))


def _rules() -> dict[type[models.Model], Callable[[Any, type[models.Model]], models.QuerySet[Any]]]:
    from wagtail.documents.models import AbstractDocument
    from wagtail.images.models import AbstractImage

    from cms_pages.models import Series

    return {AbstractImage: _media, AbstractDocument: _media, Page: _pages, Project: _projects, Series: _series}
