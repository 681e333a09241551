"""Reads MNIST's IDX files. As a program it writes a folder with fewer images of them:

    mnist.py SOURCE TARGET TRAINING_IMAGES TEST_IMAGES
"""

import gzip
import os
import sys

FILES = ("train-images-idx3-ubyte", "train-labels-idx1-ubyte",
         "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte")


def read(folder, name):
    """A file's bytes and the extents of its axes; the elements follow the header."""
    path = os.path.join(folder, name)
    if os.path.exists(path):
        with open(path, "rb") as file:
            data = bytearray(file.read())
    else:
        with gzip.open(path + ".gz") as file:
            data = bytearray(file.read())
    axes = data[3] if data[:3] == b"\0\0\x08" else 0
    sizes = [int.from_bytes(data[4 + 4 * i : 8 + 4 * i], "big") for i in range(axes)]
    count = 1
    for size in sizes:
        count *= size
    if axes == 0 or len(data) != 4 + 4 * axes + count:
        raise ValueError(f"{path} is no IDX file of bytes")
    return data, sizes


def training_images(folder):
    """The bytes of the training images' file, where the images begin, their number, and pixels."""
    data, sizes = read(folder, FILES[0])
    return data, 4 + 4 * len(sizes), sizes[0], sizes[1] * sizes[2]


def cut(source, target, training, test):
    """Writes a folder with the first images of another."""
    os.makedirs(target, exist_ok=True)
    for name, count in zip(FILES, (training, training, test, test)):
        data, sizes = read(source, name)
        start = 4 + 4 * len(sizes)
        count = min(count, sizes[0])
        length = count * (len(data) - start) // sizes[0]
        with open(os.path.join(target, name), "wb") as file:
            file.write(data[:4] + count.to_bytes(4, "big") + data[8 : start + length])


if __name__ == "__main__":
    cut(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
