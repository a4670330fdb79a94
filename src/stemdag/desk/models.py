"""Who works for which municipality."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from stemdag.elections.models import Municipality


class Membership(models.Model):
    """An official works for a municipality in one election; several memberships are several rows."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="officials")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "municipality"], name="one_membership")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.municipality_id}"
