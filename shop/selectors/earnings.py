"""What somebody earned month by month, as a table and as a chart."""

from __future__ import annotations

from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from portal.accounts.models import User
from shop import money
from shop.selectors import purses, statements

MONTHS_SHOWN = 6


def earned_chart(user: User, currency: str) -> dict[str, Any]:
    """Return the last months' earnings as rows of a table and as what `charts.js` draws. One query.

    They begin a month before the first that brought something: earlier there is nothing to be read.
    """
    month = timezone.localdate().replace(day=1)
    months = [month]
    for _step in range(MONTHS_SHOWN - 1):
        months.append(statements.before(months[-1]))
    months.reverse()
    since = statements.first_of(months[0])
    brought = {day: (net, saved) for day, net, saved in purses.by_month(user, currency, since)}
    rows = [
        (day, *brought.get(day, (0, 0))) for day in months if brought and day >= statements.before(min(brought))
    ]
    columns = {_("Yours"): [net for _day, net, _saved in rows], _("Savings"): [saved for *_others, saved in rows]}
    series = [
        {"name": name, "values": [float(money.from_minor(each, currency)) for each in amounts]}
        for name, amounts in columns.items()
    ]
    labels = [formats.date_format(day, "YEAR_MONTH_FORMAT") for day, *_amounts in rows]
    chart = {"labels": labels, "series": series, "unit": currency}
    return {"months": rows, "chart": chart if brought else None, "chart_currency": currency}
