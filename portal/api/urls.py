from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path

from portal.api import docs, learning, market, people, recognition, schema, showing, talk, token_views, views

app_name = "api"

#: What one does to a row.
READ = {"get": "retrieve"}
CHANGE = {**READ, "patch": "partial_update"}

#: The seed's doors, which answer without the version too.
DOORS: dict[str, tuple[str, Callable[..., Any]]] = {
    "participants": (
        "participants",
        people.Participants.as_view({"get": "list", "post": "create"}),
    ),
    "tasks": ("tasks", views.Tasks.as_view({"get": "list", "post": "create"})),
    "projects": ("projects", views.Projects.as_view({"get": "list", "post": "create"})),
    "project_files": ("projects/<slug:public_id>/files", views.ProjectFilesView.as_view()),
    "feedback": ("feedback", learning.FeedbackList.as_view({"get": "list", "post": "create"})),
    "dashboard": ("dashboard", views.DashboardView.as_view()),
    "skills": ("skills", views.Skills.as_view({"get": "list"})),
    "sell": ("marketplace/sell", views.SellView.as_view()),
}

DOORS |= {
    "token": ("auth/token", token_views.TokenView.as_view()),
    "token_refresh": ("auth/refresh", token_views.RefreshView.as_view()),
    "token_revoke": ("auth/revoke", token_views.RevokeView.as_view()),
}


def _rows(name: str, route: str, rows: Any, key: str, *, one: Any = READ, **writes: str) -> list[URLPattern]:
    """The list of `rows` with what may be posted to it, and one of them, named by `key`."""
    listed = path(f"v1/{route}", rows.as_view({"get": "list", **writes}), name=name)
    return [listed, _one(name, route, rows, key, one)]


def _one(name: str, route: str, rows: Any, key: str, does: Any = READ) -> URLPattern:
    return path(f"v1/{route}/<{key}>", rows.as_view(does), name=f"{name}_one")


ID, HANDLE, NUMBER = "slug:public_id", "slug:handle", "int:pk"

urlpatterns: list[URLPattern] = [
    *(path(f"v1/{route}", view, name=name) for name, (route, view) in DOORS.items()),
    *(path(route, views.versioned, name=f"{name}_unversioned") for name, (route, _view) in DOORS.items()),
    _one("participants", "participants", people.Participants, HANDLE),
    _one("tasks", "tasks", views.Tasks, ID),
    _one("projects", "projects", views.Projects, ID),
    _one("feedback", "feedback", learning.FeedbackList, ID),
    _one("skills", "skills", views.Skills, "slug:slug"),
    *_rows("mentors", "mentors", people.Mentors, HANDLE),
    *_rows("prospects", "prospects", people.Prospects, ID),
    *_rows("interactions", "interactions", people.Interactions, ID, post="create"),
    *_rows("submissions", "submissions", learning.Submissions, ID),
    *_rows("preferences", "preferences", learning.Preferences, ID),
    *_rows("journals", "journals", learning.Journals, ID, one=CHANGE, post="create"),
    *_rows("goals", "goals", learning.Goals, ID, one=CHANGE, post="create"),
    *_rows("resources", "resources", learning.Resources, NUMBER),
    *_rows("issues", "issues", learning.Issues, ID),
    *_rows("listings", "listings", market.Listings, ID),
    *_rows("orders", "orders", market.Orders, "slug:number"),
    *_rows("sales", "sales", market.Sales, NUMBER),
    *_rows("ledger", "ledger", market.Ledger, NUMBER),
    path("v1/savings", market.Savings.as_view({"get": "list"}), name="savings"),
    *_rows("payouts", "payouts", market.Payouts, ID),
    *_rows("conversations", "conversations", talk.Conversations, ID),
    path(
        "v1/conversations/<slug:public_id>/messages",
        talk.Messages.as_view({"get": "list", "post": "create"}),
        name="messages",
    ),
    *_rows("notifications", "notifications", talk.Notifications, NUMBER),
    path("v1/notifications/<int:pk>/read", talk.Notifications.as_view({"post": "read"}), name="notification_read"),
    path("v1/notifications/read", talk.Notifications.as_view({"post": "read_all"}), name="notifications_read"),
    path("v1/leaderboard", recognition.LeaderboardView.as_view(), name="leaderboard"),
    *_rows("badges", "badges", recognition.Badges, NUMBER),
    path("v1/points", recognition.Points.as_view({"get": "list"}), name="points"),
    *_rows("portfolios", "portfolios", showing.Portfolios, HANDLE),
    path("v1/portfolios/<slug:handle>/export", showing.PortfolioExportView.as_view(), name="portfolio_export"),
    *_rows("pages", "pages", showing.Pages, NUMBER),
    path("v1/docs/", docs.SwaggerView.as_view(), name="swagger"),
    path("v1/redoc/", docs.RedocView.as_view(), name="redoc"),
    path("v1/schema/", schema.SchemaView.as_view(), name="schema"),
    path("v1/search", showing.Search.as_view({"get": "list"}), name="search"),
    path("<path:anything>", views.nothing, name="nothing"),
]
