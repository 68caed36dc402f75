"""All rows together; the setting ROLE_TABLE names TABLE."""

from portal.access import build, cms, operators, site

TABLE = build([*site.ROWS, *cms.ROWS, *operators.ROWS])
