"""feedback's settings; a wrong one stops the process at its start."""

from pydantic import Field

from chassis.settings import ServiceSettings


class FeedbackSettings(ServiceSettings):
    """Limits of one account and the end of a conversation. Kinds of appeals and their terms are rows, not settings."""

    messages_a_day: int = Field(default=30, ge=1, le=1000)
    """Appeals and replies of one account in 24 hours."""
    silent_days: int = Field(default=30, ge=1, le=365)
    """An answered appeal without further messages closes after so many days."""
    draft_days: int = Field(default=90, ge=1, le=3660)
    """How long what was begun and never sent is kept."""
    appeal_days: int = Field(default=1096, ge=1096, le=36_525)
    """How long a closed conversation and its files are kept after its last word; the database refuses less."""
    clamd_url: str | None = Field(default=None, pattern=r"^(tcp://[^/]+|unix:///.+)$")
    """A ClamAV daemon that looks at every file before it is stored: tcp://host:3310 or unix:///run/clamav/clamd.ctl.
    Without one no file is taken."""
    unscanned_files: bool = False
    """Files are taken although nobody looks for malware in them: for demonstrations and tests."""
