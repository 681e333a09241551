#!/usr/bin/env python3
"""Writes small PyTorch models with an input and the output each computes for it, for LoadingTests.

    make_torch_models.py Tests/Fixtures

Each NAME.safetensors holds the model's state_dict under its own names, and `input` and `output`.
"""

import os
import sys

import torch
from safetensors.torch import save_file
from torch import nn


class MLP(nn.Module):
    """An encoder in a Sequential, and a head whose weights are kept as (in, out)."""

    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(6, 8), nn.ReLU(), nn.Linear(8, 5), nn.Tanh())
        self.head = nn.Parameter(torch.randn(5, 3))
        self.head_bias = nn.Parameter(torch.randn(3))

    def forward(self, x):
        return self.net(x) @ self.head + self.head_bias


class ConvNet(nn.Module):
    """Convolution, batch normalisation with statistics of its own, and a linear head."""

    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(2, 4, 3, stride=2, padding=1), nn.BatchNorm2d(4), nn.ReLU(),
            nn.Conv2d(4, 6, 3, padding=1, groups=2), nn.BatchNorm2d(6), nn.ReLU())
        self.classifier = nn.Linear(6 * 4 * 4, 5)

    def forward(self, x):
        return self.classifier(self.features(x).flatten(1))


def write(folder, name, model, x):
    # Statistics that evaluation uses, other than their initial 0 and 1.
    model.train()
    for _ in range(3):
        model(torch.randn_like(x) + 0.5)
    model.eval()
    with torch.no_grad():
        tensors = {key: value.contiguous() for key, value in model.state_dict().items()}
        tensors |= {"input": x, "output": model(x)}
    made = f"Tests/Python/make_torch_models.py, torch {torch.__version__}"
    save_file(tensors, os.path.join(folder, f"{name}.safetensors"), metadata={"made": made})


def main():
    if len(sys.argv) != 2:
        raise SystemExit("usage: make_torch_models.py FOLDER")
    torch.manual_seed(0)
    write(sys.argv[1], "mlp", MLP(), torch.randn(4, 6))
    write(sys.argv[1], "convnet", ConvNet(), torch.randn(2, 2, 8, 8))


if __name__ == "__main__":
    main()
