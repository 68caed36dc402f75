from cms_pages.forms.pages import GalleryForm, OwnReferencesForm, PostForm

__all__ = ["GalleryForm", "OwnReferencesForm", "PostForm"]
