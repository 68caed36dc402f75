from django.urls import path

from leaderboard.views import badges

app_name = "leaderboard"
urlpatterns = [path("my/badges/", badges.my_badges, name="my_badges")]
