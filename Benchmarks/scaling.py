"""How the time of a step grows with the batch, the hidden layers and the threads."""

from dataclasses import asdict, replace
from statistics import median

from measuring import Failure, print_table, processors, ratio, steady
from runs import Setting

# A multiple of every batch size, so that all steps of a row are alike.
IMAGES = 12 * 1024
BATCHES = (32, 64, 128, 256, 512, 1024)
HIDDEN = (200, 400, 800, 1600)
EPOCHS = 3
LIBRARIES = ("tessera", "eager")


def operations(setting, latent=20, pixels=784):
    """Floating-point operations in the matrix products of a step of mlp."""
    hidden = setting.hidden
    weights = 2 * pixels * hidden + 3 * hidden * latent
    return setting.batch * (6 * weights - 2 * pixels * hidden)


def measure(runs, setting, pairs):
    """Milliseconds of a step: one for each pair, or a failure, for each library."""
    found = {name: [] for name in LIBRARIES}
    for pair in range(pairs):
        for name in LIBRARIES[:: -1 if pair % 2 else 1]:
            if isinstance(found[name], Failure):
                continue
            try:
                seconds = steady(runs.train(name, setting)["seconds"])
                found[name].append(1000 * seconds * setting.batch / setting.images)
            except Failure as failure:
                found[name] = failure
    return found


def cells(found):
    """Texts: milliseconds of Tessera, of PyTorch, and their ratio."""
    texts = [str(values) if isinstance(values, Failure) else f"{median(values):.2f} ms"
             for values in (found[name] for name in LIBRARIES)]
    if any(isinstance(values, Failure) for values in found.values()):
        return texts + ["–"]
    return texts + [ratio(*(found[name] for name in LIBRARIES))[1]]


def size_rows(runs, settings, pairs, results):
    rows = []
    for setting in settings:
        found = measure(runs, setting, pairs)
        speed = "–"
        if not isinstance(found["tessera"], Failure):
            speed = f"{operations(setting) / median(found['tessera']) / 1e6:.0f}"
        rows.append([f"batch {setting.batch}, hidden {setting.hidden}", *cells(found), speed])
        results.append(record(setting, found))
    return rows


def thread_rows(runs, settings, pairs, results):
    rows = []
    for setting in settings:
        found = []
        for threads in (1, 2):
            chosen = replace(setting, threads=threads)
            found.append(measure(runs, chosen, pairs))
            results.append(record(chosen, found[-1]))
        for name, title in zip(LIBRARIES, ("Tessera", "PyTorch, eager")):
            one, two = (times[name] for times in found)
            if isinstance(one, Failure) or isinstance(two, Failure):
                failure = one if isinstance(one, Failure) else two
                rows.append([f"{setting.model}, {title}", str(failure), "–", "–"])
            else:
                rows.append([f"{setting.model}, {title}", f"{median(one):.2f} ms",
                             f"{median(two):.2f} ms", ratio(one, two)[1]])
    return rows


def record(setting, found):
    times = {name: str(values) if isinstance(values, Failure) else values
             for name, values in found.items()}
    return {"setting": asdict(setting), "milliseconds": times}


def tables(runs, pairs, seed, threads):
    """Prints the tables; gives what was measured."""
    folder = runs.cut_mnist("scaling", training=IMAGES, test=128)

    def setting(model, batch=128, hidden=400):
        return Setting(model, EPOCHS, seed, threads, folder, IMAGES, batch, hidden)

    results = []
    sizes = [setting("mlp", batch=batch) for batch in BATCHES]
    sizes += [setting("mlp", hidden=hidden) for hidden in HIDDEN if hidden != 400]
    print(f"\nA step by its size: {IMAGES} images an epoch, medians over pairs of runs: {pairs}; "
          "GFLOP/s are the arithmetic of the matrix products over the time of the whole step\n")
    headers = ["mlp", "Tessera", "PyTorch, eager", "ratio", "Tessera's GFLOP/s"]
    print_table(headers, size_rows(runs, sizes, pairs, results))
    if processors() < 2:
        print("\nskipped: 1 thread against 2, for this machine lets the process use one processor")
        return results
    print("\nA step by its threads\n")
    models = [setting("mlp"), setting("conv")]
    print_table(["batch 128", "1 thread", "2 threads", "speed-up"],
                thread_rows(runs, models, pairs, results))
    return results
