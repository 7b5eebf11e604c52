"""Many small models at once on a CPU, compiled."""
