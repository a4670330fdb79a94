"""Django settings. Everything that differs between installations comes from the environment."""

from __future__ import annotations

from pathlib import Path

from stemdag.server import environment
from stemdag.server.logs import LOGGING as LOGGING

STEMDAG = environment.read()
HERE = Path(__file__).resolve().parent

# No debug pages, in no circumstance: they show locals, and locals hold votes.
DEBUG = False
SECRET_KEY = STEMDAG.secret_key or "no-server-starts-with-this-key"
ALLOWED_HOSTS = list(STEMDAG.hosts)
ROOT_URLCONF = "stemdag.server.urls"
WSGI_APPLICATION = "stemdag.server.wsgi.application"
DATABASES = {"default": environment.database(STEMDAG.database_url)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_htmx",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "stemdag.journal",
    "stemdag.elections",
    "stemdag.capture",
    "stemdag.desk",
    "stemdag.server",
]
MIDDLEWARE = [
    "stemdag.server.middleware.access_log",
    "stemdag.server.middleware.no_store",
    "django.middleware.security.SecurityMiddleware",
    "stemdag.server.middleware.packed_assets",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "stemdag.server.context.common",
            ]
        },
    }
]

LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "language"
USE_TZ = True
TIME_ZONE = "Europe/Amsterdam"
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "desk:sign-in"
LOGIN_REDIRECT_URL = "desk:home"
LOGOUT_REDIRECT_URL = "desk:sign-in"

# The second factor: allauth keeps and checks it, the pages are the desk's own (`desk.people`).
MFA_ADAPTER = "stemdag.desk.people.mfa.Adapter"
SOCIALACCOUNT_ADAPTER = "stemdag.desk.people.oidc.Adapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
# A telephone's clock may be half a minute off.
MFA_TOTP_TOLERANCE = 1

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = STEMDAG.tls
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_AGE = 24 * 3600
SECURE_SSL_REDIRECT = STEMDAG.tls
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000 if STEMDAG.tls else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# A ballot of 1,070 candidates is more fields than Django's default allows; a form stays in memory,
# so that no vote passes through a temporary file.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
FILE_UPLOAD_HANDLERS = ["stemdag.server.uploads.InMemory"]

# Shared by all instances; the memory of one process would not limit the others.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "sign_in_attempts",
        # Over this number the oldest are thrown away, used or not: more than a night of guessing makes.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
