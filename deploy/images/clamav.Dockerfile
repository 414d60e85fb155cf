# ClamAV from Debian: fetches the signatures until it has them, renews them every hour, and answers on 3310.
FROM debian:12-slim
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends clamav-daemon clamav-freshclam ca-certificates && \
    rm -rf /var/lib/apt/lists/* && install -d -o clamav -g clamav /var/lib/clamav && \
    printf '%s\n' 'TCPSocket 3310' 'TCPAddr 0.0.0.0' 'Foreground yes' 'StreamMaxLength 20M' 'LogTime yes' \
        'ConcurrentDatabaseReload no' >/etc/clamav/clamd.conf && \
    printf '%s\n' 'DatabaseMirror database.clamav.net' 'NotifyClamd /etc/clamav/clamd.conf' >/etc/clamav/freshclam.conf
USER clamav
VOLUME /var/lib/clamav
EXPOSE 3310
ENTRYPOINT ["sh", "-c", "\
    until [ -e /var/lib/clamav/main.cvd ] || [ -e /var/lib/clamav/main.cld ]; do \
        freshclam --quiet || { echo 'no signatures yet, trying again in a minute' >&2; sleep 60; }; \
    done; \
    freshclam --daemon --checks=24 --pid=/tmp/freshclam.pid; \
    exec clamd"]
