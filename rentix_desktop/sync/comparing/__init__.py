"""What is on the service and not as it was sent, and which side wins."""
