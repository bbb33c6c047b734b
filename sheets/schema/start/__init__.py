"""The tab Start: what to do next, with ticks by the check, and the way to the settings that matter first."""
