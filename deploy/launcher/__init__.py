"""The launcher behind `./cabinet`: sets the system up on one machine and runs it.

Start reading at `processes.py`: it declares what runs and with which settings.
"""
