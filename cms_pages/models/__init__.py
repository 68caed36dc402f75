from cms_pages.models.approval import MentorApprovalTask
from cms_pages.models.blog import BlogPage, BlogPostPage, StoriesIndexPage
from cms_pages.models.enquiries import FormAnswer, FormField, FormPage
from cms_pages.models.exports import Export
from cms_pages.models.gallery import GalleryItem, GalleryLink, GalleryPage
from cms_pages.models.home import HomePage
from cms_pages.models.media import PortalDocument, PortalImage, PortalRendition
from cms_pages.models.mentions import Mention
from cms_pages.models.portfolio import PortfolioIndexPage, PortfolioPage
from cms_pages.models.settings import ChapterSettings
from cms_pages.models.standard import StandardPage
from cms_pages.models.threads import PostTag, Series, StoryTag
from cms_pages.models.voices import CommentReport, ContactMessage, PostComment

__all__ = [
    "BlogPage",
    "BlogPostPage",
    "ChapterSettings",
    "CommentReport",
    "ContactMessage",
    "Export",
    "FormAnswer",
    "FormField",
    "FormPage",
    "GalleryItem",
    "GalleryLink",
    "GalleryPage",
    "HomePage",
    "Mention",
    "MentorApprovalTask",
    "PortalDocument",
    "PortalImage",
    "PortalRendition",
    "PortfolioIndexPage",
    "PortfolioPage",
    "PostComment",
    "PostTag",
    "Series",
    "StandardPage",
    "StoriesIndexPage",
    "StoryTag",
]
