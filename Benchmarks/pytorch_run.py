#!/usr/bin/env python3
"""Trains in PyTorch what vae-train trains, as people write it; prints one line of JSON.

Adam in its fused form; images stay bytes and become numbers as a batch is drawn; nothing waits for
a number before an epoch ends.
"""

import argparse
import json
import time

import mnist


def networks(name, hidden, latent=20):
    """The network called mlp or conv."""
    import torch
    from torch import nn
    from torch.nn import functional as F

    class VAE(nn.Module):
        def __init__(self, features, width, images):
            super().__init__()
            self.features, self.images = features, images
            self.mean = nn.Linear(width, latent)
            self.log_variance = nn.Linear(width, latent)
            self.expand = nn.Linear(latent, width)

        def forward(self, images):
            features = F.relu(self.features(images))
            mean, log_variance = self.mean(features), self.log_variance(features)
            z = mean + torch.exp(0.5 * log_variance) * torch.randn_like(mean)
            return self.images(F.relu(self.expand(z))), mean, log_variance

    if name == "mlp":
        return VAE(nn.Linear(784, hidden), hidden, nn.Linear(hidden, 784))
    half = {"kernel_size": 3, "stride": 2, "padding": 1}
    double = dict(half, output_padding=1)
    features = nn.Sequential(
        nn.Conv2d(1, 32, **half), nn.ReLU(), nn.Conv2d(32, 64, **half), nn.Flatten())
    images = nn.Sequential(
        nn.Unflatten(1, (64, 7, 7)), nn.ConvTranspose2d(64, 32, **double), nn.ReLU(),
        nn.ConvTranspose2d(32, 1, **double))
    return VAE(features, 3136, images)


def loss_function(network):
    """The negative evidence lower bound of images, summed."""
    import torch
    from torch.nn import functional as F

    def loss(images):
        logits, mean, log_variance = network(images)
        reconstruction = F.binary_cross_entropy_with_logits(logits, images, reduction="sum")
        divergence = -0.5 * torch.sum(1 + log_variance - mean * mean - log_variance.exp())
        return reconstruction + divergence

    return loss


def train(options):
    import torch

    torch.manual_seed(options.seed)
    data, offset, count, pixels = mnist.training_images(options.data)
    shape = (count, pixels) if options.model == "mlp" else (count, 1, 28, 28)
    images = torch.frombuffer(data, dtype=torch.uint8, offset=offset).view(shape)
    network = networks(options.model, options.hidden)
    if options.mode == "channels-last":
        network = network.to(memory_format=torch.channels_last)
        images = images.contiguous(memory_format=torch.channels_last)
    loss_of = loss_function(network)
    if options.mode == "compile":
        # A form of its own for the last, smaller batch, which leaves that of all others alone.
        loss_of = torch.compile(loss_of, dynamic=False)
    optimiser = torch.optim.Adam(network.parameters(), lr=1e-3, fused=True)
    seconds, started = [], time.time()
    for _ in range(options.epochs):
        start = time.perf_counter()
        total = torch.zeros(())
        for rows in torch.randperm(count).split(options.batch):
            batch = images[rows].to(torch.float32).div_(255)
            optimiser.zero_grad(set_to_none=True)
            loss = loss_of(batch)
            (loss / len(rows)).backward()
            optimiser.step()
            total += loss.detach()
        mean = total.item() / count
        seconds.append(time.perf_counter() - start)
    return {"seconds": seconds, "started": started, "loss": mean,
            "threads": torch.get_num_threads(), "version": torch.__version__}


def parser(description):
    """What the runs of all libraries are told."""
    result = argparse.ArgumentParser(description=description)
    result.add_argument("--model", choices=("mlp", "conv"), default="mlp")
    result.add_argument("--data", required=True, help="a folder with MNIST's IDX files")
    result.add_argument("--epochs", type=int, default=3)
    result.add_argument("--batch", type=int, default=128, help="images in a batch")
    result.add_argument("--hidden", type=int, default=400, help="units of mlp's hidden layers")
    result.add_argument("--seed", type=int, default=0)
    return result


def report(run, options):
    """Prints what a run found, or which package is missing."""
    try:
        print(json.dumps(run(options)))
    except ModuleNotFoundError as error:
        print(json.dumps({"skipped": f"no {error.name} in this Python"}))


if __name__ == "__main__":
    commands = parser(__doc__.splitlines()[0])
    commands.add_argument("--mode", choices=("eager", "channels-last", "compile"), default="eager")
    report(train, commands.parse_args())
