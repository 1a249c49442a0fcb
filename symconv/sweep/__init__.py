"""Every method against every other, over ranges of settings."""
