"""The reference study as loops over models: `python study.py plain|torchjd|libmtl`.

Reads settings as JSON from standard input, prints { "seconds", "trainings", "steps", "finalLoss", "byMethod", "version" }.
"""

import importlib
import json
import sys
import time

import torch

from loop import make_data, train


def main():
    library = sys.argv[1]
    rules = importlib.import_module(f"{library}_rules").rules
    settings = json.load(sys.stdin)
    torch.set_num_threads(settings["threads"])
    data = make_data(settings)
    arms = [arm for arm in settings["arms"] if arm["method"] in rules]

    def run(arm, seed, chosen=settings):
        return train(arm, data, chosen, seed, lambda *given: rules[arm["method"]](*given))

    for arm in arms:
        run(arm, 0, dict(settings, epochs=2))
    by_method, final = {}, 0.0
    for replicate in range(settings["replicates"]):
        for arm in arms:
            start = time.perf_counter()
            final = run(arm, replicate)
            by_method[arm["method"]] = by_method.get(arm["method"], 0.0) + time.perf_counter() - start
    trainings = settings["replicates"] * len(arms)
    result = {
        "seconds": sum(by_method.values()),
        "trainings": trainings,
        "steps": trainings * settings["epochs"] * settings["stepsPerEpoch"],
        "finalLoss": final,
        "byMethod": by_method,
        "version": torch.__version__,
    }
    print(json.dumps(result))


main()
