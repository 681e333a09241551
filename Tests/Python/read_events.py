#!/usr/bin/env python3
"""Reads a folder of event files as TensorBoard does and prints what is in it as JSON.

    read_events.py FOLDER

{"scalars": {TAG: [{"step": …, "value": …}]}, "images": {TAG: [{"step", "width", "height", "bytes"}]},
 "histograms": {TAG: [{"step", "min", "max", "num", "sum", "sum_squares", "limits", "counts"}]}}
"""

import json
import sys


def main():
    if len(sys.argv) != 2:
        raise SystemExit("usage: read_events.py FOLDER")
    try:
        from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
    except ImportError as error:
        print(f"skipped: TensorBoard's reader ({error})")
        return
    kinds = ("scalars", "images", "histograms", "tensors")
    events = EventAccumulator(sys.argv[1], size_guidance={kind: 0 for kind in kinds})
    events.Reload()
    tags = events.Tags()
    print(json.dumps({
        "scalars": {
            tag: [{"step": e.step, "value": e.value} for e in events.Scalars(tag)]
            for tag in tags["scalars"]
        },
        "images": {
            tag: [
                {"step": e.step, "width": e.width, "height": e.height,
                 "bytes": list(e.encoded_image_string)}
                for e in events.Images(tag)
            ]
            for tag in tags["images"]
        },
        "histograms": {
            tag: [
                {"step": e.step, "min": v.min, "max": v.max, "num": v.num, "sum": v.sum,
                 "sum_squares": v.sum_squares, "limits": list(v.bucket_limit),
                 "counts": list(v.bucket)}
                for e in events.Histograms(tag) for v in [e.histogram_value]
            ]
            for tag in tags["histograms"]
        },
    }))


if __name__ == "__main__":
    main()
