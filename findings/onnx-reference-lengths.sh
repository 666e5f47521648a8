#!/usr/bin/env bash
# onnx 1.23.1: onnx.reference.ReferenceEvaluator (with onnxruntime 1.30.0, numpy 2.4.6), Python
# One would guess: the reference evaluator of ONNX itself is the second opinion on an exported LSTM.
# What happens: it takes no notice of sequence_lens, without an error. A row of 2 of 4 steps is read to
#   its padded end; ONNX Runtime stops where it should. At full length both agree.
# Why it matters: batches of sentences are padded. Who checks an export against the reference finds a
#   fault where none is, or takes one over.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

python3 -m venv python
python/bin/pip install --quiet onnx==1.23.1 onnxruntime==1.30.0 numpy==2.4.6

cat > run.py <<'END'
import numpy as np
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from onnx.reference import ReferenceEvaluator

hidden, inputs, batch, steps = 3, 2, 1, 4
generator = np.random.default_rng(0)
normal = lambda *shape: generator.standard_normal(shape).astype(np.float32)
value = lambda name, shape, of=TensorProto.FLOAT: helper.make_tensor_value_info(name, of, shape)
weights = [("w", (1, 4 * hidden, inputs)), ("r", (1, 4 * hidden, hidden)), ("b", (1, 8 * hidden))]
node = helper.make_node("LSTM", ["x", "w", "r", "b", "len"], ["y", "h"], hidden_size=hidden)
graph = helper.make_graph(
    [node],
    "lstm",
    [value("x", [steps, batch, inputs]), value("len", [batch], TensorProto.INT32)],
    [value("y", [steps, 1, batch, hidden]), value("h", [1, batch, hidden])],
    [numpy_helper.from_array(normal(*shape), name) for name, shape in weights],
)
model = helper.make_model(graph, ir_version=10, opset_imports=[helper.make_opsetid("", 21)])
runtime = onnxruntime.InferenceSession(model.SerializeToString())
reference = ReferenceEvaluator(model)
x = normal(steps, batch, inputs)
states = {}
for length in (4, 2):
    feeds = {"x": x, "len": np.array([length], np.int32)}
    states[length] = [each.run(["h"], feeds)[0] for each in (runtime, reference)]
    difference = np.abs(states[length][0] - states[length][1]).max()
    print(f"length {length}: runtime and reference", "agree" if difference < 1e-6 else "differ")
for which, name in enumerate(("runtime", "reference")):
    same = np.array_equal(states[2][which], states[4][which])
    print(f"{name}: the state after 2 steps", "is" if same else "is not", "that after 4")
END
python/bin/python run.py | tee seen.txt

diff - seen.txt <<'END'
length 4: runtime and reference agree
length 2: runtime and reference differ
runtime: the state after 2 steps is not that after 4
reference: the state after 2 steps is that after 4
END
echo "as stated"
