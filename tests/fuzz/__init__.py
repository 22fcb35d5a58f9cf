"""Fuzz targets: a few thousand cases in the tests, as many as wanted by hand."""
