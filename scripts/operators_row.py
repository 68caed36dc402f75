"""Write portal/access/operators.py: every address of the three admins that no other row of the table names.

Run it when Wagtail, Oscar or Django brought a new admin address: .venv/bin/python scripts/operators_row.py
An address of the site itself is not taken: put it into the row of those who may open it.
"""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEAD = '''"""Everything of Wagtail's, Oscar's and Django's admins that only operators use.

Written by scripts/operators_row.py; a name that others need moves to cms.py or site.py, then run it again.
"""

from portal.access import OPERATORS, Row

ROWS = (
'''
ADMINS = {"cms/": "Wagtail's admin", "shop/dashboard/": "Oscar's dashboard", "django-admin/": "Django's admin"}


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()

    from portal.access import build, cms, site
    from portal.access.addresses import every_address

    # Not portal.access.table: a stale operators.py must not keep this script from mending it.
    taken = build([*site.ROWS, *cms.ROWS])
    rows: dict[str, list[str]] = {admin: [] for admin in ADMINS}
    strangers = []
    for name, routes in sorted(every_address().items()):
        if name in taken:
            continue
        admin = next((each for each in ADMINS if routes[0].startswith(each)), None)
        (strangers if admin is None else rows[admin]).append(name)
    body = "".join(
        f'    Row(\n        "{ADMINS[admin]}",\n        OPERATORS,\n        (\n'
        + "".join(f'            "{name}",\n' for name in names)
        + "        ),\n    ),\n"
        for admin, names in rows.items()
    )
    (ROOT / "portal/access/operators.py").write_text(f"{HEAD}{body})\n")
    for name in strangers:
        print(f"{name} is no address of an admin: put it into a row of portal/access/site.py.")
    return 1 if strangers else 0


if __name__ == "__main__":
    sys.exit(main())
