"""The uploads so far down to row and field, and the life of a listing."""
