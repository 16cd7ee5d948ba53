"""Starting the Java side: the daemon, and the other commands of the jar that the package carries."""
