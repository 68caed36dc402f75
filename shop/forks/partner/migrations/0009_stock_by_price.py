from django.db import migrations, models

from portal.core.migrating import AddIndexOnline


class Migration(migrations.Migration):
    """The market goes from the cheapest piece to the dearest."""

    atomic = False
    dependencies = [("partner", "0008_stock_never_oversold")]
    operations = [
        AddIndexOnline("stockrecord", models.Index(fields=["price"], name="partner_stock_by_price")),
    ]
