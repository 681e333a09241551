#!/usr/bin/env python3
"""Trains in JAX what `vae-train --model mlp` trains, each step one jitted function; prints JSON."""

import os
import time

import mnist
from pytorch_run import parser, report


def initial(sizes, key):
    """Weights (in, out) and biases, uniform within ±1/√in."""
    import jax

    layers = []
    for number, (inputs, outputs) in enumerate(sizes):
        pair = jax.random.split(jax.random.fold_in(key, number))
        bound = inputs**-0.5
        layers.append((
            jax.random.uniform(pair[0], (inputs, outputs), minval=-bound, maxval=bound),
            jax.random.uniform(pair[1], (outputs,), minval=-bound, maxval=bound)))
    return layers


def loss_of(layers, images, noise):
    """The negative evidence lower bound of images, summed."""
    import jax
    import jax.numpy as jnp

    hidden, mean, log_variance, expand, logits = [lambda x, l=l: x @ l[0] + l[1] for l in layers]
    features = jax.nn.relu(hidden(images))
    mu, log_var = mean(features), log_variance(features)
    z = mu + jnp.exp(0.5 * log_var) * noise
    x = logits(jax.nn.relu(expand(z)))
    reconstruction = jnp.sum(jnp.maximum(x, 0) - x * images + jnp.log1p(jnp.exp(-jnp.abs(x))))
    return reconstruction - 0.5 * jnp.sum(1 + log_var - mu * mu - jnp.exp(log_var))


def step_function(latent):
    """One step of Adam as a compiled function of state, images, the rows of a batch and a key."""
    import jax
    import jax.numpy as jnp

    def step(state, images, rows, key):
        weights, first, second, count, total = state
        batch = images[rows].astype(jnp.float32) / 255
        noise = jax.random.normal(jax.random.fold_in(key, count), (len(rows), latent))
        loss, found = jax.value_and_grad(loss_of)(weights, batch, noise)
        count += 1
        scale = jnp.sqrt(1 - 0.999**count) / (1 - 0.9**count)
        small = 1e-8 * jnp.sqrt(1 - 0.999**count)
        found = jax.tree.map(lambda g: g / len(rows), found)
        first = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, first, found)
        second = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, second, found)
        weights = jax.tree.map(
            lambda w, m, v: w - 1e-3 * scale * m / (jnp.sqrt(v) + small), weights, first, second)
        return weights, first, second, count, total + loss

    return jax.jit(step, donate_argnums=0)


def train(options):
    # JAX takes as many threads as there are processors that it may use.
    if options.threads:
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: options.threads])
    import jax
    import jax.numpy as jnp
    import numpy

    latent, hidden = 20, options.hidden
    data, offset, count, pixels = mnist.training_images(options.data)
    images = numpy.frombuffer(data, numpy.uint8, offset=offset).reshape(count, pixels)
    images = jnp.asarray(images)
    sizes = [(pixels, hidden), (hidden, latent), (hidden, latent), (latent, hidden),
             (hidden, pixels)]
    weights = initial(sizes, jax.random.key(options.seed))
    zeros = [jax.tree.map(jnp.zeros_like, weights) for _ in range(2)]
    state = (weights, *zeros, jnp.zeros((), jnp.int32), jnp.zeros(()))
    step, key = step_function(latent), jax.random.key(options.seed + 1)
    shuffle = numpy.random.default_rng(options.seed)
    seconds, started = [], time.time()
    for _ in range(options.epochs):
        start = time.perf_counter()
        order = shuffle.permutation(count).astype(numpy.int32)
        state = state[:-1] + (jnp.zeros(()),)
        for first in range(0, count, options.batch):
            state = step(state, images, order[first : first + options.batch], key)
        mean = float(state[-1]) / count
        jax.block_until_ready(state)
        seconds.append(time.perf_counter() - start)
    return {"seconds": seconds, "started": started, "loss": mean,
            "threads": len(os.sched_getaffinity(0)), "version": jax.__version__}


if __name__ == "__main__":
    os.environ.setdefault("JAX_PLATFORMS", "cpu")
    commands = parser(__doc__)
    commands.add_argument("--threads", type=int)
    report(train, commands.parse_args())
