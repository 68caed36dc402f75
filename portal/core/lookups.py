"""Looking for numbers that no column holds: PostgreSQL finds nothing, SQLite would break."""

from __future__ import annotations

from typing import Any

from django.db.models import IntegerField
from django.db.models.lookups import In


@IntegerField.register_lookup
class WithinItsColumn(In):
    """`in` without what lies beyond the column, as Django's lookups of a single number do it already."""

    def process_rhs(self, compiler: Any, connection: Any) -> Any:
        if self.rhs_is_direct_value():
            kind = self.lhs.output_field.get_internal_type()
            least, most = connection.ops.integer_field_range(kind)
            self.rhs = [
                each for each in self.rhs if not isinstance(each, int) or (least or 0) <= each <= (most or each)
            ]
        return super().process_rhs(compiler, connection)
