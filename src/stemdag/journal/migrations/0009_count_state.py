"""Where a count stands becomes a column; until now it followed from three versions."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models
from django.db.models import F


def filled(apps: Any, _: Any) -> None:
    days = apps.get_model("journal", "StationDay").objects.filter(version__gt=0)
    held = days.exclude(public=F("version"))
    days.filter(public=F("version")).update(state="accepted")
    held.update(state="held")
    held.filter(returned=F("version")).update(state="returned")
    envelopes = apps.get_model("journal", "Envelope").objects.filter(source="official")
    for chain, station in envelopes.values_list("entry__chain", "entry__station").distinct():
        row, _created = apps.get_model("journal", "StationDay").objects.get_or_create(
            chain_id=chain, station=station
        )
        row.state = "official"
        row.save(update_fields=["state"])


class Migration(migrations.Migration):
    dependencies = [("journal", "0008_site_day")]

    operations = [
        migrations.AddField("stationday", "state", models.CharField(default="expected", max_length=9)),
        migrations.RunPython(filled, migrations.RunPython.noop),
    ]
