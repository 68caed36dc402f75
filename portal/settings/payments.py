"""Money: who takes it, who gets which share, how long it rests."""

from portal.settings.env import env

#: Ways to pay that are switched on, by provider name (shop/payments/). `demo` is refused in production.
PAYMENT_PROVIDERS = env.list("PAYMENT_PROVIDERS", default=["demo"])
#: The platform's share of a sale, in basis points (100 = 1 %). Shown to buyer and seller.
PLATFORM_SHARE_BP = env.int("PLATFORM_SHARE_BP", default=0)
#: Days from a paid order until its earnings are released to the seller.
EARNINGS_HOLD_DAYS = env.int("EARNINGS_HOLD_DAYS", default=7)
#: Minutes a buyer may take to pay before the reservation is given back.
RESERVATION_MINUTES = env.int("RESERVATION_MINUTES", default=30)
