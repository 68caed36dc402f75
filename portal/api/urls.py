from django.urls import URLPattern, path

from portal.api import token_views, views

app_name = "api"

DOORS = {
    "participants": ("participants", views.ParticipantsView),
    "tasks": ("tasks", views.TasksView),
    "projects": ("projects", views.ProjectsView),
    "project_files": ("projects/<slug:public_id>/files", views.ProjectFilesView),
    "feedback": ("feedback", views.FeedbackView),
    "dashboard": ("dashboard", views.DashboardView),
    "skills": ("skills", views.SkillsView),
    "sell": ("marketplace/sell", views.SellView),
}

DOORS |= {
    "token": ("auth/token", token_views.TokenView),
    "token_refresh": ("auth/refresh", token_views.RefreshView),
    "token_revoke": ("auth/revoke", token_views.RevokeView),
}

urlpatterns: list[URLPattern] = [
    *(path(f"v1/{route}", view.as_view(), name=name) for name, (route, view) in DOORS.items()),
    *(path(route, views.versioned, name=f"{name}_unversioned") for name, (route, _view) in DOORS.items()),
    path("<path:anything>", views.nothing, name="nothing"),
]
