"""One step of R networks by vmap, scan and jit in JAX, on all cores.

Reads { "replicas", "layers", "batch", "rows", "seconds" } as JSON, prints { "ms", "version" } for one step of all replicas.
"""

import json
import sys
import time

import jax
import jax.numpy as jnp


def main():
    settings = json.load(sys.stdin)
    replicas, layers, batch, rows = (settings[key] for key in ("replicas", "layers", "batch", "rows"))
    keys = jax.random.split(jax.random.key(0), 3 + len(layers))
    x, y = jax.random.normal(keys[0], (rows, layers[0])), jax.random.normal(keys[1], (rows, layers[-1]))
    parameters = [
        (jax.random.normal(key, (replicas, before, after)) * (2 / before) ** 0.5, jnp.zeros((replicas, after)))
        for key, before, after in zip(keys[3:], layers, layers[1:])
    ]
    zeros = jax.tree.map(jnp.zeros_like, parameters)
    chunk = max(4, 512 // replicas)
    batches = jax.random.randint(keys[2], (chunk, replicas, batch), 0, rows)

    def loss(network, inputs, targets):
        hidden = inputs
        for layer, (weight, bias) in enumerate(network):
            hidden = hidden @ weight + bias
            if layer + 1 < len(network):
                hidden = jax.nn.relu(hidden)
        return jnp.mean((hidden - targets) ** 2)

    def step(state, at):
        network, first, second, count = state
        gradient = jax.grad(loss)(network, x[at], y[at])
        first = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, first, gradient)
        second = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, second, gradient)
        rate = 1e-3 * jnp.sqrt(1 - 0.999 ** (count + 1)) / (1 - 0.9 ** (count + 1))
        network = jax.tree.map(lambda p, m, v: p - rate * m / (jnp.sqrt(v) + 1e-7), network, first, second)
        return network, first, second, count + 1

    over_replicas = jax.vmap(step, in_axes=((0, 0, 0, None), 0), out_axes=(0, 0, 0, None))

    @jax.jit
    def train(state, indices):
        return jax.lax.scan(lambda carried, at: (over_replicas(carried, at), None), state, indices)[0]

    state = jax.block_until_ready(train((parameters, zeros, zeros, 0), batches))
    start, steps = time.perf_counter(), 0
    while time.perf_counter() - start < settings["seconds"]:
        state = jax.block_until_ready(train(state, batches))
        steps += chunk
    ms = 1000 * (time.perf_counter() - start) / steps
    print(json.dumps({"ms": ms, "version": jax.__version__}))


main()
