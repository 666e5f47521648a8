"""How the scripts of @textvae/bench are spoken to: in JSON, one line for one line.

The first line says what answers, or the module that is missing.
"""

import json
import platform
import sys

try:
    import torch
except ImportError as error:
    print(json.dumps({"missing": error.name}), flush=True)
    sys.exit(0)


def answer(acts):
    """Answers each question by the act that it names, until there are no more."""
    torch.set_num_threads(int(sys.argv[1]))
    device = sys.argv[2]
    if device == "cuda" and not torch.cuda.is_available():
        print(json.dumps({"missing": "torch.cuda, or a processor for it"}), flush=True)
        return
    if device != "cpu":  # a default that is set is asked for at every call
        torch.set_default_device(device)
    torch.manual_seed(0)
    facts = {
        "torch": torch.__version__,
        "python": platform.python_version(),
        "threads": torch.get_num_threads(),
        "device": torch.cuda.get_device_name() if device == "cuda" else "cpu",
        "instructions": torch.backends.cpu.get_cpu_capability(),
    }
    print(json.dumps({"facts": facts}), flush=True)
    for line in sys.stdin:
        question = json.loads(line)
        print(json.dumps(acts[question["do"]](question)), flush=True)
