"""What is told between digests: updates, breaking alerts, watched answers and corrections."""
