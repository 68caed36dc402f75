from django.urls import path

from portal.accounts.views import (
    audit,
    data,
    invitations,
    invited,
    personal_tokens,
    pictures,
    privacy,
    safeguarding,
    space,
)

app_name = "accounts"
urlpatterns = [
    path("", space.HomeView.as_view(), name="home"),
    path("profile/", space.ProfileUpdateView.as_view(), name="profile_edit"),
    path("privacy/", privacy.privacy, name="privacy"),
    path("privacy/age/", privacy.age_set, name="age_set"),
    path("privacy/consents/<slug:kind>/give/", privacy.consent_give, name="consent_give"),
    path("privacy/consents/<slug:kind>/withdraw/", privacy.consent_withdraw, name="consent_withdraw"),
    path("data/", data.data, name="data"),
    path("data/download/", data.data_download, name="data_download"),
    path("data/close/", data.close, name="close"),
    path("tokens/", personal_tokens.tokens, name="tokens"),
    path("tokens/<slug:public_id>/revoke/", personal_tokens.token_revoke, name="token_revoke"),
    path("audit/", audit.audit_log, name="audit"),
    path("invitations/", invitations.invitation_list, name="invitations"),
    path("invitations/new/", invitations.invite, name="invite"),
    path("invitations/several/", invitations.invite_several, name="invite_several"),
    path("invitations/links/", invitations.links, name="invitation_links"),
    path("invitations/links/<slug:public_id>/end/", invitations.link_end, name="invitation_link_end"),
    path("invitations/<slug:public_id>/resend/", invitations.resend, name="invitation_resend"),
    path("invitations/<slug:public_id>/revoke/", invitations.revoke, name="invitation_revoke"),
    path("invited/<str:key>/", invited.invited, name="invited"),
    path("invited/by-link/<str:key>/", invited.by_link, name="invited_by_link"),
    path("people/", space.people_list, name="people"),
    path("people/<slug:handle>/", space.person, name="person"),
    path("people/<slug:handle>/picture/", pictures.picture, name="picture"),
    path("people/<slug:handle>/safeguarding/", safeguarding.safeguarding, name="safeguarding"),
    path("people/<slug:handle>/age/", safeguarding.person_age_set, name="person_age_set"),
    path("people/<slug:handle>/guardians/", safeguarding.guardian_add, name="guardian_add"),
    path(
        "people/<slug:handle>/guardians/<int:number>/remove/", safeguarding.guardian_remove, name="guardian_remove"
    ),
    path("people/<slug:handle>/consents/", safeguarding.guardian_consent, name="guardian_consent"),
    path(
        "people/<slug:handle>/consents/<slug:kind>/withdraw/",
        safeguarding.person_consent_withdraw,
        name="person_consent_withdraw",
    ),
]
