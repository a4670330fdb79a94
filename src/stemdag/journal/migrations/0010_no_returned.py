"""Which version was handed back follows from the state."""

from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("journal", "0009_count_state")]

    operations = [migrations.RemoveField("stationday", "returned")]
