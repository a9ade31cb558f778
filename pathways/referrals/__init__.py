"""Need, consent, the choice of a service, and sending: the stage between custody and the provider's inbox."""
