"""Addresses."""

from __future__ import annotations

from django.urls import path

from stemdag.desk.people import account, invited, oidc, sign_in, views

urlpatterns = [
    path("sign-in/", sign_in.sign_in, name="sign-in"),
    path("sign-in/second/", sign_in.second, name="second-factor"),
    path("sign-in/passkey/", sign_in.passkey, name="passkey"),
    path("sign-in/office/", oidc.start, name="office"),
    path("sign-in/office/back/", oidc.back, name="office-back"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
    path("invited/", invited.invited, name="invited"),
    path("account/", account.account, name="account"),
    path("account/app/", account.app, name="account-app"),
    path("account/passkey/", account.passkey, name="account-passkey"),
    path("account/codes/", account.codes, name="account-codes"),
    path("account/remove/", account.remove, name="account-remove"),
    path("account/password/", account.password, name="account-password"),
    path("account/elsewhere/", account.elsewhere, name="account-elsewhere"),
    path("<election>/<code>/people/", views.people, name="people"),
    path("<election>/<code>/people/invite/", views.invite, name="people-invite"),
    path("<election>/<code>/people/list/", views.bulk, name="people-bulk"),
    path("<election>/<code>/people/<int:person>/", views.one, name="person"),
    path("<election>/<code>/people/<int:person>/roles/", views.roles, name="person-roles"),
    path("<election>/<code>/people/<int:person>/factor/", views.factor, name="person-factor"),
    path("<election>/<code>/people/<int:person>/invite/", views.again, name="person-invite"),
]
