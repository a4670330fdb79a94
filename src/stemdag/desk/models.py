"""Who works for which municipality, and as what."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from stemdag.domain.role import Role
from stemdag.elections.models import Municipality


class Membership(models.Model):
    """An official has a role in a municipality in one election; several roles are several rows."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="officials")
    role = models.CharField(max_length=12, default=Role.COORDINATOR.value)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "municipality", "role"], name="one_membership")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.municipality_id} {self.role}"


class Operator(models.Model):
    """Who runs the system, for every municipality in it, those of later too."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="operator")

    def __str__(self) -> str:
        return str(self.user_id)


class Invitation(models.Model):
    """A way in for who has no password (any more), used once before `expires`. Only a keyed hash is kept."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="invitation")
    digest = models.CharField(max_length=64, unique=True)
    expires = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.user_id)
