"""The addresses to which acquiring banks send their callbacks."""

CALLBACK_PROVIDERS = ("sberbank",)
"""One address for each bank that an adapter of payments exists for. Banks have theirs configured: a name is never
changed, and removed only with its adapter."""
CALLBACK_ROOT = "/api/v1/callbacks/"


def callback_path(provider: str) -> str:
    """Where the bank sends its callbacks; append it to PUBLIC_URL."""
    return CALLBACK_ROOT + provider
