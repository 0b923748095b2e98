# Nakshatra on Debian: built by the Makefile's own steps, run without root, weights in a volume.
#   docker build -t nakshatra .
#   docker run -p 8321:8321 -v nakshatra:/data -e NAKSHATRA_TELEGRAM_TOKEN nakshatra

FROM debian:bookworm-slim AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends python3 python3-venv make ca-certificates \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /nakshatra
COPY . .
RUN make install PREFIX=/opt/nakshatra

FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends python3 ca-certificates \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --create-home --uid 10001 nakshatra \
    && install -d -o nakshatra /data
COPY --from=build /opt/nakshatra /opt/nakshatra
ENV PATH=/opt/nakshatra/bin:$PATH NAKSHATRA_DATA_DIR=/data NAKSHATRA_CACHE_DIR=/data/cache NAKSHATRA_HOST=0.0.0.0
USER nakshatra
VOLUME /data
EXPOSE 8321
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
    CMD ["python3", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8321/health', timeout=4)"]
ENTRYPOINT ["nakshatra"]
CMD ["run"]
