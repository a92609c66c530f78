"""The posterior that comes with the package: draws of parameters and municipal figures, with their manifest."""
