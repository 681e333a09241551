#!/usr/bin/env python3
"""Makes the models of the import tests with PyTorch.

    make_import_fixtures.py FOLDER

For each of a few networks, FOLDER gets NAME.onnx, exported by PyTorch, and NAME.safetensors with an
input, labels, the output, the cross-entropy of the output and the labels, and its gradient with
respect to every parameter, under `gradient/` and the parameter's name. Needs torch, onnx and
safetensors. Nothing in it is random but the seed's numbers.
"""

import os
import sys
import warnings

import torch
from safetensors.torch import save_file
from torch import nn


def mlp():
    return nn.Sequential(
        nn.Linear(12, 16), nn.ReLU(), nn.Linear(16, 10), nn.Tanh(), nn.Linear(10, 4)
    )


def conv():
    return nn.Sequential(
        nn.Conv2d(1, 4, 3, stride=2, padding=1),
        nn.BatchNorm2d(4),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(4, 6, 3, padding=1, groups=2),
        nn.GELU(),
        nn.AvgPool2d(2),
        nn.Flatten(),
        nn.Linear(24, 4),
    )


NETWORKS = {"mlp": (mlp, (12,), 17), "conv": (conv, (1, 16, 16), 13)}


def write(name, folder):
    make, shape, opset = NETWORKS[name]
    torch.manual_seed(7)
    network = make()
    for module in network:
        if isinstance(module, nn.BatchNorm2d):
            module.running_mean.normal_()
            module.running_var.uniform_(0.5, 2)
    network.eval()
    image = torch.rand(5, *shape)
    labels = torch.tensor([0, 3, 1, 2, 3])
    output = network(image)
    loss = nn.functional.cross_entropy(output, labels)
    loss.backward()
    tensors = {"input": image, "labels": labels, "output": output.detach(), "loss": loss.detach()}
    for key, parameter in network.named_parameters():
        tensors[f"gradient/{key}"] = parameter.grad
    save_file(tensors, os.path.join(folder, f"{name}.safetensors"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            network,
            image,
            os.path.join(folder, f"{name}.onnx"),
            input_names=["input"],
            output_names=["output"],
            opset_version=opset,
            dynamic_axes={"input": {0: "batch"}, "output": {0: "batch"}},
            do_constant_folding=False,
            training=torch.onnx.TrainingMode.PRESERVE,
            dynamo=False,
        )


def main():
    if len(sys.argv) != 2:
        raise SystemExit("usage: make_import_fixtures.py FOLDER")
    os.makedirs(sys.argv[1], exist_ok=True)
    for name in NETWORKS:
        write(name, sys.argv[1])


if __name__ == "__main__":
    main()
