from tests.experiments.fake_engine import engine

__all__ = ["engine"]
