"""The version of the package; it follows that of the Java project (0.1.0-SNAPSHOT)."""

__version__ = "0.1.0.dev0"
