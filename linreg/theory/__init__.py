"""Theory of a run in closed form: the loss surface, its learning rates, the exact trajectory and the verdict."""

from linreg.theory.bowl import Bowl, Theory, Trajectory, analyse
from linreg.theory.heavy_ball import best_momentum, fastest_pair
from linreg.theory.momentum import Momentum
from linreg.theory.verdict import Verdict

__all__ = ["Bowl", "Momentum", "Theory", "Trajectory", "Verdict", "analyse", "best_momentum", "fastest_pair"]
