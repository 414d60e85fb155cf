"""The broker's address, and what TLS asks of it, for both AMQP libraries.

    amqps://user:password@broker.example:5671/vhost?cacertfile=/run/cabinet/ca.crt

`amqps` always means a verified certificate and host name, TLS 1.2 or newer. `cacertfile` (RabbitMQ's own name for it)
names the authority; without it the system's authorities count. PostgreSQL has the same in its address:
`?sslmode=verify-full&sslrootcert=/run/cabinet/ca.crt`.
"""

import ssl
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pika

AUTHORITY = "cacertfile"


def pika_parameters(url: str) -> pika.URLParameters:
    """For pika. Raises FileNotFoundError when the authority's file is not there."""
    address, authority = _split(url)
    parameters = pika.URLParameters(address)
    if _secure(url):
        context = ssl.create_default_context(cafile=authority)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        parameters.ssl_options = pika.SSLOptions(context, parameters.host)
    return parameters


def kombu_arguments(url: str) -> dict[str, Any]:
    """For `kombu.Connection(**kombu_arguments(url))`."""
    address, _ = _split(url)
    return {"hostname": _pyamqp(address), "ssl": tls_options(url) or False}


def nameko_config(url: str) -> dict[str, Any]:
    """The entries of nameko's configuration."""
    address, _ = _split(url)
    options = tls_options(url)
    return {"AMQP_URI": _pyamqp(address)} | ({"AMQP_SSL": options} if options else {})


def user_of(url: str) -> str:
    """The broker's user of this address."""
    return unquote(urlsplit(url).username or "guest")


def tls_options(url: str) -> dict[str, Any] | None:
    """For py-amqp, which verifies nothing unless it is told to; None for plain `amqp`."""
    if not _secure(url):
        return None
    _, authority = _split(url)
    return {
        "cert_reqs": ssl.CERT_REQUIRED,
        "ca_certs": authority,
        "server_hostname": urlsplit(url).hostname,
        "tls_minimum_version": ssl.TLSVersion.TLSv1_2,
    }


def _split(url: str) -> tuple[str, str | None]:
    """The address without our parameter, and the file that it names."""
    parts = urlsplit(url)
    given = parse_qs(parts.query).get(AUTHORITY)
    return parts._replace(query="").geturl(), given[0] if given else None


def _secure(url: str) -> bool:
    return urlsplit(url).scheme == "amqps"


def _pyamqp(address: str) -> str:
    """kombu's own scheme; the options say that TLS is wanted."""
    return "pyamqp://" + address.partition("://")[2]
