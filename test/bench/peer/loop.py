"""One model after another, one step after another: the training that every peer's rules plug into.

The same network, data sizes, batch, optimiser, epochs, validation and best-weight rule as the study of ../study.ts.
"""

import copy

import torch


def make_data(settings):
    generator = torch.Generator().manual_seed(settings["seed"])
    rows, inputs, tasks = settings["rows"], settings["inputs"], settings["tasks"]
    x = torch.randn(rows, inputs, generator=generator)
    y = torch.tanh(x @ torch.randn(inputs, tasks, generator=generator) * 0.3)
    y = y + 0.3 * torch.randn(rows, tasks, generator=generator)
    train, validation = settings["trainRows"], settings["trainRows"] + settings["validationRows"]
    return x[:train], y[:train], x[train:validation], y[train:validation]


class Network:
    def __init__(self, inputs, widths, tasks):
        layers, width = [], inputs
        for next_width in widths:
            layers += [torch.nn.Linear(width, next_width), torch.nn.ReLU()]
            width = next_width
        self.trunk = torch.nn.Sequential(*layers)
        self.heads = torch.nn.ModuleList(torch.nn.Linear(width, 1) for _ in range(tasks))

    def losses(self, x, y):
        """The shared representation, and the mean squared error of each task."""
        representation = self.trunk(x)
        return representation, [
            torch.mean((head(representation)[:, 0] - y[:, t]) ** 2) for t, head in enumerate(self.heads)
        ]

    def shared(self):
        return list(self.trunk.parameters())

    def own(self):
        return list(self.heads.parameters())

    def state(self):
        return copy.deepcopy(self.trunk.state_dict()), copy.deepcopy(self.heads.state_dict())

    def restore(self, state):
        self.trunk.load_state_dict(state[0])
        self.heads.load_state_dict(state[1])


def train(arm, data, settings, seed, make_rule):
    """Trains one model; `make_rule(arm, network, generator)` gives what turns losses into gradients. The best validation loss."""
    torch.manual_seed(seed)
    generator = torch.Generator().manual_seed(seed)
    x, y, x_validation, y_validation = data
    is_twin = arm["method"] == "twin"
    tasks = 1 if is_twin else settings["tasks"]
    if is_twin:
        task = arm["task"]
        y, y_validation = y[:, task : task + 1], y_validation[:, task : task + 1]
    network = Network(settings["inputs"], settings["widths"], tasks)
    rule = make_rule(arm, network, generator)
    groups = [{"params": network.shared() + network.own(), "lr": settings["learningRate"]}, *rule.groups()]
    optimizer = torch.optim.Adam(groups)
    best, best_state = float("inf"), None
    for epoch in range(settings["epochs"]):
        rule.begin_epoch(epoch)
        order = torch.randperm(len(x), generator=generator)
        for step in range(settings["stepsPerEpoch"]):
            rows = order[step * settings["batchSize"] : (step + 1) * settings["batchSize"]]
            optimizer.zero_grad()
            representation, losses = network.losses(x[rows], y[rows])
            rule.backward(losses, representation)
            optimizer.step()
            rule.after(lambda: network.losses(x[rows], y[rows])[1])
        with torch.no_grad():
            validation = sum(network.losses(x_validation, y_validation)[1]).item() / tasks
        if validation < best:
            best, best_state = validation, network.state()
    network.restore(best_state)
    return best


class Rule:
    """What a method does with the losses of a step; by default nothing but their sum."""

    def __init__(self, arm, network, generator):
        self.arm, self.network, self.generator = arm, network, generator
        self.tasks = len(network.heads)

    def groups(self):
        return []

    def begin_epoch(self, epoch):
        self.epoch = epoch

    def backward(self, losses, representation):
        sum(losses).backward()

    def after(self, losses_again):
        """Called after the update; `losses_again()` makes another forward pass."""
