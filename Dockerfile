# One image for migrate, web, worker and beat; compose says which it is.
FROM python:3.11-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/venv
COPY requirements/base.txt /tmp/base.txt
RUN /opt/venv/bin/pip install --require-hashes -r /tmp/base.txt

FROM python:3.11-slim-bookworm
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DJANGO_SETTINGS_MODULE=backend.settings
RUN useradd --system --uid 10001 --create-home --home-dir /srv/phien phien
WORKDIR /srv/phien/app
COPY --from=build /opt/venv /opt/venv
COPY --chown=phien:phien . .
USER phien
# words are compiled and static files pressed once, at build time; no setting of production is needed for it
RUN INSECURE_LOCAL=true python manage.py messages compile \
 && SECRET_KEY=only-for-collecting-static-files BADGE_SIGNING_SEED=0000000000000000000000000000000000000000000000000000000000000000 \
    STATIC_ROOT=/srv/phien/static python manage.py collectstatic --no-input --verbosity 0
ENV STATIC_ROOT=/srv/phien/static WEB_BIND=0.0.0.0:8000
EXPOSE 8000
CMD ["gunicorn", "-c", "python:backend.serving", "backend.wsgi:application"]
