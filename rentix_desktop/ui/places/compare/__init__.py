"""What is on the portal and not as it was sent, and which side wins."""
