"""The papers of a disposal: what is signed or given, and the letter to the victim."""
