"""What a person says they need, asked at the desk."""
