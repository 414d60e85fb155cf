"""All calls of the API; importing a module declares its calls."""

from flask import Blueprint

from gateway.api import accounts, appeals, asyncapi, bank, entrance, openapi, payments, readings, registry, settings

MODULES = (entrance, accounts, readings, payments, settings, appeals, bank, asyncapi)
blueprint: Blueprint = registry.blueprint
description: Blueprint = openapi.blueprint
