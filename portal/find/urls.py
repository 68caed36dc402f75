from django.urls import path

from portal.find import views

app_name = "find"
urlpatterns = [
    path("", views.look, name="look"),
    path("suggest/", views.suggest, name="suggest"),
    path("crafts/<slug:slug>/", views.discipline, name="discipline"),
    path("skills/<slug:slug>/", views.skill, name="skill"),
]
