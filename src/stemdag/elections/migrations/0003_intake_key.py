from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("elections", "0002_other_electorate"),
    ]

    operations = [
        migrations.AddField(
            model_name="municipality",
            name="intake_public",
            field=models.BinaryField(null=True),
        ),
        migrations.AddField(
            model_name="municipality",
            name="intake_wrapped",
            field=models.BinaryField(null=True),
        ),
    ]
