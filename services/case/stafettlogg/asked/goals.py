"""What can be asked about oppmerksomhet and goals, and how it may be refused."""

from shared.contracts.case import AddGoal, ChangeAttention, ChangeGoal, EndGoal
from shared.errors import Refused


class GoalExists(Refused):
    """There is a goal with this id already."""


class GoalNotOpen(Refused):
    """There is no such goal to work towards now."""


GoalCommand = ChangeAttention | AddGoal | ChangeGoal | EndGoal
