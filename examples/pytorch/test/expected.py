"""What load_textvae.py makes of bundles, in double precision, as JSON by the name of the folder.

python3 expected.py [BUNDLE ...] > bundles/expected.json      default: all of bundles/
"""

import json
import sys
import warnings
from pathlib import Path

warnings.filterwarnings("ignore", "Failed to initialize NumPy")
sys.dont_write_bytecode = True
here = Path(__file__).resolve().parent
sys.path.insert(0, str(here.parent))

import torch
from load_textvae import TextVae

# Seen and unseen sentences of different lengths, unknown words, and one word in another case.
TEXTS = [
    "the cat sat",
    "my brother sang a song",
    "a dog ran away",
    "The old hen slept in the hay",
    "sat",
    "the zebra ran in a hay in a hay in a song",
]


@torch.no_grad()
def answers(folder):
    try:
        model = TextVae(folder)
    except ValueError as error:
        return {"refused": str(error)}
    codes, kl = model.encode(TEXTS) if model.prior else (None, torch.zeros(len(TEXTS)))
    numbers = {"kl": kl, "reconstruction": -model.log_likelihood(TEXTS, codes), "codes": codes}
    known = {name: x.round(decimals=8).tolist() for name, x in numbers.items() if x is not None}
    return {**known, "greedy": model.greedy(codes)}


given = [Path(name) for name in sys.argv[1:]]
folders = given or sorted(path for path in (here / "bundles").iterdir() if path.is_dir())
print(json.dumps({"texts": TEXTS, "bundles": {f.name: answers(f) for f in folders}}, indent=1))
