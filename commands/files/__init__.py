"""Files that owners give to the commands, besides those that shops/ reads."""
