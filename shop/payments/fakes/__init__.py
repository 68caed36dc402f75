"""Stripe and PayPal on loopback: servers with a memory, for tests and for newcomers without an account.

They know nothing of Django or of our code: we reach them by HTTP alone, as we would the real ones.

server.py         HTTP, faults, the clock, and events on their way to a webhook
sdk_types.py      holds requests and answers against the types that stripe-python ships
stripe_*.py       what Stripe does: its objects, its calls, the page where buyers pay
paypal_*.py       what PayPal does
"""
