# syntax=docker/dockerfile:1
# The same steps as `make run` on a machine; nothing is compiled, nothing is fetched but the locked packages.

FROM python:3.13-slim-bookworm AS build
WORKDIR /app
COPY pyproject.toml requirements.txt requirements-dev.txt README.md LICENSE NOTICE ./
COPY tools/environment.py tools/
COPY adapters/ adapters/
COPY bot/ bot/
COPY briefings/ briefings/
COPY eval/ eval/
RUN python tools/environment.py run

FROM python:3.13-slim-bookworm
ENV NEWSBRIEF_DATA=/data PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1
RUN useradd --uid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin newsbrief \
    && install --directory --owner=newsbrief --mode=0750 /data
WORKDIR /app
COPY --from=build /app/ ./
COPY examples/ examples/
USER newsbrief
VOLUME /data
HEALTHCHECK --interval=60s --timeout=15s --start-period=20s CMD ["newsbrief", "check", "--quick", "--quiet"]
ENTRYPOINT ["newsbrief"]
CMD ["run"]
