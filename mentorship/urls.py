from django.urls import path

from mentorship.views import (
    approvals,
    commissions,
    confirmations,
    featuring,
    files,
    own,
    pairings,
    sharing,
    skills,
    supplies,
    uploading,
    works,
)

app_name = "mentorship"
urlpatterns = [
    path("works/", works.project_list, name="project_list"),
    path("works/<slug:public_id>/", works.project_detail, name="project_short"),
    path("works/<slug:public_id>/<slug:slug>/", works.project_detail, name="project_detail"),
    path("files/<uuid:public_id>/<str:variant>", files.show, name="file"),
    path("my/works/", own.my_projects, name="my_projects"),
    path("my/works/new/", own.project_new, name="project_new"),
    path("my/works/<slug:public_id>/edit/", own.project_edit, name="project_edit"),
    path("my/works/<slug:public_id>/sharing/", sharing.project_sharing, name="project_sharing"),
    path("my/works/<slug:public_id>/delete/", own.project_delete, name="project_delete"),
    path("my/works/<slug:public_id>/files/", own.project_files, name="project_files"),
    path("my/works/<slug:public_id>/files/<uuid:file_id>/", own.project_file, name="project_file"),
    path("my/works/<slug:public_id>/order/", own.project_order, name="project_order"),
    path("my/works/<slug:public_id>/uploads/", uploading.upload_begin, name="upload_begin"),
    path("my/uploads/<str:token>/", uploading.upload, name="upload"),
    path("commissions/<slug:public_id>/", commissions.ask, name="commission_ask"),
    path("my/commissions/", commissions.commission_list, name="commissions"),
    path("my/commissions/<slug:public_id>/", commissions.commission, name="commission"),
    path("my/pairings/", pairings.pairing_list, name="pairings"),
    path("my/pairings/<int:pk>/end/", pairings.pairing_end, name="pairing_end"),
    path("my/approvals/<slug:public_id>/show/", approvals.project_show, name="project_show"),
    path("my/approvals/<slug:public_id>/hide/", approvals.project_hide, name="project_hide"),
    path("my/featured/<slug:public_id>/", featuring.project_feature, name="project_feature"),
    path("my/mentees/<slug:handle>/skills/", confirmations.levels, name="confirm_levels"),
    path("my/mentees/<slug:handle>/skills/<slug:slug>/confirm/", confirmations.confirm, name="level_confirm"),
    path(
        "my/mentees/<slug:handle>/skills/<slug:slug>/take-back/", confirmations.take_back, name="level_take_back"
    ),
    path("my/handouts/<slug:public_id>/", supplies.issue, name="issue"),
    path("my/handouts/<slug:public_id>/accept/", supplies.issue_accept, name="issue_accept"),
    path("my/handouts/<slug:public_id>/decline/", supplies.issue_decline, name="issue_decline"),
    path("my/skills/", skills.my_skills, name="my_skills"),
    path("my/skills/<slug:slug>/", skills.my_skill, name="my_skill"),
]
