"""Geometry of the charts: numbers in, coordinates out; `templates/charts/` draws them as SVG.

Every drawing has its table on the same page, so nothing here is the only way to learn something (B12, WCAG 1.1.1).
"""
