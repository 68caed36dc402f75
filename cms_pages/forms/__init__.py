from cms_pages.forms.pages import GalleryForm, NoteForm, OwnReferencesForm, PostForm

__all__ = ["GalleryForm", "NoteForm", "OwnReferencesForm", "PostForm"]
