"""Balancing methods as plain PyTorch, the way their papers' code writes them."""

import numpy
import torch
from scipy.optimize import minimize

from loop import Rule


def flat_gradients(losses, parameters):
    return [
        torch.cat([g.reshape(-1) for g in torch.autograd.grad(loss, parameters, retain_graph=True)]) for loss in losses
    ]


class Static(Rule):
    def backward(self, losses, representation):
        weights = self.arm.get("weights", [1.0] * self.tasks)
        sum(w * loss for w, loss in zip(weights, losses)).backward()


class Uncertainty(Rule):
    def __init__(self, *given):
        super().__init__(*given)
        self.log_variance = torch.zeros(self.tasks, requires_grad=True)

    def groups(self):
        return [{"params": [self.log_variance], "lr": 0.025}]

    def backward(self, losses, representation):
        sum(torch.exp(-s) * loss / 2 + s / 2 for s, loss in zip(self.log_variance, losses)).backward()


class GradNorm(Rule):
    def __init__(self, *given):
        super().__init__(*given)
        self.weights = torch.ones(self.tasks)
        self.initial = None

    def backward(self, losses, representation):
        values = torch.stack([loss.detach() for loss in losses])
        self.initial = values if self.initial is None else self.initial
        norms = torch.stack([g.norm() for g in flat_gradients(losses, self.network.shared()[-2:])])
        rate = values / self.initial
        target = (self.weights * norms).mean() * (rate / rate.mean()) ** self.arm.get("alpha", 1.5)
        moved = (self.weights - 0.025 * torch.sign(self.weights * norms - target) * norms).clamp_min(1e-3)
        self.weights = moved * self.tasks / moved.sum()
        sum(w * loss for w, loss in zip(self.weights, losses)).backward()


class GradientLevel(Rule):
    """Heads get the gradient of their own loss, the trunk the combination of the task gradients."""

    def backward(self, losses, representation):
        shared = self.network.shared()
        gradients = flat_gradients(losses, shared)
        sum(losses).backward()
        update, offset = self.combine(gradients), 0
        for parameter in shared:
            parameter.grad = update[offset : offset + parameter.numel()].view_as(parameter)
            offset += parameter.numel()


class PCGrad(GradientLevel):
    def combine(self, gradients):
        projected = [g.clone() for g in gradients]
        for i in range(self.tasks):
            for j in torch.randperm(self.tasks, generator=self.generator).tolist():
                if i == j:
                    continue
                inner = torch.dot(projected[i], gradients[j])
                if inner < 0:
                    projected[i] -= inner / torch.dot(gradients[j], gradients[j]) * gradients[j]
        return torch.stack(projected).sum(0)


class MGDA(GradientLevel):
    """The min-norm element by Frank and Wolfe's method, at most 250 steps."""

    def combine(self, gradients):
        jacobian = torch.stack(gradients)
        gramian = jacobian @ jacobian.T
        weights = torch.full((self.tasks,), 1 / self.tasks)
        for _ in range(250):
            toward = torch.zeros(self.tasks)
            toward[torch.argmin(gramian @ weights)] = 1
            a, b, c = weights @ gramian @ toward, weights @ gramian @ weights, toward @ gramian @ toward
            length = 1.0 if c <= a else 0.0 if b <= a else ((b - a) / (b + c - 2 * a)).item()
            weights = (1 - length) * weights + length * toward
            if length < 1e-3:
                break
        return self.tasks * (weights @ jacobian)


class CAGrad(GradientLevel):
    def combine(self, gradients):
        jacobian = torch.stack(gradients)
        gramian = (jacobian @ jacobian.T).double().numpy()
        length = 0.4 * numpy.sqrt(gramian.mean() + 1e-8)
        mean = numpy.full(self.tasks, 1 / self.tasks)
        found = minimize(
            lambda w: w @ gramian @ mean + length * numpy.sqrt(w @ gramian @ w + 1e-8),
            mean,
            bounds=[(0, 1)] * self.tasks,
            constraints={"type": "eq", "fun": lambda w: 1 - w.sum()},
        )
        combined = torch.tensor(found.x, dtype=jacobian.dtype) @ jacobian
        return self.tasks * (jacobian.mean(0) + length / (combined.norm() + 1e-8) * combined)


class FAMO(Rule):
    def __init__(self, *given):
        super().__init__(*given)
        self.logits = torch.zeros(self.tasks, requires_grad=True)
        self.optimizer = torch.optim.Adam([self.logits], lr=0.025, weight_decay=1e-3)

    def backward(self, losses, representation):
        self.before = torch.stack([loss.detach() for loss in losses]) + 1e-8
        shares = torch.softmax(self.logits.detach(), -1)
        scale = 1 / (shares / self.before).sum()
        sum(self.tasks * scale * share / (loss.detach() + 1e-8) * loss for share, loss in zip(shares, losses)).backward()

    def after(self, losses_again):
        with torch.no_grad():
            now = torch.stack(losses_again()) + 1e-8
        delta = self.before.log() - now.log()
        self.optimizer.zero_grad()
        self.logits.grad = torch.autograd.grad(torch.softmax(self.logits, -1), self.logits, delta)[0]
        self.optimizer.step()


rules = {
    "twin": Rule,
    "static": Static,
    "uncertainty": Uncertainty,
    "gradnorm": GradNorm,
    "pcgrad": PCGrad,
    "mgda": MGDA,
    "cagrad": CAGrad,
    "famo": FAMO,
}
