"""ONNX models, for the engines that run one: `file` reads and writes their bytes, `session` is the door to onnxruntime."""
