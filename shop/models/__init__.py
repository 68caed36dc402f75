from shop.models.listings import Listing
from shop.models.sellers import Seller

__all__ = ["Listing", "Seller"]
