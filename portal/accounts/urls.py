from django.urls import path

from portal.accounts.views import audit, data, privacy, safeguarding, space

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
    path("audit/", audit.audit_log, name="audit"),
    path("people/", space.people_list, name="people"),
    path("people/<slug:handle>/", space.person, name="person"),
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
