# Every image of ours: one kind of process, only its libraries and its folders, an ordinary user.
#   COMMON, LIBRARIES  extras of pyproject.toml     PACKAGES  Debian packages     FOLDERS  what of the project it holds
FROM python:3.11-slim AS base
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN useradd --uid 10001 --create-home cabinet
WORKDIR /app
COPY pyproject.toml requirements.lock ./
COPY deploy/libraries.py deploy/materials.py deploy/
# The services share this layer, whose libraries are most of their size.
ARG COMMON=service
ARG PIP="pip install -q --root-user-action=ignore --require-hashes --no-deps"
RUN python deploy/libraries.py $COMMON >wanted.txt && $PIP -r wanted.txt

FROM base AS libraries
ARG PACKAGES=""
RUN [ -z "$PACKAGES" ] || { apt-get update -qq && apt-get install -y -qq --no-install-recommends $PACKAGES && \
    rm -rf /var/lib/apt/lists/*; }
ARG COMMON=service
ARG LIBRARIES=""
ARG PIP="pip install -q --root-user-action=ignore --require-hashes --no-deps"
RUN python deploy/libraries.py $COMMON $LIBRARIES >wanted.txt && $PIP -r wanted.txt && \
    python -m deploy.materials $COMMON $LIBRARIES >sbom.cdx.json

FROM python:3.11-slim AS sources
ARG FOLDERS
WORKDIR /chosen
COPY . /project
RUN for folder in $FOLDERS; do mkdir -p "$(dirname "$folder")" && cp -r "/project/$folder" "$(dirname "$folder")/"; done

FROM libraries
COPY --from=sources /chosen ./
RUN python -m compileall -q .
USER cabinet
# Without greendns names are asked for anew at each connect: it would keep the address of a server that has moved for ten minutes.
ENV PSYCOPG_WAIT_FUNC=wait_select EVENTLET_NO_GREENDNS=yes HEALTH_HOST=0.0.0.0 HEALTH_PORT=8000 CABINET_SECRETS_DIR=/run/cabinet \
    XDG_CACHE_HOME=/tmp
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=6 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/readyz', timeout=4)"]
ENTRYPOINT ["python", "-m"]
