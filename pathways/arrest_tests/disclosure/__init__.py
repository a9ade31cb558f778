"""To whom a result may be told and was told."""
