"""The computations of the labs, one module an idea."""
