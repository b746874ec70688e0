"""What there is to say of a run and of one listing afterwards."""
