"""Acts (акты) of accounts and of their meters: what documents state, from the desk, files and readings' events."""
