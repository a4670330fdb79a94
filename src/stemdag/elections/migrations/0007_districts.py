from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("elections", "0006_earlier"),
    ]

    operations = [
        migrations.AddField(
            model_name="municipality",
            name="district_name",
            field=models.CharField(blank=True, default="", max_length=120),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="station",
            name="quarter",
            field=models.CharField(blank=True, default="", max_length=120),
            preserve_default=False,
        ),
    ]
