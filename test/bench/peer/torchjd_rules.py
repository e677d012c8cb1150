"""Gradient-level methods by TorchJD; the others as plain PyTorch."""

import plain_rules
from loop import Rule
from torchjd.aggregation import MGDA, CAGrad, PCGrad
from torchjd.autojac import jac_to_grad, mtl_backward


def by_aggregator(make_aggregator):
    class Aggregated(Rule):
        def __init__(self, *given):
            super().__init__(*given)
            self.aggregator = make_aggregator()

        def backward(self, losses, representation):
            mtl_backward(losses, features=representation)
            jac_to_grad(self.network.shared(), self.aggregator)

    return Aggregated


rules = {
    **plain_rules.rules,
    "pcgrad": by_aggregator(PCGrad),
    "mgda": by_aggregator(MGDA),
    "cagrad": by_aggregator(lambda: CAGrad(c=0.4)),
}
