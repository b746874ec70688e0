"""A planned run is sent: what goes next, how much at a time, what comes back, what is waited for."""
