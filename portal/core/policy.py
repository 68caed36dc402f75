"""Who sees what and who may do what, each said once per model: `can(person, action, row)` and `visible_to`.

An app's permissions.py registers one Policy for each model whose rows people reach by an address:

    @policy.register(Project)
    class ProjectPolicy(policy.Policy[Project]):
        def seen_by(self, person, key=""):
            return Q(visibility="public") | Q(owner=person)

        def may_change(self, person, project):
            return project.owner_id == person.pk

Lists, single rows and files all ask `seen_by`, so they cannot disagree: `Project.objects.visible_to(person)`
filters by it and `can(person, "see", project)` asks it about one row. What somebody may not see is a 404.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Self, TypeVar

from django.db.models import Model, Q, QuerySet

from portal.core.exceptions import NotAllowed

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

M = TypeVar("M", bound=Model)
NOBODY_SEES = Q(pk__in=[])
EVERYBODY_SEES = Q()
SEE = "see"

_policies: dict[type[Model], Policy[Any]] = {}


class NoPolicy(LookupError):
    """No app has said who sees the rows of this model, or who may do this to them."""


class Policy(Generic[M]):
    """What one model's rows are to people. Actions are methods: `may_change(person, row)`, `may_create(person)`.

    They are asked about active people only.
    """

    model: ClassVar[type[Model]]

    def seen_by(self, person: Any, key: str = "") -> Q:
        """Which rows `person` (perhaps a visitor) sees; `key` is the secret of the address they came by."""
        raise NotImplementedError


P = TypeVar("P", bound=type[Policy[Any]])


def register(model: type[Model]) -> Callable[[P], P]:
    """Say that the decorated class is the policy of `model`."""

    def remember(policy: P) -> P:
        policy.model = model
        _policies[model] = policy()
        return policy

    return remember


def registered() -> dict[type[Model], Policy[Any]]:
    return dict(_policies)


def policy_of(model: type[Model]) -> Policy[Any]:
    """Return the policy of `model`. Raises NoPolicy."""
    try:
        return _policies[model]
    except KeyError:
        raise NoPolicy(f"{model._meta.label} has no policy: register one in its app's permissions.py.") from None


def visible_to(person: Any, rows: QuerySet[M], key: str = "") -> QuerySet[M]:
    """Narrow `rows` to those that `person` sees."""
    return rows.filter(policy_of(rows.model).seen_by(person, key))


def can(person: Any, action: str, about: Model | type[Model], key: str = "") -> bool:
    """Whether `person` may do `action` to the row `about`, or at all to the model `about`. Raises NoPolicy.

    "see" asks the database once; what another action asks stands beside its rule.
    """
    if action == SEE:
        assert isinstance(about, Model)  # noqa: S101  whoever asks about a whole model wants `visible_to`
        rows: QuerySet[Model] = type(about)._default_manager.all()
        return visible_to(person, rows, key).filter(pk=about.pk).exists()
    model = about if isinstance(about, type) else type(about)
    rule = getattr(policy_of(model), f"may_{action}", None)
    if rule is None:
        raise NoPolicy(f"{model._meta.label} has no rule for “{action}”.")
    if not (person.is_authenticated and person.is_active):
        return False
    return bool(rule(person) if isinstance(about, type) else rule(person, about))


class PolicyQuerySet(QuerySet[M]):
    """Rows that know who sees them."""

    def visible_to(self, person: Any, key: str = "") -> Self:
        """Rows that `person` (perhaps a visitor) sees, and those that the secret `key` opens."""
        return self.filter(policy_of(self.model).seen_by(person, key))


def require(allowed: bool, refusal: str | _StrPromise = "") -> None:
    """Raise NotAllowed with the sentence `refusal` unless `allowed`."""
    if not allowed:
        raise NotAllowed(refusal)
