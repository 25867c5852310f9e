"""The computations behind the labs, one file an idea."""
