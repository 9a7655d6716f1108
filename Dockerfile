# One image for web server, worker, clock and migration; docker-compose.yml says which.
# The same code and settings as `make run`; engines and secrets come from outside.

FROM python:3.12-slim-bookworm AS environment
COPY requirements.lock /tmp/
RUN python -m venv /opt/venv \
 && /opt/venv/bin/pip install --no-cache-dir --require-hashes -r /tmp/requirements.lock

FROM python:3.12-slim-bookworm
# The same packages as scripts/system.py installs for `make run`; tests/engines compares them.
RUN apt-get update \
 && apt-get install -y --no-install-recommends \
        fontconfig fonts-dejavu-core fonts-noto-core \
        libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0 \
        ffmpeg file libimage-exiftool-perl poppler-utils \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --home-dir /var/lib/casefiles casefiles \
 && install -d -o casefiles -g casefiles -m 0700 /var/lib/casefiles /var/lib/casefiles/files

COPY --from=environment /opt/venv /opt/venv
COPY . /srv/casefiles
WORKDIR /srv/casefiles
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=casefiles.config.settings \
    CASEFILES_DATA=/var/lib/casefiles \
    CASEFILES_FILES=/var/lib/casefiles/files \
    XDG_CACHE_HOME=/tmp
USER casefiles

# Static files are part of the image. The values are stand-ins that end with this line:
# nothing is connected to, signed or sealed here.
RUN SECRET_KEY=build CASEFILES_MASTER_KEY=build REDIS_URL=redis://build \
    DATABASE_URL=postgresql://build@build/build \
    python manage.py collectstatic --noinput --verbosity 0

EXPOSE 8000
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", "--blocking-threads", "4", "--no-ws", "--http1-buffer-size", "65536", "--log-level", "warning", "--respawn-failed-workers", "casefiles.config.wsgi:application"]
