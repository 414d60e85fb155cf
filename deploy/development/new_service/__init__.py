"""`./cabinet new-service NAME`: the folder of a new service from templates, and its lines in the lists of services."""
