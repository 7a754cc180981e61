# One image for web, worker and beat. What is installed is listed in script/install.sh and nowhere else.
FROM debian:12-slim AS system
WORKDIR /app
COPY script/install.sh script/install.sh
RUN script/install.sh system run && rm -rf /var/lib/apt/lists/*

FROM system AS build
COPY requirements.txt ./
RUN script/install.sh python run
COPY . .
# Production settings insist on secrets; these two serve this step only and stay in it.
RUN .venv/bin/python script/messages.py \
    && DJANGO_SETTINGS_MODULE=config.settings.production BRANDCERT_VAR_DIR=/tmp/var \
        BRANDCERT_SECRET_KEY=only-for-this-step BRANDCERT_SIGNING_KEY=only-for-this-step \
        .venv/bin/python manage.py collectstatic --no-input --verbosity 0 \
    && .venv/bin/python -m compileall -q brandcert config

FROM system
RUN groupadd --system --gid 990 brandcert \
    && useradd --system --uid 990 --gid brandcert --no-create-home --home-dir /var/lib/brandcert brandcert \
    && install -d -o brandcert -g brandcert -m 0750 /var/lib/brandcert
COPY --from=build /app /app
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=config.settings.production \
    BRANDCERT_VAR_DIR=/var/lib/brandcert
USER 990:990
VOLUME /var/lib/brandcert
EXPOSE 8000
# The probe comes from inside, so it names a host the site answers to.
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(u.Request('http://127.0.0.1:8000/healthz', headers={'Host': os.environ['BRANDCERT_ALLOWED_HOSTS'].split(',')[0].lstrip('.')}), timeout=4)"]
CMD ["python", "-m", "gunicorn", "config.wsgi", "--bind", "0.0.0.0:8000", "--workers", "3", "--no-control-socket"]
