from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("elections", "0008_places"),
    ]

    operations = [
        migrations.AddField(
            model_name="municipality",
            name="outline",
            field=models.JSONField(default=dict),
        ),
    ]
