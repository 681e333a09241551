#!/usr/bin/env python3
"""Writes what PyTorch computes for every operator, and its gradients, for ParityTests.

    make_parity_fixtures.py FOLDER [--seed 0] [--only core|more]

`FOLDER/fixtures.safetensors` holds, for each case, the inputs `CASE/in0`, `CASE/in1`, … (float32 or
int64), the upstream gradient `CASE/gout` (float32), and what PyTorch computes in float64 from these
float32 numbers: `CASE/out`, and `CASE/gradK` for each differentiable input K that the result depends
on. `FOLDER/fixtures.json` lists the cases:

    {"case": "sum.01", "op": "sum", "attrs": {"axes": [0], "keepdims": false}, "nin": 1, "diff": [0]}

`core` are the operators that a training library has; `more` are the others that Tessera has. Run the
tests on other numbers than the committed ones with:

    make_parity_fixtures.py /tmp/parity --seed 7
    TESSERA_PARITY_FIXTURES=/tmp/parity swift test --filter ParityTests
"""

import argparse
import collections
import json
import math
import os

import torch
import torch.nn.functional as F
from safetensors.torch import save_file

generator = torch.Generator()
cases = []


def case(op, function, *inputs, diff=None, **attrs):
    """Adds a case; all floating-point inputs are differentiated unless `diff` says which."""
    if diff is None:
        diff = [k for k, x in enumerate(inputs) if x.is_floating_point()]
    cases.append((op, attrs, inputs, function, diff))


# What inputs hold.


def normal(*shape):
    return torch.randn(shape, generator=generator)


def positive(*shape):
    """Between 0.25 and 2.25."""
    return torch.rand(shape, generator=generator) * 2 + 0.25


def off_zero(*shape):
    """Normal numbers at least 0.2 from zero, where some functions have a kink or a pole."""
    x = normal(*shape)
    return x + x.sign() * 0.2


def fraction(*shape):
    """Between 0.05 and 0.95."""
    return torch.rand(shape, generator=generator) * 0.9 + 0.05


def distinct(*shape):
    """Between −2 and 2, no two equal or close, so that comparisons have no ties."""
    count = math.prod(shape)
    order = torch.randperm(count, generator=generator).float()
    return ((order + 0.5) / max(1, count) * 4 - 2).reshape(shape)


def off_integer(*shape):
    """At least 0.1 from every multiple of one half, where rounding jumps."""
    whole = torch.randint(-6, 6, shape, generator=generator).float()
    return whole / 2 + 0.1 + 0.3 * torch.rand(shape, generator=generator)


def either(*shape):
    """0 or 1 as int64."""
    return (normal(*shape) > 0).long()


def tensor(values):
    return torch.tensor(values)


SHAPES = [(), (1,), (7,), (3, 5), (2, 3, 4), (2, 1, 3, 5), (0, 4)]
PAIRS = [
    ((3, 5), (3, 5)), ((3, 5), (5,)), ((3, 1), (1, 5)), ((2, 3, 4), ()), ((), (2, 3)),
    ((2, 1, 4), (3, 1)), ((0, 3), (1, 3)), ((1,), (2, 2)),
]
REDUCTIONS = [
    ((3, 5), (0,), False), ((3, 5), (1,), True), ((3, 5), (-1,), False), ((2, 3, 4), (0, 2), False),
    ((2, 3, 4), (1,), True), ((2, 3, 4), (0, 1, 2), False), ((1,), (0,), False),
]
EXTREMES = [-100.0, -30.0, -10.0, 10.0, 30.0, 100.0]


def distinct_pair(first, second):
    numbers = distinct(math.prod(first) + math.prod(second))
    count = math.prod(first)
    return numbers[:count].reshape(first), numbers[count:].reshape(second)


# The operators that a training library has.


def elementwise():
    functions = {
        "neg": (torch.neg, normal), "abs": (torch.abs, off_zero), "exp": (torch.exp, normal),
        "log": (torch.log, positive), "log1p": (torch.log1p, positive),
        "expm1": (torch.expm1, normal), "sqrt": (torch.sqrt, positive),
        "rsqrt": (torch.rsqrt, positive), "reciprocal": (torch.reciprocal, off_zero),
        "square": (torch.square, normal), "sigmoid": (torch.sigmoid, normal),
        "tanh": (torch.tanh, normal), "relu": (torch.relu, off_zero), "silu": (F.silu, normal),
        "softplus": (F.softplus, normal), "gelu": (F.gelu, normal),
        "gelu_tanh": (lambda x: F.gelu(x, approximate="tanh"), normal), "elu": (F.elu, off_zero),
        "leaky_relu": (lambda x: F.leaky_relu(x, 0.1), off_zero),
        "logsigmoid": (F.logsigmoid, normal), "erf": (torch.erf, normal), "sin": (torch.sin, normal),
        "cos": (torch.cos, normal),
    }
    for op, (function, draw) in functions.items():
        for shape in SHAPES:
            case(op, function, draw(*shape))
    for op in ["sigmoid", "softplus", "logsigmoid", "tanh", "silu", "gelu"]:
        case(op, functions[op][0], tensor(EXTREMES), extreme=True)


def binary():
    functions = {
        "add": (torch.add, normal), "sub": (torch.sub, normal), "mul": (torch.mul, normal),
        "div": (torch.div, off_zero), "pow": (torch.pow, positive),
    }
    for op, (function, draw) in functions.items():
        for first, second in PAIRS:
            case(op, function, draw(*first), draw(*second))
    for op, function in {"maximum": torch.maximum, "minimum": torch.minimum}.items():
        for first, second in PAIRS:
            case(op, function, *distinct_pair(first, second))
    for p in [2.0, 3.0, 0.5, -1.0, 0.0]:
        case("pow_scalar", lambda x, p=p: torch.pow(x, p), positive(3, 4), p=p)


def products():
    for first, second in [
        ((3, 4), (4, 5)), ((1, 4), (4, 1)), ((2, 3, 4), (2, 4, 5)), ((2, 3, 4), (4, 5)),
        ((5, 1, 3, 4), (2, 4, 2)), ((4,), (4, 5)), ((3, 4), (4,)), ((4,), (4,)), ((0, 4), (4, 3)),
        ((3, 0), (0, 2)),
    ]:
        case("matmul", torch.matmul, normal(*first), normal(*second))
    for ta in (0, 1):
        for tb in (0, 1):
            case(
                "matmul_t", lambda a, b, ta=ta, tb=tb: (a.T if ta else a) @ (b.T if tb else b),
                normal(*((4, 3) if ta else (3, 4))), normal(*((5, 4) if tb else (4, 5))),
                ta=ta, tb=tb)
    for shape in [(2, 4), (3, 2, 4), (1, 4)]:
        case("linear", F.linear, normal(*shape), normal(5, 4), normal(5))


def einsums():
    for equation, shapes in [
        ("ij,jk->ik", [(2, 3), (3, 4)]), ("bij,bkj->bik", [(2, 3, 4), (2, 5, 4)]),
        ("ij->j", [(3, 4)]), ("i,j->ij", [(3,), (4,)]),
    ]:
        einsum(equation, shapes)


def einsum(equation, shapes):
    case(
        "einsum", lambda *x: torch.einsum(equation, *x), *[normal(*shape) for shape in shapes],
        eq=equation)


def reductions():
    for op, function, draw in [
        ("sum", torch.sum, normal), ("mean", torch.mean, normal), ("amax", torch.amax, distinct),
        ("amin", torch.amin, distinct), ("logsumexp", torch.logsumexp, normal),
    ]:
        for shape, axes, keep in REDUCTIONS:
            case(
                op, lambda x, f=function, a=axes, k=keep: f(x, dim=a, keepdim=k), draw(*shape),
                axes=axes, keepdims=keep)
    ties = tensor([[1.0, 3.0, 3.0], [2.0, 2.0, 2.0]])
    case("amax_ties", lambda x: torch.amax(x, 1), ties, ties="equal split")
    case("max_dim_ties", lambda x: torch.max(x, 1).values, ties, ties="first index")
    for axes, correction in [(0, 1), (1, 1), (1, 0), ((0, 2), 1)]:
        case(
            "var", lambda x, a=axes, c=correction: torch.var(x, dim=a, correction=c),
            normal(3, 4, 5), axes=axes, correction=correction)


def softmaxes():
    for op, function in {"softmax": F.softmax, "log_softmax": F.log_softmax}.items():
        for shape, axis in [
            ((4,), 0), ((3, 5), 1), ((3, 5), 0), ((2, 3, 4), -1), ((2, 3, 4), 1), ((1, 1), 1)
        ]:
            case(op, lambda x, f=function, a=axis: f(x, dim=a), normal(*shape) * 3, axis=axis)
        large = tensor([[1000.0, 0.0, -1000.0], [88.0, 89.0, 90.0]])
        case(op, lambda x, f=function: f(x, dim=-1), large, axis=-1, extreme=True)


def shapes():
    for shape, target in [
        ((2, 6), (3, 4)), ((2, 6), (12,)), ((2, 3, 4), (2, -1)), ((1,), (1, 1)), ((6,), (2, 3))
    ]:
        case("reshape", lambda x, t=target: x.reshape(t), normal(*shape), shape=target)
    for shape, axes in [
        ((3, 4), (1, 0)), ((2, 3, 4), (2, 0, 1)), ((2, 3, 4, 5), (0, 2, 3, 1)), ((3,), (0,))
    ]:
        case("permute", lambda x, p=axes: x.permute(p), normal(*shape), perm=axes)
    for axis, parts in [
        (0, [(2, 3)] * 3), (1, [(2, 3)] * 3), (-1, [(2, 3)] * 3), (1, [(2, 1), (2, 3), (2, 0)])
    ]:
        case(
            "cat", lambda *x, a=axis: torch.cat(x, a), *[normal(*part) for part in parts], axis=axis)
    for axis in (0, 1, -1):
        case("stack", lambda *x, a=axis: torch.stack(x, a), normal(2, 3), normal(2, 3), axis=axis)
    for axis, pick in [(0, 0), (1, 1)]:
        case(
            "split", lambda x, a=axis, i=pick: torch.split(x, [1, 2], a)[i], normal(3, 3),
            axis=axis, pick=pick)
    for index in [
        (slice(1, 3),), (slice(None), slice(0, 5, 2)), (0,), (slice(None), None, slice(-2, None))
    ]:
        case("slice", lambda x, s=index: x[s], normal(4, 5), s=str(index))


def indexing():
    for axis in (0, 1):
        case(
            "index_select", lambda x, i, a=axis: torch.index_select(x, a, i), normal(4, 5),
            tensor([0, 2, 2, 3]), axis=axis)
    case(
        "gather", lambda x, i: torch.gather(x, 1, i), normal(3, 4),
        tensor([[0, 0], [3, 1], [2, 2]]), axis=1)
    case("embedding", F.embedding, tensor([[1, 1], [0, 4]]), normal(5, 3))
    case(
        "scatter_add", lambda x, s, i: torch.scatter_add(x, 0, i, s), normal(4, 3), normal(2, 3),
        tensor([[0, 1, 0], [0, 3, 2]]), axis=0)
    case("where", lambda a, b, c: torch.where(c > 0, a, b), normal(3, 4), normal(4), either(3, 4))
    case("masked_fill", lambda x, m: x.masked_fill(m > 0, -5.0), normal(3, 4), either(3, 4))
    # No element lies on a bound, where versions of PyTorch differ.
    for low, high in [(-0.45, 0.45), (None, 0.25), (-0.25, None)]:
        case(
            "clamp", lambda x, l=low, h=high: torch.clamp(x, l, h), distinct(4, 5), lo=low, hi=high)


def arrangements():
    for shape, target in [
        ((3, 1), (3, 4)), ((1,), (2, 3)), ((), (2, 2)), ((2, 1, 3), (2, 4, 3))
    ]:
        case("expand", lambda x, t=target: x.expand(t), normal(*shape), shape=target)
    for repeats in [(2,), (2, 3), (1, 2, 2)]:
        # Fewer repeats than axes count for the last ones.
        full = (1,) * (2 - len(repeats)) + repeats
        case("repeat", lambda x, r=full: x.repeat(r), normal(2, 3), reps=repeats)
    for axis in (0, 1):
        case("cumsum", lambda x, a=axis: torch.cumsum(x, a), normal(3, 4), axis=axis)
    for k in (-1, 0, 1):
        case("tril", lambda x, k=k: torch.tril(x, k), normal(4, 4), k=k)
    case("flip", lambda x: torch.flip(x, (0, 1)), normal(2, 3))
    case("roll", lambda x: torch.roll(x, 1, 1), normal(2, 4))
    for pads, mode, value in [
        ((1, 2), "constant", 0.5), ((1, 1, 2, 0), "constant", 0.0), ((1, 1, 1, 1), "reflect", 0),
        ((1, 2, 0, 1), "replicate", 0),
    ]:
        settings = dict(mode=mode, value=value) if mode == "constant" else dict(mode=mode)
        case(
            "pad", lambda x, p=pads, s=settings: F.pad(x, p, **s), normal(1, 2, 3, 4), pads=pads,
            mode=mode, value=value)


def convolve(op, function, settings, x, w, bias):
    case(
        op, lambda x, w, b: function(x, w, b, **settings), normal(*x), normal(*w), normal(bias),
        **settings)


def convolutions():
    for settings, x, w in [
        (dict(), (1, 1, 5, 5), (2, 1, 3, 3)),
        (dict(stride=2, padding=1), (2, 3, 6, 7), (4, 3, 3, 3)),
        (dict(padding=(1, 2), dilation=2), (1, 2, 7, 7), (3, 2, 3, 3)),
        (dict(groups=2), (1, 4, 5, 5), (6, 2, 3, 3)),
        (dict(groups=4, padding=1), (2, 4, 4, 4), (4, 1, 3, 3)),
        (dict(stride=2), (1, 1, 8, 8), (2, 1, 4, 4)), (dict(), (1, 3, 4, 4), (5, 3, 1, 1)),
        (dict(stride=(2, 1)), (1, 2, 5, 3), (2, 2, 2, 3)),
    ]:
        convolve("conv2d", F.conv2d, settings, x, w, w[0])
    for settings, x, w in [
        (dict(), (1, 1, 3, 3), (1, 2, 3, 3)),
        (dict(stride=2, padding=1, output_padding=1), (2, 3, 4, 4), (3, 4, 3, 3)),
        (dict(stride=2, padding=1), (1, 2, 4, 4), (2, 3, 4, 4)),
        (dict(groups=2), (1, 4, 3, 3), (4, 2, 3, 3)), (dict(dilation=2), (1, 1, 3, 3), (1, 1, 2, 2)),
    ]:
        bias = w[1] * settings.get("groups", 1)
        convolve("conv_transpose2d", F.conv_transpose2d, settings, x, w, bias)


def pools():
    for settings in [
        dict(kernel_size=2), dict(kernel_size=3, stride=2, padding=1),
        dict(kernel_size=2, stride=1), dict(kernel_size=3, ceil_mode=True, stride=2),
    ]:
        case("max_pool2d", lambda x, s=settings: F.max_pool2d(x, **s), distinct(1, 2, 6, 6), **settings)
        case("avg_pool2d", lambda x, s=settings: F.avg_pool2d(x, **s), normal(1, 2, 6, 6), **settings)
    settings = dict(kernel_size=3, stride=2, padding=1, count_include_pad=False)
    case("avg_pool2d", lambda x: F.avg_pool2d(x, **settings), normal(1, 2, 6, 6), **settings)


def normalizations():
    for shape, axes in [((3, 5), (5,)), ((2, 3, 4), (3, 4))]:
        case(
            "layer_norm", lambda x, w, b, n=axes: F.layer_norm(x, n, w, b), normal(*shape),
            normal(*axes), normal(*axes), norm=axes)
    case(
        "group_norm", lambda x, w, b: F.group_norm(x, 2, w, b), normal(2, 4, 3, 3), normal(4),
        normal(4), groups=2)
    for shape in [(4, 3), (3, 2, 4, 4)]:
        channels = shape[1]
        case(
            "batch_norm_train", lambda x, w, b: F.batch_norm(x, None, None, w, b, True),
            normal(*shape), normal(channels), normal(channels))
        case(
            "batch_norm_eval", lambda x, w, b, m, v: F.batch_norm(x, m, v, w, b, False),
            normal(*shape), normal(channels), normal(channels), normal(channels),
            positive(channels), diff=[0, 1, 2])


def gaussian_kl(mean, log_variance, reduction):
    divergence = -0.5 * (1 + log_variance - mean * mean - log_variance.exp())
    return {"mean": divergence.mean, "sum": divergence.sum, "none": lambda: divergence}[reduction]()


def losses():
    for reduction in ("mean", "sum", "none"):
        def loss(op, function, *inputs, diff=None, r=reduction):
            case(op, lambda *x: function(*x, reduction=r), *inputs, diff=diff, reduction=r)

        logits = F.binary_cross_entropy_with_logits
        loss("bce_logits", logits, normal(3, 4) * 3, fraction(3, 4), diff=[0])
        loss("bce", F.binary_cross_entropy, fraction(3, 4), fraction(3, 4), diff=[0])
        loss("mse", F.mse_loss, normal(3, 4), normal(3, 4))
        loss("l1", F.l1_loss, distinct(3, 4), normal(3, 4) * 0.01)
        loss("cross_entropy", F.cross_entropy, normal(4, 5), tensor([0, 4, 2, 2]))
        loss("nll", F.nll_loss, normal(4, 5), tensor([0, 4, 2, 2]))
        loss("gauss_kl", gaussian_kl, normal(3, 4), normal(3, 4))
    case(
        "bce_logits", lambda x, t: F.binary_cross_entropy_with_logits(x, t, reduction="none"),
        tensor([-100.0, -20.0, 20.0, 100.0]), tensor([0.0, 1.0, 0.0, 1.0]), diff=[0],
        reduction="none", extreme=True)


def resamplings():
    case(
        "upsample_nearest2d", lambda x: F.interpolate(x, scale_factor=2, mode="nearest"),
        normal(1, 2, 3, 3), scale=2)
    case(
        "interpolate_bilinear",
        lambda x: F.interpolate(x, size=(5, 4), mode="bilinear", align_corners=False),
        normal(1, 2, 3, 3), size=(5, 4))


def vae_loss(x, w1, b1, wm, bm, wl, bl, w2, b2, w3, b3, noise):
    """The negative evidence lower bound of a small variational autoencoder, per image."""
    hidden = F.relu(F.linear(x, w1, b1))
    mean, log_variance = F.linear(hidden, wm, bm), F.linear(hidden, wl, bl)
    latent = mean + noise * torch.exp(0.5 * log_variance)
    logits = F.linear(F.relu(F.linear(latent, w2, b2)), w3, b3)
    reconstruction = F.binary_cross_entropy_with_logits(logits, x, reduction="sum")
    return (reconstruction + gaussian_kl(mean, log_variance, "sum")) / x.shape[0]


def diamond(x):
    a = torch.tanh(x)
    return a * a.exp() + a


def chain(x):
    for _ in range(20):
        x = torch.tanh(x * 1.1)
    return x


def programs():
    """Computations that try how gradients are gathered rather than one operator."""
    case("reuse_square_sum", lambda x: (x * x + x * x.sum()).sum(), normal(4))
    case("diamond", diamond, normal(3, 3))
    case("detach", lambda x: x * x.detach(), normal(3))
    case("unused_branch", lambda x, y: x * 2, normal(3), normal(3), diff=[0])
    case("chain20", chain, normal(5))
    for batch in (1, 4):
        layers = []
        for outputs, inputs in [(8, 12), (3, 8), (3, 8), (8, 3), (12, 8)]:
            layers += [normal(outputs, inputs) * 0.3, normal(outputs) * 0.1]
        case(
            "vae_elbo", vae_loss, fraction(batch, 12), *layers, normal(batch, 3),
            diff=list(range(1, 11)), batch=batch)


# The others.


def more_elementwise():
    functions = {
        # Spelled out: PyTorch's own gradient has 1/6 in float32 precision even in float64.
        "hardsigmoid": (lambda x: (x + 3).clamp(0, 6) / 6, off_integer), "hardswish": (F.hardswish, off_integer),
        "mish": (F.mish, normal), "selu": (F.selu, off_zero), "sign": (torch.sign, off_zero),
        "floor": (torch.floor, off_integer), "ceil": (torch.ceil, off_integer),
        "round": (torch.round, off_integer),
    }
    for op, (function, draw) in functions.items():
        for shape in [(), (7,), (3, 5), (0, 4)]:
            case(op, function, draw(*shape))
    for op in ["mish", "selu", "hardsigmoid", "hardswish", "sign"]:
        case(op, functions[op][0], tensor(EXTREMES), extreme=True)
    # Halves go to the even neighbour.
    case("round", torch.round, tensor([-2.5, -1.5, -0.5, 0.5, 1.5, 2.5]), ties="even")
    case("relu", torch.relu, tensor([-1.0, 0.0, 2.0]), ties="zero")
    case("abs", torch.abs, tensor([-1.0, 0.0, 2.0]), ties="zero")
    case("sign", torch.sign, tensor([-1.0, 0.0, 2.0]), ties="zero")
    for op, function in {"maximum": torch.maximum, "minimum": torch.minimum}.items():
        case(op, function, tensor([1.0, 2.0, 3.0]), tensor([1.0, 3.0, 2.0]), ties="equal split")
    for alpha in (0.5, 1.5):
        case("elu_alpha", lambda x, a=alpha: F.elu(x, a), off_zero(3, 4), alpha=alpha)
        case("leaky_relu_slope", lambda x, a=alpha: F.leaky_relu(x, a), off_zero(3, 4), slope=alpha)


def more_binary():
    for first, second in PAIRS:
        # Quotients stay away from integers, where the remainder jumps.
        divisor = positive(*second) * either(*second).float().mul(2).sub(1)
        quotient = off_integer(*torch.broadcast_shapes(first, second))
        if tuple(quotient.shape) != first:
            continue
        case("remainder", torch.remainder, quotient * divisor, divisor)
    case("remainder", torch.remainder, tensor([5.5, -5.5, 5.5, -5.5]), tensor([2.0, 2.0, -2.0, -2.0]),
         signs="the divisor's")
    comparisons = {
        "equal": torch.eq, "not_equal": torch.ne, "less": torch.lt, "less_equal": torch.le,
        "greater": torch.gt, "greater_equal": torch.ge,
    }
    for op, function in comparisons.items():
        for first, second in [((3, 5), (5,)), ((2, 3, 4), ()), ((0, 3), (1, 3))]:
            # Small integers, so that many are equal.
            a, b = (torch.randint(-2, 3, s, generator=generator).float() for s in (first, second))
            case(op, function, a, b, diff=[])
    for op, function in {
        "logical_and": torch.logical_and, "logical_or": torch.logical_or
    }.items():
        case(op, lambda a, b, f=function: f(a > 0, b > 0), either(3, 4), either(4))
    case("logical_not", lambda a: torch.logical_not(a > 0), either(3, 4))
    for shape, value in [((3, 4), 2.0), ((0, 2), 0.5)]:
        case("pow_base", lambda x, v=value: torch.pow(v, x), normal(*shape), base=value)


def more_reductions():
    for shape, axis, keep in [((3, 5), 0, False), ((3, 5), 1, True), ((2, 3, 4), -1, False)]:
        for op, function in {"argmax": torch.argmax, "argmin": torch.argmin}.items():
            case(op, lambda x, f=function, a=axis, k=keep: f(x, dim=a, keepdim=k), distinct(*shape),
                 diff=[], axis=axis, keepdims=keep)
        case("prod", lambda x, a=axis, k=keep: torch.prod(x, dim=a, keepdim=k), off_zero(*shape),
             axis=axis, keepdims=keep)
        case("max_dim", lambda x, a=axis, k=keep: torch.max(x, a, keepdim=k).values, distinct(*shape),
             axis=axis, keepdims=keep)
        case("min_dim", lambda x, a=axis, k=keep: torch.min(x, a, keepdim=k).values, distinct(*shape),
             axis=axis, keepdims=keep)
    # One zero and two zeros: quotients of the product would be 0 / 0.
    case("prod", lambda x: torch.prod(x, dim=1), tensor([[2.0, 0.0, 3.0], [0.0, 4.0, 0.0]]), axis=1,
         keepdims=False, zeros=True)
    case("argmax", lambda x: torch.argmax(x, dim=1), tensor([[1.0, 3.0, 3.0], [2.0, 2.0, 2.0]]),
         diff=[], axis=1, keepdims=False, ties="first index")
    case("amin_ties", lambda x: torch.amin(x, 1), tensor([[1.0, 1.0, 3.0], [2.0, 2.0, 2.0]]),
         ties="equal split")
    for axis in (0, 1):
        case("cumsum_reverse", lambda x, a=axis: x.flip(a).cumsum(a).flip(a), normal(3, 4), axis=axis)
    case("logsumexp_extreme", lambda x: torch.logsumexp(x, (1,)),
         tensor([[1000.0, 999.0], [-1000.0, -999.0]]), axes=(1,), keepdims=False, extreme=True)


def more_shapes():
    case("one_hot", lambda i: F.one_hot(i, 5).double(), tensor([[0, 4], [2, 2]]), depth=5)
    for k in (-1, 0, 2):
        case("triu", lambda x, k=k: torch.triu(x, k), normal(2, 3, 4), k=k)
        case("tril", lambda x, k=k: torch.tril(x, k), normal(2, 3, 4), k=k)
    for axis, start, stop, step in [(0, 1, 4, 2), (1, 5, 0, -2), (1, 4, 0, -1)]:
        chosen = list(range(start, stop, step))
        case("slice_step", lambda x, a=axis, i=chosen: x.index_select(a, torch.tensor(i)),
             normal(5, 6), axis=axis, start=start, stop=stop, step=step)
    for axes in [(0,), (1, 2), (0, 1, 2)]:
        case("flip_axes", lambda x, a=axes: torch.flip(x, a), normal(2, 3, 4), axes=axes)
    for shifts, axes in [((1,), (0,)), ((-1, 2), (0, 1)), ((7,), (1,))]:
        case("roll_axes", lambda x, s=shifts, a=axes: torch.roll(x, s, a), normal(3, 4),
             shifts=shifts, axes=axes)
    case("squeeze", lambda x: x.squeeze((0, 2)), normal(1, 3, 1, 2), axes=(0, 2))
    case("unsqueeze", lambda x: x.unsqueeze(1).unsqueeze(-1), normal(3, 2), axes=(1, -1))
    case("flatten", lambda x: x.flatten(1, 2), normal(2, 3, 4, 2), first=1, last=2)
    case("gather", lambda x, i: torch.gather(x, 0, i), normal(3, 4), tensor([[0, 2, 1, 0]]), axis=0)
    case("gather", lambda x, i: torch.gather(x, 2, i), normal(2, 2, 3),
         tensor([[[0, 0], [2, 1]], [[1, 2], [2, 2]]]), axis=2)
    case("scatter_add", lambda x, s, i: torch.scatter_add(x, 1, i, s), normal(2, 4), normal(2, 3),
         tensor([[0, 0, 0], [3, 1, 3]]), axis=1)
    case("index_add", lambda x, s, i: torch.index_add(x, 1, i, s), normal(2, 4), normal(2, 3),
         tensor([3, 0, 3]), axis=1)
    case("pad", lambda x: F.pad(x, (2, 1, 1, 2, 1, 0)), normal(1, 2, 3, 4), pads=(2, 1, 1, 2, 1, 0),
         mode="constant", value=0.0)
    for equation, parts in [
        ("ii->i", [(3, 3)]), ("ii", [(3, 3)]), ("ij,ij->", [(2, 3), (2, 3)]), ("ij,kj", [(2, 3), (4, 3)]),
        ("bhid,bhjd->bhij", [(2, 2, 3, 4), (2, 2, 5, 4)]), ("ij,jk,kl->il", [(2, 3), (3, 4), (4, 2)]),
        ("i,ij,j->", [(3,), (3, 4), (4,)]), ("ijk->kij", [(2, 3, 4)]),
    ]:
        einsum(equation, parts)


def more_networks():
    for settings, x, w in [
        (dict(), (2, 3, 7), (4, 3, 3)), (dict(stride=2, padding=1), (2, 3, 8), (4, 3, 3)),
        (dict(dilation=2, groups=2), (1, 4, 9), (2, 2, 3)),
    ]:
        convolve("conv1d", F.conv1d, settings, x, w, w[0])
    for settings, x, w in [
        (dict(), (2, 3, 5), (3, 2, 3)),
        (dict(stride=2, padding=1, output_padding=1), (1, 2, 4), (2, 3, 3)),
    ]:
        convolve("conv_transpose1d", F.conv_transpose1d, settings, x, w, w[1])
    for shape, size in [((1, 2, 6, 6), (1, 1)), ((1, 2, 6, 6), (3, 2)), ((2, 1, 5, 7), (3, 4))]:
        case("adaptive_avg_pool2d", lambda x, s=size: F.adaptive_avg_pool2d(x, s), normal(*shape),
             size=size)
    for settings in [dict(kernel_size=2), dict(kernel_size=3, stride=2, padding=1)]:
        case("max_pool1d", lambda x, s=settings: F.max_pool1d(x, **s), distinct(2, 2, 7), **settings)
        case("avg_pool1d", lambda x, s=settings: F.avg_pool1d(x, **s), normal(2, 2, 7), **settings)
    case("avg_pool2d",
         lambda x: F.avg_pool2d(x, 3, 2, 1, ceil_mode=True), normal(1, 2, 6, 6), kernel_size=3, stride=2,
         padding=1, ceil_mode=True)
    case("max_pool2d", lambda x: F.max_pool2d(x, (2, 3), (1, 2), (0, 1)), distinct(1, 2, 5, 6),
         kernel_size=(2, 3), stride=(1, 2), padding=(0, 1))
    case("instance_norm", lambda x, w, b: F.instance_norm(x, weight=w, bias=b), normal(2, 3, 4, 2),
         normal(3), normal(3))
    for shape, axes in [((3, 5), (5,)), ((2, 3, 4), (3, 4))]:
        case("rms_norm", lambda x, w, n=axes: F.rms_norm(x, n, w, 1e-5), normal(*shape),
             normal(*axes), norm=axes)
    for shape, size in [((1, 2, 3, 3), (7, 5)), ((1, 1, 5, 4), (2, 3))]:
        case("interpolate_nearest", lambda x, s=size: F.interpolate(x, size=s, mode="nearest"),
             normal(*shape), size=size)
        case("interpolate_bilinear",
             lambda x, s=size: F.interpolate(x, size=s, mode="bilinear", align_corners=False),
             normal(*shape), size=size)


def more_losses():
    for reduction in ("mean", "sum", "none"):
        case("huber", lambda x, t, r=reduction: F.huber_loss(x, t, reduction=r, delta=0.8),
             distinct(3, 4), normal(3, 4) * 0.01, delta=0.8, reduction=reduction)
    case("bce", lambda x, t: F.binary_cross_entropy(x, t, reduction="none"),
         tensor([0.0, 1.0, 0.0, 1.0]), tensor([1.0, 0.0, 0.0, 1.0]), diff=[], reduction="none",
         extreme=True)
    case("cross_entropy", lambda x, t: F.cross_entropy(x, t), tensor([[1000.0, 0.0], [0.0, -1000.0]]),
         tensor([1, 0]), reduction="mean", extreme=True)


CORE = [
    elementwise, binary, products, reductions, softmaxes, shapes, indexing, arrangements,
    convolutions, pools, normalizations, losses, einsums, resamplings, programs,
]
MORE = [
    more_elementwise, more_binary, more_reductions, more_shapes, more_networks, more_losses,
]


def evaluate(function, inputs, diff):
    """The result in float64, its upstream gradient in float32, and the gradients."""
    leaves = [
        x.double().requires_grad_(k in diff) if x.is_floating_point() else x
        for k, x in enumerate(inputs)
    ]
    output = function(*leaves)
    upstream = torch.ones(()) if output.dim() == 0 else torch.randn(output.shape, generator=generator)
    gradients = [None] * len(diff)
    if output.requires_grad:
        gradients = torch.autograd.grad(
            output, [leaves[k] for k in diff], upstream.double(), allow_unused=True)
    return output.detach(), upstream, gradients


def write(folder):
    tensors, rows, counts = {}, [], collections.Counter()
    for op, attrs, inputs, function, diff in cases:
        counts[op] += 1
        name = f"{op}.{counts[op]:02d}"
        output, upstream, gradients = evaluate(function, inputs, diff)
        for k, x in enumerate(inputs):
            tensors[f"{name}/in{k}"] = x.contiguous().clone()
        tensors[f"{name}/gout"] = upstream.contiguous()
        tensors[f"{name}/out"] = output.contiguous().clone()
        for k, gradient in zip(diff, gradients):
            if gradient is not None:
                tensors[f"{name}/grad{k}"] = gradient.contiguous().clone()
        rows.append(dict(case=name, op=op, attrs=attrs, nin=len(inputs), diff=list(diff)))
    made = f"Tests/Python/make_parity_fixtures.py, torch {torch.__version__}, seed {generator.initial_seed()}"
    os.makedirs(folder, exist_ok=True)
    save_file(tensors, os.path.join(folder, "fixtures.safetensors"), metadata={"made": made})
    with open(os.path.join(folder, "fixtures.json"), "w") as file:
        # One case a line.
        file.write("[" + ",\n ".join(json.dumps(row) for row in rows) + "]\n")
    print(f"{len(counts)} operators, {len(rows)} cases, {len(tensors)} tensors in {folder}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", choices=["core", "more"])
    arguments = parser.parse_args()
    generator.manual_seed(arguments.seed)
    torch.set_num_threads(1)
    parts = {"core": CORE, "more": MORE, None: CORE + MORE}[arguments.only]
    for part in parts:
        part()
    write(arguments.folder)


if __name__ == "__main__":
    main()
