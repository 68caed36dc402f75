"""Public facts about pages."""

from django.dispatch import Signal

portfolio_provided = Signal()  # provides args: portfolio, user
