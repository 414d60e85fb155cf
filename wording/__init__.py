"""How the portal writes money, numbers, dates and meter zones in Russian, and which day it is in Moscow. Pure.

Imports nothing of the portal: every package may import it.
"""
