from django.urls import path

from portal.chapter import views

app_name = "chapter"
urlpatterns = [
    path("", views.dashboard, name="dashboard"),
    path("report/", views.funder_report, name="funder_report"),
    path("health/", views.health_page, name="health"),
]
