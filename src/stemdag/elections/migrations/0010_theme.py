from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("elections", "0009_outline"),
    ]

    operations = [
        migrations.CreateModel(
            name="Theme",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=8, unique=True)),
                ("given", models.JSONField()),
            ],
        ),
    ]
