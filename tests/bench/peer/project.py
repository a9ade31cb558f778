"""The settings of the project and its one address; `application` is what gunicorn serves, `made_ready` what it needs."""

import os

import django
from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application

STAFF, PASSWORD = "staff", "made-up-county"
DATABASE = "PEER_DATABASE_URL"
"""The variable of the environment that names the database by the address of its owner."""
CONNECTION_SECONDS = 600


def configured() -> None:
    """Settings of a deployment: sessions in the database, templates compiled once, each request one transaction."""
    from sqlalchemy import make_url

    url = make_url(os.environ[DATABASE])
    settings.configure(
        SECRET_KEY=os.environ.get("SECRET_KEY", "a key of the bench"),
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF="tests.bench.peer.urls",
        INSTALLED_APPS=[
            "django.contrib.admin",
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "django.contrib.messages",
            "tests.bench.peer",
        ],
        MIDDLEWARE=[
            "django.middleware.security.SecurityMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "django.middleware.clickjacking.XFrameOptionsMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                    ]
                },
            }
        ],
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.postgresql",
                "NAME": url.database,
                "USER": url.username,
                "PASSWORD": url.password or "",
                "HOST": url.query["host"],
                "PORT": url.query["port"],
                "ATOMIC_REQUESTS": True,
                "CONN_MAX_AGE": CONNECTION_SECONDS,
                "CONN_HEALTH_CHECKS": True,
            }
        },
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        STATIC_URL="/static/",
        TIME_ZONE="Europe/London",
        USE_TZ=True,
    )
    django.setup()


def made_ready() -> None:
    """The tables that are Django's own, and somebody of the staff who may see everything."""
    configured()
    call_command("migrate", verbosity=0)
    call_command("migrate", run_syncdb=True, verbosity=0)
    from django.contrib.auth.models import User

    if not User.objects.filter(username=STAFF).exists():
        User.objects.create_superuser(STAFF, "", PASSWORD)


def application():
    """What is served."""
    configured()
    return get_wsgi_application()


if __name__ == "__main__":
    made_ready()
