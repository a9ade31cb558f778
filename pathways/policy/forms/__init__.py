"""What a policy lead is asked."""
