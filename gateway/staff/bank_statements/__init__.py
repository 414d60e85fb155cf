"""«Реестры»: bank statements and their operations."""
