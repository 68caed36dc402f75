from django.urls import path

from leaderboard.views import badges, boards, certificates, recognition

app_name = "leaderboard"
urlpatterns = [
    path("boards/", boards.board, name="board"),
    path("boards/past/", boards.past, name="past_boards"),
    path("my/points/", boards.my_points, name="my_points"),
    path("my/badges/", badges.my_badges, name="my_badges"),
    path("my/badges/<slug:slug>/credential.jwt", recognition.badge_token, name="badge_token"),
    path("recognition/", recognition.hall, name="hall"),
    path("badges/award/", recognition.award, name="award"),
    path("badges/given/<int:number>/revoke/", recognition.revoke, name="award_revoke"),
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
