from django.urls import path

from portal.accounts import views

app_name = "accounts"
urlpatterns = [
    path("", views.HomeView.as_view(), name="home"),
    path("profile/", views.ProfileUpdateView.as_view(), name="profile_edit"),
    path("people/", views.people_list, name="people"),
    path("people/<slug:handle>/", views.person, name="person"),
]
