"""The reference study as plain PyTorch loops: one model after another, one step after another.

Reads settings as JSON from standard input, prints { "seconds", "trainings", "steps", "finalLoss" } as JSON.
The same network, data sizes, batch, optimiser, epochs, validation and best-weight rule as the study of study.ts.
"""

import copy
import json
import sys
import time

import torch


def make_network(inputs, widths, tasks):
    layers, width = [], inputs
    for next_width in widths:
        layers += [torch.nn.Linear(width, next_width), torch.nn.ReLU()]
        width = next_width
    return torch.nn.Sequential(*layers), torch.nn.ModuleList(torch.nn.Linear(width, 1) for _ in range(tasks))


def task_losses(trunk, heads, x, y):
    representation = trunk(x)
    return [torch.mean((head(representation)[:, 0] - y[:, t]) ** 2) for t, head in enumerate(heads)]


def pcgrad(gradients, generator):
    tasks = len(gradients)
    projected = [g.clone() for g in gradients]
    for i in range(tasks):
        for j in torch.randperm(tasks, generator=generator).tolist():
            if i == j:
                continue
            inner = torch.dot(projected[i], gradients[j])
            if inner < 0:
                projected[i] -= inner / torch.dot(gradients[j], gradients[j]) * gradients[j]
    return torch.stack(projected).sum(0)


def flat_gradients(losses, parameters):
    return [
        torch.cat([g.reshape(-1) for g in torch.autograd.grad(loss, parameters, retain_graph=True)]) for loss in losses
    ]


def train(arm, data, settings, seed):
    torch.manual_seed(seed)
    generator = torch.Generator().manual_seed(seed)
    x, y, x_validation, y_validation = data
    tasks = 1 if arm["method"] == "twin" else settings["tasks"]
    if arm["method"] == "twin":
        y, y_validation = y[:, arm["task"]:arm["task"] + 1], y_validation[:, arm["task"]:arm["task"] + 1]
    trunk, heads = make_network(settings["inputs"], settings["widths"], tasks)
    shared = list(trunk.parameters())
    log_variance = torch.zeros(tasks, requires_grad=arm["method"] == "uncertainty")
    groups = [{"params": shared + list(heads.parameters()), "lr": settings["learningRate"]}]
    if arm["method"] == "uncertainty":
        groups.append({"params": [log_variance], "lr": 0.025})
    optimizer = torch.optim.Adam(groups)
    weights = torch.tensor(arm.get("weights", [1.0] * tasks))
    initial = None
    best, best_state = float("inf"), None
    for epoch in range(settings["epochs"]):
        order = torch.randperm(len(x), generator=generator)
        for step in range(settings["stepsPerEpoch"]):
            rows = order[step * settings["batchSize"]:(step + 1) * settings["batchSize"]]
            losses = task_losses(trunk, heads, x[rows], y[rows])
            optimizer.zero_grad()
            if arm["method"] == "pcgrad":
                gradients = flat_gradients(losses, shared)
                sum(losses).backward()
                update, offset = pcgrad(gradients, generator), 0
                for parameter in shared:
                    parameter.grad = update[offset:offset + parameter.numel()].view_as(parameter)
                    offset += parameter.numel()
            elif arm["method"] == "uncertainty":
                sum(torch.exp(-s) * loss / 2 + s / 2 for s, loss in zip(log_variance, losses)).backward()
            elif arm["method"] == "gradnorm":
                values = torch.stack([loss.detach() for loss in losses])
                initial = values if initial is None else initial
                norms = torch.stack([g.norm() for g in flat_gradients(losses, shared[-2:])])
                rate = values / initial
                target = (weights * norms).mean() * (rate / rate.mean()) ** arm.get("alpha", 1.5)
                weights = (weights - 0.025 * torch.sign(weights * norms - target) * norms).clamp_min(1e-3)
                weights = weights * tasks / weights.sum()
                sum(w * loss for w, loss in zip(weights, losses)).backward()
            else:
                sum(w * loss for w, loss in zip(weights, losses)).backward()
            optimizer.step()
        with torch.no_grad():
            validation = sum(task_losses(trunk, heads, x_validation, y_validation)).item() / tasks
        if validation < best:
            best, best_state = validation, (copy.deepcopy(trunk.state_dict()), copy.deepcopy(heads.state_dict()))
    trunk.load_state_dict(best_state[0])
    heads.load_state_dict(best_state[1])
    return best


def main():
    settings = json.load(sys.stdin)
    torch.set_num_threads(settings["threads"])
    generator = torch.Generator().manual_seed(settings["seed"])
    rows, tasks = settings["rows"], settings["tasks"]
    x = torch.randn(rows, settings["inputs"], generator=generator)
    y = torch.tanh(x @ torch.randn(settings["inputs"], tasks, generator=generator) * 0.3)
    y = y + 0.3 * torch.randn(rows, tasks, generator=generator)
    split = settings["trainRows"]
    data = (x[:split], y[:split], x[split:split + settings["validationRows"]], y[split:split + settings["validationRows"]])
    warm = dict(settings, epochs=2)
    train(settings["arms"][0], data, warm, 0)
    start = time.perf_counter()
    final = 0.0
    for replicate in range(settings["replicates"]):
        for arm in settings["arms"]:
            final = train(arm, data, settings, replicate)
    seconds = time.perf_counter() - start
    trainings = settings["replicates"] * len(settings["arms"])
    steps = trainings * settings["epochs"] * settings["stepsPerEpoch"]
    print(json.dumps({"seconds": seconds, "trainings": trainings, "steps": steps, "finalLoss": final, "torch": torch.__version__}))


main()
