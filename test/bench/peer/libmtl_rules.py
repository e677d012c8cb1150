"""LibMTL's weightings in the same loops. Its released CAGrad knows three tasks only, and it has no FAMO: both are left out."""

import sys
import types

import torch

# LibMTL imports a module that torchvision no longer has, for models that are not used here
moved = types.ModuleType("torchvision.models.utils")
moved.load_state_dict_from_url = torch.hub.load_state_dict_from_url
sys.modules.setdefault("torchvision.models.utils", moved)

from LibMTL.weighting import EW, MGDA, UW, GradNorm, PCGrad

from loop import Rule


def by_weighting(kind, **options):
    class Weighted(Rule):
        def __init__(self, *given):
            super().__init__(*given)
            rule = self

            class Weighting(kind):
                def get_share_params(self):
                    return rule.network.trunk.parameters()

                def zero_grad_share_params(self):
                    rule.network.trunk.zero_grad(set_to_none=False)

            self.weighting = Weighting()
            self.weighting.task_num = self.tasks
            self.weighting.task_name = list(range(self.tasks))
            self.weighting.device = torch.device("cpu")
            self.weighting.rep_grad = False
            self.weighting.train_loss_buffer = torch.ones(self.tasks, 1).numpy()
            self.weighting.init_param()

        def groups(self):
            own = list(self.weighting.parameters())
            return [{"params": own, "lr": 0.025}] if own else []

        def begin_epoch(self, epoch):
            self.weighting.epoch = epoch

        def backward(self, losses, representation):
            self.weighting.backward(torch.stack(losses), **options)

    return Weighted


rules = {
    "twin": Rule,
    "static": by_weighting(EW),
    "uncertainty": by_weighting(UW),
    "gradnorm": by_weighting(GradNorm, alpha=1.5),
    "pcgrad": by_weighting(PCGrad),
    "mgda": by_weighting(MGDA, mgda_gn="none"),
}
