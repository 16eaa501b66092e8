"""ATGT: traffic accidents and black spots of a Vietnamese ward, from one messy sheet to one honest list."""

__version__ = "0.1.0"
