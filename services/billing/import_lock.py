"""What keeps an import and a publication apart."""

IMPORT_LOCK = 0x696D70
"""Advisory lock: an import holds it, publication shares it, so that no imported fact slips into a closing period."""
