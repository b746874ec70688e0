"""What would happen if a file were sent, and what must not be sent now; what a hide or an undo would do."""
