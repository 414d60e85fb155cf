"""A small collector of traces with pages to look at them: list, search and the course of one trace.

It takes what any OpenTelemetry exporter sends (OTLP over HTTP, protobuf) and keeps the newest spans in one file.
"""
