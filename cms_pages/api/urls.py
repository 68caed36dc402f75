from django.urls import path

from cms_pages.api.views import ExportViewSet

app_name = "api_pages"
exports = ExportViewSet.as_view({"get": "list", "post": "create"})
urlpatterns = [
    path("exports", exports, name="exports"),
    path("exports/", exports, name="exports"),
    path("exports/<slug:public_id>/", ExportViewSet.as_view({"get": "retrieve"}), name="export"),
]
