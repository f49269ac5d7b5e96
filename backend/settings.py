"""Every setting, typed, from the environment only; a malformed value refuses to start. Secrets also through NAME_FILE.

`.env.example` lists each with its default. Without DATABASE_URL and REDIS_URL, `python -m embedded` supplies both.
"""

import os
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from environs import FileAwareEnv

from backend.logs import structured_logging

BASE_DIR = Path(__file__).resolve().parent.parent
env = FileAwareEnv()

# --- the process -----------------------------------------------------------------------------------------------------
DEBUG = env.bool("DEBUG", False)
_INSECURE_KEY = "insecure-development-key-insecure-development-key-0123456789"
SECRET_KEY = env.str("SECRET_KEY", _INSECURE_KEY if env.bool("INSECURE_LOCAL", DEBUG) else "")
if not SECRET_KEY:
    raise ImproperlyConfigured(
        "SECRET_KEY (or SECRET_KEY_FILE) must be set; INSECURE_LOCAL=true only on a loopback machine"
    )
INSECURE_LOCAL = env.bool("INSECURE_LOCAL", DEBUG)
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
SITE_URL = env.str("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS = [SITE_URL]
WSGI_APPLICATION = "backend.wsgi.application"
AUTH_USER_MODEL = "accounts.User"
SILENCED_SYSTEM_CHECKS: list[str] = []

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "csp",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "kernel",
    "accounts",
    "directory",
    "fairs",
    "billing",
    "booking",
    "checkin",
    "fairday",
    "backend",
    "web",
    "worker",
]

MIDDLEWARE = [
    "backend.programs.Programs",
    "backend.middleware.RequestIdMiddleware",
    "backend.metrics.RequestMetrics",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "web.compression.CompressedPages",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "backend.middleware.ApiLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "web.refusals.RefusalPages",
    "backend.middleware.PlausibleAddressMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "web.context.page",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]

# --- data ------------------------------------------------------------------------------------------------------------
DATABASES = {"default": env.dj_db_url("DATABASE_URL", "postgresql:///phien", engine="kernel.postgres")}
DATABASES["default"]["OPTIONS"] = {
    # a process that hangs gives its locks back; what is prepared is planned once, not five times (docs/adr/0013)
    "options": "-c idle_in_transaction_session_timeout=300000 -c plan_cache_mode=force_generic_plan",
    **DATABASES["default"].get("OPTIONS", {}),
    # a refused connection is tried anew after a second by whoever asks next; else the pool waits twice as long each time
    "pool": {"min_size": 0, "max_size": env.int("DATABASE_POOL_SIZE", 12), "timeout": 5, "reconnect_timeout": 1},
}
PREPARE_STATEMENTS = env.bool("DATABASE_PREPARE", True)  # false behind a pooler that shares connections
DATABASES["default"]["CONN_MAX_AGE"] = 0
DATABASES["default"]["CONN_HEALTH_CHECKS"] = False  # kernel.postgres looks: a restarted database costs a reconnect
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", "redis://127.0.0.1:6379/0")
CACHE_URL = env.str("CACHE_URL", "")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": CACHE_URL,
        "OPTIONS": {"socket_timeout": 0.3, "socket_connect_timeout": 0.3},
    }
    if CACHE_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}

# --- people ----------------------------------------------------------------------------------------------------------
AUTHENTICATION_BACKENDS = ["accounts.backends.SessionBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "web:log_in"
LOGIN_REDIRECT_URL = "web:home"

# --- language and time -----------------------------------------------------------------------------------------------
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Vietnamese")), ("en", _("English")), ("ja", _("Japanese"))]
FORMAT_MODULE_PATH = ["backend.formats"]
LOCALE_PATHS = sorted(str(path) for path in BASE_DIR.glob("web/locale/*") if path.is_dir())

# --- static files ----------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = env.path("STATIC_ROOT", BASE_DIR / "staticfiles")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if INSECURE_LOCAL
        else "web.hashed.HashedModules"
    },
}
WHITENOISE_USE_FINDERS = INSECURE_LOCAL
# a source map is read by nobody but us
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ("png", "jpg", "webp", "woff2", "gz", "br", "map")

# --- safety ----------------------------------------------------------------------------------------------------------
_https = urlsplit(SITE_URL).scheme == "https"
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", _https)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", False) else None
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", 31_536_000 if _https else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = _https
SECURE_HSTS_PRELOAD = _https
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _https
SESSION_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400
FILE_UPLOAD_HANDLERS = [
    "backend.uploads.BoundedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}

# --- mail ------------------------------------------------------------------------------------------------------------
EMAIL_HOST = env.str("EMAIL_HOST", "127.0.0.1")
EMAIL_PORT = env.int("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", False)
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", 20)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Phiên <no-reply@phien.example>")
MESSAGE_LEASE_SECONDS = env.int("MESSAGE_LEASE_SECONDS", 60)
"""How long one process may work on one message; longer than the task's hard limit."""
MESSAGE_NUDGE_SECONDS = env.int("MESSAGE_NUDGE_SECONDS", 30)
"""After how long without a nudge the sweeper takes a ready message for forgotten."""
MESSAGE_SWEEP_SECONDS = env.int("MESSAGE_SWEEP_SECONDS", 5)
"""How often the sweeper looks for what was left behind."""
SCHEDULE_PROCESSES = env.int("SCHEDULE_PROCESSES", min(2, os.cpu_count() or 1))
"""That search for less idle time at once, in step: on two free cores they find in the same time what one finds in twice that.
1 where the worker has one core (then it is the default) or shares it: they would wait for each other."""
SCHEDULE_LEASE_SECONDS = env.int("SCHEDULE_LEASE_SECONDS", 20)
"""After how long without a sign of life a schedule that is computed counts as abandoned."""
EMAIL_OUTAGE_SECONDS = env.int("EMAIL_OUTAGE_SECONDS", 30)
"""How long a mail server that nobody reached is left alone; then one message goes ahead as a probe."""
MESSAGE_ID_DOMAIN = env.str("MESSAGE_ID_DOMAIN", urlsplit(SITE_URL).hostname or "localhost")

# --- the queue (design.md 6: no setting makes the broker keep a promise; the rows do) ------------------------------------
OUTBOX_DOORBELL = env.str("OUTBOX_DOORBELL", "worker.doorbell.ring")
CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_TRANSPORT = "worker.transport:Transport"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 120
CELERY_TASK_SOFT_TIME_LIMIT = 90
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 10.0
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 0}
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_timeout": 1,
    "socket_connect_timeout": 1,
    "max_retries": 0,
    "visibility_timeout": 300,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "socket_keepalive": True,
    "health_check_interval": 10,
}
CELERY_TIMEZONE = "UTC"
CELERY_ENABLE_UTC = True
CELERY_BEAT_SCHEDULER = "celery.beat:Scheduler"  # keeps no file: what is due stands in rows
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_CONCURRENCY = env.int("WORKER_CONCURRENCY", 2)
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
CELERY_DB_REUSE_MAX = 1000
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 300_000  # kB: a process that computed a big schedule is replaced after it

# --- badges ----------------------------------------------------------------------------------------------------------
BADGE_KEY_ID = env.int("BADGE_KEY_ID", 1)
BADGE_SIGNING_SEED = env.str("BADGE_SIGNING_SEED", "00" * 32 if INSECURE_LOCAL else "")
"""32 bytes in hex; the public keys valid at the door are BADGE_PUBLIC_KEYS plus this one's."""
BADGE_PUBLIC_KEYS: dict[str, str] = env.dict("BADGE_PUBLIC_KEYS", {})
if len(BADGE_SIGNING_SEED) != 64:
    raise ImproperlyConfigured("BADGE_SIGNING_SEED (or BADGE_SIGNING_SEED_FILE) must be 64 hex digits")

# --- the door ------------------------------------------------------------------------------------------------------------
HALL_SERVER = env.bool("HALL_SERVER", False)
"""This computer serves the gates of one fair at the venue and is nothing else (docs/adr/0028)."""
ROOT_URLCONF = "backend.hall.urls" if HALL_SERVER else "backend.urls"
HALL_SYNC_SECONDS = env.float("HALL_SYNC_SECONDS", 2.0)
"""How often a hall server tells its fair's server what happened, and asks what is new."""
HALL_ANSWER_SECONDS = env.float("HALL_ANSWER_SECONDS", 30.0)
"""After how long without a whole answer the line counts as dead."""

# --- REST ------------------------------------------------------------------------------------------------------------
THROTTLE_RATES: dict[str, str] = {
    "anon": "120/min",
    "user": "1200/min",
    "plan": "600/min",
    "book": "60/min",
    "register": "30/min",
    "import": "20/min",
    "log_in": "20/min",
    "join": "120/min",
    "enrol": "60/min",
    "door_people": "120/min",
    "door_walk_ins": "60/min",
    "door_print": "120/min",
} | env.dict("THROTTLE_RATES", {})  # one that is not named keeps its rate
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "backend.authentication.TokenAuthentication",
        "backend.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["backend.permissions.Denied"],
    "DEFAULT_RENDERER_CLASSES": ["backend.renderers.OrjsonRenderer"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "backend.negotiation.JsonUnlessAsked",
    "DEFAULT_PARSER_CLASSES": ["backend.parsers.StrictJSONParser"],
    "DEFAULT_PAGINATION_CLASS": "backend.pagination.Pages",
    "PAGE_SIZE": 50,
    "DEFAULT_THROTTLE_CLASSES": ["backend.throttles.AnonThrottle", "backend.throttles.UserThrottle"],
    "DEFAULT_THROTTLE_RATES": THROTTLE_RATES,
    "NUM_PROXIES": 1 if env.bool("BEHIND_PROXY", False) else 0,  # else anybody's X-Forwarded-For names the throttle
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "backend.problems.handle",
    "DEFAULT_METADATA_CLASS": None,
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "TEST_REQUEST_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Phiên API",
    "DESCRIPTION": "Booths, companies, registrations, meetings and the door of a trade fair.",
    "VERSION": "1.0.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": ["drf_spectacular.hooks.postprocess_schema_enums", "backend.schema.add_problems"],
    "ENUM_NAME_OVERRIDES": {
        "LanyardRole": "backend.api.door_places.ROLES",
        "BookingState": "booking.states.BookingState",
        "KeptOutcome": "backend.api.door_app.OUTCOMES",
        "InvitationStanding": "backend.api.invitations.STANDINGS",
        "BoothState": "booking.rules.bookings.BOOTH_STATES",
        "PlanState": "booking.rules.bookings.PLAN_STATES",
        "FairState": "fairs.models.FairState",
        "BoothKind": "fairs.models.BoothKind",
        "ExhibitorKind": "fairs.models.ExhibitorKind",
        "OrganisationKind": "accounts.roles.OrganisationKind",
        "MeetingRequestState": "booking.states.RequestState",
        "MeetingState": "booking.states.MeetingState",
        "ScheduleRunState": "booking.states.RunState",
        "RehearsalState": "checkin.states.RehearsalState",
        "RehearsalFailure": "backend.api.rehearsals.FAILURES",
        "ScheduleRunFailure": "backend.api.schedule_shapes.FAILURE_CODES",
        "RefillOfferState": "fairday.states.OfferState",
        "DelegationState": "booking.states.DelegationState",
        "DelegationPlaceState": "booking.states.PlaceState",
        "ReissueReason": "booking.states.ReissueReason",
        "RunnerState": "backend.api.runners.STATES",
        "NeedState": "directory.models.NeedState",
        "NeedStateGiven": "backend.api.needs.GIVEN_STATES",
        "CertificateState": "directory.models.CertificateState",
        "RequestDirection": "backend.api.meeting_requests.DIRECTIONS",
        "OutcomeKind": "fairday.models.OutcomeKind",
        "ValueBand": "fairday.models.ValueBand",
        "ScanDirection": ["entry", "exit"],
        "DeviceState": "checkin.queries.devices.STATES",
        "LeadEntryKind": "checkin.models.EntryKind",
        "LeadQualifierKind": "checkin.models.QualifierKind",
        "LeadStanding": "checkin.rules.leads.STANDINGS",
        "ScanVerdict": "backend.api.door.VERDICTS",
        "ScanLogVerdict": "checkin.models.Verdict",
        "DeliveryState": "kernel.models.MessageState",
        "RegistrationState": "booking.states.RegistrationState",
    },
    "SERVE_PERMISSIONS": ["backend.permissions.Anyone"],
}

METRICS_TOKEN = env.str("METRICS_TOKEN", "")
LOG_LEVEL = env.str("LOG_LEVEL", "INFO")
LOGGING = structured_logging(LOG_LEVEL)
LOGGING_CONFIG = "logging.config.dictConfig"
