from django.urls import path

from mentorship.views import files, works

app_name = "mentorship"
urlpatterns = [
    path("works/", works.project_list, name="project_list"),
    path("works/<slug:public_id>/", works.project_detail, name="project_short"),
    path("works/<slug:public_id>/<slug:slug>/", works.project_detail, name="project_detail"),
    path("files/<uuid:public_id>/<str:variant>", files.show, name="file"),
]
