"""How people got on with a service before, as another system recorded it: what is wrong, recording, taking back."""
