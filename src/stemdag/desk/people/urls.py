"""Addresses."""

from __future__ import annotations

from django.urls import path

from stemdag.desk.people import account, sign_in

urlpatterns = [
    path("sign-in/", sign_in.sign_in, name="sign-in"),
    path("sign-in/second/", sign_in.second, name="second-factor"),
    path("sign-in/passkey/", sign_in.passkey, name="passkey"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
    path("account/", account.account, name="account"),
    path("account/app/", account.app, name="account-app"),
    path("account/passkey/", account.passkey, name="account-passkey"),
    path("account/codes/", account.codes, name="account-codes"),
    path("account/remove/", account.remove, name="account-remove"),
    path("account/password/", account.password, name="account-password"),
    path("account/elsewhere/", account.elsewhere, name="account-elsewhere"),
]
