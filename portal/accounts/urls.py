from django.urls import path

from portal.accounts import views

app_name = "accounts"
urlpatterns = [
    path("", views.HomeView.as_view(), name="home"),
    path("profile/", views.ProfileUpdateView.as_view(), name="profile_edit"),
]
