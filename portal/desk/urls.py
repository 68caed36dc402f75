from django.urls import path

from portal.desk import views

app_name = "mentor_desk"
urlpatterns = [
    path("", views.DeskView.as_view(), name="index"),
    path("things/", views.ThingsView.as_view(), name="things"),
    path("cohorts/<slug:public_id>/", views.CohortView.as_view(), name="cohort"),
]
