#!/usr/bin/env python3
"""Writes what PyTorch's optimisers, schedules and clipping compute, for OptimizerTests.

    make_optimizer_fixtures.py Tests/Fixtures/optimizers.safetensors Tests/Fixtures/schedules.json

The problem is a logistic regression with a quadratic penalty, in float64: its data are `x` (40, 3)
and `y` (40), its parameters `w` (3) and `b` (1) start at `start/w` and `start/b`. The parameters
after each of ten steps are `NAME/w` (10, 3) and `NAME/b` (10, 1) for each row of OPTIMIZERS below.
"""

import json
import sys

import torch
from safetensors.torch import save_file

STEPS = 10
OPTIMIZERS = {
    "adam": (torch.optim.Adam, dict(lr=0.05)),
    "adam_decay": (torch.optim.Adam, dict(lr=0.1, betas=(0.8, 0.95), eps=1e-6, weight_decay=0.3)),
    "adamw": (torch.optim.AdamW, dict(lr=0.05)),
    "adamw_decay": (torch.optim.AdamW, dict(lr=0.1, betas=(0.7, 0.9), weight_decay=0.5)),
    "sgd": (torch.optim.SGD, dict(lr=0.3)),
    "sgd_decay": (torch.optim.SGD, dict(lr=0.3, weight_decay=0.2)),
    "sgd_momentum": (torch.optim.SGD, dict(lr=0.1, momentum=0.9)),
    "sgd_dampening": (
        torch.optim.SGD, dict(lr=0.2, momentum=0.8, dampening=0.3, weight_decay=0.1)),
    "sgd_nesterov": (
        torch.optim.SGD, dict(lr=0.1, momentum=0.9, nesterov=True, weight_decay=0.05)),
    "rmsprop": (torch.optim.RMSprop, dict(lr=0.01)),
    "rmsprop_momentum": (torch.optim.RMSprop, dict(lr=0.01, alpha=0.9, momentum=0.7)),
    "rmsprop_centered": (
        torch.optim.RMSprop, dict(lr=0.02, alpha=0.8, centered=True, weight_decay=0.1)),
    "rmsprop_all": (
        torch.optim.RMSprop,
        dict(lr=0.02, alpha=0.9, eps=1e-5, centered=True, momentum=0.5, weight_decay=0.1)),
}
# Settings that the bias has to itself.
GROUPS = {
    "adamw_groups": (torch.optim.AdamW, dict(lr=0.05, weight_decay=0.5), dict(lr=0.2, weight_decay=0.0)),
    "sgd_groups": (torch.optim.SGD, dict(lr=0.1, momentum=0.9, weight_decay=0.2), dict(lr=0.3)),
}
# Clipping before each step of plain gradient descent with lr=0.3.
CLIPPING = {
    "clip_norm": lambda parameters: torch.nn.utils.clip_grad_norm_(parameters, 0.25),
    "clip_value": lambda parameters: torch.nn.utils.clip_grad_value_(parameters, 0.1),
}


def loss_of(x, y, w, b):
    logits = x @ w + b
    fit = torch.nn.functional.binary_cross_entropy_with_logits(logits, y)
    return fit + 0.05 * (w * w).sum() + 0.05 * (b * b).sum()


def run(tensors, name, make, clip=None):
    w = tensors["start/w"].clone().requires_grad_()
    b = tensors["start/b"].clone().requires_grad_()
    optimizer = make(w, b)
    path = []
    for _ in range(STEPS):
        optimizer.zero_grad()
        loss_of(tensors["x"], tensors["y"], w, b).backward()
        if clip:
            clip([w, b])
        optimizer.step()
        path.append((w.detach().clone(), b.detach().clone()))
    tensors[f"{name}/w"] = torch.stack([w for w, _ in path])
    tensors[f"{name}/b"] = torch.stack([b for _, b in path])


def optimizer_tensors():
    generator = torch.Generator().manual_seed(0)
    x = torch.randn(40, 3, generator=generator, dtype=torch.float64)
    noise = torch.randn(40, generator=generator, dtype=torch.float64)
    tensors = {
        "x": x,
        "y": (x @ torch.tensor([1.5, -2.0, 0.5], dtype=torch.float64) + 0.3 + noise > 0).double(),
        "start/w": torch.tensor([0.4, 0.3, -0.2], dtype=torch.float64),
        "start/b": torch.tensor([-0.7], dtype=torch.float64),
    }
    for name, (kind, settings) in OPTIMIZERS.items():
        run(tensors, name, lambda w, b: kind([w, b], **settings))
    for name, (kind, settings, bias) in GROUPS.items():
        run(tensors, name, lambda w, b: kind([dict(params=[w]), dict(params=[b], **bias)], **settings))
    for name, clip in CLIPPING.items():
        run(tensors, name, lambda w, b: torch.optim.SGD([w, b], lr=0.3), clip)
    return tensors


def rates(make, count, lr=1.0):
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=lr)
    schedule = make(optimizer)
    found = []
    for _ in range(count):
        found.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        schedule.step()
    return found


def warm_up(optimizer, steps, factor, make):
    # The schedule that follows reads the base rate, so it is made before the rate is lowered.
    following = make(optimizer)
    rising = torch.optim.lr_scheduler.LinearLR(
        optimizer, start_factor=factor, end_factor=1.0, total_iters=steps)
    return torch.optim.lr_scheduler.SequentialLR(optimizer, [rising, following], [steps])


def schedules():
    of = torch.optim.lr_scheduler
    return {
        "constant": rates(lambda o: of.ConstantLR(o, factor=1.0), 5, 0.3),
        "step": rates(lambda o: of.StepLR(o, 4, 0.5), 20, 0.3),
        "cosine": rates(lambda o: of.CosineAnnealingLR(o, 10, 0.01), 16, 0.3),
        "warm_up_cosine": rates(
            lambda o: warm_up(o, 5, 0.1, lambda o: of.CosineAnnealingLR(o, 12)), 17, 0.3),
        "warm_up_step": rates(
            lambda o: warm_up(o, 3, 0.25, lambda o: of.StepLR(o, 2, 0.1)), 10, 0.3),
        "one_cycle": rates(lambda o: of.OneCycleLR(o, max_lr=0.5, total_steps=21), 20),
        "one_cycle_linear": rates(
            lambda o: of.OneCycleLR(
                o, max_lr=0.5, total_steps=20, pct_start=0.4, anneal_strategy="linear",
                div_factor=10, final_div_factor=100), 19),
        "one_cycle_three_phases": rates(
            lambda o: of.OneCycleLR(o, max_lr=0.5, total_steps=20, three_phase=True), 19),
    }


def main():
    if len(sys.argv) != 3:
        raise SystemExit("usage: make_optimizer_fixtures.py OPTIMIZERS.safetensors SCHEDULES.json")
    made = f"Tests/Python/make_optimizer_fixtures.py, torch {torch.__version__}"
    save_file(optimizer_tensors(), sys.argv[1], metadata={"made": made})
    with open(sys.argv[2], "w") as file:
        json.dump({"made": made, "rates": schedules()}, file, indent=1)
        file.write("\n")


if __name__ == "__main__":
    main()
