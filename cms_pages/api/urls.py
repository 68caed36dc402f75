from django.urls import path

from cms_pages.api.views import ExportViewSet

app_name = "api_pages"
exports = ExportViewSet.as_view({"get": "list", "post": "create"})
export = ExportViewSet.as_view({"get": "retrieve"})
urlpatterns = [
    path("exports", exports, name="exports"),
    path("exports/", exports, name="exports"),
    path("exports/<slug:public_id>", export, name="export"),
    path("exports/<slug:public_id>/", export, name="export"),
]
