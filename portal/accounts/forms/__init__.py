from portal.accounts.forms.people import ProfileForm, SignupForm

__all__ = ["ProfileForm", "SignupForm"]
