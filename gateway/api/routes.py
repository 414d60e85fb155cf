"""All calls of the API; importing a module declares its calls."""

from flask import Blueprint

from gateway.api import (
    accounts,
    appeals,
    asyncapi,
    bank,
    entrance,
    guide,
    imports,
    openapi,
    payments,
    readings,
    registry,
    settings,
    tokens,
)

MODULES = (entrance, accounts, readings, payments, settings, tokens, appeals, bank, imports, asyncapi, guide)
blueprint: Blueprint = registry.blueprint
description: Blueprint = openapi.blueprint
