#!/usr/bin/env bash
# onnxruntime 1.30.0 (with onnx 1.23.1, numpy 2.4.6), Python
# One would guess: a recurrent layer that reads 0 steps of a row returns the state it was given.
# What happens: where sequence_lens is 0, LSTM, GRU and RNN return zeros, not initial_h and initial_c,
#   without an error.
# Why it matters: text decoders and hierarchical encoders start from a code or an earlier state. For an
#   empty sentence it is lost.
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

hidden, inputs, batch, steps = 3, 2, 2, 4
generator = np.random.default_rng(0)
normal = lambda *shape: generator.standard_normal(shape).astype(np.float32)

for kind, gates in (("LSTM", 4), ("GRU", 3), ("RNN", 1)):
    states = ["h0", "c0"] if kind == "LSTM" else ["h0"]
    ends = ["h", "c"] if kind == "LSTM" else ["h"]
    node = helper.make_node(kind, ["x", "w", "r", "", "len", *states], ["", *ends], hidden_size=hidden)
    value = lambda name, shape, of=TensorProto.FLOAT: helper.make_tensor_value_info(name, of, shape)
    weights = [("w", (1, gates * hidden, inputs)), ("r", (1, gates * hidden, hidden))]
    graph = helper.make_graph(
        [node],
        kind,
        [value("x", [steps, batch, inputs]), value("len", [batch], TensorProto.INT32)]
        + [value(state, [1, batch, hidden]) for state in states],
        [value(end, [1, batch, hidden]) for end in ends],
        [numpy_helper.from_array(normal(*shape), name) for name, shape in weights],
    )
    opset = [helper.make_opsetid("", 21)]
    model = helper.make_model(graph, ir_version=10, opset_imports=opset).SerializeToString()
    feeds = {state: np.full((1, batch, hidden), 0.5, np.float32) for state in states}
    feeds |= {"x": normal(steps, batch, inputs), "len": np.array([3, 0], np.int32)}
    for end, result in zip(ends, onnxruntime.InferenceSession(model).run(None, feeds)):
        print(kind, f"initial_{end} 0.5 0.5 0.5", f"Y_{end}", *result[0, 1])
END
python/bin/python run.py | tee seen.txt

diff - seen.txt <<'END'
LSTM initial_h 0.5 0.5 0.5 Y_h 0.0 0.0 0.0
LSTM initial_c 0.5 0.5 0.5 Y_c 0.0 0.0 0.0
GRU initial_h 0.5 0.5 0.5 Y_h 0.0 0.0 0.0
RNN initial_h 0.5 0.5 0.5 Y_h 0.0 0.0 0.0
END
echo "as stated"
