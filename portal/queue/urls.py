from django.urls import path

from portal.queue import views

app_name = "job_queue"
urlpatterns = [
    path("", views.QueueView.as_view(), name="index"),
    path("rebuild/", views.rebuild, name="rebuild"),
    path("<uuid:number>/retry/", views.retry, name="retry"),
    path("<uuid:number>/discard/", views.discard, name="discard"),
]
