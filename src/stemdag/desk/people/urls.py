"""Addresses."""

from __future__ import annotations

from django.urls import path

from stemdag.desk.people import sign_in

urlpatterns = [
    path("sign-in/", sign_in.sign_in, name="sign-in"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
]
