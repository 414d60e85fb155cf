"""The billing run of a period: charged in chunks by any number of processes, resumable, repeatable."""
