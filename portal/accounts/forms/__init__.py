from portal.accounts.forms.people import FindPeopleForm, ProfileForm, SignupForm

__all__ = ["FindPeopleForm", "ProfileForm", "SignupForm"]
