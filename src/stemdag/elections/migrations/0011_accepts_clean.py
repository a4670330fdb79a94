"""Whether counts without errors are accepted by themselves."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("elections", "0010_theme")]

    operations = [migrations.AddField("municipality", "accepts_clean", models.BooleanField(default=True))]
