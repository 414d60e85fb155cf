"""`gunicorn gateway.wsgi:app`: the application with its real settings and broker."""

from chassis.settings import load
from chassis.telemetry.logs import configure
from chassis.telemetry.traces import configure as record_traces
from gateway.app import create_app
from gateway.backend import news
from gateway.settings import GatewaySettings

settings = load(GatewaySettings)
configure("gateway", settings.log_level)
record_traces("gateway", settings.otel_exporter_otlp_endpoint, settings.otel_traces_sampler_arg)
app = create_app(settings)
news.watch(app)
