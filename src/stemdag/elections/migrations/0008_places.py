from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("elections", "0007_districts"),
    ]

    operations = [
        migrations.AddField(
            model_name="station",
            name="latitude",
            field=models.FloatField(null=True),
        ),
        migrations.AddField(
            model_name="station",
            name="longitude",
            field=models.FloatField(null=True),
        ),
    ]
