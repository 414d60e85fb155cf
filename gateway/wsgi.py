"""`gunicorn gateway.wsgi:app`: the application with its real settings and broker."""

from chassis.settings import load
from gateway.app import create_app
from gateway.settings import GatewaySettings

app = create_app(load(GatewaySettings))
