"""What fits the model to figures of municipalities. It may import `sim`; `experiments` may import it."""
