from cms_pages.models.media import PortalDocument, PortalImage, PortalRendition

__all__ = ["PortalDocument", "PortalImage", "PortalRendition"]
