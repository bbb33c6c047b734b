"""The stand-in over HTTP and below requests: addresses, tokens, quota and faults."""
