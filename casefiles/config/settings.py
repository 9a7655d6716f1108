"""One settings file for laptop, team server and tests; what differs comes from the environment."""

import os
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from casefiles.config import environment as env
from casefiles.config import object_store

BASE_DIR = Path(__file__).resolve().parents[2]
DATA_DIR = Path(os.environ.get("CASEFILES_DATA", BASE_DIR / "data"))
FILES_DIR = Path(os.environ.get("CASEFILES_FILES", DATA_DIR / "files"))
EMBEDDED = env.flag("CASEFILES_EMBEDDED")

SECRET_KEY = env.secret("SECRET_KEY")
MASTER_KEY = env.secret("CASEFILES_MASTER_KEY")
# Only while `manage.py rotate_master_key` is due: what it still wraps opens meanwhile.
OLD_MASTER_KEY = env.optional_secret("CASEFILES_OLD_MASTER_KEY")
DEBUG = False
ALLOWED_HOSTS = env.words("CASEFILES_HOSTS", "localhost,127.0.0.1,[::1]")

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "simple_history",
    "rules",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "casefiles.accounts",
    "casefiles.audit",
    "casefiles.sealing",
    "casefiles.jobs",
    "casefiles.notices",
    "casefiles.cases",
    "evidence.exhibits",
    "evidence.witnesses",
    "evidence.attribution",
    "reports.dossiers",
    "demonstration",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    # Above whatever may answer by itself, such as the refusal of a foreign host's name.
    "casefiles.accounts.middleware.NoStoreMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "casefiles.accounts.middleware.LanguageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "casefiles.accounts.middleware.SignInRequiredMiddleware",
    "casefiles.audit.middleware.RefusalMiddleware",
    "casefiles.sealing.middleware.WrongKeyMiddleware",
    "casefiles.audit.database_full.NoRoomMiddleware",
]

ROOT_URLCONF = "casefiles.config.urls"
WSGI_APPLICATION = "casefiles.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "casefiles.cases.context.frame",
                "casefiles.notices.context.unread",
            ]
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

_DATABASE = env.database(
    env.secret("DATABASE_OWNER_URL")
    if os.environ.get("CASEFILES_DB_ROLE") == "owner"
    else env.secret("DATABASE_URL")
)
# The role whose rights `migrate` sets, table by table; it owns nothing.
APPLICATION_ROLE = env.database(env.secret("DATABASE_URL"))["USER"]
DATABASES = {
    "default": {**_DATABASE, "ATOMIC_REQUESTS": True},
    # The same database over its own connection: logs of reading and of refusal are committed
    # here before the answer leaves, so that no rollback of the request takes them.
    "log": {**_DATABASE, "TEST": {"MIRROR": "default"}},
}
DATABASE_ROUTERS = ["casefiles.config.routers.OneDatabase"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# A long lock wait answers with an error page rather than a hanging browser. Compiling a query takes
# half a second and pays where it runs for minutes; ours are planned as if they would, where they
# follow derivations up, and run for a tenth of one.
for _options in (DATABASES["default"]["OPTIONS"], DATABASES["log"]["OPTIONS"]):
    _options.setdefault(
        "options", "-c lock_timeout=20s -c idle_in_transaction_session_timeout=120s -c jit=off"
    )

REDIS_URL = env.secret("REDIS_URL")
CACHES = {
    "default": {
        "BACKEND": "casefiles.config.cache.PlainRedisCache",
        "LOCATION": env.cache_url(REDIS_URL, 1),
    }
}

CELERY_BROKER_URL = env.queue_url(REDIS_URL, 0)
CELERY_TASK_IGNORE_RESULT = True
# Nothing that is found in Redis is ever unpickled.
CELERY_TASK_SERIALIZER = CELERY_RESULT_SERIALIZER = CELERY_EVENT_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = CELERY_RESULT_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_TASK_TIME_LIMIT = 300
CELERY_WORKER_MAX_TASKS_PER_CHILD = 50
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 800_000  # kB; WeasyPrint keeps what it once took
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    # Longer than any task may run: a shorter one starts long tasks twice.
    "visibility_timeout": 3600,
    # Without these two a killed worker's message waits about 100 s (kombu's default sweep).
    "unacked_restore_interval": 2,
    "unacked_restore_throttle": 1,
}
CELERY_BEAT_SCHEDULE = {
    "requeue-orphaned-jobs": {"task": "casefiles.jobs.tasks.sweep_jobs", "schedule": 5.0},
    "check-stored-files": {
        "task": "evidence.exhibits.tasks.check_stored_files",
        "schedule": 3600.0,
    },
    "look-into-files": {"task": "evidence.exhibits.tasks.look_into_files", "schedule": 300.0},
    "forget-sheets": {"task": "evidence.exhibits.tasks.forget_sheets", "schedule": 3600.0},
    "count-gaps": {
        "task": "evidence.exhibits.tasks.count_custody_gaps",
        "schedule": 300.0,
        "options": {"expires": 300.0},
    },
    "sweep-uploads": {"task": "evidence.exhibits.tasks.sweep_uploads", "schedule": 30.0},
    "look-at-overdue-cases": {
        "task": "evidence.attribution.tasks.look_at_overdue_cases",
        "schedule": 10.0,
        # What no worker takes up in time is asked again: it must not pile up while none runs.
        "options": {"expires": 10.0},
    },
    # Sends what its own message did not: the queue was away, it was too soon, a try failed.
    "send-mail": {
        "task": "casefiles.notices.tasks.send_mail",
        "schedule": 60.0,
        "options": {"expires": 60.0},
    },
    "look-at-consents": {
        "task": "evidence.witnesses.tasks.look_at_consents",
        "schedule": 6 * 3600.0,
    },
    "forget-old-notices": {
        "task": "casefiles.notices.tasks.forget_notices",
        "schedule": 3600.0,
        "options": {"expires": 3600.0},
    },
    "drop-old-drafts": {"task": "casefiles.cases.tasks.drop_drafts", "schedule": 3600.0},
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 15},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "cases:my_work"
ACCOUNT_ADAPTER = "casefiles.accounts.adapter.ClosedAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_FORMS = {"login": "casefiles.accounts.forms.SignInForm"}
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
# In the shared cache, so that all web servers count together. The sixth failure in a row for an
# account is refused; the wider limit is for one place that tries many accounts.
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "5/5m/key,30/5m/ip"}

SESSION_COOKIE_AGE = 12 * 3600  # absolute; the idle limit of 30 minutes is in accounts.middleware
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
# Not in a cookie: what a page says next names records, and stays readable in the browser's store.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
# A laptop on loopback has no TLS; a server behind TLS names its origin.
ORIGIN = os.environ.get("CASEFILES_ORIGIN", "")
CSRF_TRUSTED_ORIGINS = [ORIGIN] if ORIGIN else []
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = ORIGIN.startswith("https://")
if SESSION_COOKIE_SECURE:
    # With this prefix a browser takes neither from another host nor over plain HTTP.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
# Behind a proxy everyone comes from its address: the limits above take the one it reports.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if ORIGIN else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ORIGIN else None
SECURE_HSTS_SECONDS = 31_536_000 if SECURE_SSL_REDIRECT else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE_SSL_REDIRECT
# The container's health check asks over plain HTTP from inside.
SECURE_REDIRECT_EXEMPT = [r"^live$", r"^ready$"]
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "style-src": [SELF],
        "script-src": [SELF],
        "img-src": [SELF, "data:"],
        "media-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("ar", _("Arabic"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["casefiles.config.formats"]
USE_I18N = True
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    # "evidence", where evidence files are kept in a bucket and not in FILES_DIR.
    **object_store.storages(),
}
STORE, STORE_LOCK = object_store.place(), object_store.lock()
WHITENOISE_USE_FINDERS = False

# Hashes every upload as it arrives, beside the store; the form answers for what is too large.
FILE_UPLOAD_HANDLERS = ["evidence.exhibits.uploads.HashingUploadHandler"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000
DATA_UPLOAD_MAX_NUMBER_FILES = 100
# Every stored file is read again and hashed within so many days.
FIXITY_DAYS = int(os.environ.get("CASEFILES_FIXITY_DAYS", "90"))
# The program that looks for viruses: a socket's path or host:port of clamd; empty where none is.
CLAMD = os.environ.get("CASEFILES_CLAMD", "")
# Larger files are inspected for viruses only; no preview and no metadata are made of them.
INSPECTED_MAX_BYTES = int(os.environ.get("CASEFILES_PREVIEW_MAX_BYTES", str(512 * 1024 * 1024)))
# Where plain bytes lie while they are inspected; memory, or the system's temporary folder.
SCRATCH_DIR = os.environ.get("CASEFILES_SCRATCH", "")
# On a system that cannot shut a program in, tools are not run over evidence, unless told.
UNCONFINED_TOOLS = env.flag("CASEFILES_UNCONFINED_TOOLS")
EXHIBIT_FILE_MAX_BYTES = int(os.environ.get("CASEFILES_FILE_MAX_BYTES", "10737418240"))
# What was sent piece by piece and is not attached yet: how long it waits after its last byte,
# how much of it a user and a case may have, and what it has to leave free on the disk.
UPLOAD_HOURS = int(os.environ.get("CASEFILES_UPLOAD_HOURS", "168"))
UPLOADS_A_USER = 2000
UPLOAD_BYTES_A_USER = int(os.environ.get("CASEFILES_UPLOAD_USER_BYTES", str(100 * 1024**3)))
UPLOAD_BYTES_A_CASE = int(os.environ.get("CASEFILES_UPLOAD_CASE_BYTES", str(400 * 1024**3)))
UPLOAD_FREE_BYTES = int(os.environ.get("CASEFILES_UPLOAD_FREE_BYTES", str(1024**3)))

SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True
SIMPLE_HISTORY_ENABLED = True

# Where notices are handed over for sending: smtp:// (STARTTLS), smtps:// or smtp+plain://. Without
# it no mail is sent at all, and nothing of ours asks any host.
MAIL_URL = env.optional_secret("CASEFILES_MAIL_URL")
vars().update(env.mail(MAIL_URL))
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("CASEFILES_MAIL_FROM", "Casefiles <casefiles@localhost>")
# How often whoever has not chosen gets a message: immediate, daily or none.
MAIL_FREQUENCY = os.environ.get("CASEFILES_MAIL_FREQUENCY", "immediate")
MAIL_MINUTES = int(os.environ.get("CASEFILES_MAIL_MINUTES", "15"))
# How long a notice is kept after it was read, and one that nobody read; in days. Never shorter
# than the month before a consent ends: what is forgotten in it would be told anew.
NOTICE_DAYS = max(31, int(os.environ.get("CASEFILES_NOTICE_DAYS", "90")))
NOTICE_UNREAD_DAYS = max(NOTICE_DAYS, int(os.environ.get("CASEFILES_NOTICE_UNREAD_DAYS", "365")))
MAIL_HOUR = int(os.environ.get("CASEFILES_MAIL_HOUR", "6"))

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "()": "casefiles.audit.logs.QuietFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    # Both tell every step of every page.
    "loggers": {"weasyprint": {"level": "ERROR"}, "fontTools": {"level": "ERROR"}},
}
