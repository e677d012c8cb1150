"""One step of R stacked networks, batched by hand in PyTorch with fused Adam, on all cores.

Reads { "replicas", "layers", "batch", "rows", "seconds" } as JSON, prints { "ms", "version" } for one step of all replicas.
"""

import json
import sys
import time

import torch


def main():
    settings = json.load(sys.stdin)
    replicas, layers, batch, rows = (settings[key] for key in ("replicas", "layers", "batch", "rows"))
    torch.manual_seed(0)
    x, y = torch.randn(rows, layers[0]), torch.randn(rows, layers[-1])
    parameters = []
    for before, after in zip(layers, layers[1:]):
        parameters += [torch.randn(replicas, before, after) * (2 / before) ** 0.5, torch.zeros(replicas, 1, after)]
    for parameter in parameters:
        parameter.requires_grad_()
    optimizer = torch.optim.Adam(parameters, lr=1e-3, fused=True)
    batches = torch.randint(rows, (64, replicas, batch))

    def step(index):
        at = batches[index % 64]
        hidden = x[at]
        for layer in range(0, len(parameters), 2):
            hidden = torch.baddbmm(parameters[layer + 1], hidden, parameters[layer])
            if layer + 2 < len(parameters):
                hidden = torch.relu(hidden)
        optimizer.zero_grad()
        ((hidden - y[at]) ** 2).mean((1, 2)).sum().backward()
        optimizer.step()

    for index in range(5):
        step(index)
    start, steps = time.perf_counter(), 0
    while time.perf_counter() - start < settings["seconds"]:
        step(steps)
        steps += 1
    ms = 1000 * (time.perf_counter() - start) / steps
    print(json.dumps({"ms": ms, "version": torch.__version__}))


main()
