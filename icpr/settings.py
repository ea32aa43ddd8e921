"""All settings of the ICPR Resource Library, read from the environment (see the table in README.md).

Runs bare in development. In production `icpr.checks` refuses to start with an unsafe configuration.
"""

import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

from icpr.lib.backends import mailer, read_from, served
from icpr.lib.env import Env, EnvironmentProblems
from icpr.lib.http import purging
from icpr.lib.http.site import local_address
from icpr.lib.logs.configuration import configuration
from icpr.lib.secret_key import own_secret
from icpr.lib.stores.setting import documents_storage

BASE_DIR = Path(__file__).resolve().parent.parent
env = Env(os.environ)

ENVIRONMENT = env.choice("ENVIRONMENT", ("development", "production"), "development")
PRODUCTION = ENVIRONMENT == "production"
DEBUG = env.flag("DEBUG", False)
VAR_DIR = env.path("VAR_DIR", BASE_DIR / "var")
ALLOWED_HOSTS = env.hosts("ALLOWED_HOSTS", [] if PRODUCTION else ["localhost", "127.0.0.1", "[::1]", ".localhost"])
CSRF_TRUSTED_ORIGINS = env.names("CSRF_TRUSTED_ORIGINS", [])
CONTACT_EMAIL = env.mailbox("CONTACT_EMAIL", "")
SECURITY_CONTACT = env.mailbox("SECURITY_CONTACT", "", or_site=True)
BEHIND_PROXY = env.flag("BEHIND_PROXY", False)
HTTPS = env.flag("HTTPS", PRODUCTION)
HOST = env.text("HOST", "127.0.0.1")
PORT = env.number("PORT", 8000, least=1, most=65_535)
SITE_URL = env.site("SITE_URL", "" if PRODUCTION else local_address(HOST, PORT), secure=PRODUCTION and HTTPS)
WORKERS = env.number("WORKERS", min(2, os.cpu_count() or 1), least=1, most=64)
THREADS = env.number("THREADS", 4, least=1, most=256)
FORM_THREADS = (THREADS + 1) // 2  # beside them
CONNECTIONS = THREADS + FORM_THREADS + 1  # to PostgreSQL, of each process

SECRET_KEY = env.text("SECRET_KEY", "") or own_secret(env, None if PRODUCTION else VAR_DIR)
SECRET_KEY_FALLBACKS = env.names("SECRET_KEY_FALLBACKS", [])

own_database = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(VAR_DIR / "library.sqlite3")}
primary = env.database("DATABASE_URL", own_database)
DATABASE_POOLER = env.flag("DATABASE_POOLER", False)  # before PostgreSQL, by transaction
env.only_with_postgresql("DATABASE_POOLER", primary)
DATABASES = {"default": served(primary, CONNECTIONS, behind_pooler=DATABASE_POOLER)}
READ_DATABASE_LAG_SECONDS = env.number("READ_DATABASE_LAG_SECONDS", 5, least=2, most=3_600)
env.only_with("READ_DATABASE_LAG_SECONDS", "READ_DATABASE_URL")
if replica := env.replica("READ_DATABASE_URL", primary):
    DATABASES["replica"] = read_from(replica, CONNECTIONS, behind_pooler=DATABASE_POOLER)
# Finished public pages (icpr.middleware.page_cache) and, in seconds, how long caches elsewhere may keep them unasked.
PAGE_CACHE_BYTES = env.number("PAGE_CACHE_MEGABYTES", 16, most=10_000) * 1024 * 1024  # of each process
own_memory = {"BACKEND": "icpr.lib.bounded_cache.BoundedCache", "OPTIONS": {"MAX_BYTES": PAGE_CACHE_BYTES}}
local = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
CACHES = {"default": local, "pages": env.cache("CACHE_URL", own_memory)}
PUBLIC_MAX_AGE = env.number("PUBLIC_MAX_AGE", 0, most=86_400)
PUBLIC_STALE_WHILE_REVALIDATE = env.number("PUBLIC_STALE_WHILE_REVALIDATE", 0, most=86_400)
PUBLIC_STALE_IF_ERROR = env.number("PUBLIC_STALE_IF_ERROR", 0, most=86_400)
# A content delivery network in front, told after each change to forget public pages (icpr.delivery).
CDN = env.choice("CDN", tuple(purging.NETWORKS), "")
CDN_PURGE_URL, CDN_PURGE_TOKEN = env.text("CDN_PURGE_URL", ""), env.text("CDN_PURGE_TOKEN", "")
purging.check(env, CDN, CDN_PURGE_URL, CDN_PURGE_TOKEN)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "icpr.apps.AdminSite",
    *(f"django.contrib.{name}" for name in ("auth", "contenttypes", "sessions", "messages", "staticfiles")),
    "django.forms",
    *("django_filters", "taggit", "reversion", "allauth", "icpr.accounts.apps.Allauth", "allauth.mfa"),
    *("icpr", "icpr.jobs", "icpr.outbox", "icpr.operations", "icpr.imports", "icpr.limits", "icpr.audit"),
    *("icpr.accounts", "pillars", "resources", "resources.reading_lists", "resources.following", "resources.review"),
    *("resources.terms", "resources.link_checks", "resources.feedback", "resources.desk", "resources.contributions"),
    *("resources.usage", "icpr.delivery"),
]

MIDDLEWARE = [
    "icpr.middleware.request_log.named_and_logged",
    "icpr.middleware.usage_counts.counted",
    "icpr.middleware.headers.strict_headers",
    "icpr.health.probes.probes",
    "icpr.lib.http.secret_addresses.keep_private",
    "icpr.middleware.open_api.open_api",
    "django.middleware.security.SecurityMiddleware",
    "icpr.middleware.methods.allowed_methods",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "icpr.middleware.headers.readable_query",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "icpr.accounts.middleware.staff_pages",
    "icpr.middleware.failed_database.told_once",
]

ROOT_URLCONF, WSGI_APPLICATION = "icpr.urls", "icpr.wsgi.application"

TEMPLATE_LOADERS = ["icpr.lib.template_loader.Loader", "django.template.loaders.app_directories.Loader"]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [("icpr.lib.compiled.loader.Loader", TEMPLATE_LOADERS)],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Getting in: see icpr/accounts. Everything about it lives under /admin/ and /accounts/.
STAFF_SECOND_FACTOR = env.choice("STAFF_SECOND_FACTOR", ("off", "required"), "required" if PRODUCTION else "off")
LOGIN_URL, LOGIN_REDIRECT_URL, LOGOUT_REDIRECT_URL = "account_login", "admin:index", "account_login"
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
    "icpr.accounts.refusals.RefusalsBackend",  # remembers what the first refused
]
PASSWORD_HASHERS = ["icpr.accounts.hashing.PacedPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {}),
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]
SESSION_ENGINE = "icpr.accounts.sessions"
SESSION_COOKIE_AGE = 7 * 24 * 3_600  # the row of a session ends sooner, see icpr.accounts.sessions
SESSION_COOKIE_NAME = "__Host-sessionid" if HTTPS else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken" if HTTPS else "csrftoken"
ACCOUNT_ADAPTER = "icpr.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = MFA_RATE_LIMITS = False  # ours are in icpr.accounts.throttling
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_FORMS = {
    "login": "icpr.accounts.forms.LoginForm",
    "reauthenticate": "icpr.accounts.forms.ReauthenticateForm",
    "change_password": "icpr.accounts.forms.ChangePasswordForm",
}
MFA_ADAPTER = "icpr.accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1  # clocks differ; a code still counts once
MFA_FORMS = {
    name: f"icpr.accounts.second_factor_forms.{form}Form"
    for name, form in (
        ("authenticate", "Authenticate"),
        ("reauthenticate", "Reauthenticate"),
        ("activate_totp", "ActivateTOTP"),
        ("authenticate_webauthn", "AuthenticateWebAuthn"),
        ("reauthenticate_webauthn", "ReauthenticateWebAuthn"),
        ("add_webauthn", "AddWebAuthn"),
        ("edit_webauthn", "EditWebAuthn"),
    )
}

LANGUAGE_CODE = "en-us"
TIME_ZONE = env.time_zone("TIME_ZONE", "America/New_York")
USE_I18N = False
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = VAR_DIR / "documents"
DUMP_ROOT = VAR_DIR / "dump"
STORAGES = {
    "default": documents_storage(env),  # a folder, or a bucket when one is named
    "staticfiles": {"BACKEND": "icpr.lib.css_bundle.OneSheetStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
FIXTURE_DIRS = [BASE_DIR / "fixtures"]
SERIALIZATION_MODULES = {"json": "icpr.lib.history.json_rows"}

# Security. The policy headers that Django does not send are in icpr.middleware.headers.
SECURE_SSL_REDIRECT = HTTPS
SECURE_SSL_HOST = urlsplit(SITE_URL).netloc if HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "icpr.views.form_refused"

# Documents staff may upload, in bytes.
DOCUMENT_MAX_BYTES = env.number("DOCUMENT_MAX_MEGABYTES", 50, least=1, most=2_000) * 1024 * 1024

# What /readyz calls too little room in VAR_DIR, in bytes, and too old a backup, in hours; with 0 neither is watched.
DISK_LEAST_BYTES = env.number("DISK_LEAST_MEGABYTES", 200, most=1_000_000) * 1024 * 1024
BACKUP_MAX_AGE_HOURS = env.number("BACKUP_MAX_AGE_HOURS", 0, most=100_000)
# How many requests a minute the API takes from one network, see icpr.limits.shared; with 0 any number.
API_REQUESTS_A_MINUTE = env.number("API_REQUESTS_A_MINUTE", 600, most=1_000_000)

# How long it is kept what was searched for, in days; with 0 nothing is counted.
SEARCH_LOG_DAYS = env.number("SEARCH_LOG_DAYS", 400, most=4_000)
# How long it is kept how often pages and documents were opened, in days; with 0 nothing is counted.
USAGE_DAYS = env.number("USAGE_DAYS", 400, most=4_000)
LINK_CHECKS = env.flag("LINK_CHECKS", PRODUCTION)  # whether the sites that the library leads to are asked by itself

# How long what was deleted may still be in backups, in days: what the page about privacy says of them.
BACKUP_DAYS = env.number("BACKUP_DAYS", 30, least=1, most=4_000)
EDITORS_CHANGE_PUBLIC = env.flag("EDITORS_CHANGE_PUBLIC", False)  # without a publisher
APPROVAL_BY_ANOTHER = env.flag("APPROVAL_BY_ANOTHER", False)  # nobody approves what they made themselves

TAGGIT_TAGS_FROM_STRING = "icpr.lib.text.tag_lists.names_in"
TAGGIT_STRING_FROM_TAGS = "icpr.lib.text.tag_lists.as_text"

# Mail: through a server when one is named, else to the terminal.
MAIL_SERVER = env.text("EMAIL_HOST", "")
MAILERS = {  # as Django reads it from 6.1 on, and icpr.lib.mail with any
    "default": mailer(
        MAIL_SERVER,
        env.number("EMAIL_PORT", 587, least=1, most=65_535),
        user=env.text("EMAIL_USER", ""),
        password=env.text("EMAIL_PASSWORD", ""),
        tls=env.flag("EMAIL_TLS", True),
    )
}
# Without a server nothing promises mail (`icpr.lib.mail.can_mail`); from 6.1 on Django takes that for a fault.
SILENCED_SYSTEM_CHECKS = [] if MAIL_SERVER else ["mail.E001"]
DEFAULT_FROM_EMAIL = env.mailbox("EMAIL_FROM", CONTACT_EMAIL or "library@localhost")
# The service that tells of bounces (icpr.outbox.bounces), and what django-anymail wants to know to believe it.
EMAIL_SERVICE, ANYMAIL = env.mail_service("EMAIL_SERVICE", ""), env.starting_with("ANYMAIL_")

LOG_FORMAT = env.choice("LOG_FORMAT", ("text", "json"), "text")
ACCESS_LOG = env.flag("ACCESS_LOG", LOG_FORMAT == "json")  # a line for each request
LOG_LEVEL = env.choice("LOG_LEVEL", ("DEBUG", "INFO", "WARNING", "ERROR"), "WARNING")
LOGGING = configuration(as_json=LOG_FORMAT == "json", level=LOG_LEVEL)
METRICS_TOKEN = env.metrics_token("METRICS_TOKEN", "")  # who has it may read /metrics, which is off without
SENTRY_DSN = env.sentry_dsn("SENTRY_DSN", "")

try:
    env.finish()
except EnvironmentProblems as error:  # one readable list instead of a traceback
    sys.exit(str(error))
