from django.urls import path

from portal.hooks import own_views

app_name = "own_webhooks"
urlpatterns = [
    path("", own_views.index, name="index"),
    path("<slug:public_id>/", own_views.endpoint, name="endpoint"),
    path("<slug:public_id>/rotate/", own_views.rotate, name="rotate"),
    path("<slug:public_id>/try/", own_views.try_out, name="try_out"),
    path("<slug:public_id>/remove/", own_views.remove, name="remove"),
    path("deliveries/<slug:public_id>/replay/", own_views.replay, name="replay"),
]
