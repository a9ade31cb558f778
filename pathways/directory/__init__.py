"""The services people are referred to: whom they see, where, when, and how full they are."""
