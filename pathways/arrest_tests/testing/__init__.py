"""The drug test: asked for, taken, read, disputed."""
