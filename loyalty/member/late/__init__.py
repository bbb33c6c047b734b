"""Orders that come late: a claim waits for its order in the tab Waiting, and is booked when that comes."""
