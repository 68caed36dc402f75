"""Money: who takes it, who gets which share, how long it rests."""

from portal.settings.env import env

#: `fakes`: Stripe and PayPal on loopback, for machines where nothing is at stake; `make run` then starts them.
PAYMENTS = env.str("PAYMENTS", default="")
FAKES = PAYMENTS == "fakes"
FAKE_STRIPE_PORT = env.int("FAKE_STRIPE_PORT", default=12111)
FAKE_PAYPAL_PORT = env.int("FAKE_PAYPAL_PORT", default=12112)
#: Ways to pay that are switched on, by provider name (shop/payments/). `demo` is refused in production.
PAYMENT_PROVIDERS = env.list("PAYMENT_PROVIDERS", default=["stripe", "paypal", "demo"] if FAKES else ["demo"])

STRIPE_SECRET_KEY = env.str("STRIPE_SECRET_KEY", default="sk_test_fake" if FAKES else "")
#: What events are signed with; two while one takes the place of the other.
STRIPE_WEBHOOK_SECRETS = env.list("STRIPE_WEBHOOK_SECRETS", default=["whsec_fake"] if FAKES else [])
#: Where Stripe is, if not where the library knows: our fake of it.
STRIPE_API_BASE = env.str("STRIPE_API_BASE", default=f"http://127.0.0.1:{FAKE_STRIPE_PORT}" if FAKES else "")

PAYPAL_CLIENT_ID = env.str("PAYPAL_CLIENT_ID", default="fake-client" if FAKES else "")
PAYPAL_CLIENT_SECRET = env.str("PAYPAL_CLIENT_SECRET", default="fake-secret" if FAKES else "")
#: PayPal's name for our webhook.
PAYPAL_WEBHOOK_ID = env.str("PAYPAL_WEBHOOK_ID", default="WH-FAKE" if FAKES else "")
PAYPAL_ENVIRONMENT = env.str("PAYPAL_ENVIRONMENT", default="sandbox")
PAYPAL_API_BASE = env.str("PAYPAL_API_BASE", default=f"http://127.0.0.1:{FAKE_PAYPAL_PORT}" if FAKES else "")

#: Providers that pay makers out, beside what is paid by hand: `stripe` (transfers), `paypal` (Payouts).
PAYOUT_PROVIDERS = env.list("PAYOUT_PROVIDERS", default=["stripe", "paypal"] if FAKES else [])

#: Whose pages browsers may be sent to from our forms (Content-Security-Policy).
_PAYPAL_PAGES = {"live": "https://www.paypal.com", "sandbox": "https://www.sandbox.paypal.com"}
_pages = {
    "stripe": STRIPE_API_BASE or "https://checkout.stripe.com",
    "paypal": PAYPAL_API_BASE or _PAYPAL_PAGES.get(PAYPAL_ENVIRONMENT, ""),
}
PAYMENT_PAGES = [page for name, page in _pages.items() if name in PAYMENT_PROVIDERS]
if "stripe" in PAYOUT_PROVIDERS:
    PAYMENT_PAGES.append(STRIPE_API_BASE or "https://connect.stripe.com")

#: The platform's share of a sale, in basis points (100 = 1 %). Shown to buyer and seller.
PLATFORM_SHARE_BP = env.int("PLATFORM_SHARE_BP", default=0)
#: The share of a sale that goes into the cooperative's common fund, in basis points. Shown to buyer and seller.
COOP_SHARE_BP = env.int("COOP_SHARE_BP", default=0)
#: Who bears a lost dispute: the `platform`, or the `maker` whose sale it was.
DISPUTES_BORNE_BY = env.str("DISPUTES_BORNE_BY", default="platform")
#: Days from a paid order until its earnings are released to the seller.
EARNINGS_HOLD_DAYS = env.int("EARNINGS_HOLD_DAYS", default=7)
#: The least that is paid out, in smallest units.
PAYOUT_LEAST_MINOR = env.int("PAYOUT_LEAST_MINOR", default=1000)
#: Above this, in smallest units, a second coordinator agrees before a payout leaves; what went to the same person
#: in the same currency within 30 days counts with it.
PAYOUT_TWO_ABOVE_MINOR = env.int("PAYOUT_TWO_ABOVE_MINOR", default=10_000)
#: Hours that a payout to a number or account waits to which none went before; where nothing is at stake, none.
PAYOUT_NEW_ACCOUNT_HOURS = env.int("PAYOUT_NEW_ACCOUNT_HOURS", default=0 if FAKES else 72)
#: Minutes a buyer may take to pay before the reservation is given back.
RESERVATION_MINUTES = env.int("RESERVATION_MINUTES", default=30)

#: Whether somebody looks at every participant's offer before it is in the shop; at those of minors always.
SELLING_APPROVAL = env.bool("SELLING_APPROVAL", default=False)
#: How often and for how many days after paying a buyer may fetch a file.
DOWNLOADS_MOST = env.int("DOWNLOADS_MOST", default=10)
DOWNLOAD_DAYS = env.int("DOWNLOAD_DAYS", default=60)
