"""The broker's address, and what TLS asks of it, for both AMQP libraries.

    amqps://user:password@broker.example:5671/vhost?cacertfile=/run/cabinet/ca.crt
    amqps://user:password@one.example:5671,two.example:5671,three.example:5671/vhost?cacertfile=/run/cabinet/ca.crt

A cluster is named by all its nodes. Each process takes one of them by chance and another one when that is gone.

`amqps` always means a verified certificate and host name, TLS 1.2 or newer. `cacertfile` (RabbitMQ's own name for it)
names the authority; without it the system's authorities count. PostgreSQL has the same in its address:
`?sslmode=verify-full&sslrootcert=/run/cabinet/ca.crt`.
"""

import random
import ssl
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pika

AUTHORITY = "cacertfile"


def nodes(url: str) -> list[str]:
    """Returns the address of each node that `url` names, in its order."""
    parts = urlsplit(url)
    login, at, places = parts.netloc.rpartition("@")
    return [parts._replace(netloc=f"{login}{at}{place}").geturl() for place in places.split(",") if place]


def shuffled(url: str) -> list[str]:
    """Returns the address of each node, by chance, so that clients spread over the cluster."""
    found = nodes(url)
    random.shuffle(found)
    return found


def pika_parameters(url: str, **settings: Any) -> list[pika.URLParameters]:
    """For pika, one for each node, to be tried in this order; `settings` are attributes of the parameters.

    Raises FileNotFoundError when the authority's file is not there.
    """
    return [_parameters(address, settings) for address in shuffled(url)]


def _parameters(node: str, settings: dict[str, Any]) -> pika.URLParameters:
    address, authority = _split(node)
    parameters = pika.URLParameters(address)
    if _secure(node):
        context = ssl.create_default_context(cafile=authority)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        parameters.ssl_options = pika.SSLOptions(context, parameters.host)
    for name, value in settings.items():
        setattr(parameters, name, value)
    return parameters


def kombu_arguments(node: str) -> dict[str, Any]:
    """For `kombu.Connection(**kombu_arguments(node))`."""
    address, _ = _split(node)
    return {"hostname": _pyamqp(address), "ssl": tls_options(node) or False}


def nameko_config(url: str) -> dict[str, Any]:
    """The entries of nameko's configuration. Our own consumer chooses the node itself (`chassis.amqp.consumer`)."""
    address, _ = _split(nodes(url)[0])
    return {"AMQP_URI": _pyamqp(address)}


def user_of(url: str) -> str:
    """The broker's user of this address."""
    return unquote(urlsplit(url).username or "guest")


def tls_options(node: str) -> dict[str, Any] | None:
    """For py-amqp, which verifies nothing unless it is told to; None for plain `amqp`."""
    if not _secure(node):
        return None
    _, authority = _split(node)
    return {
        "cert_reqs": ssl.CERT_REQUIRED,
        "ca_certs": authority,
        "server_hostname": urlsplit(node).hostname,
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
