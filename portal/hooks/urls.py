from django.urls import path

from portal.hooks import views

app_name = "webhooks"
urlpatterns = [
    path("", views.IndexView.as_view(), name="index"),
    path("<slug:public_id>/", views.EndpointView.as_view(), name="endpoint"),
    path("<slug:public_id>/rotate/", views.rotate, name="rotate"),
    path("<slug:public_id>/try/", views.try_out, name="try_out"),
    path("<slug:public_id>/remove/", views.remove, name="remove"),
    path("deliveries/<slug:public_id>/replay/", views.replay, name="replay"),
]
