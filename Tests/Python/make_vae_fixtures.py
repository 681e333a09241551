#!/usr/bin/env python3
"""Writes what PyTorch and NumPy compute for small autoencoders, for VAETests and ArraysTests.

    make_vae_fixtures.py Tests/Fixtures

vae.json has for each case the loss, and for each parameter the gradient's norm and its product with
a fixed unit vector. Weights, images and noise are formulas that the tests repeat; PyTorch computes in
double precision. principal_components.json has the eigenvectors that NumPy finds.
"""

import json
import math
import os
import sys

import numpy as np
import torch
from torch.nn import functional as F


def wave(count, scale, start, step, shift=0.0):
    """shift + scale · sin(start + step · index), rounded to float32."""
    values = [shift + scale * math.sin(start + step * index) for index in range(count)]
    return torch.tensor(values, dtype=torch.float32).double()


def weights(shapes):
    """One tensor for each name, in order."""
    made = {}
    for position, (name, shape) in enumerate(shapes.items()):
        values = wave(math.prod(shape), 0.2, 1 + position, 0.7).reshape(shape)
        made[name] = values.requires_grad_()
    return made


def dense(pixels, hidden, latent, classes=0):
    return {
        "encoder.hidden.weight": (hidden, pixels + classes), "encoder.hidden.bias": (hidden,),
        "encoder.mean.weight": (latent, hidden), "encoder.mean.bias": (latent,),
        "encoder.logVariance.weight": (latent, hidden), "encoder.logVariance.bias": (latent,),
        "decoder.hidden.weight": (hidden, latent + classes), "decoder.hidden.bias": (hidden,),
        "decoder.output.weight": (pixels, hidden), "decoder.output.bias": (pixels,),
    }


def convolutional(side, latent):
    features = 64 * side * side // 16
    return {
        "encoder.hidden.first.weight": (32, 1, 3, 3), "encoder.hidden.first.bias": (32,),
        "encoder.hidden.second.weight": (64, 32, 3, 3), "encoder.hidden.second.bias": (64,),
        "encoder.mean.weight": (latent, features), "encoder.mean.bias": (latent,),
        "encoder.logVariance.weight": (latent, features), "encoder.logVariance.bias": (latent,),
        "decoder.hidden.weight": (features, latent), "decoder.hidden.bias": (features,),
        "decoder.output.first.weight": (64, 32, 3, 3), "decoder.output.first.bias": (32,),
        "decoder.output.second.weight": (32, 1, 3, 3), "decoder.output.second.bias": (1,),
    }


def encode(w, x, kind):
    if kind == "conv":
        first = F.conv2d(
            x, w["encoder.hidden.first.weight"], w["encoder.hidden.first.bias"], 2, 1)
        second = F.conv2d(
            first.relu(), w["encoder.hidden.second.weight"], w["encoder.hidden.second.bias"], 2, 1)
        hidden = second.flatten(1).relu()
    else:
        hidden = F.linear(x, w["encoder.hidden.weight"], w["encoder.hidden.bias"]).relu()
    return [
        F.linear(hidden, w[f"encoder.{name}.weight"], w[f"encoder.{name}.bias"])
        for name in ("mean", "logVariance")]


def decode(w, z, kind, side):
    hidden = F.linear(z, w["decoder.hidden.weight"], w["decoder.hidden.bias"]).relu()
    if kind != "conv":
        return F.linear(hidden, w["decoder.output.weight"], w["decoder.output.bias"])
    image = hidden.reshape(-1, 64, side // 4, side // 4)
    for name, last in (("first", False), ("second", True)):
        image = F.conv_transpose2d(
            image, w[f"decoder.output.{name}.weight"], w[f"decoder.output.{name}.bias"], 2, 1, 1)
        image = image if last else image.relu()
    return image


def case(kind, side, hidden, latent, draws=1, classes=0, beta=1.0, batch=3):
    pixels = side * side
    w = weights(
        convolutional(side, latent) if kind == "conv" else dense(pixels, hidden, latent, classes))
    x = wave(batch * pixels, 0.5, 0, 0.3, 0.5).reshape(batch, pixels)
    noise = wave(draws * batch * latent, 1.2, 2, 1.3).reshape(draws, batch, latent)
    one_hot = F.one_hot(torch.arange(batch) % max(1, classes), max(1, classes)).double()
    told = torch.cat([x, one_hot], 1) if classes else x
    mean, log_variance = encode(w, x.reshape(batch, 1, side, side) if kind == "conv" else told, kind)
    z = mean + torch.exp(0.5 * log_variance) * noise
    rows = z.reshape(draws * batch, latent)
    if classes:
        rows = torch.cat([rows, one_hot.repeat(draws, 1)], 1)
    logits = decode(w, rows, kind, side).reshape(draws, batch, pixels)
    evidence = -F.binary_cross_entropy_with_logits(
        logits, x.expand(draws, batch, pixels), reduction="none").sum(2)
    posterior = torch.distributions.Normal(mean, torch.exp(0.5 * log_variance))
    if draws > 1:
        prior = torch.distributions.Normal(torch.zeros(()).double(), torch.ones(()).double())
        gap = (prior.log_prob(z) - posterior.log_prob(z)).sum(2)
        loss = -(torch.logsumexp(evidence + beta * gap, 0) - math.log(draws)).mean()
    else:
        standard = torch.distributions.Normal(torch.zeros_like(mean), torch.ones_like(mean))
        divergence = torch.distributions.kl_divergence(posterior, standard).sum(1)
        loss = (-evidence[0] + beta * divergence).mean()
    loss.backward()
    gradients = {}
    for name, value in w.items():
        gradient = value.grad.flatten()
        vector = wave(gradient.numel(), 1, 0.2, 0.9)
        product = (gradient @ vector / vector.norm()).item()
        gradients[name] = {"norm": gradient.norm().item(), "product": product}
    return {
        "model": kind, "side": side, "hidden": hidden, "latent": latent, "draws": draws,
        "classes": classes, "beta": beta, "batch": batch, "loss": loss.item(),
        "gradients": gradients}


def components():
    # Waves whose frequency grows: those of one frequency would lie in a plane.
    points = np.array([math.sin(0.4 + 1.1 * i + 0.013 * i * i) for i in range(40 * 5)])
    points = points.reshape(40, 5) * [3, 1, 0.5, 2, 0.1]
    values, vectors = np.linalg.eigh(np.cov(points.T, bias=True))
    directions = vectors.T[::-1]
    signs = [np.sign(row[np.abs(row).argmax()]) for row in directions]
    return {
        "points": points.flatten().tolist(), "shape": list(points.shape),
        "variances": values[::-1].tolist(),
        "directions": (directions * np.array(signs)[:, None]).flatten().tolist()}


def main():
    folder = sys.argv[1]
    cases = [
        case("mlp", 4, 6, 3), case("mlp", 4, 6, 3, beta=2.5),
        case("mlp", 4, 6, 3, draws=5), case("mlp", 4, 6, 3, draws=4, beta=0.5),
        case("conditional", 4, 6, 3, classes=4),
        case("conditional", 4, 6, 3, classes=4, draws=3),
        case("conv", 8, 0, 3), case("conv", 8, 0, 3, draws=2, batch=2)]
    for name, value in (("vae", cases), ("principal_components", components())):
        with open(os.path.join(folder, f"{name}.json"), "w") as file:
            json.dump(value, file, indent=1, sort_keys=True)
            file.write("\n")


main()
