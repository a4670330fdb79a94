from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("elections", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="municipality",
            name="other_electorate",
            field=models.PositiveIntegerField(null=True),
        )
    ]
