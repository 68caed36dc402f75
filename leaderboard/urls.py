from django.urls import path

from leaderboard.views import badges, certificates

app_name = "leaderboard"
urlpatterns = [
    path("my/badges/", badges.my_badges, name="my_badges"),
    path("my/certificates/", certificates.my_certificates, name="my_certificates"),
    path("certificates/revoked/", certificates.revoked, name="certificates_revoked"),
    path("certificates/keys/<slug:name>/", certificates.key, name="certificate_key"),
    path("certificates/<slug:public_id>/", certificates.certificate, name="certificate"),
    path("certificates/<slug:public_id>/revoke/", certificates.revoke, name="certificate_revoke"),
    path(
        "certificates/<slug:public_id>/certificate.pdf",
        certificates.download,
        {"kind": "pdf"},
        name="certificate_pdf",
    ),
    path(
        "certificates/<slug:public_id>/credential.jwt",
        certificates.download,
        {"kind": "jwt"},
        name="certificate_token",
    ),
]
